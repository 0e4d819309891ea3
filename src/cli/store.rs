//! The data directory of a daemon that does not run, for the commands that look into it.

use super::exit::{Code, Failure};
use crate::store::{Disk, Options, StoreError};
use std::path::Path;

/// Opens a directory that holds a store; a command never makes one.
///
/// # Errors
/// There is none, a daemon has it open, or it is damaged.
pub(super) fn open(data: &Path, read_only: bool) -> Result<Disk, Failure> {
    exists(data)?;
    Disk::open(data, &Options { read_only, ..Options::default() }).map_err(|e| failure(&e))
}

/// Refuses what is no data directory.
pub(super) fn exists(data: &Path) -> Result<(), Failure> {
    if data.join("format").is_file() {
        return Ok(());
    }
    let words = format!("`{}` is no data directory of tripline", data.display());
    Err(Failure::Say(Code::BadInput, words))
}

/// What a store says.
pub(super) fn failure(error: &StoreError) -> Failure {
    let help = match error {
        StoreError::InUse(_) => {
            " (a daemon that runs is asked with `--endpoint`, or stopped before)"
        }
        _ => "",
    };
    Failure::Say(Code::BadInput, format!("{error}{help}"))
}
