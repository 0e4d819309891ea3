//! A schedule of the rules, with its id and its ARN.

use crate::base::ids::RuleId;
use crate::model::Home;
use crate::rules::{Bundle, Schedule, Sender};
use std::sync::Arc;

/// A schedule of the rules.
#[derive(Debug, Clone)]
pub struct Timed {
    /// Its id among the senders of the bundle.
    pub id: RuleId,
    /// Its name.
    pub name: Arc<str>,
    /// Its ARN, or that of the rule whose schedule it is.
    pub arn: String,
    /// What tells when it fires: another text is another schedule.
    pub identity: String,
    /// The account and region of its events.
    pub home: Home,
    /// The schedule as it was read.
    pub document: Schedule,
}

impl Timed {
    /// The schedules of a bundle, in the order of their ids.
    #[must_use]
    pub fn all(bundle: &Bundle, home: &Home) -> Vec<Self> {
        let ids = (bundle.first_schedule()..).map(RuleId::new);
        let timed = |(id, schedule): (RuleId, &Schedule)| Self {
            id,
            name: schedule.name.as_str().into(),
            arn: Sender::from(schedule).arn(home),
            identity: schedule.identity(),
            home: home.clone(),
            document: schedule.clone(),
        };
        ids.zip(&bundle.schedules).map(timed).collect()
    }

    /// Does anyone get its events?
    #[must_use]
    pub fn sends(&self) -> bool {
        !self.document.targets.is_empty()
    }

    /// The source of its events.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self.document.rule {
            Some(_) => "aws.events",
            None => "aws.scheduler",
        }
    }
}
