//! Places in source texts.

use super::ids::SourceId;
use std::sync::Arc;

/// A range of bytes of one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The first byte of the span alone: where something is missing.
    #[must_use]
    pub fn head(self) -> Self {
        Self { end: self.start, ..self }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// A source text with its name, as shown in diagnostics.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user gave it, or `<pattern>` and the like.
    pub name: Arc<str>,
    /// The whole text. Bytes, since a file may turn out not to be UTF-8.
    pub text: Arc<[u8]>,
    /// Is it there to be looked up only? Then it is not counted among the files of a run.
    pub is_aside: bool,
}

/// A 1-based line and column; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// All source texts of a run.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text and gives its id.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<[u8]>>) -> SourceId {
        self.all.push(Source { name: name.into(), text: text.into(), is_aside: false });
        SourceId::new(self.all.len() - 1)
    }

    /// Says that a text is there to be looked up only.
    pub fn set_aside(&mut self, id: SourceId) {
        if let Some(source) = self.all.get_mut(id.index()) {
            source.is_aside = true;
        }
    }

    /// The text behind an id.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.index()]
    }

    /// All texts in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all.iter().enumerate().map(|(i, s)| (SourceId::new(i), s))
    }

    /// Line and column of a byte of a source.
    #[must_use]
    pub fn position(&self, source: SourceId, byte: u32) -> Position {
        position_in(&self.get(source).text, byte as usize)
    }

    /// The whole line that holds `byte`, without its end, and the offset at which it starts.
    #[must_use]
    pub fn line_of(&self, source: SourceId, byte: u32) -> (usize, &[u8]) {
        let text = &self.get(source).text;
        let byte = (byte as usize).min(text.len());
        let start = memchr::memrchr(b'\n', &text[..byte]).map_or(0, |n| n + 1);
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |n| start + n);
        let line = &text[start..end];
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Line and column of the byte at `byte` of `text`.
#[must_use]
pub fn position_in(text: &[u8], byte: usize) -> Position {
    let byte = byte.min(text.len());
    let before = &text[..byte];
    let line = memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |n| n + 1);
    let column = String::from_utf8_lossy(&text[start..byte]).chars().count();
    let one_based = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
    Position { line: one_based(line), column: one_based(column) }
}
