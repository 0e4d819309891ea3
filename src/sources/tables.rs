//! Tables in directories: those that somebody can read are taken, the others are told of.

use super::decode;
use super::extra;
use super::find::Source;
use crate::base::limits::Limits;
use crate::base::text::reason;
use crate::metrics::readers::Table;
use std::io::{self, Read};

/// Bytes of a file that tell what its columns are.
const HEAD: u64 = 16 << 10;

/// The file, if its first line is that of a credential report or of a table of metrics.
pub(super) fn known(file: Source) -> Source {
    let Source::File(path) = file else { return file };
    match is_known(Source::File(path.clone())) {
        Ok(true) => Source::File(path),
        Ok(false) => {
            Source::Note("passed over: a table of neither metrics nor credentials".to_owned())
        }
        Err(e) => Source::Fault(reason(&e)),
    }
}

fn is_known(file: Source) -> io::Result<bool> {
    let mut head = Vec::new();
    decode::open(file, &Limits::default())?.take(HEAD).read_to_end(&mut head)?;
    let line = head.trim_ascii_start().split(|b| *b == b'\n').next().unwrap_or_default();
    Ok(extra::is_report(&head) || Table::new(line).is_ok())
}
