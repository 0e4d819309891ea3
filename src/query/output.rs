//! The forms of a result: a table for people; JSON, NDJSON and CSV for programs.

use super::answer::{Answer, Layout};
use super::project::Cell;
use crate::base::text::unescape;
use crate::report::{SCHEMA, cell, visible};
use std::borrow::Cow;
use std::io::{self, Write};

/// Columns of a table are padded up to this width; longer cells push the rest of their row.
const WIDEST: usize = 60;

/// A form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFormat {
    /// For people.
    Table,
    /// One document.
    Json,
    /// A row a line.
    Ndjson,
    /// For spreadsheets.
    Csv,
}

impl QueryFormat {
    /// All forms, with their words.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("table", Self::Table),
        ("json", Self::Json),
        ("ndjson", Self::Ndjson),
        ("csv", Self::Csv),
    ];

    /// The form of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, form)| *form)
    }

    /// How rows have to be made for it.
    #[must_use]
    pub fn layout(self) -> Layout {
        match self {
            Self::Table | Self::Csv => Layout::Flat,
            Self::Json | Self::Ndjson => Layout::Nested,
        }
    }
}

impl Answer {
    /// Writes the result, which was made in the layout of this form.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, format: QueryFormat, out: &mut impl Write) -> io::Result<()> {
        match format {
            QueryFormat::Table => self.table(out),
            QueryFormat::Csv => self.csv(out),
            QueryFormat::Json => self.json(out),
            QueryFormat::Ndjson => self.objects().try_for_each(|object| {
                out.write_all(object)?;
                out.write_all(b"\n")
            }),
        }
    }

    /// The rows of the nested layout, each the JSON text of an object.
    pub fn objects(&self) -> impl Iterator<Item = &[u8]> {
        self.rows.iter().filter_map(|row| row.first()).flatten().map(|object| &**object)
    }

    fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let names = serde_json::json!(self.names);
        write!(out, "{{\n  \"schema\": \"{SCHEMA}\",\n  \"fields\": {names},\n  \"rows\": [")?;
        for (number, object) in self.objects().enumerate() {
            out.write_all(if number == 0 { b"\n    " } else { b",\n    " })?;
            out.write_all(object)?;
        }
        out.write_all(if self.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
    }

    fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        for (number, name) in self.names.iter().enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            cell(out, name)?;
        }
        out.write_all(b"\r\n")?;
        for row in &self.rows {
            for (number, value) in row.iter().enumerate() {
                if number > 0 {
                    out.write_all(b",")?;
                }
                match value {
                    // A number is no formula, whatever its sign.
                    Some(json) if json.first() == Some(&b'-') => out.write_all(json)?,
                    value => cell(out, &plain(value))?,
                }
            }
            out.write_all(b"\r\n")?;
        }
        Ok(())
    }

    fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(|c| visible(&plain(c)).into_owned()).collect())
            .collect();
        let mut widths: Vec<usize> =
            self.names.iter().map(|name| name.chars().count().min(WIDEST)).collect();
        for row in &rows {
            for (width, text) in widths.iter_mut().zip(row) {
                *width = text.chars().count().clamp(*width, (*width).max(WIDEST));
            }
        }
        line(out, self.names.iter().map(|name| visible(name)), &widths)?;
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        line(out, rules.iter().map(|rule| rule.as_str().into()), &widths)?;
        rows.iter()
            .try_for_each(|row| line(out, row.iter().map(|text| text.as_str().into()), &widths))
    }
}

/// A row of a table.
fn line<'a>(
    out: &mut impl Write,
    texts: impl Iterator<Item = Cow<'a, str>>,
    widths: &[usize],
) -> io::Result<()> {
    let padded: Vec<String> =
        texts.zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
    writeln!(out, "{}", padded.join("  ").trim_end())
}

/// A cell as people read it: strings without quotes, null as nothing, the rest as JSON.
fn plain(cell: &Cell) -> Cow<'_, str> {
    let Some(json) = cell.as_deref().filter(|json| *json != b"null") else { return "".into() };
    match json.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) {
        Some(inner) => String::from_utf8_lossy(&unescape(inner)).into_owned().into(),
        None => String::from_utf8_lossy(json),
    }
}
