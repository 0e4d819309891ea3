//! TL421 and TL422: calls in an alarm's expressions that late or missing data turn into something
//! else.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::metrics::math::DoubtKind;
use crate::rules::{MetricWatch, Source, part_of};

/// Warns of `FILL` where one filled point decides, and of numbers made of all periods.
pub(super) fn check(watch: &MetricWatch, diags: &mut Diags) {
    let settings = &watch.settings;
    // AWS's own advice against a filled newest point is to ask for fewer points than are looked at.
    let spare = settings.datapoints_to_alarm() < settings.evaluation_periods;
    let entries = watch.sheet.doubts(watch.watched);
    for doubt in entries {
        let Some(place) = place(watch, doubt.entry, &doubt.span) else { continue };
        match doubt.kind {
            DoubtKind::FillsNewest if spare => {}
            DoubtKind::FillsNewest => diags.push(
                Diag::new(Code::TL421, place, "`FILL` stands in for data that are late")
                    .label("the newest period has this value until its data come")
                    .help("leave `FILL` out and say by `treat-missing-data` what a gap counts as")
                    .help("or let `datapoints-to-alarm` be less than `evaluation-periods`"),
            ),
            DoubtKind::Reduces(name) => diags.push(
                Diag::new(Code::TL422, place, format!("`{name}` makes one number of many periods"))
                    .label(format!(
                        "of all {} periods that are read, not of {}",
                        settings.range(),
                        settings.evaluation_periods
                    ))
                    .help("how many are read is the service's choice: the number changes with it")
                    .help("take a longer `period` and the statistic that is meant"),
            ),
        }
    }
}

fn place(watch: &MetricWatch, entry: usize, span: &std::ops::Range<usize>) -> Option<Span> {
    match &watch.entries.get(entry)?.source {
        Source::Expression(text, at) => Some(part_of(*at, text, span)),
        Source::Metric { .. } => None,
    }
}
