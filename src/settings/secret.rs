//! Secrets: where they are read, and that they are never shown.

use super::doc::{Key, Reader};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::base::text::reason;
use crate::read::tree::{Item, Kind};
use std::fmt;
use std::io;
use std::path::Path;

/// Where a secret is.
pub(super) static KEYS: &[Key] = &[
    Key::optional("env", r#"{"type": "string"}"#, "The environment variable that holds it."),
    Key::optional(
        "file",
        r#"{"type": "string"}"#,
        "The file that holds it, without a last newline.",
    ),
];

/// A text that is not shown to anybody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to be compared or signed with and nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a file holds.
#[derive(Clone)]
pub struct FileText {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// May everybody on this machine read it?
    pub open_to_all: bool,
}

impl fmt::Debug for FileText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileText({} bytes)", self.bytes.len())
    }
}

/// Gives a file that the settings name.
type GiveFile<'a> = &'a dyn Fn(&Path) -> io::Result<FileText>;

/// Where secrets come from.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Gives a variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Gives a file.
    pub file: GiveFile<'a>,
}

impl fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

/// Reads a secret of at least `shortest` bytes.
pub(super) fn read(
    reader: &mut Reader<'_>,
    key: &str,
    item: Item<'_>,
    shortest: usize,
) -> Option<Secret> {
    if !matches!(item.kind(), Kind::Map | Kind::Null) {
        // What was written is not repeated: it may be the secret.
        reader.push(
            Diag::new(Code::TL901, item.span(), format!("`{key}` is written in the settings"))
                .help("secrets are never in the file: write `{ env: NAME }` or `{ file: PATH }`"),
        );
        return None;
    }
    let fields = reader.fields(&format!("`{key}`"), item.span(), item, KEYS)?;
    let text = match (fields.get("env"), fields.get("file")) {
        (Some(item), None) => of_variable(reader, item)?,
        (None, Some(item)) => of_file(reader, item)?,
        (None, None) | (Some(_), Some(_)) => {
            let words = format!("`{key}` takes either `env` or `file`");
            reader.push(Diag::new(Code::TL211, item.span(), words));
            return None;
        }
    };
    let place = fields.get("env").or(fields.get("file")).map_or(item.span(), |i| i.span());
    if text.len() < shortest || text.contains(|c: char| c.is_control() || c == ' ') {
        let words = format!("`{key}` has to be {shortest} or more letters without blanks");
        reader.push(
            Diag::new(Code::TL902, place, words)
                .help("`openssl rand -hex 32` makes one that nobody guesses"),
        );
        return None;
    }
    Some(Secret(text))
}

fn of_variable(reader: &mut Reader<'_>, item: Item<'_>) -> Option<String> {
    let name = reader.text("env", item)?;
    let value = (reader.world.variable)(&name);
    if value.is_none() {
        let words = format!("the environment has no variable `{name}`");
        reader.push(Diag::new(Code::TL902, item.span(), words));
    }
    value
}

fn of_file(reader: &mut Reader<'_>, item: Item<'_>) -> Option<String> {
    let path = reader.path("file", item)?;
    let shown = path.display();
    match (reader.world.file)(&path) {
        Err(e) => {
            let words = format!("cannot read `{shown}`: {}", reason(&e));
            reader.push(Diag::new(Code::TL902, item.span(), words));
            None
        }
        Ok(file) => {
            if file.open_to_all {
                reader.push(
                    Diag::new(Code::TL904, item.span(), format!("anybody can read `{shown}`"))
                        .help(format!("`chmod 600 {shown}`")),
                );
            }
            let text = String::from_utf8(file.bytes).ok();
            if text.is_none() {
                let words = format!("`{shown}` is not UTF-8");
                reader.push(Diag::new(Code::TL902, item.span(), words));
            }
            let text = text?;
            let line = text.strip_suffix('\n').unwrap_or(&text);
            Some(line.strip_suffix('\r').unwrap_or(line).to_owned())
        }
    }
}

/// Where secrets may stand that should not: every value below `keys` and `tokens` but for those of
/// keys that hold none.
pub(super) fn places(root: Item<'_>) -> Vec<Span> {
    const OPEN: [&str; 4] = ["access-key", "permissions", "env", "file"];
    let mut places = Vec::new();
    let mut open: Vec<Item<'_>> =
        ["keys", "tokens"].iter().filter_map(|key| root.get(key)).collect();
    while let Some(item) = open.pop() {
        match item.kind() {
            Kind::Map => {
                let hidden = item.entries().filter(|(key, _)| !OPEN.contains(&&*key.str()));
                open.extend(hidden.map(|(_, value)| value));
            }
            Kind::List => open.extend(item.items()),
            Kind::Null => {}
            Kind::Bool | Kind::Number | Kind::OddNumber | Kind::Text => places.push(item.span()),
        }
    }
    places
}
