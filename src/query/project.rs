//! What rows show: for JSON the properties in their places, as AWS's results have them, for tables
//! each by itself. Recurses as deep as the records' limit lets items be.

use super::ast::{From, Query};
use super::path::{Path, View, is_wrapped};
use crate::base::text::quote;
use crate::read::tree::{Item, Kind};
use crate::read::write::json;

/// A column as JSON text; `None` where there is nothing.
pub(super) type Cell = Option<Box<[u8]>>;

/// The properties of all columns as a tree of names.
#[derive(Debug, Default)]
pub(super) struct Outline {
    name: Box<str>,
    key: Box<str>,
    /// The column that ends here; the last one, of several of one name.
    column: Option<usize>,
    inner: Vec<Outline>,
}

impl Outline {
    /// The outline of a query's columns.
    pub fn new(query: &Query) -> Self {
        let mut root = Self::default();
        for (number, column) in query.columns.iter().enumerate() {
            let mut node = &mut root;
            match column.from {
                From::Path(path) => {
                    for step in query.paths.get(path).map_or(&[][..], |path| &path.steps) {
                        node = node.inner(&step.name, &step.key);
                    }
                }
                From::Aggregate(_) => node = node.inner(&column.name, ""),
            }
            node.column = Some(number);
        }
        root
    }

    fn inner(&mut self, name: &str, key: &str) -> &mut Self {
        let at = self.inner.iter().position(|n| &*n.name == name).unwrap_or(self.inner.len());
        if at == self.inner.len() {
            self.inner.push(Self { name: name.into(), key: key.into(), ..Self::default() });
        }
        // INVARIANT: `at` is the place of an element that was found or just added.
        &mut self.inner[at]
    }

    /// The item's part as a JSON object.
    pub fn of_item(&self, view: &View<'_>) -> Box<[u8]> {
        let mut out = Vec::new();
        object(&self.inner, &mut out, |node, out| match view.field(&node.key) {
            Some(value) => node.value(value, out),
            None => false,
        });
        out.into()
    }

    /// The cells of a row as a JSON object.
    pub fn of_cells(&self, cells: &[Cell]) -> Box<[u8]> {
        let mut out = Vec::new();
        object(&self.inner, &mut out, |node, out| node.cell(cells, out));
        out.into()
    }

    fn cell(&self, cells: &[Cell], out: &mut Vec<u8>) -> bool {
        let Some(column) = self.column else {
            return object(&self.inner, out, |node, out| node.cell(cells, out));
        };
        let text = cells.get(column).and_then(Option::as_ref);
        out.extend_from_slice(text.map_or(&[], |text| text));
        text.is_some()
    }

    fn value(&self, item: Item<'_>, out: &mut Vec<u8>) -> bool {
        if self.column.is_some() {
            json(item, out);
            return true;
        }
        match item.kind() {
            Kind::List => {
                let start = out.len();
                let mut empty = true;
                out.push(b'[');
                for element in item.items() {
                    let mark = out.len();
                    if !empty {
                        out.push(b',');
                    }
                    if self.value(element, out) {
                        empty = false;
                    } else {
                        out.truncate(mark);
                    }
                }
                out.push(b']');
                if empty {
                    out.truncate(start);
                }
                !empty
            }
            Kind::Map => object(&self.inner, out, |node, out| match item.get(&node.key) {
                Some(value) => node.value(value, out),
                None => false,
            }),
            Kind::Null => false,
            _ => object(&self.inner, out, |node, out| {
                let wrapped = node.column.is_some() && &*node.key == "value";
                if wrapped {
                    json(item, out);
                }
                wrapped
            }),
        }
    }
}

/// Writes an object of those members that `write` writes. Nothing is written, at any depth but the
/// outermost, where there are none.
fn object(
    members: &[Outline],
    out: &mut Vec<u8>,
    write: impl Fn(&Outline, &mut Vec<u8>) -> bool,
) -> bool {
    let outermost = out.is_empty();
    let start = out.len();
    let mut empty = true;
    out.push(b'{');
    for member in members {
        let mark = out.len();
        if !empty {
            out.push(b',');
        }
        out.extend_from_slice(quote(member.name.as_bytes()).as_bytes());
        out.push(b':');
        if write(member, out) {
            empty = false;
        } else {
            out.truncate(mark);
        }
    }
    out.push(b'}');
    if empty && !outermost {
        out.truncate(start);
    }
    !empty
}

/// One property by itself: its value, or where lists were opened on the way the list of its values.
pub(super) fn cell(view: &View<'_>, path: &Path) -> Cell {
    let first = path.steps.first().and_then(|step| view.field(&step.key))?;
    let mut waiting = vec![(first, 1)];
    let (mut out, mut count, mut opened) = (Vec::new(), 0, false);
    while let Some((item, at)) = waiting.pop() {
        let rest = path.steps.get(at..).unwrap_or_default();
        if rest.is_empty() || is_wrapped(item, rest) {
            if count > 0 {
                out.push(b',');
            }
            json(item, &mut out);
            count += 1;
        } else if item.kind() == Kind::List {
            opened = true;
            let from = waiting.len();
            waiting.extend(item.items().map(|element| (element, at)));
            if let Some(added) = waiting.get_mut(from..) {
                added.reverse();
            }
        } else if let Some(value) = rest.first().and_then(|step| item.get(&step.key)) {
            waiting.push((value, at + 1));
        }
    }
    if count == 0 {
        return None;
    }
    if opened {
        out.insert(0, b'[');
        out.push(b']');
    }
    Some(out.into())
}
