//! Why a window could not be written. Nothing of it is there then.

use super::run::SourceError;
use std::io;

/// Why a window could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The place cannot be used: a folder that cannot be made, settings that do not fit.
    #[error("cannot export to `{place}`: {why}")]
    Open {
        /// The folder or the bucket's URL.
        place: String,
        /// In words.
        why: String,
    },
    /// The rows cannot be read.
    #[error("the rows of the export cannot be read: {0}")]
    Source(SourceError),
    /// The object cannot be written; what is wrong with a row is told here, too.
    #[error("cannot write `{location}`: {error}")]
    Write {
        /// Where it was to be.
        location: String,
        /// Why not.
        error: io::Error,
    },
}
