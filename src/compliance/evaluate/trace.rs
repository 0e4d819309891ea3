//! What an evaluation did: a tree of conditions with the values they saw. While nobody asks, the
//! log is off and costs a look at one flag.

use crate::base::span::Span;
use crate::compliance::condition::Quantifier;
use crate::compliance::node::Node;
use crate::compliance::truth::{Answer, Truth};
use crate::compliance::value::shown;

/// What a step of an evaluation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A clause; with several values, those are below it.
    Clause(Option<Quantifier>),
    /// One of several values of a clause.
    Value,
    /// `all`
    All,
    /// `any`
    Any,
    /// `none-of`
    NoneOf,
    /// `not`
    Not,
    /// A condition with another's truth: `use`, `if-param`.
    Same,
    /// `each`, `some`, `none`
    Block(Quantifier),
    /// `count`
    Count,
    /// An element of a block, or a related item.
    Element,
    /// The `where` of an element.
    Where,
    /// `related`
    Related(Quantifier),
}

/// A value as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its normalized path; for what is missing, the path it was to have.
    pub path: String,
    /// Its place in the input; for what is missing, that of the last value on the way.
    pub place: Span,
    /// The value as bounded JSON; empty for what is missing.
    pub value: String,
    /// Where its document begins, to tell the item's own values from other items'.
    pub document: Span,
    /// The id of the resource whose value it is.
    pub resource: Option<String>,
}

/// Longest value that is kept, in characters.
const VALUE: usize = 256;

impl Seen {
    /// A value.
    #[must_use]
    pub fn value(node: Node<'_>) -> Self {
        Self { value: shown(node.item, VALUE), ..Self::missing(node, node.path()) }
    }

    /// A missing value, behind the last one that is there.
    #[must_use]
    pub fn missing(last: Node<'_>, path: String) -> Self {
        let document = last.document();
        let resource = document.get("resourceId").map(|id| id.str().into_owned());
        Self {
            path,
            place: last.place(),
            value: String::new(),
            document: document.span(),
            resource,
        }
    }
}

/// A step of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What it was.
    pub what: What,
    /// The condition in words: `$.a equals: 1`, `none over $.b[*]`.
    pub text: String,
    /// Its place in the rule file.
    pub span: Option<Span>,
    /// What it came to.
    pub answer: Answer,
    /// The value it was about, if it was about one.
    pub seen: Option<Seen>,
    /// Why it came to that, where more can be said than the value.
    pub reason: String,
    /// The steps within it.
    pub children: Vec<Trace>,
    /// How many more of those there were that could have decided.
    pub omitted: u32,
}

/// What to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing.
    Off,
    /// What can have decided.
    Blame,
    /// Everything.
    Explain,
}

/// Keeps the steps of an evaluation.
#[derive(Debug)]
pub(super) struct Log {
    mode: Mode,
    open: Vec<Trace>,
    kept: usize,
    whole: Option<Trace>,
}

/// Most steps that are kept.
const KEPT: usize = 10_000;

/// Most elements of one block, or values of one clause, that are kept when only blame is asked.
const BLAMED: usize = 16;

/// How many are kept of elements that tell nothing by themselves.
const SAMPLES: usize = 3;

impl Log {
    pub fn off() -> Self {
        Self { mode: Mode::Off, open: Vec::new(), kept: 0, whole: None }
    }

    pub fn on(mode: Mode) -> Self {
        Self { mode, ..Self::off() }
    }

    pub fn is_on(&self) -> bool {
        self.mode != Mode::Off
    }

    /// Begins a step; `text` is asked for only when it is kept.
    #[inline]
    pub fn enter(&mut self, what: What, span: Option<Span>, text: impl FnOnce() -> String) {
        if self.is_on() {
            let answer = Answer::Skipped;
            let (seen, reason, children) = (None, String::new(), Vec::new());
            let text = text();
            self.open.push(Trace { what, text, span, answer, seen, reason, children, omitted: 0 });
        }
    }

    /// Says which value the step is about.
    #[inline]
    pub fn see(&mut self, seen: impl FnOnce() -> Seen) {
        if let Some(trace) = self.open.last_mut() {
            trace.seen = Some(seen());
        }
    }

    /// Says more of the step.
    #[inline]
    pub fn reason(&mut self, reason: impl FnOnce() -> String) {
        if let Some(trace) = self.open.last_mut() {
            if !trace.reason.is_empty() {
                trace.reason.push_str("; ");
            }
            trace.reason.push_str(&reason());
        }
    }

    /// Ends a step.
    #[inline]
    pub fn leave(&mut self, answer: Answer) {
        if self.is_on() {
            self.close(answer);
        }
    }

    fn close(&mut self, answer: Answer) {
        let Some(mut trace) = self.open.pop() else { return };
        trace.answer = answer;
        let Some(parent) = self.open.last_mut() else {
            self.whole = Some(trace);
            return;
        };
        let (most, decides) = match self.mode {
            Mode::Blame => share(parent.what, answer),
            Mode::Off | Mode::Explain => (KEPT, true),
        };
        let alike = || parent.children.iter().filter(|c| c.answer == answer).count();
        if self.kept < KEPT && (most == KEPT || alike() < most) {
            self.kept += 1;
            parent.children.push(trace);
        } else {
            parent.omitted += u32::from(decides);
        }
    }

    /// The whole evaluation.
    pub fn finish(self) -> Trace {
        self.whole.unwrap_or_else(|| Trace {
            what: What::Same,
            text: String::new(),
            span: None,
            answer: Answer::Skipped,
            seen: None,
            reason: String::new(),
            children: Vec::new(),
            omitted: 0,
        })
    }
}

/// Of elements or values with this answer, how many are kept when only blame is asked; and do they
/// decide their block or clause?
fn share(parent: What, answer: Answer) -> (usize, bool) {
    let quantifier = match parent {
        What::Clause(Some(quantifier)) | What::Block(quantifier) | What::Related(quantifier) => {
            quantifier
        }
        What::Count => Quantifier::Some,
        _ => return (KEPT, true),
    };
    let Answer::Truth(truth) = answer else { return (0, false) };
    match (quantifier, truth) {
        (_, Truth::Error)
        | (Quantifier::Each, Truth::False | Truth::Missing)
        | (Quantifier::None, Truth::True) => (BLAMED, true),
        (Quantifier::Some, _)
        | (Quantifier::Each, Truth::True)
        | (Quantifier::None, Truth::False | Truth::Missing) => (SAMPLES, false),
    }
}
