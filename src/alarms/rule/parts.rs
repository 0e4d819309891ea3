//! A rule taken apart, for explanations: which of its parts hold.

use super::{AlarmRule, Child, Least, RuleStep};
use crate::alarms::AlarmState;

/// A part of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How deep it stands, from 0.
    pub depth: usize,
    /// `AND`, `OR` or `NOT` of the parts that follow one level deeper, or a condition as it is
    /// written.
    pub text: String,
    /// Does it hold?
    pub holds: bool,
    /// What decides it, where it is a condition on alarms: the children it asks about, by index.
    pub children: Vec<usize>,
}

impl AlarmRule {
    /// The parts, each before those in it. `state` gives the state of a child by its index.
    #[must_use]
    pub fn parts(&self, state: &dyn Fn(usize) -> AlarmState) -> Vec<Part> {
        // A part and all in it; the first stands at depth 0.
        let mut stack: Vec<Vec<Part>> = Vec::new();
        for step in &self.steps {
            let parts = match step {
                RuleStep::Not => {
                    let inner = stack.pop().unwrap_or_default();
                    let holds = !inner.first().is_some_and(|part| part.holds);
                    under("NOT", holds, vec![inner])
                }
                RuleStep::And | RuleStep::Or => {
                    let right = stack.pop().unwrap_or_default();
                    let left = stack.pop().unwrap_or_default();
                    let of = |parts: &[Part]| parts.first().is_some_and(|part| part.holds);
                    let (a, b) = (of(&left), of(&right));
                    if *step == RuleStep::And {
                        under("AND", a && b, vec![left, right])
                    } else {
                        under("OR", a || b, vec![left, right])
                    }
                }
                leaf => vec![self.leaf(leaf, state)],
            };
            stack.push(parts);
        }
        stack.pop().unwrap_or_default()
    }

    fn leaf(&self, step: &RuleStep, state: &dyn Fn(usize) -> AlarmState) -> Part {
        let holds = step.holds(state);
        let name = |index: &usize| self.children.get(*index).map(written).unwrap_or_default();
        let (text, children) = match step {
            RuleStep::Is(wanted, child) => (format!("{wanted}({})", name(child)), vec![*child]),
            RuleStep::AtLeast { least, negated, state: wanted, children } => {
                let least = match least {
                    Least::Count(count) => count.to_string(),
                    Least::Percent(percent) => format!("{percent}%"),
                };
                let not = if *negated { "NOT " } else { "" };
                let names = children.iter().map(name).collect::<Vec<_>>().join(", ");
                (format!("AT_LEAST({least}, {not}{wanted}, ({names}))"), children.clone())
            }
            _ => (if holds { "TRUE" } else { "FALSE" }.to_owned(), Vec::new()),
        };
        Part { depth: 0, text, holds, children }
    }
}

/// A child as a rule may name it.
fn written(child: &Child) -> String {
    let name = &child.written;
    if name.contains([' ', '(', ')', ',', '"']) {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    name.clone()
}

/// Parts under a word; those that stand under the same word already are taken up among them.
fn under(word: &str, holds: bool, inside: Vec<Vec<Part>>) -> Vec<Part> {
    let head = Part { depth: 0, text: word.to_owned(), holds, children: Vec::new() };
    let mut all = vec![head];
    for parts in inside {
        let same = word != "NOT" && parts.first().is_some_and(|part| part.text == word);
        let (skip, deeper) = if same { (1, 0) } else { (0, 1) };
        let parts = parts.into_iter().skip(skip);
        all.extend(parts.map(|part| Part { depth: part.depth + deeper, ..part }));
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::alarms::{AlarmRule, AlarmState};

    fn of(text: &str) -> Vec<String> {
        let rule = AlarmRule::parse(text).expect("a rule");
        // The first child is in ALARM, the others are not.
        let state = |index| if index == 0 { AlarmState::Alarm } else { AlarmState::Ok };
        let show = |part: &super::Part| {
            format!("{}{} {}", " ".repeat(part.depth), part.text, u8::from(part.holds))
        };
        rule.parts(&state).iter().map(show).collect()
    }

    #[test]
    fn parts_stand_under_what_joins_them() {
        assert_eq!(of("ALARM(a)"), ["ALARM(a) 1"]);
        assert_eq!(
            of("ALARM(a) AND NOT ALARM(\"b c\") AND (OK(d) OR FALSE)"),
            [
                "AND 1",
                " ALARM(a) 1",
                " NOT 1",
                "  ALARM(\"b c\") 0",
                " OR 1",
                "  OK(d) 1",
                "  FALSE 0"
            ]
        );
        assert_eq!(of("AT_LEAST(50%, NOT OK, (a, b, c))"), ["AT_LEAST(50%, NOT OK, (a, b, c)) 0"]);
        assert_eq!(of("NOT NOT OK(a)"), ["NOT 0", " NOT 1", "  OK(a) 0"]);
    }
}
