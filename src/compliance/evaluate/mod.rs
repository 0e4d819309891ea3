//! The meaning of conditions. A check is evaluated without keeping anything; only when it comes
//! out other than compliant it is evaluated once more, with a trace, to tell which values decided.
//! Evaluation is a function of its inputs, so both times agree.

mod blame;
mod block;
mod clause;
mod related;
mod run;
mod trace;
mod turns;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_evidence;

pub use blame::Evidence;
pub use related::{Find, NoItems, Search, SearchBy};
pub use trace::{Seen, Trace, What};
pub use turns::Turns;

use super::condition::{Check, Condition};
use super::message::Word;
use super::node::Node;
use super::params::Params;
use super::path::Work;
use super::pipe::Scope;
use super::truth::{Answer, Truth};
use super::value;
use crate::model::ComplianceType;
use jiff::Timestamp;
use run::Run;
use trace::{Log, Mode};

/// Steps that one evaluation of one item may take.
pub const STEPS: u64 = 20_000_000;

/// What an evaluation needs besides the item.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The time at which items are judged.
    pub now: Timestamp,
    /// The rule's parameters.
    pub params: &'a Params,
    /// The other items.
    pub others: &'a dyn Find,
    /// How many steps an evaluation may take; [`STEPS`] unless told otherwise.
    pub steps: u64,
    /// Where it is noted until when the answer holds, for those who ask again later.
    pub turns: Option<&'a Turns>,
}

impl std::fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facts").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The outcome of a check for an item, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluated {
    /// The outcome.
    pub outcome: ComplianceType,
    /// What decided, the most telling first; empty for what is compliant or not applicable.
    pub evidence: Vec<Evidence>,
    /// How many more values decided beyond those in `evidence`.
    pub more: u32,
}

/// An evaluation step by step.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What it comes to.
    pub result: Evaluated,
    /// The rule's `when`, if it has one.
    pub when: Option<Trace>,
    /// Its `require`, if it came to that.
    pub require: Option<Trace>,
}

impl Check {
    /// Evaluates an item.
    #[must_use]
    pub fn evaluate(&self, item: Node<'_>, facts: &Facts<'_>) -> Evaluated {
        let (outcome, decided_by) = self.decide(item, facts);
        let (mut evidence, mut more) = (Vec::new(), 0);
        if let Some(condition) = decided_by {
            (evidence, more) = blame::evidence(&traced(condition, item, facts, Mode::Blame), item);
        }
        Evaluated { outcome, evidence, more }
    }

    /// The outcome for an item without its reason, which costs several times as much to tell.
    #[must_use]
    pub fn outcome(&self, item: Node<'_>, facts: &Facts<'_>) -> ComplianceType {
        self.decide(item, facts).0
    }

    /// Evaluates an item and keeps every step (up to a bound on their number).
    #[must_use]
    pub fn explain(&self, item: Node<'_>, facts: &Facts<'_>) -> Explained {
        let result = self.evaluate(item, facts);
        let trace = |c: &Condition| traced(c, item, facts, Mode::Explain);
        let when = self.when.as_ref().map(trace);
        let applies = when.as_ref().is_none_or(|t| t.answer == Answer::Truth(Truth::True));
        Explained { result, when, require: applies.then(|| trace(&self.require)) }
    }

    /// The outcome, and the condition that tells why when it is not as it should be.
    fn decide(&self, item: Node<'_>, facts: &Facts<'_>) -> (ComplianceType, Option<&Condition>) {
        if let Some(when) = &self.when {
            match truth(when, item, facts) {
                Answer::Truth(Truth::True) | Answer::Skipped => {}
                Answer::Truth(Truth::Error) => return (ComplianceType::Error, Some(when)),
                Answer::Truth(Truth::False | Truth::Missing) | Answer::NotApplicable => {
                    return (ComplianceType::NotApplicable, None);
                }
            }
        }
        let require = &self.require;
        match truth(require, item, facts) {
            Answer::Truth(Truth::True) | Answer::Skipped => (ComplianceType::Compliant, None),
            Answer::NotApplicable => (ComplianceType::NotApplicable, None),
            Answer::Truth(Truth::Error) => (ComplianceType::Error, Some(require)),
            Answer::Truth(Truth::False | Truth::Missing) => {
                (ComplianceType::NonCompliant, Some(require))
            }
        }
    }

    /// What to say of an evaluated item: the rule's message, or the reason of the first evidence.
    #[must_use]
    pub fn say(&self, item: Node<'_>, params: &Params, result: &Evaluated) -> String {
        let first = result.evidence.first();
        let reason = || first.map_or(String::new(), |e| e.reason.clone());
        let template = match &self.message {
            Some(template) if result.outcome == ComplianceType::NonCompliant => template,
            _ => return reason(),
        };
        let field = |name: &str| {
            let value = item.item.get(name).filter(|v| v.kind() != crate::read::tree::Kind::Null);
            value.map(|v| value::plain(v, 256))
        };
        let word = |word| match word {
            Word::ResourceId => field("resourceId").unwrap_or_default(),
            Word::ResourceName => {
                field("resourceName").or_else(|| field("resourceId")).unwrap_or_default()
            }
            Word::ResourceType => field("resourceType").unwrap_or_default(),
            Word::Arn => field("ARN").or_else(|| field("arn")).unwrap_or_default(),
            Word::Account => field("awsAccountId").unwrap_or_default(),
            Word::Region => field("awsRegion").unwrap_or_default(),
            Word::Value => first.map_or(String::new(), |e| e.value.clone()),
            Word::Path => first.map_or(String::new(), |e| e.path.clone()),
            Word::Element => first
                .map_or(String::new(), |e| e.element.clone().unwrap_or_else(|| e.value.clone())),
        };
        template.fill(word, |name| params.shown(name).to_owned())
    }
}

/// The answer of a condition for an item.
#[must_use]
pub fn truth(condition: &Condition, item: Node<'_>, facts: &Facts<'_>) -> Answer {
    let run = Run { facts, work: Work::new(facts.steps) };
    run.condition(condition, Scope::of(item), 0, &mut Log::off())
}

fn traced(condition: &Condition, item: Node<'_>, facts: &Facts<'_>, mode: Mode) -> Trace {
    let run = Run { facts, work: Work::new(facts.steps) };
    let mut log = Log::on(mode);
    run.condition(condition, Scope::of(item), 0, &mut log);
    log.finish()
}
