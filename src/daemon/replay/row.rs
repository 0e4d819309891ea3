//! A replay as it is kept: what was asked for, and how far it is.

use crate::daemon::archive::{Cursor, Span};
use crate::store::{Space, Write};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// A replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Replay {
    /// Its name, which its events bear.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The archive that it reads.
    pub archive: String,
    /// What the archive keeps of entries before this one is not of this archive.
    pub since: u64,
    /// The bus that its events go to.
    pub bus: String,
    /// The times of the events that are replayed.
    pub span: Span,
    /// The only rules that see them; all if empty.
    pub only: Vec<String>,
    /// Events a second at most; as fast as they are worked off without one.
    pub rate: Option<NonZeroU32>,
    /// Where it is.
    pub state: State,
    /// Why it is there, if there is something to say.
    pub reason: Option<String>,
    /// When it was started, in milliseconds since 1970.
    pub started: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// The time of the last event that went.
    pub last: Option<i64>,
    /// How many events went.
    pub sent: u64,
    /// Where the next event stands.
    pub cursor: Option<Cursor>,
}

/// The states of replays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// It was asked for.
    Starting,
    /// Events go.
    Running,
    /// It is asked to end.
    Cancelling,
    /// All events went.
    Completed,
    /// It ended before, as it was asked to.
    Cancelled,
    /// It could not go on.
    Failed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Starting,
        Self::Running,
        Self::Cancelling,
        Self::Completed,
        Self::Cancelled,
        Self::Failed,
    ];

    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Cancelling => "CANCELLING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }

    /// Is there more to come?
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Cancelling)
    }
}

impl Replay {
    /// Its row.
    pub(super) fn write(&self) -> Write {
        // All parts are texts, numbers and lists, which JSON can write.
        let value = serde_json::to_vec(self).unwrap_or_default();
        Write::put(Space::REPLAYS, self.name.as_bytes(), value)
    }
}
