//! How an alarm on metrics is judged.

use super::WINDOW_KEYS;
use super::band::Band;
use crate::alarms::{
    AlarmSettings, LowSample, MissingData, Notify, SettingsError, Threshold, WarmUp, Window,
};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::metrics::{Statistic, StatisticKind, Unit};
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, out_of_set, text, whole, word, wrong};
use crate::rules::units::duration;
use crate::rules::zones::zone;
use std::time::Duration;

/// The period, what is computed of a single metric and in which unit, and the band.
pub(super) type Given<'a> = (u32, Option<(&'a Statistic, Option<Unit>)>, Option<&'a Band>);

/// The words of `treat-missing-data`, ours and AWS's.
const MISSING: [(&str, MissingData); 5] = [
    ("missing", MissingData::Missing),
    ("ignore", MissingData::Ignore),
    ("breaching", MissingData::Breaching),
    ("not-breaching", MissingData::NotBreaching),
    ("notBreaching", MissingData::NotBreaching),
];

/// Reads how the values are judged.
pub(super) fn read(
    diags: &mut Diags,
    key: Item<'_>,
    fields: &Fields<'_>,
    (period, single, band): Given<'_>,
    notify: Notify,
) -> Option<AlarmSettings> {
    let count = |diags: &mut Diags, name: &str| {
        let item = fields.get(name)?;
        whole(diags, name, item, 1..=u64::from(u32::MAX)).and_then(|n| u32::try_from(n).ok())
    };
    let threshold = threshold(diags, key, fields, band);
    let n = count(diags, "evaluation-periods");
    let missing = fields.get("treat-missing-data");
    let missing = missing.and_then(|i| word(diags, "treat-missing-data", i, &MISSING));
    let low = [("evaluate", LowSample::Evaluate), ("ignore", LowSample::Ignore)];
    let low = fields.get("low-sample").and_then(|i| word(diags, "low-sample", i, &low));
    let percentile = single.and_then(|(statistic, _)| match statistic.kind() {
        StatisticKind::Percentile(p) => Some(p),
        _ => None,
    });
    if let Some(item) = fields.get("low-sample")
        && percentile.is_none()
    {
        let words = "`low-sample` counts only where the statistic is a percentile such as p99";
        diags.push(Diag::new(Code::TL211, item.span(), words));
    }
    let times = Duration::from_secs(60)..=Duration::from_secs(2880 * 60);
    let warm_up = fields.get("warm-up").and_then(|i| duration(diags, "warm-up", i, times));
    let settings = AlarmSettings {
        datapoints_to_alarm: count(diags, "datapoints-to-alarm"),
        treat_missing_data: missing.unwrap_or_default(),
        percentile,
        low_sample: low.unwrap_or_default(),
        evaluation_range: count(diags, "evaluation-range"),
        window: fields.get("window").and_then(|i| window(diags, i)).unwrap_or_default(),
        warm_up: warm_up.map(|time| WarmUp { time, whole: false }),
        statistic: single.map(|(statistic, _)| statistic.to_string()),
        unit: single.and_then(|(_, unit)| unit).map(|unit| unit.name().to_owned()),
        notify,
        ..AlarmSettings::new(period, n.unwrap_or(1), threshold?)
    };
    if let Err(error) = settings.check() {
        let at = fields.get(blamed(&error)).map_or(key.span(), |i| i.span());
        let diag = Diag::new(Code::TL209, at, error.to_string());
        diags.push(match &error {
            SettingsError::TooLong(..) => diag.help(
                "AWS looks back over one day, or seven days where a period has an hour or more",
            ),
            _ => diag,
        });
        return None;
    }
    Some(settings)
}

/// The key that is to blame for an error.
fn blamed(error: &SettingsError) -> &'static str {
    match error {
        SettingsError::Period(_) | SettingsError::BandPeriod | SettingsError::WallClock(_) => {
            "period"
        }
        SettingsError::NoPeriods | SettingsError::TooLong(..) => "evaluation-periods",
        SettingsError::Datapoints(..) => "datapoints-to-alarm",
        SettingsError::Range(..) | SettingsError::LongRange(..) => "evaluation-range",
        SettingsError::Threshold => "threshold",
        SettingsError::WarmUp => "warm-up",
    }
}

fn threshold(
    diags: &mut Diags,
    key: Item<'_>,
    fields: &Fields<'_>,
    band: Option<&Band>,
) -> Option<Threshold> {
    let form = "a threshold is a sign and a number: `>= 3`, `> 3`, `<= 3` or `< 3`";
    match (fields.get("threshold"), fields.get("anomaly-band")) {
        (Some(item), Some(other)) => {
            let words = "an alarm has a `threshold` or an `anomaly-band`, not both";
            diags.push(Diag::new(Code::TL211, item.span(), words).also(other.span(), "here"));
            None
        }
        (None, None) => {
            let words = "an alarm on metrics needs `threshold` or `anomaly-band`";
            diags.push(Diag::new(Code::TL204, key.span(), words).help(form));
            None
        }
        (None, Some(_)) => band.map(|band| Threshold::Band(band.side)),
        (Some(item), None) if item.kind() == Kind::Number => {
            diags.push(
                Diag::new(Code::TL209, item.span(), form)
                    .label(format!("write \"> {0}\" or \">= {0}\"", item.str())),
            );
            None
        }
        (Some(item), None) => {
            let written = text(diags, "threshold", item)?;
            let read = Threshold::parse(&written);
            if read.is_none() {
                out_of_set(diags, item, form);
            }
            read
        }
    }
}

/// `{ wall-clock: ZONE }`, or `sliding`.
fn window(diags: &mut Diags, item: Item<'_>) -> Option<Window> {
    match item.kind() {
        Kind::Map => {
            let fields = Fields::read(diags, "`window`", item.span(), item, WINDOW_KEYS)?;
            fields
                .get("wall-clock")
                .and_then(|i| zone(diags, "wall-clock", i))
                .map(Window::WallClock)
        }
        Kind::Text if item.str() == "sliding" => Some(Window::Sliding),
        _ => {
            wrong(diags, "window", item, "`sliding` or `{ wall-clock: ZONE }`");
            None
        }
    }
}
