//! Lines and columns of many places at little cost: `Sources::position` reads a text from its
//! start for each, which hurts when a large generated file has thousands of diagnostics.

use crate::base::ids::SourceId;
use crate::base::span::{Position, Source, Sources, Span};

/// The places of a set of sources.
#[derive(Debug)]
pub(super) struct Places<'s> {
    sources: &'s Sources,
    /// The first byte of each line, by source; found when first asked for.
    starts: Vec<Option<Vec<usize>>>,
    /// Where a column was last counted: source, start of the line, byte, characters before it.
    last: Option<(SourceId, usize, usize, usize)>,
}

/// A span in lines and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region<'s> {
    pub(super) file: &'s str,
    pub(super) start: Position,
    /// One past the last character.
    pub(super) end: Position,
}

impl<'s> Places<'s> {
    /// Nothing is read before it is asked for.
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self { sources, starts: vec![None; sources.iter().count()], last: None }
    }

    /// The sources.
    pub(super) fn sources(&self) -> &'s Sources {
        self.sources
    }

    /// A span in lines and columns.
    pub(super) fn region(&mut self, span: Span) -> Region<'s> {
        let source = self.sources.get(span.source);
        let start = self.position(source, span.source, span.start as usize);
        let end = self.position(source, span.source, span.end.max(span.start) as usize);
        Region { file: &source.name, start, end }
    }

    fn position(&mut self, source: &Source, id: SourceId, byte: usize) -> Position {
        let text = &source.text;
        let byte = byte.min(text.len());
        let starts = self.starts[id.index()].get_or_insert_with(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|n| n + 1)).collect()
        });
        let line = starts.partition_point(|&start| start <= byte).saturating_sub(1);
        let start = starts.get(line).copied().unwrap_or_default();
        let (from, known) = match self.last {
            Some((s, l, b, chars)) if (s, l) == (id, start) && b <= byte => (b, chars),
            _ => (start, 0),
        };
        let column = known + chars(&text[from..byte]);
        self.last = Some((id, start, byte, column));
        let one_based = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Position { line: one_based(line), column: one_based(column) }
    }
}

/// How many characters people see in `bytes`; a run that is not UTF-8 is one.
fn chars(bytes: &[u8]) -> usize {
    bytes
        .utf8_chunks()
        .map(|c| c.valid().chars().count() + usize::from(!c.invalid().is_empty()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_agree_with_those_of_sources() {
        let mut sources = Sources::default();
        let id = sources.add("x", "aé\r\n\n漢字: [1]\nlast".as_bytes());
        let end = sources.get(id).text.len() as u32;
        let mut places = Places::new(&sources);
        let boundaries =
            |b: &u32| std::str::from_utf8(&sources.get(id).text[..*b as usize]).is_ok();
        for start in (0..=end).filter(boundaries) {
            let region = places.region(Span { source: id, start, end });
            assert_eq!(region.start, sources.position(id, start));
            assert_eq!(region.end, sources.position(id, end));
        }
    }
}
