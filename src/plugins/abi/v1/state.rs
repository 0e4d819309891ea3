//! `state`: what a target keeps. Changes are seen by the invocation that makes them and are made
//! together when it ends without a fault. A target with a state runs one invocation at a time.

use super::bindings::tripline::target::state::{Host, StateError};
use crate::plugins::limits::{STATE_CHANGES, STATE_KEY, STATE_VALUE};
use crate::plugins::session::Session;
use wasmtime::Result;

type Answer<T> = Result<Result<T, StateError>>;

impl Session {
    fn may_keep(&self, call: &'static str) -> Result<()> {
        if self.facts.rights.state { Ok(()) } else { Err(Session::ungranted(call, "state: true")) }
    }

    fn look(&self, key: &str) -> Result<Option<Vec<u8>>, StateError> {
        if let Some(change) = self.call.changes.get(key) {
            return Ok(change.clone());
        }
        self.facts.ports.states.get(&self.facts.target, key).map_err(StateError::Unavailable)
    }

    fn change(&mut self, key: String, value: Option<Vec<u8>>) -> Result<(), StateError> {
        if key.is_empty() || key.len() > STATE_KEY {
            let words = format!("a key has from 1 to {STATE_KEY} bytes, not {}", key.len());
            return Err(StateError::TooLarge(words));
        }
        if let Some(value) = value.as_ref().filter(|v| v.len() > STATE_VALUE) {
            let words = format!("`{key}` would have {} bytes, over {STATE_VALUE}", value.len());
            return Err(StateError::TooLarge(words));
        }
        let size = |key: &str, value: Option<&Vec<u8>>| key.len() + value.map_or(0, Vec::len);
        let before = self.call.changes.get(&key).map_or(0, |old| size(&key, old.as_ref()));
        let after = self.call.changed - before + size(&key, value.as_ref());
        if after > STATE_CHANGES {
            let words = format!("an invocation may change {STATE_CHANGES} bytes of its state");
            return Err(StateError::TooLarge(words));
        }
        self.call.changed = after;
        self.call.changes.insert(key, value);
        Ok(())
    }
}

impl Host for Session {
    fn get(&mut self, key: String) -> Answer<Option<Vec<u8>>> {
        self.may_keep("state.get")?;
        Ok(self.look(&key))
    }

    fn put(&mut self, key: String, value: Vec<u8>) -> Answer<()> {
        self.may_keep("state.put")?;
        Ok(self.change(key, Some(value)))
    }

    fn delete(&mut self, key: String) -> Answer<()> {
        self.may_keep("state.delete")?;
        Ok(self.change(key, None))
    }

    fn compare_and_swap(
        &mut self,
        key: String,
        expected: Option<Vec<u8>>,
        value: Option<Vec<u8>>,
    ) -> Answer<bool> {
        self.may_keep("state.compare-and-swap")?;
        Ok(self.look(&key).and_then(|found| {
            let same = found == expected;
            if same {
                self.change(key, value)?;
            }
            Ok(same)
        }))
    }

    fn keys(&mut self, prefix: String, after: Option<String>, most: u32) -> Answer<Vec<String>> {
        self.may_keep("state.keys")?;
        let most = most.min(10_000) as usize;
        let changes = &self.call.changes;
        // Every removed key may take the place of one that is there.
        let removed = changes.values().filter(|v| v.is_none()).count();
        let (states, target) = (&self.facts.ports.states, &self.facts.target);
        let stored = states.keys(target, &prefix, after.as_deref(), most.saturating_add(removed));
        Ok(stored.map_err(StateError::Unavailable).map(|mut keys| {
            keys.retain(|key| !changes.contains_key(key));
            let fits = |key: &str| {
                key.starts_with(&prefix) && after.as_deref().is_none_or(|after| key > after)
            };
            let new = changes.iter().filter(|(key, value)| value.is_some() && fits(key));
            keys.extend(new.map(|(key, _)| key.clone()));
            keys.sort_unstable();
            keys.truncate(most);
            keys
        }))
    }
}
