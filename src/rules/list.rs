//! `lists`: lookup lists, inline or from a file.

use super::doc::{Fields, Key, text, wrong};
use super::list_file;
use super::param_type::owned;
use super::texts::File;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::operators::Operand;
use crate::read::tree::{Item, Kind};
use std::io;
use std::path::{Path, PathBuf};

/// The keys of a list.
pub static KEYS: &[Key] = &[
    Key::optional("values", r##"{"$ref": "#/$defs/list-values"}"##, "The values, inline."),
    Key::optional(
        "file",
        r#"{"type": "string", "pattern": "\\.(txt|csv|json)$", "examples": ["lists/known-ips.txt"]}"#,
        "A file with the values, relative to this one: .txt (one a line), .csv, .json (an array).",
    ),
    Key::optional(
        "column",
        r#"{"type": "string"}"#,
        "The column of a .csv file, by its heading; needed when there are several.",
    ),
    Key::optional("description", r#"{"type": "string"}"#, "What is listed."),
];

/// A lookup list.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What is listed.
    pub description: String,
    /// Its values.
    pub values: Vec<Operand<'static>>,
    /// The file that they come from.
    pub file: Option<PathBuf>,
    /// Was a problem reported?
    pub broken: bool,
}

/// How files that rule files name are read.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> io::Result<Vec<u8>>;

/// Reads a list.
pub fn read(
    diags: &mut Diags,
    file: &File,
    key: Item<'_>,
    item: Item<'_>,
    read_file: ReadFile<'_>,
) -> List {
    let before = diags.len();
    let mut list = List {
        name: key.str().into_owned(),
        span: key.span(),
        description: String::new(),
        values: Vec::new(),
        file: None,
        broken: false,
    };
    if item.kind() == Kind::List {
        list.values = inline(diags, item);
    } else if let Some(fields) = Fields::read(diags, "a list", key.span(), item, KEYS) {
        if let Some(words) = fields.get("description").and_then(|i| text(diags, "description", i)) {
            list.description = words;
        }
        let column = fields.get("column").and_then(|i| Some((i, text(diags, "column", i)?)));
        match (fields.get("values"), fields.get("file")) {
            (Some(values), None) if values.kind() == Kind::List => {
                list.values = inline(diags, values);
            }
            (Some(values), None) => wrong(diags, "values", values, "a list"),
            (None, Some(name)) => {
                if let Some(path) = text(diags, "file", name) {
                    let path = file.path.parent().unwrap_or(Path::new("")).join(path);
                    list.values = list_file::read(diags, name, &path, column, read_file);
                    list.file = Some(path);
                }
            }
            (Some(_), Some(name)) => diags.push(Diag::new(
                Code::TL211,
                name.span(),
                "a list has `values` or a `file`, not both",
            )),
            (None, None) => {
                let words = "a list needs the key `values` or the key `file`";
                diags.push(Diag::new(Code::TL204, key.span(), words));
            }
        }
    }
    list.broken = diags.len() > before;
    list
}

fn inline(diags: &mut Diags, item: Item<'_>) -> Vec<Operand<'static>> {
    let mut values = Vec::new();
    for element in item.items() {
        match element.kind() {
            Kind::List | Kind::Map => {
                wrong(diags, "values", element, "strings, numbers, true, false and null");
            }
            Kind::OddNumber => {
                let words = format!("`{}` is not a number that JSON can write", element.str());
                let diag = Diag::new(Code::TL307, element.span(), words);
                diags.push(diag.help("quote it if it is meant as text"));
            }
            _ => values.push(owned(element)),
        }
    }
    values
}
