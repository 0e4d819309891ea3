//! Whoever sends to targets: event rules their matches, alarms their changes.

use super::alarm::Alarm;
use super::bundle::Bundle;
use super::event_rule::EventRule;
use super::metric_filter::FilterSource;
use super::routing::Routing;
use crate::base::ids::RuleId;
use crate::insights::Settings;
use crate::model::{Home, RuleState};
use crate::operators::pattern::Pattern;

/// A rule or an alarm with the targets that it names; its position among all is its `RuleId`.
#[derive(Debug, Clone)]
pub struct Sender<'b> {
    /// Its name.
    pub name: &'b str,
    /// The bus of an event rule; an alarm has none.
    pub bus: Option<&'b str>,
    /// The targets, in order.
    pub routings: Vec<&'b Routing>,
}

impl<'b> From<&'b EventRule> for Sender<'b> {
    fn from(rule: &'b EventRule) -> Self {
        let routings = rule.targets.iter().collect();
        Self { name: &rule.header.name, bus: Some(&rule.bus), routings }
    }
}

impl<'b> From<&'b Alarm> for Sender<'b> {
    fn from(alarm: &'b Alarm) -> Self {
        Self { name: &alarm.header.name, bus: None, routings: alarm.actions.all().collect() }
    }
}

impl Sender<'_> {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self, home: &Home) -> String {
        match self.bus {
            Some(bus) => home.rule(bus, self.name),
            None => home.alarm(self.name),
        }
    }
}

impl Bundle {
    /// The rule or alarm of an id.
    #[must_use]
    pub fn sender(&self, id: RuleId) -> Option<Sender<'_>> {
        if let Some(rule) = self.rules.get(id.index()) {
            return Some(rule.into());
        }
        let alarm = id.index().checked_sub(self.first_alarm());
        alarm.and_then(|at| self.alarms.get(at)).map(Sender::from)
    }

    /// All rules, compliance rules and alarms, in the order of their ids.
    #[must_use]
    pub fn senders(&self) -> Vec<Sender<'_>> {
        let rules = self.rules.iter().map(Sender::from);
        // Compliance rules tell of their results by events.
        let compliance = self.compliance.iter().map(|rule| Sender {
            name: &rule.header.name,
            bus: None,
            routings: Vec::new(),
        });
        let alarms = self.alarms.iter().map(Sender::from);
        rules.chain(compliance).chain(alarms).collect()
    }

    /// Does a node of the graph listen to a bus? Behind the rules, in their order, stand the metric
    /// filters of events, and behind those the archives.
    #[must_use]
    pub fn listens(&self, node: RuleId, bus: &str) -> bool {
        if let Some(rule) = self.rules.get(node.index()) {
            return rule.bus == bus && rule.state != RuleState::Disabled;
        }
        let filter = self.event_filters().nth(node.index() - self.rules.len());
        if let Some((own, _)) = filter {
            return own == bus;
        }
        let archive = node.index().checked_sub(self.first_archive());
        archive.and_then(|at| self.archives.get(at)).is_some_and(|archive| archive.bus == bus)
    }

    /// The buses and patterns of the metric filters of events.
    pub fn event_filters(&self) -> impl Iterator<Item = (&str, &Pattern)> {
        self.filters.iter().filter_map(|filter| match &filter.source {
            FilterSource::Events { bus, pattern } => Some((bus.as_str(), pattern)),
            FilterSource::CloudTrail(_) | FilterSource::Logs(..) => None,
        })
    }

    /// The node of the first archive in the graph.
    #[must_use]
    pub fn first_archive(&self) -> usize {
        self.rules.len() + self.event_filters().count()
    }

    /// The id of the first alarm.
    #[must_use]
    pub fn first_alarm(&self) -> usize {
        self.rules.len() + self.compliance.len()
    }

    /// What baselines look at, with their ids.
    #[must_use]
    pub fn baseline_settings(&self) -> Vec<(RuleId, Settings)> {
        let first = self.first_baseline();
        let ids = (first..).map(RuleId::new);
        ids.zip(self.baselines.iter().map(|baseline| baseline.settings)).collect()
    }

    /// The id of the first baseline, and the names of all.
    #[must_use]
    pub fn baseline_names(&self) -> (usize, Vec<String>) {
        let names = self.baselines.iter().map(|baseline| baseline.header.name.clone());
        (self.first_baseline(), names.collect())
    }

    /// The id of the first baseline.
    #[must_use]
    pub fn first_baseline(&self) -> usize {
        self.first_alarm() + self.alarms.len()
    }
}
