//! Writing JSON piece by piece, so that a long document never stands in memory whole.

use serde::Serialize;
use std::io::{self, Write};

/// Writes one value.
pub(super) fn value<W: Write + ?Sized, T: Serialize + ?Sized>(
    out: &mut W,
    value: &T,
) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

/// An object in the writing; its members keep the order in which they are put.
pub(super) struct Object<'w, W: Write + ?Sized> {
    out: &'w mut W,
    empty: bool,
}

impl<'w, W: Write + ?Sized> Object<'w, W> {
    /// Begins an object.
    pub(super) fn begin(out: &'w mut W) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self { out, empty: true })
    }

    /// Writes a member. Keys are ours and need no escapes.
    pub(super) fn put<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> io::Result<()> {
        let out = self.key(key)?;
        self::value(out, value)
    }

    /// Writes a key; the caller writes its value.
    pub(super) fn key(&mut self, key: &str) -> io::Result<&mut W> {
        self.out.write_all(if self.empty { b"\"" } else { b",\"" })?;
        self.empty = false;
        self.out.write_all(key.as_bytes())?;
        self.out.write_all(b"\":")?;
        Ok(self.out)
    }

    /// Ends the object.
    pub(super) fn end(self) -> io::Result<()> {
        self.out.write_all(b"}")
    }
}

/// The elements of an array in the writing, one a line.
#[derive(Debug, Default)]
pub(super) struct Elements {
    any: bool,
}

impl Elements {
    /// Writes what stands between the elements; call it before each.
    pub(super) fn next<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        Ok(())
    }
}
