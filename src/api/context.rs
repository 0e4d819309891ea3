//! What operations know of the daemon, the caller and the time.

use crate::base::limits::Limits;
use crate::daemon::{Daemon, DaemonError};
pub use crate::http::auth::Caller;
use crate::model::Home;
pub use crate::operators::Compat;
pub use crate::settings::Permission;
use crate::wire::Fault;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// The operations' side of a daemon.
#[derive(Debug, Clone)]
pub struct Api {
    /// The daemon.
    pub daemon: Arc<Daemon>,
    /// Whose ways are followed.
    pub compat: Compat,
    /// The depth of JSON that rules can look into.
    pub depth: usize,
    /// The most bytes of the entries of one PutEvents call.
    pub put_events_bytes: usize,
    /// The most bytes of a decompressed body.
    pub decompressed: u64,
    /// The folder that configuration snapshots are delivered to; without it there is no channel.
    pub snapshots: Option<PathBuf>,
}

impl Api {
    /// The budgets of bodies of the plain API.
    #[must_use]
    pub fn plain_limits(&self) -> Limits {
        Limits { inflate_floor: self.decompressed, ..Limits::default() }
    }
}

/// One call.
#[derive(Debug)]
pub struct Context<'a> {
    /// The daemon and its settings.
    pub api: &'a Api,
    /// Who calls.
    pub caller: &'a Caller,
    /// When.
    pub now: Timestamp,
    /// The caller's id of the call, the same when it is made again; or else one of ours.
    pub call_id: &'a str,
}

impl Context<'_> {
    /// Account and region.
    #[must_use]
    pub fn home(&self) -> &Home {
        self.api.daemon.home()
    }

    /// The daemon.
    #[must_use]
    pub fn daemon(&self) -> &Daemon {
        &self.api.daemon
    }
}

/// A field that has to be there.
///
/// # Errors
/// It is not.
pub(super) fn needed<T>(value: Option<T>, name: &str) -> Result<T, Fault> {
    value.ok_or_else(|| {
        Fault::sender(
            "ValidationException",
            format!(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: \
                 Member must not be null",
                camel(name)
            ),
        )
    })
}

/// A field's name as AWS's validation spells it: with a small first letter.
fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What cannot be written down or loaded, in AWS's words.
impl From<DaemonError> for Fault {
    fn from(error: DaemonError) -> Self {
        match error {
            DaemonError::Rules(problems) => Self::sender("ValidationException", problems.0),
            DaemonError::Store(error) => Self::receiver("InternalException", error.to_string()),
            DaemonError::Thread(error) => Self::receiver("InternalException", error.to_string()),
        }
    }
}
