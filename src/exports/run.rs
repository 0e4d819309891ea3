//! One window of one task, written.

use super::encode::encoder;
use super::{ExportError, ExportSpec, Row, Sink, What, Window, object_name};
use std::io;
use std::ops::ControlFlow;

/// What a source could not do.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// Where rows come from.
pub trait Source {
    /// Hands out the rows of a window, each the text of a JSON object, in the order of their times,
    /// and for the same window always the same ones in the same order. Of compliance these are the
    /// results as they stood at the window's end. Ends when `each` breaks.
    ///
    /// # Errors
    /// The rows cannot be read. Nothing is written then, also of those that were handed out.
    fn rows(
        &self,
        what: What,
        window: Window,
        each: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), SourceError>;
}

/// A task: an export of a schedule.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// The name of the schedule.
    pub name: &'a str,
    /// What it exports.
    pub spec: &'a ExportSpec,
}

/// An object that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where: a path, or a URL.
    pub location: String,
    /// How many rows.
    pub rows: u64,
    /// How many bytes, compressed.
    pub bytes: u64,
    /// The SHA-256 of the bytes, in lower-case hex.
    pub sha256: String,
}

/// Writes the object of a window, in place of one of the same window if there is one. An object
/// without rows is written, too: where none is, the window is not done.
///
/// # Errors
/// The rows cannot be read, or the object cannot be written. Nothing is there then that was not
/// there before.
pub fn run(
    task: Task<'_>,
    window: Window,
    source: &dyn Source,
    sink: &Sink,
) -> Result<Written, ExportError> {
    let name = object_name(task.name, task.spec, window);
    let location = sink.location(&name);
    let failed = |error| ExportError::Write { location: location.clone(), error };
    let upload = sink.upload(&name).map_err(failed)?;
    let mut encoder = encoder(task.spec, upload).map_err(failed)?;
    let (mut rows, mut broken) = (0, None);
    let told = source.rows(task.spec.what, window, &mut |text| {
        let written = Row::read(text).map_err(io::Error::other).and_then(|row| encoder.row(&row));
        match written {
            Ok(()) => {
                rows += 1;
                ControlFlow::Continue(())
            }
            Err(error) => {
                broken.get_or_insert(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = broken {
        return Err(failed(error));
    }
    told.map_err(ExportError::Source)?;
    let upload = encoder.finish().map_err(failed)?;
    let (bytes, sha256) = upload.finish().map_err(failed)?;
    Ok(Written { location, rows, bytes, sha256 })
}
