//! What the daemon knows beside the log: alarms with their data, baselines, compliance. The core moves
//! it entry by entry and with the time; operations look at it between two steps.

use super::command::Command;
use super::compliance::{Changed, Compliance, ExternalEvaluation, ResourceConfig};
use super::log::Seq;
use super::ruleset::RuleSet;
use super::senses::{Bounds, Heard, Inputs, Senses};
use super::tally::Tally;
use crate::alarms::AlarmState;
use crate::model::ComplianceType;
use crate::store::{Kv, StoreError, Write};
use jiff::Timestamp;
use std::sync::Arc;

/// What came of something.
#[derive(Debug, Default)]
pub struct News {
    /// From alarms and baselines, in order of time.
    pub heard: Vec<Heard>,
    /// From compliance rules.
    pub changed: Vec<Changed>,
}

/// Alarms, baselines and compliance.
#[derive(Debug)]
pub struct State {
    /// Alarms, datapoints, baselines.
    pub senses: Senses,
    /// Items and results.
    pub compliance: Compliance,
}

impl State {
    /// As a store has it, with these rules. `now` is the time of the first entry that is to be worked
    /// off, or the clock's. With what changed meanwhile.
    ///
    /// # Errors
    /// The store.
    pub fn restore(
        kv: &Arc<dyn Kv>,
        rules: &RuleSet,
        now: Timestamp,
    ) -> Result<(Self, News), StoreError> {
        let senses = Senses::restore(&**kv, &inputs(rules), Bounds::default(), now)?;
        let restored = Compliance::restore(Arc::clone(kv), &rules.auditor.at(now), now);
        let (compliance, changed) = restored.map_err(store_error)?;
        Ok((Self { senses, compliance }, News { changed, ..News::default() }))
    }

    /// Other rules.
    pub fn reload(&mut self, rules: &RuleSet, now: Timestamp, tally: &Tally) -> News {
        let heard = self.senses.reload(&inputs(rules), now);
        let changed = match self.compliance.reload(&rules.auditor.at(now), now) {
            Ok(changed) => changed,
            Err(error) => {
                tally.trouble(&format!("items could not be judged by the new rules: {error}"));
                Vec::new()
            }
        };
        News { heard, changed }
    }

    /// The time is at least this.
    pub fn advance(&mut self, now: Timestamp) -> News {
        News { heard: self.senses.advance(now), changed: self.compliance.evaluate(now) }
    }

    /// When `advance` has something to do, at the latest.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        let turns = [self.senses.next(), self.compliance.next_turn()];
        turns.into_iter().flatten().min()
    }

    /// Takes a configuration item, or a message that holds one.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn item(&mut self, item: &[u8], at: Timestamp) -> Result<Vec<Changed>, String> {
        self.compliance.take(item, at).map_err(|e| e.to_string())
    }

    /// Does what a caller wanted.
    ///
    /// # Errors
    /// Why that cannot be done (any more).
    pub fn command(&mut self, body: &[u8], at: Timestamp) -> Result<News, String> {
        let command: Command = serde_json::from_slice(body).map_err(|e| e.to_string())?;
        let words = |e: super::compliance::ComplianceError| e.to_string();
        let mut news = News::default();
        match command {
            Command::SetAlarmState { alarm, state, reason, reason_data } => {
                let state = AlarmState::parse(&state).ok_or("no such state of an alarm")?;
                let set = self.senses.set_state(&alarm, state, &reason, reason_data.as_deref(), at);
                news.heard = set.map_err(|e| e.to_string())?;
            }
            Command::AlarmActions { alarms, enabled } => {
                for alarm in alarms {
                    self.senses.enable_actions(&alarm, enabled).map_err(|e| e.to_string())?;
                }
            }
            Command::PutResource {
                resource_type,
                resource_id,
                resource_name,
                configuration,
                tags,
            } => {
                let config = ResourceConfig {
                    resource_type: &resource_type,
                    resource_id: &resource_id,
                    resource_name: resource_name.as_deref(),
                    configuration: &configuration,
                    tags: &tags,
                };
                news.changed = self.compliance.put_resource(&config, at).map_err(words)?;
            }
            Command::DeleteResource { resource_type, resource_id } => {
                let gone = self.compliance.delete_resource(&resource_type, &resource_id, at);
                news.changed = gone.map_err(words)?;
            }
            Command::PutEvaluations { rule, evaluations } => {
                let evaluation = |own: super::command::Evaluated| {
                    Some(ExternalEvaluation {
                        resource_type: own.resource_type,
                        resource_id: own.resource_id,
                        compliance: ComplianceType::parse(&own.compliance)?,
                        annotation: own.annotation,
                        ordering: Timestamp::from_millisecond(own.ordering).ok()?,
                    })
                };
                let all: Vec<_> = evaluations.into_iter().filter_map(evaluation).collect();
                news.changed = self.compliance.put_evaluations(&rule, &all, at).map_err(words)?;
            }
            Command::Evaluate => news.changed = self.compliance.evaluate(at),
            Command::ForgetRule { rule } => {
                news.changed = self.compliance.forget_rule(&rule, at);
            }
        }
        Ok(news)
    }

    /// What has to be written once the entry `upto` is worked off.
    pub fn rows(&mut self, upto: Seq) -> Vec<Write> {
        let mut rows = self.senses.rows();
        rows.extend(self.compliance.hand(upto));
        rows
    }

    /// Everything before this entry is written.
    pub fn written(&mut self, position: Seq) {
        self.compliance.written(position);
    }
}

fn inputs(rules: &RuleSet) -> Inputs {
    Inputs::of(&rules.bundle, Arc::clone(&rules.listening), rules.home.clone())
}

fn store_error(error: super::compliance::ComplianceError) -> StoreError {
    match error {
        super::compliance::ComplianceError::Store(error) => error,
        other => StoreError::Damaged(other.to_string()),
    }
}
