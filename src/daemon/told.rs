//! What alarms, baselines and compliance rules have to tell, as events on the bus, findings, and
//! actions to deliver.

use super::courier::{Letters, Step};
use super::finding;
use super::log::{Entry, Seq};
use super::ruleset::RuleSet;
use super::senses::Heard;
use super::state::News;
use super::tally::Tally;
use crate::base::time;
use crate::daemon::compliance::Changed;
use crate::engine::Words;
use crate::eval::Worker;
use crate::model::{Change, Effect, Planned, Raised, Subject};
use crate::monitor::Told;
use crate::rules::DEFAULT_BUS;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// Where things are told.
#[derive(Debug)]
pub(super) struct Telling<'a> {
    pub rules: &'a RuleSet,
    pub tally: &'a Tally,
    /// The worker of the default bus.
    pub worker: &'a mut Worker,
    pub step: &'a mut Step,
    /// The entry that it came of, or the last one before the time.
    pub seq: Seq,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The number of findings so far at this entry.
    pub findings: &'a mut u32,
}

impl Telling<'_> {
    /// Tells everything.
    pub fn tell(&mut self, news: News) {
        for heard in news.heard {
            if let Some(raised) = heard.raised() {
                self.raised(&raised);
            }
            if let Some(event) = heard.event() {
                self.event(event);
            }
            if let Heard::Alarm(told) = &heard {
                self.actions(told);
            }
        }
        for changed in news.changed {
            self.changed(changed);
        }
    }

    fn event(&mut self, text: String) {
        let entry = Entry::event(Arc::from(DEFAULT_BUS), self.at, text.into_bytes());
        self.step.entries.push(entry);
    }

    fn finding(&mut self, line: &Value, counts: bool) {
        if counts {
            self.step.writes.push(finding::row(self.at, self.seq, *self.findings, line));
            *self.findings += 1;
        }
    }

    fn raised(&mut self, raised: &Raised) {
        let Some(header) = self.rules.header(raised.rule) else { return };
        let severity = header.severity.map(|severity| severity.word());
        let time = time::show(raised.time);
        let line = match &raised.what {
            Change::Alarm(change) => json!({
                "kind": "alarm", "alarm": &*change.alarm, "severity": severity,
                "from": change.from, "to": change.to, "reason": raised.reason, "time": time,
            }),
            Change::Insight(insight) => json!({
                "kind": "insight", "baseline": header.name, "severity": severity,
                "state": insight.state, "event-source": insight.event_source,
                "event-name": insight.event_name, "error-code": insight.error_code,
                "reason": raised.reason, "time": time,
            }),
        };
        self.tally.raised(&header.name);
        self.finding(&line, severity.is_some() && raised.alarming);
    }

    fn changed(&mut self, changed: Changed) {
        let header = self.rules.bundle.compliance.iter().map(|rule| &rule.header);
        let header = header.into_iter().find(|header| header.name == *changed.rule);
        let severity = header.and_then(|header| header.severity);
        let found = changed.finding.as_ref();
        let line = json!({
            "kind": "compliance", "rule": &*changed.rule,
            "severity": severity.map_or("medium", |severity| severity.word()),
            "resource-type": changed.resource.resource_type,
            "resource-id": changed.resource.resource_id,
            "status": changed.now.word(),
            "message": found.map(|found| found.message.as_str()),
            "path": found.and_then(|found| found.path.as_deref()),
            "time": Timestamp::from_millisecond(self.at).map(time::show).unwrap_or_default(),
        });
        self.finding(&line, found.is_some());
        if let Some(event) = changed.event {
            self.event(event.text);
        }
    }

    /// The invocations of an alarm's actions that are due.
    fn actions(&mut self, told: &Told) {
        let alarm = told.rule.index().checked_sub(self.rules.bundle.first_alarm());
        let Some(alarm) = alarm.and_then(|at| self.rules.bundle.alarms.get(at)) else { return };
        let words = Words {
            time: Some(time::show(told.at)),
            subject: Subject { source: "aws.cloudwatch".to_owned(), ..Subject::default() },
            ..Words::default()
        };
        let mut planned: Vec<Planned> = Vec::new();
        for due in &told.due {
            let (from, routings) = alarm.actions.of(due.state);
            let own = from..from + routings.len();
            let effects = self.worker.act(told.rule, own, &due.payload, &words);
            planned.extend(effects.into_iter().filter_map(|effect| match effect {
                Effect::Invocation(planned) => Some(planned),
                _ => None,
            }));
        }
        self.deliver(planned);
    }

    fn deliver(&mut self, planned: Vec<Planned>) {
        if planned.is_empty() {
            return;
        }
        let born = Timestamp::from_millisecond(self.at).unwrap_or(Timestamp::UNIX_EPOCH);
        let letters = Letters { seq: self.seq, timed: true, hops: 0, trace: None, born, planned };
        self.step.letters.push(letters);
    }
}
