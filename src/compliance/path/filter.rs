//! Filters of paths: `[?@.size > 3 && !@.deleted]`.

use super::compare::{Operand, Order};
use super::function::Regexp;
use super::steps::Step;
use super::walk::{Fault, PASSED, Walk, follow};
use crate::read::tree::Item;

/// A condition on a child.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    /// One of these holds.
    Or(Box<[Filter]>),
    /// All of these hold.
    And(Box<[Filter]>),
    /// This does not hold.
    Not(Box<Filter>),
    /// A path leads to some node.
    Exists(Query),
    /// Two values compare so.
    Compare(Operand, Order, Operand),
    /// A text is of the form of a regular expression, or holds one.
    Regexp(Operand, Regexp),
}

/// A path inside a filter.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// Does it begin at the child (`@`), or at the root (`$`)?
    pub relative: bool,
    pub steps: Box<[Step]>,
}

impl Query {
    /// The node of a singular query.
    pub fn single<'t>(
        &self,
        child: Item<'t>,
        walk: &Walk<'_, 't>,
    ) -> Result<Option<Item<'t>>, Fault> {
        let start = if self.relative { child } else { walk.root };
        let mut passed = 0;
        let found = self.steps.iter().try_fold(start, |at, step| step.single(at, &mut passed));
        walk.work.take(passed / PASSED)?;
        Ok(found)
    }

    /// Calls `visit` with each node, without regard to kinds.
    pub fn each<'t>(
        &self,
        child: Item<'t>,
        walk: &Walk<'_, 't>,
        visit: &mut dyn FnMut(Item<'t>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let start = if self.relative { child } else { walk.root };
        let walk = Walk { root: walk.root, strict: super::Strict::No, work: walk.work };
        follow(&self.steps, start, &walk, visit)
    }
}

impl Filter {
    /// Does it hold for a child?
    pub fn holds<'t>(&self, child: Item<'t>, walk: &Walk<'_, 't>) -> Result<bool, Fault> {
        match self {
            Self::Or(all) => {
                for filter in all {
                    if filter.holds(child, walk)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::And(all) => {
                for filter in all {
                    if !filter.holds(child, walk)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(filter) => filter.holds(child, walk).map(|holds| !holds),
            Self::Exists(query) => match query.each(child, walk, &mut |_| Err(Fault::Enough)) {
                Ok(()) => Ok(false),
                Err(Fault::Enough) => Ok(true),
                Err(fault) => Err(fault),
            },
            Self::Compare(left, order, right) => {
                let left = left.value(child, walk)?;
                let right = right.value(child, walk)?;
                Ok(order.holds(&left, &right))
            }
            Self::Regexp(text, regexp) => regexp.holds(&text.value(child, walk)?, child, walk),
        }
    }
}
