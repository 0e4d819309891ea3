//! Documents: maps with known keys, read into typed values. Every problem is reported at its
//! place, and reading goes on.
//!
//! One static table of [`Key`]s describes each kind of document; the readers, the help of
//! diagnostics and the JSON Schema all come from it.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::read::tree::{Item, Kind};
use std::ops::RangeInclusive;

/// A key of a kind of document.
#[derive(Debug)]
pub struct Key {
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
    #[must_use]
    pub const fn optional(name: &'static str, schema: &'static str, doc: &'static str) -> Self {
        Self { name, schema, doc, required: false }
    }

    /// A key that must be there.
    #[must_use]
    pub const fn required(name: &'static str, schema: &'static str, doc: &'static str) -> Self {
        Self { name, schema, doc, required: true }
    }
}

/// No kind of document has more keys than this.
pub const MAX_KEYS: usize = 36;

/// The values of a document's keys.
#[derive(Debug)]
pub struct Fields<'t> {
    keys: &'static [Key],
    slots: [Option<Item<'t>>; MAX_KEYS],
}

impl<'t> Fields<'t> {
    /// Reads a document of the kind `what` (with its article: `an event rule`). Unknown and
    /// missing keys are reported, the latter at `at`; `None` when it is no map at all.
    pub fn read(
        diags: &mut Diags,
        what: &str,
        at: Span,
        item: Item<'t>,
        keys: &'static [Key],
    ) -> Option<Self> {
        debug_assert!(keys.len() <= MAX_KEYS);
        if item.kind() != Kind::Map {
            let place = if item.span().start == item.span().end { at } else { item.span() };
            diags.push(
                Diag::new(Code::TL110, place, format!("{what} is a map"))
                    .label(format!("this is {}", item.kind().noun()))
                    .help(known(what, keys)),
            );
            return None;
        }
        let mut slots = [None; MAX_KEYS];
        for (key, value) in item.entries() {
            let text = key.text();
            match keys.iter().position(|k| k.name.as_bytes() == &*text) {
                Some(slot) => slots[slot] = Some(value),
                None => unknown_key(diags, what, key, keys),
            }
        }
        for (key, slot) in keys.iter().zip(&slots) {
            if key.required && slot.is_none() {
                diags.push(
                    Diag::new(Code::TL204, at, format!("{what} needs the key `{}`", key.name))
                        .help(format!("`{}`: {}", key.name, key.doc)),
                );
            }
        }
        Some(Self { keys, slots })
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Item<'t>> {
        let slot = self.keys.iter().position(|k| k.name == name);
        debug_assert!(slot.is_some(), "{name} is not in the table");
        slot.and_then(|s| self.slots[s])
    }
}

fn known(what: &str, keys: &[Key]) -> String {
    let names: Vec<_> = keys.iter().map(|k| k.name).collect();
    format!("keys of {what}: {}", names.join(", "))
}

fn unknown_key(diags: &mut Diags, what: &str, key: Item<'_>, keys: &[Key]) {
    let word = key.str();
    let mut diag = Diag::new(Code::TL202, key.span(), format!("unknown key `{word}`"));
    if let Some(near) = near(&word, keys.iter().map(|k| k.name)) {
        diag = diag.label(format!("did you mean `{near}`?"));
    } else if word == "<<" {
        diag = diag.help("YAML 1.2 has no merge keys; an alias (`key: *name`) repeats a value");
    }
    diags.push(diag.help(known(what, keys)));
}

/// The candidate nearest to `word`. Candidates of a much different length are not even looked at,
/// since there may be thousands.
pub fn near<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.len();
    nearest(word, names.into_iter().filter(|n| n.len().abs_diff(length) <= 3).take(10_000))
}

fn wrong_type(key: &str, item: Item<'_>, takes: &str) -> Diag {
    Diag::new(Code::TL110, item.span(), format!("`{key}` takes {takes}"))
        .label(format!("this is {}", item.kind().noun()))
}

/// Reports a value of the wrong type.
pub fn wrong(diags: &mut Diags, key: &str, item: Item<'_>, takes: &str) {
    diags.push(wrong_type(key, item, takes));
}

/// Reports a value of the right type that is out of its set.
pub fn out_of_set(diags: &mut Diags, item: Item<'_>, message: impl Into<String>) {
    diags.push(Diag::new(Code::TL209, item.span(), message));
}

/// A string.
pub fn text(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<String> {
    if item.kind() == Kind::Text {
        return Some(item.str().into_owned());
    }
    let mut diag = wrong_type(key, item, "a string");
    if matches!(item.kind(), Kind::Number | Kind::OddNumber | Kind::Bool) {
        diag = diag.help(format!("write it in quotes: \"{}\"", item.str()));
    }
    diags.push(diag);
    None
}

/// A list of strings.
pub fn texts(diags: &mut Diags, key: &str, item: Item<'_>) -> Vec<String> {
    if item.kind() != Kind::List {
        let mut diag = wrong_type(key, item, "a list of strings");
        if item.kind() == Kind::Text {
            diag = diag.help(format!("write it as a list: [{}]", item.str()));
        }
        diags.push(diag);
        return Vec::new();
    }
    item.items().filter_map(|element| text(diags, key, element)).collect()
}

/// `true` or `false`.
pub fn flag(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<bool> {
    let value = item.as_bool();
    if value.is_none() {
        wrong(diags, key, item, "true or false");
    }
    value
}

/// A whole number within bounds.
pub fn whole(
    diags: &mut Diags,
    key: &str,
    item: Item<'_>,
    range: RangeInclusive<u64>,
) -> Option<u64> {
    if item.kind() != Kind::Number {
        wrong(diags, key, item, "a whole number");
        return None;
    }
    let value = item.str().parse().ok().filter(|n| range.contains(n));
    if value.is_none() {
        let (low, high) = (range.start(), range.end());
        let words = format!("`{key}` takes a whole number from {low} to {high}");
        out_of_set(diags, item, words);
    }
    value
}

/// One of several words.
pub fn word<T: Copy>(
    diags: &mut Diags,
    key: &str,
    item: Item<'_>,
    words: &[(&'static str, T)],
) -> Option<T> {
    let list = || words.iter().map(|w| w.0).collect::<Vec<_>>().join(", ");
    if item.kind() != Kind::Text {
        wrong(diags, key, item, &format!("one of {}", list()));
        return None;
    }
    let given = item.str();
    let found = words.iter().find(|w| w.0 == given).map(|w| w.1);
    if found.is_none() {
        let words_of = words.iter().map(|w| w.0);
        let mut diag =
            Diag::new(Code::TL209, item.span(), format!("unknown word `{given}` for `{key}`"))
                .help(format!("`{key}` is one of {}", list()));
        if let Some(near) = near(&given, words_of) {
            diag = diag.label(format!("did you mean `{near}`?"));
        }
        diags.push(diag);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::problems;

    #[test]
    fn unknown_and_missing_keys_are_named() {
        let got = problems("rules:\n  a: {patern: {a: [1]}, <<: {}}\n");
        assert_eq!(
            got,
            [
                "TL204 2:3 an event rule needs the key `pattern`",
                "TL202 2:7 unknown key `patern`",
                "TL202 2:25 unknown key `<<`",
            ]
        );
    }

    #[test]
    fn types_and_words_are_checked() {
        let rule = "rules:\n  a:\n    pattern: {a: [1]}\n";
        let got = problems(&format!(
            "{rule}    title: 5\n    severity: hihg\n    tags: x\n    controls: [1]\n    fix: [a]\n"
        ));
        assert_eq!(
            got,
            [
                "TL110 4:12 `title` takes a string",
                "TL209 5:15 unknown word `hihg` for `severity`",
                "TL110 6:11 `tags` takes a list of strings",
                "TL110 7:16 `controls` takes a string",
                "TL110 8:10 `fix` takes a string",
            ]
        );
    }
}
