//! Files in granted folders.

use super::imports;
use crate::Error;

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// The path is in no granted folder, or leads out of it.
    Denied(String),
    /// More than an invocation may write, in bytes.
    TooLarge(u64),
    /// The system said no.
    Failed(String),
}

impl From<FileError> for Error {
    /// A full disk may have room later; a path without grant stays without.
    fn from(error: FileError) -> Self {
        match error {
            FileError::Denied(why) => Self::Permanent(why),
            FileError::TooLarge(most) => {
                Self::Permanent(format!("more than the {most} bytes that an invocation may write"))
            }
            FileError::Failed(why) => Self::Retryable(why),
        }
    }
}

/// Adds to the end of a file, whole or not at all.
pub fn append(path: &str, data: &[u8]) -> Result<(), Error> {
    imports::file_append(path, data).map_err(|error| Error::from(error).at(path))
}

/// Makes or replaces a file at once.
pub fn put(path: &str, data: &[u8]) -> Result<(), Error> {
    imports::file_put(path, data).map_err(|error| Error::from(error).at(path))
}
