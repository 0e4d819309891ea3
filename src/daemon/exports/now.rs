//! An export by hand, over a store that no daemon has open.

use super::{Rows, Stored, pending};
use crate::daemon::log::{EventLog, Local, Options};
use crate::daemon::schedules;
use crate::exports::{self, Access, ExportError, Sink, Task, What, Window, Written};
use crate::rules::ExportSpec;
use crate::store::{Durability, Kv, StoreError};
use jiff::Timestamp;
use std::sync::Arc;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// The store cannot be read, or does not take what is to be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The export failed.
    #[error(transparent)]
    Export(#[from] ExportError),
}

/// The window that an export by hand writes at `now`: the time that its rules say, or what lies
/// behind the last window that is done, or behind the last moment of its schedule. `None` where
/// nothing lies between, or the store knows nothing of the schedule.
///
/// # Errors
/// The store cannot be read.
pub fn window(
    kv: &dyn Kv,
    name: &str,
    spec: &ExportSpec,
    now: Timestamp,
) -> Result<Option<Window>, StoreError> {
    let to = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let from = match spec.window {
        Some(_) => Some(to),
        None => pending::progress(kv, name)?.done().or(schedules::last(kv, name)?),
    };
    Ok(from.and_then(|from| Window::due(spec.window, from, to)))
}

/// Writes a window of an export, and notes that it is done. Blocks; no daemon may have the store open.
///
/// # Errors
/// The rows cannot be read, or the object cannot be written: nothing is there then that was not there.
pub fn now(
    others: Vec<(What, Arc<dyn Rows>)>,
    kv: &Arc<dyn Kv>,
    name: &str,
    spec: &ExportSpec,
    window: Window,
    access: &Access,
) -> Result<Written, NotExported> {
    let log = Arc::new(Local::open(Arc::clone(kv), Options::default())?);
    let as_log: Arc<dyn EventLog> = Arc::<Local>::clone(&log);
    let stored = Stored { log: as_log, kv: Arc::clone(kv), others };
    let sink = Sink::open(&spec.to, access)?;
    let written = exports::run(Task { name, spec }, window, &stored, &sink);
    log.close();
    let written = written?;
    let writes = pending::end(&**kv, pending::of(name, window), written.clone())?;
    kv.write(writes, Durability::Now)?;
    Ok(written)
}
