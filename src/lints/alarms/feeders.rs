//! Which metric filters feed which metrics.

use super::Read;
use crate::rules::MetricFilter;
use std::collections::HashMap;

/// Metric filters by the namespace and the name of what they feed.
pub(super) struct Feeders<'a>(HashMap<&'a str, HashMap<&'a str, Vec<&'a MetricFilter>>>);

impl<'a> Feeders<'a> {
    pub fn new(filters: &'a [MetricFilter]) -> Self {
        let mut feeders = Self(HashMap::new());
        for filter in filters {
            let names = feeders.0.entry(&filter.namespace).or_default();
            names.entry(&filter.metric).or_default().push(filter);
        }
        feeders
    }

    /// The filters that make a metric of this name, whatever its dimensions.
    pub fn of_name(&self, read: &Read<'_>) -> &[&'a MetricFilter] {
        let names = self.0.get(read.metric.namespace());
        let found = names.and_then(|names| names.get(read.metric.name()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The filters that make this metric.
    pub fn of(&self, read: &Read<'_>) -> Vec<&'a MetricFilter> {
        let own = self.of_name(read).iter().filter(|filter| dimensions(filter) == read.dimensions);
        own.copied().collect()
    }

    /// The names of the metrics of a namespace, in order; none when no filter makes any.
    pub fn names(&self, namespace: &str) -> Vec<&'a str> {
        let mut names: Vec<&str> =
            self.0.get(namespace).into_iter().flat_map(HashMap::keys).copied().collect();
        names.sort_unstable();
        names
    }
}

/// The names of the dimensions that a filter's metric has, in order.
pub(super) fn dimensions(filter: &MetricFilter) -> Vec<&str> {
    let mut names: Vec<&str> = filter.dimensions.iter().map(String::as_str).collect();
    names.sort_unstable();
    names
}
