//! Paths: RFC 9535 JSONPath. `jsonpath-rust` parses them and so says what they mean; `compile`
//! turns its parse into steps of our own, `walk` follows those over trees without copying values,
//! so that every value found keeps its place. `differential` holds one against the other.

mod compare;
mod compile;
mod filter;
mod function;
pub(super) mod normal;
mod read;
mod steps;
mod walk;
mod wants;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;

pub(super) use walk::PASSED;
pub use walk::{Fault, Flow, Strict, Work};

use crate::read::tree::Item;
use std::fmt;
use steps::Step;

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// `$`: the item; after a pipe, what the pipe made.
    Item,
    /// `@`: the current element of the nearest block.
    Element,
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// Byte of the text at which it goes wrong.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
    /// What to write instead, if that is known.
    pub help: Option<String>,
}

impl PathError {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A compiled path.
#[derive(Debug, Clone)]
pub struct Path {
    root: Root,
    steps: Box<[Step]>,
    text: Box<str>,
}

impl Path {
    /// Reads a path that begins with `$` or `@`.
    ///
    /// # Errors
    /// The place and reason, for what is not RFC 9535.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        read::path(text)
    }

    /// Where it begins.
    #[must_use]
    pub fn root(&self) -> Root {
        self.root
    }

    /// Can it yield one node at most (RFC 9535, 2.3.5.1)?
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.steps.iter().all(Step::is_singular)
    }

    /// Where it leads no further for the letter case of a name alone: the key that is there.
    #[must_use]
    pub fn near_miss(&self, start: Item<'_>) -> Option<String> {
        let mut at = start;
        for step in &self.steps {
            match step.single(at, &mut 0) {
                Some(next) => at = next,
                None => {
                    let name = step.name()?;
                    let mut keys = at.entries().map(|(key, _)| key.text());
                    let near = keys.find(|key| key.eq_ignore_ascii_case(name))?;
                    return Some(crate::base::text::show(&near).into_owned());
                }
            }
        }
        None
    }

    /// The names with which it begins, up to the first step that is not a name: what of an item it
    /// reads.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.steps.iter().map_while(Step::name)
    }

    /// The one node of a singular path; `None` also for paths that are not singular.
    #[must_use]
    pub fn one<'t>(&self, start: Item<'t>) -> Option<Item<'t>> {
        self.one_counted(start).0
    }

    /// The same, with how many entries and elements were passed on the way.
    pub(super) fn one_counted<'t>(&self, start: Item<'t>) -> (Option<Item<'t>>, u64) {
        let mut passed = 0;
        let found = self.steps.iter().try_fold(start, |at, step| step.single(at, &mut passed));
        (found, passed)
    }

    /// Calls `visit` with every node, in order. `strict` says which steps into a value of the
    /// wrong kind are faults and not just nothing.
    ///
    /// # Errors
    /// A step into the wrong kind of value, or work beyond the budget.
    pub fn each<'t>(
        &self,
        start: Item<'t>,
        strict: Strict,
        work: &Work,
        visit: &mut dyn FnMut(Item<'t>) -> Flow,
    ) -> Flow {
        walk::follow(&self.steps, start, &walk::Walk { root: start, strict, work }, visit)
    }

    /// How far a singular path leads: the last node that is there, and what is left of the path.
    #[must_use]
    pub fn reach<'t>(&self, start: Item<'t>) -> (Item<'t>, String) {
        let mut at = start;
        for (index, step) in self.steps.iter().enumerate() {
            match step.single(at, &mut 0) {
                Some(next) => at = next,
                None => return (at, self.steps[index..].iter().map(Step::to_string).collect()),
            }
        }
        (at, String::new())
    }
}

/// The path as it was written.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Path {}
