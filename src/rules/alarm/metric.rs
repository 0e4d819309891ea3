//! What an alarm on metrics watches: one metric, or entries with ids of which one returns data.

use super::{MetricWatch, band, settings};
use crate::alarms::Notify;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::metrics::math::{self, EntryKind, MathFault, Sheet, Which};
use crate::metrics::{Metric, Statistic, Unit, validate};
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, Key, flag, out_of_set, text, texts, wrong};
use crate::rules::place::{part_of, text_of};
use crate::rules::units::duration;
use std::sync::Arc;
use std::time::Duration;

/// The keys of a metric.
pub static METRIC_KEYS: &[Key] = &[
    Key::required(
        "namespace",
        r#"{"type": "string", "examples": ["AWS/EC2", "Security"]}"#,
        "The container of the metric.",
    ),
    Key::required("name", r#"{"type": "string"}"#, "The metric's name."),
    Key::optional(
        "dimensions",
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        "The exact set of the metric's dimensions.",
    ),
];

/// The keys of an entry of `metrics`.
pub static ENTRY_KEYS: &[Key] = &[
    Key::optional(
        "metric",
        r##"{"$ref": "#/$defs/metric"}"##,
        "The metric, where its namespace, name and dimensions do not stand in the entry itself.",
    ),
    Key::optional("namespace", r#"{"type": "string"}"#, "The container of the metric."),
    Key::optional("name", r#"{"type": "string"}"#, "The metric's name."),
    Key::optional(
        "dimensions",
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        "The exact set of the metric's dimensions.",
    ),
    Key::optional("statistic", r#"{"type": "string"}"#, "That of the alarm by default."),
    Key::optional("unit", r#"{"type": "string"}"#, "Only data of this unit count."),
    Key::optional("period", r##"{"$ref": "#/$defs/duration"}"##, "That of the alarm by default."),
    Key::optional(
        "expression",
        r#"{"type": "string", "maxLength": 2048, "examples": ["100*e/n"]}"#,
        "An expression over the other entries, instead of a metric.",
    ),
    Key::optional("label", r#"{"type": "string"}"#, "What it is called in events and pictures."),
    Key::optional(
        "return-data",
        r#"{"type": "boolean", "default": false}"#,
        "Is it what the alarm watches? The last entry is, if none says so.",
    ),
];

/// The period of an alarm that names none, in seconds: that of CloudWatch's own metrics.
const PERIOD: u32 = 300;

/// An entry of what an alarm watches.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id, such as `m1`.
    pub id: String,
    /// What it is called, if it says so.
    pub label: Option<String>,
    /// What it is.
    pub source: Source,
    /// The place of its name, or of the metric.
    pub span: Span,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub enum Source {
    /// A metric's statistic.
    Metric {
        /// The metric; of dimensions in `for-each` the values are missing.
        metric: Metric,
        /// What is computed of a period.
        statistic: Statistic,
        /// The only unit that counts.
        unit: Option<Unit>,
    },
    /// An expression over the others, with the place of its text.
    Expression(String, Span),
}

/// What is said for all metrics of an alarm.
struct Common {
    statistic: Option<Statistic>,
    unit: Option<Unit>,
    period: u32,
}

/// Reads what is watched, and how it is judged.
pub(super) fn read(
    diags: &mut Diags,
    key: Item<'_>,
    fields: &Fields<'_>,
    notify: Notify,
) -> Option<Arc<MetricWatch>> {
    super::misplaced(diags, fields, &["actions-suppressor"], "an alarm on metrics");
    let period = period(diags, fields);
    let common = Common {
        statistic: fields.get("statistic").and_then(|i| statistic(diags, i)),
        unit: fields.get("unit").and_then(|i| unit(diags, i)),
        period: period.unwrap_or(60),
    };
    let for_each = fields.get("for-each").map(|i| for_each(diags, i)).unwrap_or_default();
    let read = match (fields.get("metric"), fields.get("metrics")) {
        (Some(item), _) => metric(diags, "a metric", "m1", (item.span(), item), &common)
            .map(|(entry, _)| (vec![entry], vec![0], item.span())),
        (None, Some(item)) => several(diags, item, &common)
            .map(|(entries, returning)| (entries, returning, item.span())),
        (None, None) => None,
    };
    let Some((entries, returning, span)) = read else {
        // What is wrong beside the metric is told all the same; whether its statistic is a percentile
        // is not known.
        if fields.get("low-sample").is_none() {
            settings::read(diags, key, fields, (common.period, None, None), notify);
        }
        return None;
    };
    if let Some(item) = fields.get("for-each") {
        let given = |entry: &Entry, name: &String| match &entry.source {
            Source::Metric { metric, .. } => metric.dimension(name).is_some(),
            Source::Expression(..) => false,
        };
        let both = for_each.iter().find(|name| entries.iter().any(|entry| given(entry, name)));
        if let Some(name) = both {
            let words = format!("the metric gives the dimension `{name}` a value already");
            out_of_set(diags, item, words);
        }
    }
    let sheet = sheet(diags, &entries, &returning, common.period)?;
    for fault in sheet.unfit_for_alarm() {
        math_fault(diags, &entries, span, &fault);
    }
    let band_entry = sheet.calling(Which::Band);
    let watched = returning.iter().copied().find(|at| Some(*at) != band_entry)?;
    let band = band::read(diags, fields, &sheet, (band_entry, watched), &entries);
    period?;
    let of = match &entries.get(watched)?.source {
        Source::Metric { statistic, unit, .. } => Some((statistic, *unit)),
        Source::Expression(..) => None,
    };
    let settings = settings::read(diags, key, fields, (common.period, of, band.as_ref()), notify)?;
    let single = fields.get("metric").is_some();
    Some(Arc::new(MetricWatch {
        settings: settings.into(),
        entries,
        sheet,
        watched,
        band,
        for_each,
        single,
        span,
    }))
}

/// Names of dimensions, each once.
fn for_each(diags: &mut Diags, item: Item<'_>) -> Vec<String> {
    let names = texts(diags, "for-each", item);
    let fits = |name: &&String| {
        let dimension = vec![((*name).clone(), "x".to_owned())];
        validate::metric(&Metric::new("x", "x", dimension)).is_ok()
    };
    if let Some(odd) = names.iter().find(|name| !fits(name)) {
        out_of_set(diags, item, format!("`{odd}` cannot be the name of a dimension"));
    }
    if names.iter().enumerate().any(|(at, name)| names[..at].contains(name)) {
        out_of_set(diags, item, "`for-each` names a dimension twice");
    }
    if names.is_empty() && item.kind() == Kind::List {
        out_of_set(diags, item, "`for-each` names no dimension");
    }
    names
}

fn period(diags: &mut Diags, fields: &Fields<'_>) -> Option<u32> {
    fields.get("period").map_or(Some(PERIOD), |item| seconds(diags, item))
}

fn seconds(diags: &mut Diags, item: Item<'_>) -> Option<u32> {
    let day = Duration::from_secs(86_400);
    let time = duration(diags, "period", item, Duration::from_secs(10)..=day * 7)?;
    let fits = matches!(time.as_secs(), 10 | 20 | 30) || time.as_secs().is_multiple_of(60);
    if !fits || time.subsec_millis() > 0 {
        out_of_set(diags, item, "a period is 10s, 20s, 30s or whole minutes");
        return None;
    }
    u32::try_from(time.as_secs()).ok()
}

fn statistic(diags: &mut Diags, item: Item<'_>) -> Option<Statistic> {
    let name = text(diags, "statistic", item)?;
    Statistic::parse(&name).map_err(|words| out_of_set(diags, item, words)).ok()
}

pub(in crate::rules) fn unit(diags: &mut Diags, item: Item<'_>) -> Option<Unit> {
    let name = text(diags, "unit", item)?;
    let read = Unit::parse(&name);
    if read.is_none() {
        let hint = Unit::meant(&name).map_or(String::new(), |m| format!("; did you mean `{m}`?"));
        out_of_set(diags, item, format!("`{name}` is no unit of CloudWatch{hint}"));
    }
    read
}

/// Reads a metric or an entry of several, and whether it returns data.
fn metric(
    diags: &mut Diags,
    what: &str,
    id: &str,
    (at, item): (Span, Item<'_>),
    common: &Common,
) -> Option<(Entry, Option<bool>)> {
    let single = what == "a metric";
    let keys = if single { METRIC_KEYS } else { ENTRY_KEYS };
    let fields = Fields::read(diags, what, at, item, keys)?;
    let get = |name: &str| if single { None } else { fields.get(name) };
    let label = get("label").and_then(|i| text(diags, "label", i));
    let returns = get("return-data").and_then(|i| flag(diags, "return-data", i));
    let entry = |source| Entry { id: id.to_owned(), label, source, span: at };
    if let Some(expression) = get("expression") {
        let others = ["metric", "namespace", "name", "dimensions", "statistic", "unit"];
        super::misplaced(diags, &fields, &others, "an expression");
        let written = text(diags, "expression", expression)?;
        let place = text_of(expression, &written);
        return Some((entry(Source::Expression(written, place)), returns));
    }
    let inner = get("metric");
    for needed in ["namespace", "name"] {
        if !single && inner.is_none() && fields.get(needed).is_none() {
            let words = format!("an entry of `metrics` needs `expression`, or the key `{needed}`");
            diags.push(Diag::new(Code::TL204, at, words));
        }
    }
    if let Some(own) = get("period")
        && let Some(seconds) = seconds(diags, own)
        && seconds != common.period
    {
        let words = "all metrics of an alarm have the alarm's period";
        out_of_set(diags, own, words);
    }
    let own = get("statistic").and_then(|i| statistic(diags, i));
    let statistic = match own.or_else(|| common.statistic.clone()) {
        Some(statistic) => statistic,
        // INVARIANT: this is a name of the table.
        None => Statistic::parse("Average").ok()?,
    };
    let unit = get("unit").and_then(|i| unit(diags, i)).or(common.unit);
    let metric = match inner {
        None => named(diags, &fields)?,
        Some(inner) => {
            super::misplaced(
                diags,
                &fields,
                &["namespace", "name", "dimensions"],
                "`metric` beside it",
            );
            let fields = Fields::read(diags, "a metric", inner.span(), inner, METRIC_KEYS)?;
            named(diags, &fields)?
        }
    };
    Some((entry(Source::Metric { metric, statistic, unit }), returns))
}

/// The metric that `namespace`, `name` and `dimensions` name.
pub(in crate::rules) fn named(diags: &mut Diags, fields: &Fields<'_>) -> Option<Metric> {
    let (namespace_at, name_at) = (fields.get("namespace")?, fields.get("name")?);
    let namespace = text(diags, "namespace", namespace_at)?;
    let name = text(diags, "name", name_at)?;
    if let Err(refusal) = validate::namespace(Some(&namespace)) {
        out_of_set(diags, namespace_at, refusal.message);
        return None;
    }
    let mut dimensions = Vec::new();
    if let Some(item) = fields.get("dimensions") {
        if item.kind() != Kind::Map && item.kind() != Kind::Null {
            wrong(diags, "dimensions", item, "a map from names to values");
        }
        for (key, value) in item.entries() {
            dimensions.push((key.str().into_owned(), text(diags, &key.str(), value)?));
        }
    }
    let metric = Metric::new(namespace, name, dimensions);
    if let Err(refusal) = validate::metric(&metric) {
        out_of_set(diags, name_at, refusal.message);
        return None;
    }
    Some(metric)
}

/// Reads `metrics`: the entries, and which of them return data.
fn several(diags: &mut Diags, item: Item<'_>, common: &Common) -> Option<(Vec<Entry>, Vec<usize>)> {
    if item.kind() != Kind::Map {
        wrong(diags, "metrics", item, "a map from ids to metrics and expressions");
        return None;
    }
    let (mut entries, mut returning, mut said) = (Vec::new(), Vec::new(), false);
    for (key, value) in item.entries() {
        let at = (key.span(), value);
        let (entry, returns) = metric(diags, "an entry of `metrics`", &key.str(), at, common)?;
        said |= returns.is_some();
        if returns == Some(true) {
            returning.push(entries.len());
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        out_of_set(diags, item, "`metrics` has no entry");
        return None;
    }
    if !said {
        returning.push(entries.len() - 1);
    }
    Some((entries, returning))
}

fn sheet(diags: &mut Diags, entries: &[Entry], returning: &[usize], period: u32) -> Option<Sheet> {
    let all = entries.iter().enumerate().map(|(at, entry)| math::Entry {
        id: entry.id.clone(),
        what: match &entry.source {
            Source::Metric { .. } => EntryKind::Metric { period },
            Source::Expression(written, _) => EntryKind::Expression(written.clone()),
        },
        returns: returning.contains(&at),
    });
    match Sheet::new(all.collect()) {
        Ok(sheet) => Some(sheet),
        Err(faults) => {
            let span = entries.first().map(|e| e.span)?;
            faults.iter().for_each(|fault| math_fault(diags, entries, span, fault));
            None
        }
    }
}

/// Reports a fault of metric math at its place in the expression.
fn math_fault(diags: &mut Diags, entries: &[Entry], span: Span, fault: &MathFault) {
    let entry = entries.get(fault.entry);
    let place = match entry.map(|e| &e.source) {
        Some(Source::Expression(written, at)) => part_of(*at, written, &fault.span),
        _ => entry.map_or(span, |e| e.span),
    };
    let mut diag = Diag::new(Code::TL316, place, fault.message.clone());
    diag = match &fault.help {
        Some(help) if help.starts_with("did you mean") => diag.label(help.clone()),
        Some(help) => diag.help(help.clone()),
        None => diag,
    };
    diags.push(diag);
}
