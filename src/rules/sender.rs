//! Whoever sends to targets: event rules their matches, alarms their changes, schedules their events.

use super::alarm::Alarm;
use super::bundle::Bundle;
use super::event_rule::EventRule;
use super::metric_filter::FilterSource;
use super::routing::Routing;
use super::schedule::Schedule;
use super::scope::DEFAULT_BUS;
use crate::base::ids::RuleId;
use crate::insights::Settings;
use crate::model::{Home, RuleState};
use crate::operators::pattern::Pattern;

/// What a sender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sends<'b> {
    /// An event rule, of this bus.
    Rule(&'b str),
    /// An alarm. What sends nothing counts as one, too.
    Alarm,
    /// A schedule of EventBridge Scheduler.
    Schedule,
}

impl Sends<'_> {
    /// The ARN of one of this name.
    #[must_use]
    pub fn arn(self, home: &Home, name: &str) -> String {
        match self {
            Self::Rule(bus) => home.rule(bus, name),
            Self::Alarm => home.alarm(name),
            Self::Schedule => home.schedule(name),
        }
    }
}

/// A rule, an alarm or a schedule with the targets that it names; its position among all is its
/// `RuleId`.
#[derive(Debug, Clone)]
pub struct Sender<'b> {
    /// Its name in its section.
    pub name: &'b str,
    /// Its name in its ARN: of a rule's schedule that of the rule.
    pub known_as: &'b str,
    /// What it is.
    pub sends: Sends<'b>,
    /// The targets, in order.
    pub routings: Vec<&'b Routing>,
}

impl<'b> From<&'b EventRule> for Sender<'b> {
    fn from(rule: &'b EventRule) -> Self {
        let (name, routings) = (&rule.header.name, rule.targets.iter().collect());
        Self { name, known_as: name, sends: Sends::Rule(&rule.bus), routings }
    }
}

impl<'b> From<&'b Alarm> for Sender<'b> {
    fn from(alarm: &'b Alarm) -> Self {
        let (name, routings) = (&alarm.header.name, alarm.actions.all().collect());
        Self { name, known_as: name, sends: Sends::Alarm, routings }
    }
}

impl<'b> From<&'b Schedule> for Sender<'b> {
    fn from(schedule: &'b Schedule) -> Self {
        let (name, routings) = (&schedule.name, schedule.targets.iter().collect());
        match &schedule.rule {
            Some(rule) => Self { name, known_as: rule, sends: Sends::Rule(DEFAULT_BUS), routings },
            None => Self { name, known_as: name, sends: Sends::Schedule, routings },
        }
    }
}

impl<'b> Sender<'b> {
    /// One that sends nothing by itself.
    fn silent(name: &'b str) -> Self {
        Self { name, known_as: name, sends: Sends::Alarm, routings: Vec::new() }
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self, home: &Home) -> String {
        self.sends.arn(home, self.known_as)
    }
}

impl Bundle {
    /// The rule, alarm or schedule of an id.
    #[must_use]
    pub fn sender(&self, id: RuleId) -> Option<Sender<'_>> {
        if let Some(rule) = self.rules.get(id.index()) {
            return Some(rule.into());
        }
        if let Some(at) = id.index().checked_sub(self.first_schedule()) {
            return self.schedules.get(at).map(Sender::from);
        }
        let alarm = id.index().checked_sub(self.first_alarm());
        alarm.and_then(|at| self.alarms.get(at)).map(Sender::from)
    }

    /// All rules, compliance rules, alarms, baselines and schedules, in the order of their ids.
    #[must_use]
    pub fn senders(&self) -> Vec<Sender<'_>> {
        let rules = self.rules.iter().map(Sender::from);
        // Compliance rules and baselines tell of what they find by events.
        let compliance = self.compliance.iter().map(|rule| Sender::silent(&rule.header.name));
        let alarms = self.alarms.iter().map(Sender::from);
        let baselines = self.baselines.iter().map(|own| Sender::silent(&own.header.name));
        let schedules = self.schedules.iter().map(Sender::from);
        rules.chain(compliance).chain(alarms).chain(baselines).chain(schedules).collect()
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

    /// The id of the first schedule.
    #[must_use]
    pub fn first_schedule(&self) -> usize {
        self.first_baseline() + self.baselines.len()
    }
}
