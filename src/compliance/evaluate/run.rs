//! One evaluation: conditions and how they join.

use super::Facts;
use super::trace::{Log, What};
use crate::compliance::condition::{Condition, DEPTH};
use crate::compliance::path::Work;
use crate::compliance::pipe::Scope;
use crate::compliance::test::Cx;
use crate::compliance::truth::{Answer, Fold, Truth};

/// What stays the same during an evaluation.
pub(super) struct Run<'a> {
    pub facts: &'a Facts<'a>,
    pub work: Work,
}

impl Run<'_> {
    /// What operators may know.
    pub fn cx<'s>(&'s self, scope: Scope<'s>) -> Cx<'s> {
        Cx { scope, now: self.facts.now, work: &self.work, turns: self.facts.turns }
    }

    /// The answer of a condition.
    pub fn condition(
        &self,
        condition: &Condition,
        scope: Scope<'_>,
        depth: usize,
        log: &mut Log,
    ) -> Answer {
        if depth > DEPTH {
            log.enter(What::Same, None, String::new);
            log.reason(|| format!("conditions are nested more than {DEPTH} levels deep"));
            log.leave(Answer::Truth(Truth::Error));
            return Answer::Truth(Truth::Error);
        }
        let depth = depth + 1;
        match condition {
            Condition::Clause(clause) => Answer::Truth(self.clause(clause, scope, log)),
            Condition::All(all) => self.join(What::All, "all", all, Fold::all(), scope, depth, log),
            Condition::Any(all) => self.join(What::Any, "any", all, Fold::any(), scope, depth, log),
            Condition::NoneOf(all) => {
                self.join(What::NoneOf, "none-of", all, Fold::any(), scope, depth, log)
            }
            Condition::Not(inner) => {
                log.enter(What::Not, None, || "not".to_owned());
                let answer = self.condition(inner, scope, depth, log).map(|truth| !truth);
                log.leave(answer);
                answer
            }
            Condition::IfParam(name, inner) => {
                log.enter(What::Same, None, || format!("if-param: {name}"));
                let answer = if self.facts.params.is_given(name) {
                    self.condition(inner, scope, depth, log)
                } else {
                    log.reason(|| format!("parameter `{name}` is not given"));
                    Answer::Skipped
                };
                log.leave(answer);
                answer
            }
            Condition::Named(name, inner) => {
                log.enter(What::Same, None, || format!("use: {name}"));
                let answer = self.condition(inner, scope, depth, log);
                log.leave(answer);
                answer
            }
            Condition::Block(block) => self.block(block, scope, depth, log),
            Condition::Related(related) => self.related(related, scope, depth, log),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the three joins differ in what they pass")]
    fn join(
        &self,
        what: What,
        name: &str,
        all: &[Condition],
        mut fold: Fold,
        scope: Scope<'_>,
        depth: usize,
        log: &mut Log,
    ) -> Answer {
        log.enter(what, None, || name.to_owned());
        for condition in all {
            fold.add(self.condition(condition, scope, depth, log));
            if fold.is_decided() && !log.is_on() {
                break;
            }
        }
        let answer = match what {
            What::NoneOf => fold.answer().map(|truth| !truth),
            _ => fold.answer(),
        };
        log.leave(answer);
        answer
    }
}
