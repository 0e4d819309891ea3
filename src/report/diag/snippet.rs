//! The line to blame, made fit for a terminal, and where its underline goes.

use super::width::columns;
use crate::report::clean::steers;

/// Lines longer than this are cut around the span.
const LIMIT: usize = 160;
/// How much of a cut line stands before the span.
const BEFORE: usize = 60;
/// How wide a tab is shown.
const TAB: usize = 4;
const DOTS: &str = "...";

/// A line and its underline.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    /// The line, or the part of it around the span.
    pub(super) text: String,
    /// Columns before the underline.
    pub(super) indent: usize,
    /// Columns of the underline, at least one.
    pub(super) marks: usize,
}

/// A character of the line: its first byte, how it is shown, its columns.
struct Cell {
    byte: usize,
    shown: char,
    columns: usize,
}

/// The snippet for the bytes `start..end` of `line`; they may lie beyond its end.
pub(super) fn snippet(line: &[u8], start: usize, end: usize) -> Snippet {
    let start = start.min(line.len());
    let end = end.clamp(start, line.len());
    // A line can be a whole JSON file. A character has at most four bytes.
    let from = boundary(line, start.saturating_sub(4 * LIMIT));
    let to = boundary(line, start.saturating_add(4 * LIMIT).min(line.len()));
    let cells = cells(line, from, to);
    let at = cells.iter().position(|c| c.byte >= start).unwrap_or(cells.len());

    let whole = from == 0 && to == line.len() && width(&cells) <= LIMIT;
    let (first, last) = if whole {
        (0, cells.len())
    } else {
        let before = cells[..at].iter().rev();
        let first = at - fitting(before, BEFORE);
        (first, first + fitting(cells[first..].iter(), LIMIT))
    };
    let left = if first > 0 || from > 0 { DOTS } else { "" };
    let right = if last < cells.len() || to < line.len() { DOTS } else { "" };

    let mut text = String::from(left);
    for cell in &cells[first..last] {
        match cell.shown {
            '\t' => text.extend(std::iter::repeat_n(' ', TAB)),
            c => text.push(c),
        }
    }
    text.truncate(text.trim_end().len());
    text.push_str(right);
    let stop =
        cells.iter().position(|c| c.byte >= end).unwrap_or(cells.len()).clamp(at, last.max(at));
    Snippet {
        text,
        indent: left.len() + width(&cells[first..at]),
        marks: width(&cells[at..stop]).max(1),
    }
}

/// The end of the character that `at` stands in, or `at` between two.
fn boundary(line: &[u8], at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    (at..line.len().min(at + 3)).find(|&i| line[i] & 0xC0 != 0x80).unwrap_or(line.len().min(at + 3))
}

fn cells(line: &[u8], from: usize, to: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut base = from;
    for chunk in line[from..to].utf8_chunks() {
        for (offset, c) in chunk.valid().char_indices() {
            let shown = shown(c);
            let columns = if shown == '\t' { TAB } else { columns(shown) };
            cells.push(Cell { byte: base + offset, shown, columns });
        }
        base += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            cells.push(Cell { byte: base, shown: '\u{FFFD}', columns: 1 });
            base += chunk.invalid().len();
        }
    }
    cells
}

/// What stands for `c`: control characters become pictures of themselves.
fn shown(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        c if steers(c) => '\u{FFFD}',
        c => c,
    }
}

fn width(cells: &[Cell]) -> usize {
    cells.iter().map(|c| c.columns).sum()
}

/// How many of the cells have room in `limit` columns.
fn fitting<'c>(cells: impl Iterator<Item = &'c Cell>, limit: usize) -> usize {
    cells
        .scan(0, |used, cell| {
            *used += cell.columns;
            (*used <= limit).then_some(())
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &[u8], start: usize, end: usize) -> (String, usize, usize) {
        let s = snippet(line, start, end);
        (s.text, s.indent, s.marks)
    }

    #[test]
    fn tabs_wide_and_broken_characters() {
        assert_eq!(of(b"\ta: bc", 4, 6), ("    a: bc".into(), 7, 2));
        assert_eq!(of("漢字: é".as_bytes(), 3, 6), ("漢字: é".into(), 2, 2));
        assert_eq!(of("漢字: é".as_bytes(), 8, 10), ("漢字: é".into(), 6, 1));
        assert_eq!(of(b"a\xFFb\x1b", 2, 3), ("a\u{FFFD}b\u{241B}".into(), 2, 1));
        assert_eq!(of(b"abc", 3, 9), ("abc".into(), 3, 1));
        assert_eq!(of(b"", 0, 0), (String::new(), 0, 1));
    }

    #[test]
    fn long_lines_are_cut_around_the_span() {
        let line = format!("{}HERE{}", "x".repeat(1000), "y".repeat(1000));
        let (text, indent, marks) = of(line.as_bytes(), 1000, 1004);
        assert_eq!((indent, marks, text.len()), (3 + BEFORE, 4, 3 + LIMIT + 3));
        assert_eq!(&text[indent..indent + marks], "HERE");
        assert!(text.starts_with("...x") && text.ends_with("y..."));
        let (text, indent, marks) = of(line.as_bytes(), 0, 2004);
        assert_eq!((indent, marks, text.len()), (0, LIMIT, LIMIT + 3));
        let (text, indent, _) = of(line.as_bytes(), 2003, 2004);
        assert_eq!((indent, text.len()), (63, 64));
    }

    #[test]
    fn any_bytes_and_any_span_will_do() {
        let odd = b"\x80\xBF\ta\xE6\xBC\xA2\xCC\x81\xFF\0\xF0\x9F";
        for line in [odd.to_vec(), odd.repeat(60), odd.repeat(400)] {
            let step = line.len() / 300 + 1;
            for start in (0..line.len() + 3).step_by(step) {
                for length in [0, 1, 2, 3, 50, 7000] {
                    let s = snippet(&line, start, start + length);
                    assert!((1..=LIMIT).contains(&s.marks), "{start} {length}");
                    assert!(s.indent <= LIMIT + DOTS.len(), "{start} {length}");
                }
            }
        }
    }
}
