//! `anomaly-band`: what is expected of the values that an alarm watches.

use super::metric::{Entry, Source};
use crate::alarms::Side;
use crate::anomaly::{Adaptation, Filtering, Range, Settings};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::time;
use crate::metrics::math::Sheet;
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, Key, out_of_set, text, word, wrong};
use crate::rules::zones::zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The keys of a band.
pub static BAND_KEYS: &[Key] = &[
    Key::optional(
        "width",
        r#"{"type": "number", "exclusiveMinimum": 0, "default": 2}"#,
        "How many standard deviations the band reaches to each side.",
    ),
    Key::optional(
        "side",
        r#"{"enum": ["above", "below", "outside"], "default": "outside"}"#,
        "On which side of the band a value breaches.",
    ),
    Key::optional(
        "excluded-ranges",
        r##"{"type": "array", "maxItems": 10, "items": {"$ref": "#/$defs/excluded-range"}}"##,
        "Times from which nothing is learnt.",
    ),
    Key::optional(
        "adaptation-speed",
        r#"{"enum": ["fast", "normal", "slow", "FAST", "NORMAL", "SLOW"], "default": "normal"}"#,
        "How fast changes are followed.",
    ),
    Key::optional(
        "outlier-filtering",
        r#"{"enum": ["minimal", "moderate", "strict", "MINIMAL", "MODERATE", "STRICT"], "default": "moderate"}"#,
        "How little of outliers is learnt.",
    ),
    Key::optional(
        "time-zone",
        r##"{"$ref": "#/$defs/time-zone"}"##,
        "Where days and weeks begin; UTC by default.",
    ),
    Key::optional("least", r#"{"type": "number"}"#, "The least a value can be: bands go no lower."),
    Key::optional("most", r#"{"type": "number"}"#, "The most a value can be: bands go no higher."),
];

/// The keys of an excluded range.
pub static RANGE_KEYS: &[Key] = &[
    Key::required("from", r#"{"type": "string", "format": "date-time"}"#, "Its first moment."),
    Key::required("to", r#"{"type": "string", "format": "date-time"}"#, "The moment after it."),
];

/// Most ranges that are left out.
const MOST_RANGES: usize = 10;

/// What is expected.
#[derive(Debug, Clone)]
pub struct Band {
    /// How many standard deviations it reaches to each side.
    pub width: f64,
    /// Where values breach.
    pub side: Side,
    /// The entry whose values the model learns.
    pub of: usize,
    /// What the model is told.
    pub settings: Settings,
    /// Where days and weeks begin.
    pub zone: TimeZone,
}

/// Reads the band of an alarm, which is `anomaly-band` or an expression of `metrics`.
pub(super) fn read(
    diags: &mut Diags,
    fields: &Fields<'_>,
    sheet: &Sheet,
    (calls, watched): (Option<usize>, usize),
    entries: &[Entry],
) -> Option<Band> {
    let own = fields.get("anomaly-band");
    let called = calls.and_then(|at| {
        let place = entries.get(at)?;
        let read = sheet.expression(at)?.whole_band();
        if read.is_none() {
            let span = match &place.source {
                Source::Expression(_, span) => *span,
                Source::Metric { .. } => place.span,
            };
            let words =
                "a band stands alone in its expression: `ANOMALY_DETECTION_BAND(id, width)`";
            diags.push(Diag::new(Code::TL316, span, words));
        }
        let (id, width) = read?;
        let of = entries.iter().position(|e| e.id == id)?;
        Some((of, width.unwrap_or(2.0)))
    });
    let Some(item) = own else {
        let (of, width) = called?;
        let entry = entries.get(of)?;
        let words = "a band needs the key `anomaly-band` of the alarm, which may be `{}`";
        diags.push(Diag::new(Code::TL204, entry.span, words));
        let (side, settings, zone) = (Side::Outside, Settings::default(), TimeZone::UTC);
        return Some(Band { width, side, of, settings, zone });
    };
    let fields = Fields::read(diags, "`anomaly-band`", item.span(), item, BAND_KEYS)?;
    if let (Some(width), Some(_)) = (fields.get("width"), called) {
        let words = "the width stands in the expression already";
        diags.push(Diag::new(Code::TL211, width.span(), words));
    }
    let sides = [("above", Side::Above), ("below", Side::Below), ("outside", Side::Outside)];
    let speeds = [
        ("fast", Adaptation::Fast),
        ("normal", Adaptation::Normal),
        ("slow", Adaptation::Slow),
        ("FAST", Adaptation::Fast),
        ("NORMAL", Adaptation::Normal),
        ("SLOW", Adaptation::Slow),
    ];
    let filters = [
        ("minimal", Filtering::Minimal),
        ("moderate", Filtering::Moderate),
        ("strict", Filtering::Strict),
        ("MINIMAL", Filtering::Minimal),
        ("MODERATE", Filtering::Moderate),
        ("STRICT", Filtering::Strict),
    ];
    let number_of =
        |diags: &mut Diags, name: &str| fields.get(name).and_then(|i| number(diags, name, i));
    let width = number_of(diags, "width");
    if let (Some(item), Some(width)) = (fields.get("width"), width)
        && width <= 0.0
    {
        out_of_set(diags, item, "the width of a band is more than 0");
    }
    let (least, most) = (number_of(diags, "least"), number_of(diags, "most"));
    let zone = fields.get("time-zone").and_then(|i| zone(diags, "time-zone", i));
    if let (Some(item), Some(least), Some(most)) = (fields.get("least"), least, most)
        && least > most
    {
        out_of_set(diags, item, "`least` is at most `most`");
    }
    let side = fields.get("side").and_then(|i| word(diags, "side", i, &sides));
    let speed = fields.get("adaptation-speed");
    let filter = fields.get("outlier-filtering");
    let settings = Settings {
        adaptation_speed: speed
            .and_then(|i| word(diags, "adaptation-speed", i, &speeds))
            .unwrap_or_default(),
        outlier_filtering: filter
            .and_then(|i| word(diags, "outlier-filtering", i, &filters))
            .unwrap_or_default(),
        excluded_ranges: fields
            .get("excluded-ranges")
            .map(|i| ranges(diags, i))
            .unwrap_or_default(),
        ahead: 0,
        least,
        most,
    };
    let (of, called_width) = called.unwrap_or((watched, width.unwrap_or(2.0)));
    let (side, zone) = (side.unwrap_or(Side::Outside), zone.unwrap_or(TimeZone::UTC));
    Some(Band { width: called_width, side, of, settings, zone })
}

fn number(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<f64> {
    let read = (item.kind() == Kind::Number).then(|| item.str().parse::<f64>().ok()).flatten();
    let read = read.filter(|n| n.is_finite());
    if read.is_none() {
        wrong(diags, key, item, "a number");
    }
    read
}

fn ranges(diags: &mut Diags, item: Item<'_>) -> Vec<Range> {
    if item.kind() != Kind::List {
        wrong(diags, "excluded-ranges", item, "a list of ranges with `from` and `to`");
        return Vec::new();
    }
    if item.items().count() > MOST_RANGES {
        out_of_set(diags, item, format!("at most {MOST_RANGES} ranges are excluded"));
    }
    let moment = |diags: &mut Diags, key: &str, item: Item<'_>| {
        let written = text(diags, key, item)?;
        let read = time::parse(&written);
        if read.is_none() {
            out_of_set(diags, item, format!("`{written}` is no time such as 2026-01-01T00:00:00Z"));
        }
        read.map(Timestamp::as_second)
    };
    let one = |element: Item<'_>| {
        let fields = Fields::read(diags, "an excluded range", element.span(), element, RANGE_KEYS)?;
        let from = fields.get("from").and_then(|i| moment(diags, "from", i));
        let to = fields.get("to").and_then(|i| moment(diags, "to", i));
        let (from, to) = (from?, to?);
        if from >= to {
            out_of_set(diags, element, "an excluded range ends after it begins");
            return None;
        }
        Some(Range { from, to })
    };
    item.items().filter_map(one).collect()
}
