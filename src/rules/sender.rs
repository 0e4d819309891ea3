//! Whoever sends to targets: event rules their matches, alarms their changes.

use super::bundle::Bundle;
use super::routing::Routing;
use crate::model::Home;

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
    /// All rules, compliance rules and alarms, in the order of their ids.
    #[must_use]
    pub fn senders(&self) -> Vec<Sender<'_>> {
        let rules = self.rules.iter().map(|rule| Sender {
            name: &rule.header.name,
            bus: Some(&rule.bus),
            routings: rule.targets.iter().collect(),
        });
        // Compliance rules tell of their results by events.
        let compliance = self.compliance.iter().map(|rule| Sender {
            name: &rule.header.name,
            bus: None,
            routings: Vec::new(),
        });
        let alarms = self.alarms.iter().map(|alarm| Sender {
            name: &alarm.header.name,
            bus: None,
            routings: alarm.actions.all().collect(),
        });
        rules.chain(compliance).chain(alarms).collect()
    }

    /// The id of the first alarm.
    #[must_use]
    pub fn first_alarm(&self) -> usize {
        self.rules.len() + self.compliance.len()
    }

    /// The id of the first baseline.
    #[must_use]
    pub fn first_baseline(&self) -> usize {
        self.first_alarm() + self.alarms.len()
    }
}
