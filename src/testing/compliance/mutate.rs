//! Changes to the clauses of a rule, one at a time.

use crate::base::span::Span;
use crate::compliance::{Block, Check, Condition, Related};
use std::sync::Arc;

/// What is done to a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is taken away.
    Removed,
    /// It is made its opposite.
    Inverted,
}

/// Walks conditions, counting clauses, and changes the one of a number.
struct Walk {
    target: usize,
    change: Change,
    count: usize,
    /// The clause that was changed.
    found: Option<Site>,
    /// How many named conditions it is in.
    shared: usize,
}

/// A clause of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// In words.
    pub words: String,
    /// Its place in the rule file, if it stands in a named condition, which several rules may use.
    pub shared: Option<Span>,
}

/// The check with its clause of a number changed, and that clause in words; `None` if it has not as
/// many clauses.
pub fn mutated(check: &Check, target: usize, change: Change) -> Option<(Check, Site)> {
    let mut walk = Walk { target, change, count: 0, found: None, shared: 0 };
    let when = check.when.as_ref().map(|when| walk.condition(when, true));
    let require = walk.condition(&check.require, true);
    let check = Check { when, require, message: check.message.clone() };
    walk.found.map(|site| (check, site))
}

/// What always holds, or never.
fn constant(holds: bool) -> Condition {
    if holds { Condition::All([].into()) } else { Condition::Any([].into()) }
}

impl Walk {
    /// The condition; `neutral` is what one that is taken away leaves where it stood.
    fn condition(&mut self, condition: &Condition, neutral: bool) -> Condition {
        match condition {
            Condition::Clause(clause) => {
                let words = || {
                    let tests: Vec<String> = clause.tests.iter().map(ToString::to_string).collect();
                    format!("{} {}", clause.query, tests.join(", "))
                };
                self.site(condition, neutral, clause.span, words)
            }
            Condition::All(all) => Condition::All(self.each(all, true)),
            Condition::Any(any) => Condition::Any(self.each(any, false)),
            Condition::NoneOf(none) => Condition::NoneOf(self.each(none, false)),
            Condition::Not(inner) => Condition::Not(Box::new(self.condition(inner, !neutral))),
            Condition::IfParam(name, inner) => {
                Condition::IfParam(name.clone(), Box::new(self.condition(inner, neutral)))
            }
            Condition::Named(name, inner) => {
                self.shared += 1;
                let changed = self.condition(inner, neutral);
                self.shared -= 1;
                Condition::Named(name.clone(), Arc::new(changed))
            }
            Condition::Block(block) => self.block(condition, block, neutral),
            Condition::Related(related) => self.related(condition, related, neutral),
        }
    }

    fn each(&mut self, all: &[Condition], neutral: bool) -> Box<[Condition]> {
        all.iter().map(|c| self.condition(c, neutral)).collect()
    }

    fn block(&mut self, condition: &Condition, block: &Block, neutral: bool) -> Condition {
        if block.filter.is_none() && block.satisfy.is_none() {
            return self
                .site(condition, neutral, block.span, || format!("count over {}", block.over));
        }
        let mut block = block.clone();
        block.filter = block.filter.map(|c| self.condition(&c, true));
        block.satisfy = block.satisfy.map(|c| self.condition(&c, true));
        Condition::Block(Box::new(block))
    }

    fn related(&mut self, condition: &Condition, related: &Related, neutral: bool) -> Condition {
        if matches!(&related.require, Condition::All(all) if all.is_empty()) {
            return self.site(condition, neutral, related.span, || "related".to_owned());
        }
        let mut related = related.clone();
        related.require = self.condition(&related.require, true);
        Condition::Related(Box::new(related))
    }

    /// A clause, or what counts as one.
    fn site(
        &mut self,
        condition: &Condition,
        neutral: bool,
        span: Option<Span>,
        words: impl FnOnce() -> String,
    ) -> Condition {
        let number = self.count;
        self.count += 1;
        if number != self.target {
            return condition.clone();
        }
        let shared = span.filter(|_| self.shared > 0);
        self.found = Some(Site { words: words(), shared });
        match self.change {
            Change::Removed => constant(neutral),
            Change::Inverted => Condition::Not(Box::new(condition.clone())),
        }
    }
}
