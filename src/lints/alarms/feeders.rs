//! Which metric filters feed which metrics.

use super::Read;
use crate::metrics::Metric;
use crate::rules::MetricFilter;
use std::collections::HashMap;

/// What feeds metrics.
pub(super) struct Feeders<'a> {
    /// Metric filters by the namespace and the name of what they feed.
    filters: HashMap<&'a str, HashMap<&'a str, Vec<&'a MetricFilter>>>,
    /// Metrics that test cases have data of.
    tried: &'a [Metric],
}

impl<'a> Feeders<'a> {
    pub fn new(filters: &'a [MetricFilter], tried: &'a [Metric]) -> Self {
        let mut feeders = Self { filters: HashMap::new(), tried };
        for filter in filters {
            let names = feeders.filters.entry(&filter.namespace).or_default();
            names.entry(&filter.metric).or_default().push(filter);
        }
        feeders
    }

    /// The filters that make a metric of this name, whatever its dimensions.
    pub fn of_name(&self, read: &Read<'_>) -> &[&'a MetricFilter] {
        let names = self.filters.get(read.metric.namespace());
        let found = names.and_then(|names| names.get(read.metric.name()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// Does a test case have data of this metric?
    pub fn is_tried(&self, read: &Read<'_>) -> bool {
        self.tried.iter().any(|metric| {
            let names = metric.dimensions().iter().map(|(name, _)| name.as_str());
            metric.namespace() == read.metric.namespace()
                && metric.name() == read.metric.name()
                && names.eq(read.dimensions.iter().copied())
        })
    }

    /// The filters that make this metric.
    pub fn of(&self, read: &Read<'_>) -> Vec<&'a MetricFilter> {
        let own = self.of_name(read).iter().filter(|filter| dimensions(filter) == read.dimensions);
        own.copied().collect()
    }

    /// The names of the metrics of a namespace, in order; none when no filter makes any.
    pub fn names(&self, namespace: &str) -> Vec<&'a str> {
        let mut names: Vec<&str> =
            self.filters.get(namespace).into_iter().flat_map(HashMap::keys).copied().collect();
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
