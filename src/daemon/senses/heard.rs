//! What there is to tell of a moment.

use crate::base::ids::RuleId;
use crate::eval::found;
use crate::insights::Insight;
use crate::model::Raised;
use crate::monitor::{Changed, Told};
use jiff::Timestamp;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// By an alarm: its state changed, actions are due, or both.
    Alarm(Told),
    /// By the baseline of this rule.
    Insight(RuleId, Box<Insight>),
    /// An alarm was made, changed or deleted, since the rules are others.
    Configured(Box<Changed>),
}

impl Heard {
    /// When it is told.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Alarm(told) => told.at,
            Self::Insight(_, insight) => {
                Timestamp::from_second(insight.known).unwrap_or(Timestamp::MAX)
            }
            Self::Configured(changed) => changed.at,
        }
    }

    /// The change, as reports show it.
    #[must_use]
    pub fn raised(&self) -> Option<Raised> {
        match self {
            Self::Alarm(told) => told.raised(),
            Self::Insight(rule, insight) => Some(found(*rule, insight)),
            Self::Configured(_) => None,
        }
    }

    /// The JSON text of its event; actions alone have none.
    #[must_use]
    pub fn event(&self) -> Option<String> {
        match self {
            Self::Configured(changed) => Some(changed.event.text.clone()),
            _ => self.raised().map(|raised| raised.event.to_string()),
        }
    }
}
