//! Clauses: the values of a query and their tests.

use super::run::Run;
use super::trace::{Log, Seen, What};
use crate::compliance::condition::{Clause, Quantifier};
use crate::compliance::node::Node;
use crate::compliance::path::{Fault, Strict};
use crate::compliance::pipe::Scope;
use crate::compliance::test::Test;
use crate::compliance::truth::{Answer, Fold, Truth};
use crate::compliance::value::shown;

impl Run<'_> {
    /// The truth of a clause.
    pub fn clause(&self, clause: &Clause, scope: Scope<'_>, log: &mut Log) -> Truth {
        log.enter(self::what(clause), clause.span, || words(clause));
        let truth = if clause.query.is_singular() {
            self.one_value(clause, scope, log)
        } else {
            self.many_values(clause, scope, log)
        };
        let truth = match truth {
            Truth::Missing if clause.optional => {
                log.reason(|| "optional".to_owned());
                Truth::True
            }
            truth => truth,
        };
        log.leave(Answer::Truth(truth));
        truth
    }

    fn one_value(&self, clause: &Clause, scope: Scope<'_>, log: &mut Log) -> Truth {
        let truth = clause.query.one(scope, &self.work, |node| match node {
            Some(node) => self.tests(clause, node, scope, log),
            None => self.absent(clause, scope, log),
        });
        match truth {
            Ok(truth) if clause.quantifier == Some(Quantifier::None) => !truth,
            Ok(truth) => truth,
            Err(why) => fault(clause, scope, &why, log),
        }
    }

    fn many_values(&self, clause: &Clause, scope: Scope<'_>, log: &mut Log) -> Truth {
        let Some(quantifier) = clause.quantifier else {
            let why = format!("`{}` can yield several values and needs a quantifier", clause.query);
            return fault(clause, scope, &why, log);
        };
        log.see(|| reach(clause, scope));
        let each = quantifier == Quantifier::Each;
        let mut fold = if each { Fold::all() } else { Fold::any() };
        let mut count = 0usize;
        let flow = clause.query.each(scope, Strict::Lists, &self.work, &mut |node| {
            count += 1;
            self.work.step()?;
            log.enter(What::Value, clause.span, String::new);
            let truth = self.tests(clause, node, scope, log);
            log.leave(Answer::Truth(truth));
            fold.add(Answer::Truth(truth));
            if fold.is_decided() && !log.is_on() { Err(Fault::Enough) } else { Ok(()) }
        });
        if let Err(Fault::Error(why)) = &flow {
            fold.add(Answer::Truth(fault(clause, scope, why, log)));
        }
        if count == 0 && flow.is_ok() {
            log.reason(|| format!("`{}` yields no value", clause.query));
        }
        let truth = fold.answer().truth_or(Truth::from(each));
        if quantifier == Quantifier::None { !truth } else { truth }
    }

    /// All tests of one value.
    fn tests(&self, clause: &Clause, node: Node<'_>, scope: Scope<'_>, log: &mut Log) -> Truth {
        log.see(|| Seen::value(node));
        if let Err(Fault::Error(why)) = self.work.look(node.item) {
            log.reason(|| why.into_string());
            return Truth::Error;
        }
        let cx = self.cx(scope);
        let mut truth = Truth::True;
        for test in &clause.tests {
            match test.holds(node.item, &cx) {
                Ok(true) => {}
                Ok(false) => {
                    log.reason(|| format!("{} does not satisfy `{test}`", shown(node.item, 80)));
                    truth = Truth::False;
                }
                Err(why) => {
                    log.reason(|| why.clone().into_string());
                    truth = truth.and(Truth::Error);
                }
            }
            if truth == Truth::False && !log.is_on() {
                break;
            }
        }
        if truth == Truth::True {
            log.reason(|| format!("{} satisfies `{}`", shown(node.item, 80), tests(clause)));
        }
        truth
    }

    /// All tests of a value that is not there.
    fn absent(&self, clause: &Clause, scope: Scope<'_>, log: &mut Log) -> Truth {
        log.see(|| reach(clause, scope));
        let mut truth = Truth::True;
        for test in &clause.tests {
            truth = truth.and(match test {
                Test::Exists(exists) => Truth::from(exists.holds(None)),
                _ => Truth::Missing,
            });
        }
        log.reason(|| {
            let near = clause.query.near_miss(scope);
            let near = near.map_or(String::new(), |key| format!("; the item has `{key}`"));
            format!("`{}` is missing{near}", reach(clause, scope).path)
        });
        truth
    }
}

fn what(clause: &Clause) -> What {
    What::Clause(clause.quantifier.filter(|_| !clause.query.is_singular()))
}

fn fault(clause: &Clause, scope: Scope<'_>, why: &str, log: &mut Log) -> Truth {
    log.see(|| reach(clause, scope));
    log.reason(|| why.to_owned());
    Truth::Error
}

/// How far the path of a clause leads.
fn reach(clause: &Clause, scope: Scope<'_>) -> Seen {
    let (last, path) = clause.query.reach(scope);
    Seen::missing(last, path)
}

fn tests(clause: &Clause) -> String {
    let all: Vec<String> = clause.tests.iter().map(ToString::to_string).collect();
    all.join(", ")
}

fn words(clause: &Clause) -> String {
    let quantifier = clause.quantifier.map_or("", Quantifier::word);
    let gap = if quantifier.is_empty() { "" } else { " " };
    format!("{quantifier}{gap}{} {}", clause.query, tests(clause))
}
