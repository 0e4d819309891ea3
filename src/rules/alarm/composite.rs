//! Alarms over the states of other alarms.

use super::actions::SUPPRESSOR_KEYS;
use super::{CompositeWatch, Fields, misplaced};
use crate::alarms::{AlarmRule, CompositeSettings, Notify, Suppression};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::Item;
use crate::rules::doc::text;
use crate::rules::place::{part_of, text_of};
use crate::rules::units::duration;
use std::time::Duration;

/// What belongs to alarms on metrics only.
const METRIC_ONLY: [&str; 13] = [
    "statistic",
    "unit",
    "for-each",
    "period",
    "threshold",
    "anomaly-band",
    "evaluation-periods",
    "datapoints-to-alarm",
    "treat-missing-data",
    "evaluation-range",
    "window",
    "low-sample",
    "warm-up",
];

/// Reads a composite alarm.
pub(super) fn read(
    diags: &mut Diags,
    fields: &Fields<'_>,
    notify: Notify,
) -> Option<Box<CompositeWatch>> {
    misplaced(diags, fields, &METRIC_ONLY, "a composite alarm");
    let suppression = fields.get("actions-suppressor").and_then(|i| suppressor(diags, i));
    let item = fields.get("composite")?;
    let written = text(diags, "composite", item)?;
    let span = text_of(item, &written);
    let rule = match AlarmRule::parse(&written) {
        Ok(rule) => rule,
        Err(error) => {
            let place = part_of(span, &written, &(error.from..error.to));
            diags.push(
                Diag::new(Code::TL317, place, error.to_string())
                    .help("such as `ALARM(a) AND NOT (OK(b) OR AT_LEAST(2, ALARM, (c, d, e)))`"),
            );
            return None;
        }
    };
    let (suppression, suppressor) = suppression.unzip();
    let settings = CompositeSettings { rule, suppression, notify };
    let settings = settings.into();
    Some(Box::new(CompositeWatch { settings, text: written, span, suppressor }))
}

fn suppressor(diags: &mut Diags, item: Item<'_>) -> Option<(Suppression, Span)> {
    let what = "`actions-suppressor`";
    let fields = Fields::read(diags, what, item.span(), item, SUPPRESSOR_KEYS)?;
    let name = fields.get("alarm").and_then(|i| Some((text(diags, "alarm", i)?, i.span())));
    let times = Duration::ZERO..=Duration::from_secs(86_400);
    let mut time = |name| fields.get(name).and_then(|i| duration(diags, name, i, times.clone()));
    let (wait, extension) = (time("wait"), time("extension"));
    let (alarm, span) = name?;
    Some((Suppression { alarm, wait: wait?, extension: extension? }, span))
}
