//! The last things that were found, and those who listen as they come.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many are remembered.
const KEPT: usize = 200;
/// How many a slow listener may be behind.
const BEHIND: usize = 1_024;

/// The last lines, and a channel of new ones.
#[derive(Debug)]
pub struct Recent {
    lines: Mutex<VecDeque<Arc<Value>>>,
    live: broadcast::Sender<Arc<Value>>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { lines: Mutex::default(), live: broadcast::channel(BEHIND).0 }
    }
}

impl Recent {
    /// Something was found.
    pub fn tell(&self, line: &Value) {
        let line = Arc::new(line.clone());
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_back(Arc::clone(&line));
        if lines.len() > KEPT {
            lines.pop_front();
        }
        drop(lines);
        // Without listeners nobody is missed.
        let _ = self.live.send(line);
    }

    /// The last lines, the newest one last.
    #[must_use]
    pub fn lines(&self) -> Vec<Arc<Value>> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }

    /// Lines from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<Value>> {
        self.live.subscribe()
    }
}
