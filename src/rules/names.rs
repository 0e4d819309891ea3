//! Names: what they look like, that each is defined once, which are referred to.

use super::doc::near;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// The form of names, for the JSON Schema.
pub const NAME_PATTERN: &str = r"^[.\-_A-Za-z0-9]{1,256}$";

/// Names beyond this length are refused by AWS for event rules.
const AWS_RULE_NAME: usize = 64;

/// Reports a name that is none.
pub fn check_form(diags: &mut Diags, noun: &str, key: Item<'_>) {
    let name = key.text();
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if !(1..=256).contains(&name.len()) || !name.iter().all(fits) {
        let shown: String = key.str().chars().take(80).collect();
        diags.push(
            Diag::new(Code::TL207, key.span(), format!("bad {noun} name `{shown}`"))
                .help("names have 1 to 256 letters, digits, dots, hyphens and underscores"),
        );
    } else if noun == "rule" && name.len() > AWS_RULE_NAME {
        let words = format!("the name has {} characters", name.len());
        let mut diag = Diag::new(Code::TL207, key.span(), words)
            .help(format!("AWS takes at most {AWS_RULE_NAME} for a rule"));
        diag.level = Level::Note;
        diags.push(diag);
    }
}

/// The names of one section over all files: each may be defined once.
#[derive(Debug)]
pub struct Names<'t> {
    noun: &'static str,
    first: HashMap<Cow<'t, [u8]>, Span, foldhash::fast::RandomState>,
}

impl<'t> Names<'t> {
    /// No names yet; `noun` is what one is called.
    #[must_use]
    pub fn new(noun: &'static str) -> Self {
        Self { noun, first: HashMap::default() }
    }

    /// Makes room for that many more names.
    pub fn reserve(&mut self, more: usize) {
        self.first.reserve(more);
    }

    /// Checks and records a name; `false` when it was defined before.
    pub fn admit(&mut self, diags: &mut Diags, key: Item<'t>) -> bool {
        check_form(diags, self.noun, key);
        let span = key.span();
        let first = *self.first.entry(key.text()).or_insert(span);
        if first == span {
            return true;
        }
        // Twice in one file is twice in one map, which reading has reported already.
        if first.source != span.source {
            let words = format!("the {} `{}` is defined twice", self.noun, key.str());
            let diag = Diag::new(Code::TL206, span, words).also(first, "first defined here");
            diags.push(diag.help("names are unique within their section over all files"));
        }
        false
    }
}

#[derive(Debug)]
struct Entry {
    span: Span,
    used: Cell<bool>,
}

/// Definitions that others refer to: targets, buses, parameters, lists.
#[derive(Debug)]
pub struct Registry {
    noun: &'static str,
    index: HashMap<Box<str>, usize, foldhash::fast::FixedState>,
    entries: Vec<Entry>,
    names: Vec<Box<str>>,
}

impl Registry {
    /// No definitions yet; `noun` is what one is called.
    #[must_use]
    pub fn new(noun: &'static str) -> Self {
        let index = HashMap::with_hasher(foldhash::fast::FixedState::default());
        Self { noun, index, entries: Vec::new(), names: Vec::new() }
    }

    /// Adds a definition.
    pub fn define(&mut self, key: Item<'_>) {
        let name: Box<str> = key.str().into();
        self.index.insert(name.clone(), self.entries.len());
        self.names.push(name);
        self.entries.push(Entry { span: key.span(), used: Cell::new(false) });
    }

    /// The position of a name among the definitions, which counts as used from now on.
    pub fn use_name(&self, name: &str) -> Option<usize> {
        let found = self.index.get(name).copied();
        if let Some(at) = found {
            self.entries[at].used.set(true);
        }
        found
    }

    /// Is there a definition of this name?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The position of the definition that the value of `key` refers to.
    pub fn resolve(&self, diags: &mut Diags, key: &str, item: Item<'_>) -> Option<usize> {
        if item.kind() != Kind::Text {
            super::doc::wrong(diags, key, item, &format!("the name of a {}", self.noun));
            return None;
        }
        let found = self.use_name(&item.str());
        if found.is_none() {
            diags.push(self.unknown(&item.str(), item.span()));
        }
        found
    }

    /// The diagnostic for a name that nothing defines.
    #[must_use]
    pub fn unknown(&self, name: &str, span: Span) -> Diag {
        let diag = Diag::new(Code::TL205, span, format!("no {} is called `{name}`", self.noun));
        if let Some(near) = near(name, self.names()) {
            diag.label(format!("did you mean `{near}`?"))
        } else if self.names.is_empty() {
            diag.help(format!("no file of the bundle defines a {}", self.noun))
        } else {
            let some: Vec<_> = self.names().take(10).collect();
            let more = if self.names.len() > some.len() { ", ..." } else { "" };
            diag.help(format!("the bundle defines {}{more}", some.join(", ")))
        }
    }

    /// The names, in the order of their definitions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|n| &**n)
    }

    /// The positions of the definitions that nothing used so far.
    #[must_use]
    pub fn unused(&self) -> Vec<usize> {
        (0..self.entries.len()).filter(|at| !self.entries[*at].used.get()).collect()
    }

    /// Reports the definitions that nothing used, but for `spared`.
    pub fn report_unused(&self, diags: &mut Diags, spared: &str) {
        for (entry, name) in self.entries.iter().zip(&self.names) {
            if !entry.used.get() && **name != *spared {
                let words = format!("nothing uses the {} `{name}`", self.noun);
                diags.push(Diag::new(Code::TL208, entry.span, words));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::limits::Limits;
    use crate::rules::testing::{problems, problems_of};

    #[test]
    fn names_have_a_form() {
        let long = "x".repeat(65);
        let longer = "x".repeat(257);
        let doc = "{pattern: {a: [1]}}";
        let got =
            problems(&format!("rules:\n  a b: {doc}\n  {long}: {doc}\n  ? {longer}\n  : {doc}\n"));
        assert_eq!(got[0], "TL207 2:3 bad rule name `a b`");
        assert_eq!(got[1], "TL207 3:3 the name has 65 characters");
        assert!(got[2].starts_with("TL207 4:5 bad rule name `xxx"), "{}", got[2]);
        assert_eq!(got.len(), 3);
    }

    #[test]
    fn names_are_unique_over_the_files_of_a_bundle() {
        let one = "rules: {a: {pattern: {x: [1]}}}\nparameters: {a: {type: int, default: 1}}";
        let two = "rules: {a: {pattern: {x: [{param: a}]}}}";
        let got = problems_of(&[("1.yaml", one), ("2.yaml", two)], &Limits::default());
        assert_eq!(got, ["TL206 2.yaml:1:9 the rule `a` is defined twice"]);
    }

    #[test]
    fn references_lead_somewhere_and_definitions_are_used() {
        let got = problems(
            "rules:\n  r:\n    bus: orderz\n    pattern: {a: [{param: prots}, {list: no}]}\n    \
             targets: [hok]\nbuses: {orders: {}}\nparameters: {ports: {type: int, default: 1}}\n\
             targets: {hook: {plugin: log, dead-letter: zzz}}\n",
        );
        assert_eq!(
            got,
            [
                "TL205 3:10 no bus is called `orderz`",
                "TL205 4:27 no parameter is called `prots`",
                "TL205 4:42 no list is called `no`",
                "TL205 5:15 no target is called `hok`",
                "TL208 6:9 nothing uses the bus `orders`",
                "TL208 7:14 nothing uses the parameter `ports`",
                "TL208 8:11 nothing uses the target `hook`",
                "TL205 8:44 no target is called `zzz`",
            ]
        );
    }
}
