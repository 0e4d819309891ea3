//! What `check` warns of in alarms: one lint or two a file. What a metric is fed by is taken from the
//! bundle's metric filters; data from elsewhere are not known here.

mod circle;
mod expression;
mod feeders;
mod never_ok;
mod silent;
#[cfg(test)]
mod tests;
mod unfed;

use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::metrics::{Metric, Unit};
use crate::rules::{Alarm, Entry, MetricFilter, MetricWatch, Source, Watch};
use feeders::Feeders;

/// Looks at all alarms of a bundle. `tried` are the metrics that test cases have data of: they come
/// from somewhere.
#[must_use]
pub fn alarms(alarms: &[Alarm], filters: &[MetricFilter], tried: &[Metric]) -> Diags {
    let mut diags = Diags::default();
    let feeders = Feeders::new(filters, tried);
    let mut silent = silent::Silent::default();
    for alarm in alarms {
        silent.check(alarm, &mut diags);
        if let Watch::Metrics(watch) = &alarm.watch {
            expression::check(watch, &mut diags);
            for read in reads(watch) {
                unfed::check(watch, &read, &feeders, &mut diags);
            }
            never_ok::check(alarm, watch, &feeders, &mut diags);
        }
    }
    circle::check(alarms, filters, &mut diags);
    diags
}

/// A metric that an alarm reads.
struct Read<'a> {
    metric: &'a Metric,
    unit: Option<Unit>,
    /// The names of its dimensions, those of `for-each` among them, in order.
    dimensions: Vec<&'a str>,
    span: Span,
}

fn reads(watch: &MetricWatch) -> impl Iterator<Item = Read<'_>> {
    watch.entries.iter().filter_map(|entry| read(watch, entry))
}

fn read<'a>(watch: &'a MetricWatch, entry: &'a Entry) -> Option<Read<'a>> {
    let Source::Metric { metric, unit, .. } = &entry.source else { return None };
    let given = metric.dimensions().iter().map(|(name, _)| name.as_str());
    let mut dimensions: Vec<&str> =
        given.chain(watch.for_each.iter().map(String::as_str)).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    Some(Read { metric, unit: *unit, dimensions, span: entry.span })
}
