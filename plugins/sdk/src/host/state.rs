//! A small state that is the target's own, and stays. What an invocation writes is kept when it
//! ends without a fault.

use super::imports;
use crate::Error;

/// Why the state could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// The key, the value or the whole state would be over its limit.
    TooLarge(String),
    /// The store failed.
    Unavailable(String),
}

impl From<StateError> for Error {
    fn from(error: StateError) -> Self {
        match error {
            StateError::TooLarge(why) => Self::Permanent(format!("the state is too large: {why}")),
            StateError::Unavailable(why) => Self::Retryable(format!("no state: {why}")),
        }
    }
}

/// The value of a key.
pub fn get(key: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(imports::state_get(key)?)
}

/// Sets a key.
pub fn put(key: &str, value: &[u8]) -> Result<(), Error> {
    Ok(imports::state_put(key, value)?)
}

/// Removes a key, if it is there.
pub fn delete(key: &str) -> Result<(), Error> {
    Ok(imports::state_delete(key)?)
}

/// The keys that begin with a prefix and come after a key, in byte order, at most so many.
pub fn keys(prefix: &str, after: Option<&str>, most: u32) -> Result<Vec<String>, Error> {
    Ok(imports::state_keys(prefix, after, most)?)
}
