//! Words that come again and again, each held once for all threads.

use foldhash::fast::RandomState;
use hashbrown::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Words that are remembered; hostile inputs may have any number.
const REMEMBERED: usize = 1 << 12;

/// The words met so far.
#[derive(Debug, Default)]
pub(super) struct Words(RwLock<HashSet<Arc<str>, RandomState>>);

impl Words {
    /// A word.
    pub fn of(&self, word: &str) -> Arc<str> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = known.get(word) {
            return Arc::clone(word);
        }
        drop(known);
        let word: Arc<str> = word.into();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < REMEMBERED {
            known.insert(Arc::clone(&word));
        }
        word
    }
}
