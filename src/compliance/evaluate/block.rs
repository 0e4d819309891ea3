//! Blocks: `each`, `some`, `none` and `count` over the elements of a list.

use super::run::Run;
use super::trace::{Log, Seen, What};
use crate::compliance::condition::{Block, OnEmpty, Over, Quantifier};
use crate::compliance::path::Fault;
use crate::compliance::pipe::Scope;
use crate::compliance::truth::{Answer, Fold, Truth};

/// The answers of elements so far.
pub(super) struct Tally {
    fold: Fold,
    /// Elements that count.
    pub count: u64,
    /// Those of them that pass.
    passed: u64,
    errors: u64,
}

impl Tally {
    pub fn new(quantifier: Quantifier) -> Self {
        let each = quantifier == Quantifier::Each;
        let fold = if each { Fold::all() } else { Fold::any() };
        Self { fold, count: 0, passed: 0, errors: 0 }
    }

    pub fn add(&mut self, answer: Answer) {
        self.count += 1;
        self.passed += u64::from(answer == Answer::Truth(Truth::True));
        self.errors += u64::from(answer == Answer::Truth(Truth::Error));
        self.fold.add(answer);
    }

    /// Takes the end of the elements, which may be a fault.
    pub fn end(&mut self, flow: Result<(), Fault>, log: &mut Log) {
        if let Err(Fault::Error(why)) = flow {
            log.reason(|| why.into_string());
            self.add(Answer::Truth(Truth::Error));
        }
    }

    pub fn is_decided(&self) -> bool {
        self.fold.is_decided()
    }

    pub fn answer(&self, quantifier: Quantifier) -> Answer {
        let answer = self.fold.answer();
        if quantifier == Quantifier::None { answer.map(|truth| !truth) } else { answer }
    }
}

impl OnEmpty {
    /// What it comes to.
    pub(super) fn answer(self) -> Answer {
        match self {
            Self::Pass => Answer::Truth(Truth::True),
            Self::Fail => Answer::Truth(Truth::False),
            Self::NotApplicable => Answer::NotApplicable,
            Self::Error => Answer::Truth(Truth::Error),
        }
    }
}

impl Run<'_> {
    /// The answer of a block.
    pub fn block(&self, block: &Block, scope: Scope<'_>, depth: usize, log: &mut Log) -> Answer {
        let (what, quantifier, name) = match &block.how {
            Over::Quantifier(q) => (What::Block(*q), *q, q.word()),
            Over::Count(_) => (What::Count, Quantifier::Some, "count"),
        };
        let counting = what == What::Count;
        log.enter(what, block.span, || format!("{name} over {}", block.over));
        let mut tally = Tally::new(quantifier);
        let flow = block.over.elements(scope, &self.work, &mut |node| {
            log.enter(What::Element, None, || "element".to_owned());
            log.see(|| Seen::value(node));
            let answer = self.element(block, scope.within(node), depth, log);
            log.leave(answer.unwrap_or(Answer::Skipped));
            if let Some(answer) = answer {
                tally.add(answer);
            }
            let enough = tally.is_decided() && !counting && !log.is_on();
            if enough { Err(Fault::Enough) } else { Ok(()) }
        });
        tally.end(flow, log);
        log.see(|| {
            let (last, path) = block.over.reach(scope);
            let path = if block.over.is_singular() { path } else { block.over.to_string() };
            Seen::missing(last, path)
        });
        let answer = match (&block.how, tally.count) {
            (how, 0) => {
                log.reason(|| format!("`{}` has no elements that count", block.over));
                match (block.on_empty, how) {
                    (Some(on_empty), _) => on_empty.answer(),
                    (None, Over::Quantifier(q)) => Answer::Truth((*q != Quantifier::Some).into()),
                    (None, Over::Count(bounds)) => Answer::Truth(bounds.hold(0).into()),
                }
            }
            (Over::Quantifier(q), _) => tally.answer(*q),
            (Over::Count(_), _) if tally.errors > 0 => Answer::Truth(Truth::Error),
            (Over::Count(bounds), _) => {
                log.reason(|| format!("counted {}, not `{bounds}`", tally.passed));
                Answer::Truth(bounds.hold(tally.passed).into())
            }
        };
        log.leave(answer);
        answer
    }

    /// The answer of an element; `None` for one that `where` leaves out.
    fn element(
        &self,
        block: &Block,
        scope: Scope<'_>,
        depth: usize,
        log: &mut Log,
    ) -> Option<Answer> {
        if let Some(filter) = &block.filter {
            log.enter(What::Where, None, || "where".to_owned());
            let answer = self.condition(filter, scope, depth, log);
            log.leave(answer);
            match answer {
                Answer::Truth(Truth::True) | Answer::Skipped => {}
                Answer::Truth(Truth::Error) => return Some(answer),
                Answer::Truth(Truth::False | Truth::Missing) | Answer::NotApplicable => {
                    return None;
                }
            }
        }
        let Some(satisfy) = &block.satisfy else { return Some(Answer::Truth(Truth::True)) };
        Some(self.condition(satisfy, scope, depth, log).map(Truth::at_edge))
    }
}
