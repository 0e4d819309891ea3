//! TL423, TL424 and TL425: an alarm and the metric filters that feed it do not go together.

use super::Read;
use super::feeders::{Feeders, dimensions};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::suggest::nearest;
use crate::metrics::Unit;
use crate::rules::{MetricFilter, MetricWatch};

/// Warns of a metric that an alarm reads.
pub(super) fn check(
    watch: &MetricWatch,
    read: &Read<'_>,
    feeders: &Feeders<'_>,
    diags: &mut Diags,
) {
    let own = feeders.of(read);
    if own.is_empty() {
        unfed(read, feeders, diags);
        return;
    }
    if read.unit.is_none() {
        units(read, &own, diags);
    }
    if watch.settings.period < 60
        && let Some(first) = own.first()
    {
        let words = format!("a period of {} s on data of a minute", watch.settings.period);
        diags.push(
            Diag::new(Code::TL425, read.span, words)
                .label("most periods of this metric have no data")
                .also(first.span, "makes one datum a minute")
                .help("the shortest period of a metric filter's metric is `1m`"),
        );
    }
}

/// No filter makes the metric, though some make metrics of its namespace.
fn unfed(read: &Read<'_>, feeders: &Feeders<'_>, diags: &mut Diags) {
    let (namespace, name) = (read.metric.namespace(), read.metric.name());
    let names = feeders.names(namespace);
    if names.is_empty() || feeders.is_tried(read) {
        return;
    }
    let Some(near) = feeders.of_name(read).first() else {
        let words = format!("no metric filter feeds `{name}` of `{namespace}`");
        let diag = Diag::new(Code::TL424, read.span, words);
        diags.push(match nearest(name, names.iter().copied()) {
            Some(near) => diag.label(format!("did you mean `{near}`?")),
            None => diag.help(format!("filters make there: {}", listed(&names))),
        });
        return;
    };
    let words = format!("no metric filter feeds `{name}` {}", with(&read.dimensions));
    diags.push(
        Diag::new(Code::TL424, read.span, words)
            .label(format!("its data come {}", with(&dimensions(near))))
            .also(near.span, "this filter makes it")
            .help("metrics never add up over dimensions: name exactly those of the data")
            .help("`for-each` makes the alarm once for each value of a dimension"),
    );
}

/// Data in several units.
fn units(read: &Read<'_>, own: &[&MetricFilter], diags: &mut Diags) {
    let Some((first, rest)) = own.split_first() else { return };
    let Some(other) = rest.iter().find(|filter| filter.unit != first.unit) else { return };
    let mut units: Vec<Unit> = Vec::new();
    for filter in own {
        if !units.contains(&filter.unit) {
            units.push(filter.unit);
        }
    }
    let units: Vec<&str> = units.into_iter().map(Unit::name).collect();
    let words = format!("the data of `{}` have several units", read.metric.name());
    diags.push(
        Diag::new(Code::TL423, read.span, words)
            .label(format!("in {}, and the alarm names none", units.join(" and ")))
            .also(first.span, format!("in {}", first.unit.name()))
            .also(other.span, format!("in {}", other.unit.name()))
            .help("give the alarm a `unit`, or all filters the same"),
    );
}

fn with(dimensions: &[&str]) -> String {
    match dimensions {
        [] => "without dimensions".to_owned(),
        [one] => format!("with the dimension `{one}`"),
        several => format!("with the dimensions {}", listed(several)),
    }
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > shown.len() { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}
