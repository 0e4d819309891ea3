//! The engine's errors in our words, and its panics as errors: a file that is not what the engine
//! wrote can make it panic, which must not end the daemon.

use crate::store::StoreError;
use ::fjall::{Error, JournalRecoveryError, LsmError};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What went wrong, before it is known what it means where it did.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The system refused a call.
    Io(std::io::Error),
    /// What is there is not what was written.
    Damaged(String),
    /// The engine takes no writes any more.
    Stopped,
    /// Another process has the store.
    Locked,
}

/// Calls the engine; a panic is damage.
pub(super) fn guarded<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble::from(error)),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("for an unknown reason");
            Err(Trouble::Damaged(format!("the engine gave up: {text}")))
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let text = match error {
            Error::Io(error) | Error::Storage(LsmError::Io(error)) => return Self::from(error),
            Error::Poisoned => return Self::Stopped,
            Error::Locked => return Self::Locked,
            Error::Storage(LsmError::ChecksumMismatch { .. })
            | Error::JournalRecovery(JournalRecoveryError::ChecksumMismatch) => {
                "a checksum does not match".into()
            }
            Error::Storage(LsmError::InvalidTag((what, tag))) | Error::InvalidTag((what, tag)) => {
                format!("there is no {what} {tag}")
            }
            Error::Storage(LsmError::InvalidHeader(what)) => format!("a {what} is not one"),
            Error::Storage(LsmError::Unrecoverable) | Error::Unrecoverable => {
                "files are missing or cut off".into()
            }
            Error::JournalRecovery(_) => "a journal is cut off in its middle".into(),
            Error::InvalidVersion(_) | Error::Storage(LsmError::InvalidVersion(_)) => {
                "the engine does not know the version of a file".into()
            }
            _ => "a file is not what the engine wrote".into(),
        };
        Self::Damaged(text)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData => {
                Self::Damaged("a file ends too early".into())
            }
            _ => Self::Io(error),
        }
    }
}

impl Trouble {
    /// While opening.
    pub(super) fn opening(self) -> StoreError {
        match self {
            Self::Io(error) if is_full(&error) => StoreError::Full(error.to_string()),
            Self::Io(error) if error.kind() == ErrorKind::NotFound => {
                StoreError::Damaged(format!("a file is missing: {error}"))
            }
            Self::Io(error) => StoreError::Open(error.to_string()),
            Self::Damaged(text) => StoreError::Damaged(text),
            Self::Stopped => StoreError::Damaged("the engine stopped while opening".into()),
            Self::Locked => StoreError::InUse("another process has its files open".into()),
        }
    }

    /// While reading.
    pub(super) fn reading(self) -> StoreError {
        match self {
            Self::Io(error) => StoreError::Damaged(format!("it cannot be read: {error}")),
            Self::Damaged(text) => StoreError::Damaged(text),
            Self::Stopped | Self::Locked => StoreError::Failed("the engine has stopped".into()),
        }
    }

    /// While writing: nobody knows what of it is on disk.
    pub(super) fn writing(self) -> String {
        match self {
            Self::Io(error) => error.to_string(),
            Self::Damaged(text) => text,
            Self::Stopped | Self::Locked => "the engine has stopped after an error".into(),
        }
    }
}

/// Whether an error says that there is no room.
pub(super) fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    )
}
