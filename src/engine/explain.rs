//! Why a rule matches an event or does not, condition by condition.

use super::reference::{Leaf, leaves};
use super::scratch::Scratch;
use crate::base::limits::Limits;
use crate::base::span::Span;
use crate::base::text::{quote, show};
use crate::graph::{GraphBuilder, RuleInput};
use crate::operators::pattern::{Condition, Field, Pattern};
use crate::operators::{Literal, Test};
use crate::read::tree::{Kind, Tree};

/// The answer for one rule and one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Does the rule match?
    pub matches: bool,
    /// Every condition looked at by itself.
    pub conditions: Vec<Explained>,
    /// Does every condition hold by itself, and yet no choice of array elements fits them all?
    pub apart: bool,
}

/// A condition and what it says of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Explained {
    /// A condition on a field.
    Field(ExplainedField),
    /// The branches of an `$or`, each with whether it holds.
    Any(Vec<(bool, Vec<Explained>)>),
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedField {
    /// The field, keys joined by dots.
    pub path: String,
    /// Does it hold by itself?
    pub holds: bool,
    /// The values the event has, as JSON, with their places.
    pub values: Vec<(String, Span)>,
    /// The tests, as JSON, and whether some value passes.
    pub tests: Vec<(String, bool)>,
    /// What may be the matter.
    pub hint: Option<String>,
}

impl Explained {
    /// Does the condition hold by itself?
    #[must_use]
    pub fn holds(&self) -> bool {
        match self {
            Self::Field(field) => field.holds,
            Self::Any(branches) => branches.iter().any(|(holds, _)| *holds),
        }
    }
}

/// Explains a pattern on an event, which must be JSON. The verdict is the graph's: it is quick
/// where the reference matcher may take for ever.
///
/// # Errors
/// Why the pattern cannot be compiled, or that there are too many ways to combine array elements.
pub fn explain(pattern: &Pattern, event: &Tree, limits: &Limits) -> Result<Explanation, String> {
    let mut builder = GraphBuilder::default();
    builder.add(RuleInput { pattern, bus: "default", targets: &[] });
    let plan = builder.finish().freeze(limits, |_| true)?;
    let mut scratch = Scratch::new(&plan);
    let matches = !plan.matches(&mut scratch, event.input()).is_empty();
    if !scratch.exhausted().is_empty() {
        return Err("too many ways to combine the elements of the event's arrays".to_owned());
    }
    let conditions = by_itself(pattern, event);
    let apart = !matches && conditions.iter().all(Explained::holds);
    Ok(Explanation { matches, conditions, apart })
}

/// What each condition of a pattern says of an event by itself.
#[must_use]
pub fn by_itself(pattern: &Pattern, event: &Tree) -> Vec<Explained> {
    conditions(pattern, &leaves(event))
}

/// What each field of a pattern says of an event by itself, those of the branches of `$or`
/// included, in the pattern's order.
#[must_use]
pub fn fields_by_themselves(pattern: &Pattern, event: &Tree) -> Vec<ExplainedField> {
    fn flatten(all: Vec<Explained>, into: &mut Vec<ExplainedField>) {
        for condition in all {
            match condition {
                Explained::Field(field) => into.push(field),
                Explained::Any(branches) => {
                    branches.into_iter().for_each(|(_, inner)| flatten(inner, into));
                }
            }
        }
    }
    let mut all = Vec::new();
    flatten(by_itself(pattern, event), &mut all);
    all
}

fn conditions(pattern: &Pattern, leaves: &[Leaf]) -> Vec<Explained> {
    pattern
        .all
        .iter()
        .map(|condition| match condition {
            Condition::Field(field) => Explained::Field(explain_field(field, leaves)),
            Condition::Any(branches) => Explained::Any(
                branches
                    .iter()
                    .map(|branch| {
                        let inner = conditions(branch, leaves);
                        (inner.iter().all(Explained::holds), inner)
                    })
                    .collect(),
            ),
        })
        .collect()
}

fn explain_field(field: &Field, leaves: &[Leaf]) -> ExplainedField {
    let values: Vec<&Leaf> = leaves.iter().filter(|l| l.path == *field.path).collect();
    let mut buffer = Vec::new();
    let mut tests: Vec<(String, bool)> = field
        .tests
        .iter()
        .map(|t| (t.to_string(), values.iter().any(|v| t.holds(&v.value(), &mut buffer))))
        .collect();
    if field.absent {
        // By itself a field is absent when it has no value at all, or when array elements could
        // be chosen in which it has none.
        let absent = values.iter().all(|v| !v.trail.is_empty());
        tests.push(("{\"exists\":false}".to_owned(), absent));
    }
    let holds = tests.iter().any(|(_, holds)| *holds);
    ExplainedField {
        path: show(&field.path).into_owned(),
        holds,
        hint: (!holds).then(|| hint(field, &values, leaves)).flatten(),
        values: values.iter().map(|v| (shown(v), v.span)).collect(),
        tests,
    }
}

fn shown(leaf: &Leaf) -> String {
    if leaf.kind == Kind::Text { quote(&leaf.text) } else { show(&leaf.text).into_owned() }
}

/// What people stumble over.
fn hint(field: &Field, values: &[&Leaf], leaves: &[Leaf]) -> Option<String> {
    use crate::base::fold::fold;
    let path = show(&field.path);
    if values.is_empty() {
        let folded = fold(&field.path);
        if let Some(other) = leaves.iter().find(|l| *fold(&l.path) == *folded) {
            let other = show(&other.path);
            return Some(format!("the event has `{other}`, which differs in letter case"));
        }
        let below = [&*field.path, b"."].concat();
        return Some(if leaves.iter().any(|l| l.path.starts_with(&below)) {
            format!("`{path}` is an object in this event; only leaf values are tested")
        } else {
            format!("the event has no value at `{path}`")
        });
    }
    let texts = || field.tests.iter().filter_map(exact_text);
    for value in values {
        match value.kind {
            Kind::Text if texts().any(|t| *fold(t) == *fold(&value.text)) => {
                return Some("a value differs in letter case only".to_owned());
            }
            Kind::Text if texts().any(|t| t.trim_ascii() == value.text.trim_ascii()) => {
                return Some("a value differs in blanks only".to_owned());
            }
            Kind::Number | Kind::Bool if texts().any(|t| t == value.text) => {
                return Some("the event's value is no string, the rule's is".to_owned());
            }
            Kind::Text
                if field.tests.iter().any(|t| {
                    matches!(t, Test::Exact(Literal::Number(_)) | Test::Numeric(_))
                        && value.text.iter().all(u8::is_ascii_digit)
                }) =>
            {
                return Some("the event's value is a string, the rule's is a number".to_owned());
            }
            _ => {}
        }
    }
    None
}

fn exact_text(test: &Test) -> Option<&[u8]> {
    match test {
        Test::Exact(Literal::Text(text)) => Some(text),
        _ => None,
    }
}
