//! Parts of the settings: maps with known keys, read into typed values. Every problem is reported at
//! its place, and reading goes on.

use super::secret::World;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::base::units::{parse_duration, parse_size, show_duration, show_size};
use crate::read::tree::{Item, Kind};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A key of a part.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name.
    pub name: &'static str,
    /// The JSON Schema of its value (JSON text).
    pub schema: &'static str,
    /// One line of documentation.
    pub doc: &'static str,
    /// Must it be there?
    pub required: bool,
}

impl Key {
    /// A key that may be left out.
    pub const fn optional(name: &'static str, schema: &'static str, doc: &'static str) -> Self {
        Self { name, schema, doc, required: false }
    }

    /// A key that must be there.
    pub const fn required(name: &'static str, schema: &'static str, doc: &'static str) -> Self {
        Self { name, schema, doc, required: true }
    }
}

/// The values of a part's keys.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    keys: &'static [Key],
    slots: Vec<Option<Item<'t>>>,
}

impl<'t> Fields<'t> {
    /// The value of a key. A key without a value is one that was left out.
    pub fn get(&self, name: &str) -> Option<Item<'t>> {
        let slot = self.keys.iter().position(|k| k.name == name);
        debug_assert!(slot.is_some(), "{name} is not in the table");
        self.slots.get(slot?).copied().flatten()
    }
}

/// Reads values and gathers what is wrong with them.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// What is wrong.
    pub diags: Diags,
    /// The folder that paths are relative to.
    pub folder: &'a Path,
    /// Where secrets come from.
    pub world: World<'a>,
}

impl Reader<'_> {
    /// Reports a problem.
    pub fn push(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    /// The values of a part called `what`. Unknown and missing keys are reported, the latter at `at`;
    /// `None` when it is no map at all.
    pub fn fields<'t>(
        &mut self,
        what: &str,
        at: Span,
        item: Item<'t>,
        keys: &'static [Key],
    ) -> Option<Fields<'t>> {
        let names: Vec<_> = keys.iter().map(|k| k.name).collect();
        let known = format!("keys of {what}: {}", names.join(", "));
        if item.kind() != Kind::Map {
            let place = if item.span().start == item.span().end { at } else { item.span() };
            self.push(
                Diag::new(Code::TL110, place, format!("{what} is a map"))
                    .label(format!("this is {}", item.kind().noun()))
                    .help(known),
            );
            return None;
        }
        let mut slots = vec![None; keys.len()];
        for (key, value) in item.entries() {
            let word = key.str();
            let slot = keys.iter().position(|k| k.name == word).and_then(|at| slots.get_mut(at));
            if let Some(slot) = slot {
                *slot = Some(value).filter(|v| v.kind() != Kind::Null);
                continue;
            }
            let diag = Diag::new(Code::TL202, key.span(), format!("unknown key `{word}`"));
            let near = nearest(&word, names.iter().copied());
            let diag = near.iter().fold(diag, |d, near| d.label(format!("did you mean `{near}`?")));
            self.push(diag.help(&known));
        }
        for (key, slot) in keys.iter().zip(&slots) {
            if key.required && slot.is_none() {
                self.push(
                    Diag::new(Code::TL204, at, format!("{what} needs the key `{}`", key.name))
                        .help(format!("`{}`: {}", key.name, key.doc)),
                );
            }
        }
        Some(Fields { keys, slots })
    }

    /// Reports a value of the wrong type.
    pub fn wrong(&mut self, key: &str, item: Item<'_>, takes: &str) {
        self.push(
            Diag::new(Code::TL110, item.span(), format!("`{key}` takes {takes}"))
                .label(format!("this is {}", item.kind().noun())),
        );
    }

    /// Reports a value of the right type that is out of its set.
    pub fn out_of_set(&mut self, item: Item<'_>, message: impl Into<String>) {
        self.push(Diag::new(Code::TL209, item.span(), message));
    }

    /// A string.
    pub fn text(&mut self, key: &str, item: Item<'_>) -> Option<String> {
        match item.kind() {
            Kind::Text if item.text().is_empty() => {
                self.out_of_set(item, format!("`{key}` is empty"))
            }
            Kind::Text => return Some(item.str().into_owned()),
            Kind::Number | Kind::OddNumber | Kind::Bool => {
                let diag = Diag::new(Code::TL110, item.span(), format!("`{key}` takes a string"))
                    .label(format!("this is {}", item.kind().noun()));
                self.push(diag.help(format!("write it in quotes: \"{}\"", item.str())));
            }
            Kind::Null | Kind::List | Kind::Map => self.wrong(key, item, "a string"),
        }
        None
    }

    /// A list of strings.
    pub fn texts(&mut self, key: &str, item: Item<'_>) -> Vec<String> {
        if item.kind() != Kind::List {
            self.wrong(key, item, "a list of strings");
        }
        item.items().filter_map(|element| self.text(key, element)).collect()
    }

    /// A path, relative to the folder of the settings.
    pub fn path(&mut self, key: &str, item: Item<'_>) -> Option<PathBuf> {
        self.text(key, item).map(|text| self.folder.join(text))
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, key: &str, item: Item<'_>, range: RangeInclusive<u64>) -> Option<u64> {
        if item.kind() != Kind::Number {
            self.wrong(key, item, "a whole number");
            return None;
        }
        let value = item.str().parse().ok().filter(|n| range.contains(n));
        if value.is_none() {
            let (low, high) = (range.start(), range.end());
            self.out_of_set(item, format!("`{key}` takes a whole number from {low} to {high}"));
        }
        value
    }

    /// A size within bounds.
    pub fn size(&mut self, key: &str, item: Item<'_>, range: RangeInclusive<u64>) -> Option<u64> {
        let takes = "a size such as `512KiB` or `64MiB`";
        self.amount(key, item, takes, parse_size, show_size, range)
    }

    /// A duration within bounds.
    pub fn duration(
        &mut self,
        key: &str,
        item: Item<'_>,
        range: RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let takes = "a duration such as `3s`, `5m`, `24h` or `7d`";
        self.amount(key, item, takes, parse_duration, show_duration, range)
    }

    fn amount<T: Copy + PartialOrd>(
        &mut self,
        key: &str,
        item: Item<'_>,
        takes: &str,
        parse: fn(&str) -> Option<T>,
        show: fn(T) -> String,
        range: RangeInclusive<T>,
    ) -> Option<T> {
        if !matches!(item.kind(), Kind::Text | Kind::Number) {
            self.wrong(key, item, takes);
            return None;
        }
        let Some(value) = parse(&item.str()) else {
            self.out_of_set(item, format!("`{}` is not {takes}", item.str()));
            return None;
        };
        if !range.contains(&value) {
            let (low, high) = (show(*range.start()), show(*range.end()));
            let kind = takes.split(" such").next().unwrap_or(takes);
            self.out_of_set(item, format!("`{key}` takes {kind} from {low} to {high}"));
            return None;
        }
        Some(value)
    }

    /// One of several words.
    pub fn word<T: Copy>(
        &mut self,
        key: &str,
        item: Item<'_>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let names = || words.iter().map(|w| w.0);
        let list = names().collect::<Vec<_>>().join(", ");
        if item.kind() != Kind::Text {
            self.wrong(key, item, &format!("one of {list}"));
            return None;
        }
        let given = item.str();
        let found = words.iter().find(|w| w.0 == given).map(|w| w.1);
        if found.is_none() {
            let words = format!("unknown word `{given}` for `{key}`");
            let diag = Diag::new(Code::TL209, item.span(), words);
            let near = nearest(&given, names());
            let diag = near.iter().fold(diag, |d, near| d.label(format!("did you mean `{near}`?")));
            self.push(diag.help(format!("`{key}` is one of {list}")));
        }
        found
    }
}
