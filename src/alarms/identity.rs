//! Who an alarm is, and what it watches, as its events tell it.

use crate::model::Home;
use uuid::Uuid;

/// The namespace of ids of alarms and their events.
const NAMES: Uuid = Uuid::from_u128(0x5d0b_1c77_93ea_5f1e_8c52_2f6d_a01b_66e9);

/// The name of an alarm, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its account and region.
    pub home: Home,
}

impl Identity {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> String {
        self.home.alarm(&self.name)
    }
}

/// What one entry of an alarm's metrics is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuerySource {
    /// A metric's statistic.
    Stat {
        /// The metric's namespace.
        namespace: String,
        /// The metric's name.
        name: String,
        /// The metric's dimensions, in order of their names.
        dimensions: Vec<(String, String)>,
        /// Seconds.
        period: u32,
        /// The statistic's name, such as `Average` or `p99`.
        stat: String,
        /// The unit that is read, if one is asked for.
        unit: Option<String>,
    },
    /// An expression over the others.
    Expression(String),
}

/// One entry of an alarm's metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its id, such as `m1`.
    pub id: String,
    /// What it is.
    pub source: QuerySource,
    /// How it is called.
    pub label: Option<String>,
    /// Is it what the alarm looks at (or its band)?
    pub return_data: bool,
}

impl Query {
    /// The only entry of an alarm on one metric: AWS gives it an id of its own.
    #[must_use]
    pub fn only(alarm: &Identity, source: QuerySource) -> Self {
        let id = id_of(format!("{} metric", alarm.arn()).as_bytes());
        Self { id, source, label: None, return_data: true }
    }
}

/// What an alarm watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched {
    /// A metric, an expression over metrics, or a metric and its band.
    Metrics(Vec<Query>),
    /// Other alarms.
    Alarms {
        /// The text of the rule.
        rule: String,
        /// The suppressor, its wait and its extension in seconds.
        suppressor: Option<(String, u64, u64)>,
    },
}

/// An id that is the same for the same content.
pub(super) fn id_of(content: &[u8]) -> String {
    Uuid::new_v5(&NAMES, content).to_string()
}
