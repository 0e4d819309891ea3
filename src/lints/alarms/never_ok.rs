//! TL426: every datapoint breaches, and missing ones never count as good.

use super::feeders::Feeders;
use crate::alarms::{Comparison, MissingData, Threshold};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::metrics::{Statistic, StatisticKind};
use crate::rules::{Alarm, MetricFilter, MetricWatch, Source};

/// Warns of an alarm that no data bring into OK.
pub(super) fn check(alarm: &Alarm, watch: &MetricWatch, feeders: &Feeders<'_>, diags: &mut Diags) {
    let settings = &watch.settings;
    let then = match settings.treat_missing_data {
        MissingData::Missing => "in INSUFFICIENT_DATA",
        MissingData::Ignore => "in ALARM",
        MissingData::Breaching | MissingData::NotBreaching => return,
    };
    let Some(entry) = watch.entries.get(watch.watched) else { return };
    let (Threshold::Static(comparison, threshold), Source::Metric { statistic, .. }) =
        (settings.threshold, &entry.source)
    else {
        return;
    };
    let Some(read) = super::read(watch, entry) else { return };
    let mut own = feeders.of(&read);
    own.retain(|filter| read.unit.is_none_or(|unit| unit == filter.unit));
    if own.is_empty() || own.iter().any(|filter| filter.default_value.is_some()) {
        return;
    }
    let Some((least, most)) = range(statistic, &own) else { return };
    let breaches = match comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => comparison.holds(least, threshold),
        Comparison::Less | Comparison::LessOrEqual => comparison.holds(most, threshold),
    };
    if breaches {
        let words = format!("alarm `{}` is never in OK", alarm.header.name);
        let label = format!("every datapoint breaches, and without data it stays {then}");
        let mut diag = Diag::new(Code::TL426, alarm.header.span, words).label(label);
        if let Some(first) = own.first() {
            diag = diag.also(first.span, "has no `default-value`: no match, no datapoint");
        }
        diags.push(
            diag.help("write `treat-missing-data: not-breaching`")
                .help("or give the filter a `default-value`"),
        );
    }
}

/// The least and the most that the statistic of a period with data may be.
fn range(statistic: &Statistic, own: &[&MetricFilter]) -> Option<(f64, f64)> {
    if statistic.kind() == StatisticKind::SampleCount {
        return Some((1.0, f64::INFINITY));
    }
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for filter in own {
        let value = filter.extraction.constant()?;
        (least, most) = (least.min(value), most.max(value));
    }
    match statistic.kind() {
        StatisticKind::Average | StatisticKind::Minimum | StatisticKind::Maximum => {
            Some((least, most))
        }
        StatisticKind::Sum if least >= 0.0 => Some((least, f64::INFINITY)),
        StatisticKind::Sum if most <= 0.0 => Some((f64::NEG_INFINITY, most)),
        _ => None,
    }
}
