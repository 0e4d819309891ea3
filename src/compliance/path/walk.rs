//! Following the steps of a path. Nodes come in the order of RFC 9535: for each node all nodes of
//! the next step, selectors of a union in turn, a value before what is below it.

use super::steps::Step;
use crate::read::tree::{Item, Kind};
use std::cell::Cell;

/// Goes on, or says why not.
pub type Flow = Result<(), Fault>;

/// Why a walk ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Enough is known.
    Enough,
    /// Something is wrong, in words.
    Error(Box<str>),
}

impl Fault {
    /// An error with a reason.
    pub fn error(reason: impl Into<Box<str>>) -> Self {
        Self::Error(reason.into())
    }
}

/// Which steps into values of the wrong kind are faults. Null and what is absent never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strict {
    /// None: RFC 9535 to the letter.
    No,
    /// Steps to many (`[*]`, slices, filters) into a scalar.
    Lists,
    /// Every step into a value that cannot have it, and a last step to many from a map.
    Elements,
}

/// A budget of steps, shared by everything that one evaluation does.
#[derive(Debug)]
pub struct Work {
    left: Cell<u64>,
}

impl Work {
    /// A budget of so many nodes looked at.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self { left: Cell::new(steps) }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// When none is left.
    pub fn step(&self) -> Flow {
        self.take(1)
    }

    /// Takes the steps that looking at all of a value costs, which for small ones is none.
    ///
    /// # Errors
    /// When not so many are left.
    pub fn look(&self, item: Item<'_>) -> Flow {
        self.take((item.raw().len() / 256) as u64)
    }

    /// Takes some steps.
    ///
    /// # Errors
    /// When not so many are left.
    pub fn take(&self, steps: u64) -> Flow {
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(Fault::error("the evaluation takes too many steps")),
        }
    }
}

/// Entries of a map, or elements of a list, that may be passed for one step.
pub(in crate::compliance) const PASSED: u64 = 16;

/// What stays the same during a walk.
pub(super) struct Walk<'w, 't> {
    pub root: Item<'t>,
    pub strict: Strict,
    pub work: &'w Work,
}

/// Follows steps from a value.
pub(super) fn follow<'t>(
    steps: &[Step],
    at: Item<'t>,
    walk: &Walk<'_, 't>,
    visit: &mut dyn FnMut(Item<'t>) -> Flow,
) -> Flow {
    let Some((step, rest)) = steps.split_first() else { return visit(at) };
    walk.work.step()?;
    if walk.strict != Strict::No {
        check(step, rest.is_empty(), at, walk.strict)?;
    }
    one_step(step, at, walk, &mut |next| follow(rest, next, walk, visit))
}

fn one_step<'t>(
    step: &Step,
    at: Item<'t>,
    walk: &Walk<'_, 't>,
    next: &mut dyn FnMut(Item<'t>) -> Flow,
) -> Flow {
    match step {
        Step::Name(_) | Step::Index(_) => {
            let mut passed = 0;
            let found = step.single(at, &mut passed);
            walk.work.take(passed / PASSED)?;
            found.map_or(Ok(()), next)
        }
        Step::All => children(at).try_for_each(next),
        Step::Slice(slice) => {
            if at.kind() != Kind::List {
                return Ok(());
            }
            let all: Vec<_> = at.items().collect();
            slice.picks(all.len()).filter_map(|i| all.get(i).copied()).try_for_each(next)
        }
        Step::Filter(filter) => {
            for child in children(at) {
                walk.work.step()?;
                if filter.holds(child, walk)? {
                    next(child)?;
                }
            }
            Ok(())
        }
        Step::Union(steps) => {
            for step in steps {
                one_step(step, at, walk, next)?;
            }
            Ok(())
        }
        Step::Descend(step) => {
            // The values below, in reading order; the stack holds what is still to be visited.
            let mut open = vec![at];
            while let Some(at) = open.pop() {
                walk.work.step()?;
                one_step(step, at, walk, next)?;
                let below = open.len();
                open.extend(children(at));
                open[below..].reverse();
            }
            Ok(())
        }
    }
}

/// The elements of a list, the values of a map.
pub(super) fn children(item: Item<'_>) -> impl Iterator<Item = Item<'_>> {
    item.items().chain(item.entries().map(|(_, value)| value))
}

fn check(step: &Step, last: bool, at: Item<'_>, strict: Strict) -> Flow {
    let kind = at.kind();
    let fits = match step {
        _ if kind == Kind::Null => true,
        Step::Descend(_) => true,
        Step::Name(_) => strict == Strict::Lists || kind == Kind::Map,
        Step::Union(steps) if steps.iter().all(|s| s.name().is_some()) => {
            strict == Strict::Lists || kind == Kind::Map
        }
        Step::Index(_) | Step::Slice(_) => {
            kind == Kind::List || (strict == Strict::Lists && kind == Kind::Map)
        }
        Step::All | Step::Filter(_) | Step::Union(_) => {
            kind == Kind::List || (kind == Kind::Map && !(last && strict == Strict::Elements))
        }
    };
    if fits {
        return Ok(());
    }
    let path = super::normal::of(at);
    let mut words = format!("`{path}` is {}, without `{step}`", kind.noun());
    if kind == Kind::Map && last {
        words = format!("`{path}` is a map, not a list; `| values` gives its values");
    }
    Err(Fault::error(words))
}
