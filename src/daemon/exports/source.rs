//! Where the rows of exports are.

use super::{events, findings};
use crate::daemon::log::EventLog;
use crate::exports::{Source, SourceError, What, Window};
use crate::store::Kv;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Rows that others keep: results, histories, datapoints.
pub trait Rows: Send + Sync + fmt::Debug {
    /// Hands out the rows of a window as [`Source::rows`] does.
    ///
    /// # Errors
    /// The rows cannot be read.
    fn rows(
        &self,
        window: Window,
        each: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), SourceError>;
}

/// What a daemon has: events in its log, findings in its store, the rest where others keep it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// The store.
    pub kv: Arc<dyn Kv>,
    /// What others keep.
    pub others: Vec<(What, Arc<dyn Rows>)>,
}

impl Source for Stored {
    fn rows(
        &self,
        what: What,
        window: Window,
        each: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), SourceError> {
        if let Some((_, rows)) = self.others.iter().find(|(own, _)| *own == what) {
            return rows.rows(window, each);
        }
        match what {
            What::Events => events::read(&*self.log, window, each),
            What::Findings => Ok(findings::read(&*self.kv, window, each)?),
            What::Insights => {
                let mut insight = |line: &str| match is_insight(line) {
                    true => each(line),
                    false => ControlFlow::Continue(()),
                };
                Ok(findings::read(&*self.kv, window, &mut insight)?)
            }
            What::Compliance | What::AlarmHistory | What::Metrics => {
                Err(format!("nothing keeps `{}` here", what.word()).into())
            }
        }
    }
}

fn is_insight(line: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Kind<'a> {
        #[serde(borrow)]
        kind: std::borrow::Cow<'a, str>,
    }
    serde_json::from_str(line).is_ok_and(|row: Kind<'_>| row.kind == "insight")
}
