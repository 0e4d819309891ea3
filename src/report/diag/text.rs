//! Diagnostics for people: what is wrong, the line to blame, what to do.

use super::place::Places;
use super::snippet::snippet;
use crate::base::diag::{Diag, Level};
use crate::base::span::{Source, Span};
use crate::report::clean::visible;
use crate::report::style::{self, BOLD, GUTTER};
use crate::report::{Style, words};
use std::io::{self, Write};

/// Writes all diagnostics, each followed by an empty line, and how many there were.
pub(super) fn write(
    diags: &[Diag],
    places: &mut Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diag in diags {
        write_one(diag, places, style, out)?;
        out.write_all(b"\n")?;
    }
    closing(diags, places, style, out)
}

fn write_one(
    diag: &Diag,
    places: &mut Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let look = style::level(diag.level);
    let head = format!("{}[{}]", diag.level.word(), diag.code.name());
    let message = format!(": {}", visible(&diag.message));
    writeln!(out, "{}{}", style.paint(look, head), style.paint(BOLD, message))?;

    // The margin is as wide as the line number, so that all that follows stands in one column.
    let mut margin = 1;
    if let Some(span) = diag.span {
        let region = places.region(span);
        let line = region.start.line.to_string();
        margin = line.len();
        let (file, column) = (visible(region.file), region.start.column);
        let arrow = style.paint(GUTTER, "-->");
        writeln!(out, "{:margin$}{arrow} {file}:{line}:{column}", "")?;
        write_line(diag, span, &line, places, style, out)?;
    }
    for (span, note) in &diag.related {
        let region = places.region(*span);
        let (file, at) = (visible(region.file), region.start);
        let dots = style.paint(GUTTER, ":::");
        write!(out, "{:margin$}{dots} {file}:{}:{}", "", at.line, at.column)?;
        writeln!(out, "{}{}", if note.is_empty() { "" } else { " " }, visible(note))?;
    }
    for help in &diag.help {
        let equals = style.paint(GUTTER, "=");
        let word = style.paint(BOLD, "help:");
        writeln!(out, "{:margin$} {equals} {word} {}", "", visible(help))?;
    }
    Ok(())
}

/// The line to blame and its underline; of a span over several lines, the first line's part.
fn write_line(
    diag: &Diag,
    span: Span,
    number: &str,
    places: &Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (first, line) = places.sources().line_of(span.source, span.start);
    let within = |byte: u32| (byte as usize).saturating_sub(first);
    let shown = snippet(line, within(span.start), within(span.end));
    let blank = " ".repeat(number.len());
    let bar = style.paint(GUTTER, "|");
    writeln!(out, "{blank} {bar}")?;
    let between = if shown.text.is_empty() { "" } else { " " };
    writeln!(out, "{} {bar}{between}{}", style.paint(GUTTER, number), shown.text)?;
    let mut marks = "^".repeat(shown.marks);
    if !diag.label.is_empty() {
        marks.push(' ');
        marks.push_str(&visible(&diag.label));
    }
    let marks = style.paint(style::level(diag.level), marks);
    writeln!(out, "{blank} {bar} {:indent$}{marks}", "", indent = shown.indent)
}

/// `error: 3 errors and 1 warning in 12 files`.
fn closing(
    diags: &[Diag],
    places: &Places<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(worst) = diags.iter().map(|d| d.level).max() else { return Ok(()) };
    let counts: Vec<String> = [Level::Error, Level::Warning, Level::Note]
        .into_iter()
        .map(|level| (level.word(), diags.iter().filter(|d| d.level == level).count() as u64))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| words::count(n, word, &format!("{word}s")))
        .collect();
    // Names in angle brackets are texts of the command line.
    let is_file = |s: &Source| !s.is_aside && !s.name.starts_with('<');
    let files = places.sources().iter().filter(|(_, s)| is_file(s)).count() as u64;
    let files = match files {
        0 => String::new(),
        n => format!(" in {}", words::count(n, "file", "files")),
    };
    let word = style.paint(style::level(worst), worst.word());
    writeln!(out, "{word}: {}{files}", words::list(&counts))
}
