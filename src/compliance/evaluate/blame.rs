//! From a trace to evidence: the values that decided, found by following from the whole down to
//! the parts that made it what it is.

use super::trace::{Seen, Trace, What};
use crate::base::span::Span;
use crate::compliance::condition::Quantifier;
use crate::compliance::node::Node;
use crate::compliance::truth::{Answer, Truth};
use crate::compliance::value::cut;

/// A value that decided an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The clause or block that it decided, in the rule file.
    pub clause: Option<Span>,
    /// What the clause came to: false or missing, ERROR, or true where it should not be.
    pub truth: Truth,
    /// The resource whose value it is, when that is not the item itself.
    pub resource: Option<String>,
    /// Its normalized path; for what is missing, the path it was to have.
    pub path: String,
    /// Its place in the input; for what is missing, that of the last value on the way.
    pub place: Option<Span>,
    /// The value, strings without quotes, the rest as bounded JSON; empty for what is missing.
    pub value: String,
    /// The element of the nearest block, in the same form.
    pub element: Option<String>,
    /// The path of that element.
    pub element_path: Option<String>,
    /// Why, in words.
    pub reason: String,
}

/// Most pieces of evidence that are kept.
const KEPT: usize = 8;

/// Longest reason, in characters.
const REASON: usize = 400;

/// The evidence of an evaluation of an item, and how much more there is.
pub(super) fn evidence(trace: &Trace, item: Node<'_>) -> (Vec<Evidence>, u32) {
    let mut found = Found { all: Vec::new(), more: 0, document: item.document().span() };
    found.follow(trace, None);
    (found.all, found.more)
}

struct Found {
    all: Vec<Evidence>,
    more: u32,
    document: Span,
}

impl Found {
    fn follow(&mut self, trace: &Trace, element: Option<&Trace>) {
        let Answer::Truth(truth) = trace.answer else { return };
        let before = self.all.len();
        // The truth of children that decides; `None`: of each.
        let wanted = match (trace.what, truth) {
            (What::Not | What::Same | What::Where | What::Element, _) => None,
            (What::All, Truth::True) => return self.most_telling(trace, element),
            (What::All, other) => Some(other),
            (What::Any, truth) => Some(truth),
            (What::NoneOf, truth) => Some(!truth),
            (What::Clause(Some(q)) | What::Block(q) | What::Related(q), truth) => match q {
                Quantifier::Each => Some(truth),
                Quantifier::Some if truth == Truth::False => {
                    return self.leaf(trace, truth, element);
                }
                Quantifier::Some => Some(truth),
                Quantifier::None => Some(!truth),
            },
            (What::Count, Truth::Error) => Some(Truth::Error),
            (What::Count | What::Value | What::Clause(None), _) => {
                return self.leaf(trace, truth, element);
            }
        };
        let element = if trace.what == What::Element { Some(trace) } else { element };
        let deciding = trace.children.iter().filter(|child| match child.answer {
            Answer::Truth(of) => {
                wanted.is_none_or(|w| of == w || (w == Truth::False && of == Truth::Missing))
            }
            Answer::Skipped | Answer::NotApplicable => false,
        });
        for child in deciding {
            // A `where` that let its element through did not decide.
            if child.what != What::Where || child.answer == Answer::Truth(Truth::Error) {
                self.follow(child, element);
            }
        }
        if self.all.len() == before && self.more == 0 {
            self.leaf(trace, truth, element);
        } else {
            self.more += trace.omitted;
        }
    }

    /// Of a conjunction that holds all parts decide; the one that says most is the last whose
    /// value lies within the element and is not the element itself.
    fn most_telling(&mut self, trace: &Trace, element: Option<&Trace>) {
        let mut inner = Found { all: Vec::new(), more: 0, document: self.document };
        for child in &trace.children {
            inner.follow(child, element);
        }
        let own = element.and_then(|e| e.seen.as_ref()).map(|seen| seen.path.as_str());
        let best =
            inner.all.iter().rposition(|e| Some(e.path.as_str()) != own && !e.path.is_empty());
        let at = best.unwrap_or(0);
        if at < inner.all.len() {
            self.push(inner.all.swap_remove(at));
        } else {
            self.leaf(trace, Truth::True, element);
        }
    }

    fn leaf(&mut self, trace: &Trace, truth: Truth, element: Option<&Trace>) {
        let around = element.and_then(|e| e.seen.as_ref());
        let seen = trace.seen.as_ref().or(around);
        let reason = match (trace.reason.is_empty(), trace.what) {
            (false, _) => trace.reason.clone(),
            (true, What::Block(Quantifier::Some) | What::Clause(Some(Quantifier::Some))) => {
                format!("no value passes: {}", trace.text)
            }
            (true, _) => format!("{truth}: {}", trace.text),
        };
        self.push(Evidence {
            clause: trace.span.or(element.and_then(|e| e.span)),
            truth,
            resource: seen.filter(|s| s.document != self.document).and_then(|s| s.resource.clone()),
            path: seen.map_or(String::new(), |s| s.path.clone()),
            place: seen.map(|s| s.place),
            value: seen.map_or(String::new(), plain),
            element: around.map(plain),
            element_path: around.map(|s| s.path.clone()),
            reason: cut(reason, REASON),
        });
    }

    fn push(&mut self, evidence: Evidence) {
        if self.all.contains(&evidence) {
            return;
        }
        if self.all.len() < KEPT {
            self.all.push(evidence);
        } else {
            self.more += 1;
        }
    }
}

/// A value for messages: a plain string without its quotes.
fn plain(seen: &Seen) -> String {
    let value = &seen.value;
    match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        Some(inner) if !inner.contains('\\') => inner.to_owned(),
        _ => value.clone(),
    }
}
