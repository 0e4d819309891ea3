//! The parameters of a rule, as its conditions and messages see them: which were given, and how
//! they are shown. Their values stand in the operands already.

use std::collections::BTreeMap;

/// Parameters by name.
#[derive(Debug, Clone, Default)]
pub struct Params {
    all: BTreeMap<Box<str>, Param>,
}

#[derive(Debug, Clone)]
struct Param {
    shown: Box<str>,
    given: bool,
}

impl Params {
    /// Adds a parameter. `given` says whether it has a value, of its own or by default; `shown` is
    /// that value for people.
    pub fn set(&mut self, name: &str, shown: &str, given: bool) {
        self.all.insert(name.into(), Param { shown: shown.into(), given });
    }

    /// Has it a value?
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.all.get(name).is_some_and(|p| p.given)
    }

    /// Its value for people; empty without one.
    #[must_use]
    pub fn shown(&self, name: &str) -> &str {
        self.all.get(name).map_or("", |p| &p.shown)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(|k| &**k)
    }
}
