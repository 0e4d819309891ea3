//! Matches and faults in words.

use crate::model::{Fault, Match, RuleHeader};
use crate::report::clean::visible;

/// `StopLogging by arn:... from 203.0.113.5 in us-east-1 (failed: AccessDenied)`, safe to show.
pub(super) fn sentence(matched: &Match) -> String {
    let subject = &matched.subject;
    let what = [&*subject.what, &*subject.source].into_iter().find(|w| !w.is_empty());
    let mut out = visible(what.unwrap_or("an event")).into_owned();
    for (word, part) in [
        (" by ", &subject.who),
        (" from ", &subject.from),
        (" in ", &subject.region),
        (" (failed: ", &subject.error),
    ] {
        if let Some(part) = part {
            out.push_str(word);
            out.push_str(&visible(part));
        }
    }
    if subject.error.is_some() {
        out.push(')');
    }
    out
}

/// `logs/x.json:17`.
pub(super) fn place(matched: &Match) -> String {
    format!("{}:{}", visible(&matched.input), matched.place.line)
}

/// `logs/x.json:17:3: event 4: message`.
pub(super) fn fault(fault: &Fault) -> String {
    let place = fault.place.map(|p| format!(":{}:{}", p.line, p.column)).unwrap_or_default();
    let index = fault.index.map(|i| format!("event {i}: ")).unwrap_or_default();
    format!("{}{place}: {index}{}", visible(&fault.input), visible(&fault.message))
}

/// What to do, on one line: its own line breaks are spaces. Empty if the rule does not say.
pub(super) fn fix(rule: &RuleHeader) -> String {
    visible(&rule.fix.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The title of a rule, or its name if it has none.
pub(super) fn title(rule: &RuleHeader) -> &str {
    if rule.title.is_empty() { &rule.name } else { &rule.title }
}
