//! Group commit: batches that several threads write at the same time go to the journal together and
//! share one sync. Whoever comes first writes for all that wait; the others get its answer.

use crate::store::{Durability, StoreError, Write};
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};

type Answer = Result<(), StoreError>;

/// The batches that wait.
#[derive(Debug, Default)]
pub(super) struct Group {
    state: Mutex<State>,
    turned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The number of the group that is being gathered.
    number: u64,
    writes: Vec<Write>,
    members: usize,
    durable: bool,
    busy: bool,
    /// Answers that were not fetched yet, with how many will.
    answers: HashMap<u64, (Answer, usize)>,
}

impl Group {
    /// Adds a batch and waits until `commit` was called with it, by this thread or another.
    pub(super) fn write(
        &self,
        batch: Vec<Write>,
        durability: Durability,
        commit: impl FnOnce(Vec<Write>, Durability) -> Answer,
    ) -> Answer {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let own = state.number;
        state.writes.extend(batch);
        state.members += 1;
        state.durable |= durability == Durability::Now;
        loop {
            if let Some((answer, left)) = state.answers.get_mut(&own) {
                let answer = answer.clone();
                *left -= 1;
                if *left == 0 {
                    state.answers.remove(&own);
                }
                return answer;
            }
            if !state.busy && state.number == own {
                break;
            }
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.busy = true;
        state.number += 1;
        let writes = std::mem::take(&mut state.writes);
        let others = std::mem::take(&mut state.members) - 1;
        let durable = std::mem::take(&mut state.durable);
        drop(state);
        let answer = commit(writes, if durable { Durability::Now } else { Durability::Later });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.busy = false;
        if others > 0 {
            state.answers.insert(own, (answer.clone(), others));
        }
        drop(state);
        self.turned.notify_all();
        answer
    }
}
