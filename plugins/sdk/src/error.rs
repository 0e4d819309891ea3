//! Why an item, or a whole batch, was not handled.

use core::fmt;

/// A failure, and whether another try can help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It may work later: tried again as the target's `retry` says.
    Retryable(String),
    /// It may work later, and the target is to be called more slowly.
    Throttled {
        /// What happened.
        message: String,
        /// How long to wait, in milliseconds, if the other side said so.
        retry_after_ms: Option<u64>,
    },
    /// It will never work: the item goes to the dead letters at once.
    Permanent(String),
}

impl Error {
    /// A failure that may pass.
    pub fn retryable(message: impl Into<String>) -> Self {
        Self::Retryable(message.into())
    }

    /// A failure that stays.
    pub fn permanent(message: impl Into<String>) -> Self {
        Self::Permanent(message.into())
    }

    /// A fault of the target's `config`, at a key such as `url`. It stays, so it is permanent.
    pub fn config(key: &str, message: impl fmt::Display) -> Self {
        Self::Permanent(format!("config.{key}: {message}"))
    }

    /// What happened, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Retryable(message)
            | Self::Throttled { message, .. }
            | Self::Permanent(message) => message,
        }
    }

    /// The same failure, with words in front of its message.
    #[must_use]
    pub fn at(self, place: &str) -> Self {
        self.reworded(|message| format!("{place}: {message}"))
    }

    /// The same failure in other words.
    #[must_use]
    pub(crate) fn reworded(self, words: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Retryable(message) => Self::Retryable(words(&message)),
            Self::Throttled { message, retry_after_ms } => {
                Self::Throttled { message: words(&message), retry_after_ms }
            }
            Self::Permanent(message) => Self::Permanent(words(&message)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}
