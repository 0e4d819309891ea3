//! Invocations: what targets would get of the matches of a case, against what is expected.

use super::case::Case;
use super::events::Event;
use super::expect::Invocation;
use crate::base::ids::{RuleId, SourceId, TargetId};
use crate::base::limits::Limits;
use crate::base::number::Num;
use crate::engine::EventView;
use crate::inputs::{Facts, Input, Shape};
use crate::model::Home;
use crate::read::json;
use crate::read::tree::{Item, Kind};
use crate::rules::Bundle;

/// An invocation that there would be.
struct Made<'a> {
    target: TargetId,
    rule: RuleId,
    event: &'a Event,
    input: &'a Input,
}

/// What is wrong with the invocations of a case. For each target that is named, those
/// are all, in the order of the events and, for one event, of the rules. Between targets there is
/// no order: they are invoked side by side.
pub(super) fn judge(
    case: &Case<'_>,
    bundle: &Bundle,
    events: &[Event],
    matched: &[Vec<RuleId>],
    limits: &Limits,
) -> Vec<String> {
    let mut differences = Vec::new();
    let Some(expected) = &case.expect.invocations else { return differences };
    let made = all(bundle, events, matched);
    let mut targets: Vec<TargetId> = expected.iter().map(|i| i.target).collect();
    if expected.is_empty() {
        targets.extend(made.iter().map(|m| m.target));
    }
    targets.sort_unstable();
    targets.dedup();
    for target in targets {
        let wanted: Vec<_> = expected.iter().filter(|i| i.target == target).collect();
        let got: Vec<_> = made.iter().filter(|m| m.target == target).collect();
        let name = &bundle.targets[target.index()].name;
        let judge = Judge { case, bundle, limits, name };
        judge.target(&wanted, &got, &mut differences);
    }
    differences
}

fn all<'a>(bundle: &'a Bundle, events: &'a [Event], matched: &[Vec<RuleId>]) -> Vec<Made<'a>> {
    let mut made = Vec::new();
    for (event, rules) in events.iter().zip(matched) {
        for &rule in rules {
            for routing in &bundle.rules[rule.index()].targets {
                made.push(Made { target: routing.target, rule, event, input: &routing.input });
            }
        }
    }
    made
}

struct Judge<'a> {
    case: &'a Case<'a>,
    bundle: &'a Bundle,
    limits: &'a Limits,
    name: &'a str,
}

impl Judge<'_> {
    fn target(&self, wanted: &[&Invocation<'_>], got: &[&Made<'_>], differences: &mut Vec<String>) {
        let name = self.name;
        if wanted.len() != got.len() {
            let s = if wanted.len() == 1 { "" } else { "s" };
            let mut words =
                format!("expected {} invocation{s} of `{name}`, got {}", wanted.len(), got.len());
            for made in got.iter().take(5) {
                let payload = self.payload(made).unwrap_or_else(|why| format!("({why})"));
                words.extend(["\n  ", &self.who(made), ": ", &cut(&payload)]);
            }
            differences.push(words);
            return;
        }
        for (number, (wanted, made)) in (1..).zip(wanted.iter().zip(got)) {
            if let Some(rule) = wanted.rule.filter(|r| *r != made.rule) {
                let rule = &self.bundle.rules[rule.index()].header.name;
                let words = format!("expected invocation {number} of `{name}` by rule `{rule}`");
                differences.push(format!("{words}, got it {}", self.who(made)));
            }
            let Some(input) = wanted.input else { continue };
            match self.payload(made) {
                Err(why) => differences.push(format!(
                    "invocation {number} of `{name}`, {}, gets no input\n  expected {}\n  got      {why}",
                    self.who(made),
                    cut(&shown(input))
                )),
                Ok(payload) if is(input, &payload, self.limits) => {}
                Ok(payload) => differences.push(format!(
                    "invocation {number} of `{name}`, {}, gets another input\n  expected {}\n  got      {}",
                    self.who(made),
                    cut(&shown(input)),
                    cut(&payload)
                )),
            }
        }
    }

    fn who(&self, made: &Made<'_>) -> String {
        let rule = &self.bundle.rules[made.rule.index()].header.name;
        format!("by rule `{rule}` on {}", made.event.label)
    }

    /// The text that the target gets.
    fn payload(&self, made: &Made<'_>) -> Result<String, String> {
        let shape = Shape::new(made.input).map_err(|e| e.to_string())?;
        let event = &made.event.bytes;
        let rule = &self.bundle.rules[made.rule.index()];
        let (mut arn, mut time) = (String::new(), String::new());
        if shape.wants_facts() {
            let words = EventView::default().read(event);
            let (account, region) = (&words.subject.account, &words.subject.region);
            let home = Home::default().of_event(account.as_deref(), region.as_deref());
            arn = home.rule(&rule.bus, &rule.header.name);
            time = self.case.now.map(crate::base::time::show).or(words.time).unwrap_or_default();
        }
        let rule_name = &rule.header.name;
        let facts = Facts { rule_arn: &arn, rule_name, ingestion_time: &time };
        let payload = shape.render(event, &facts, self.limits);
        payload.map(std::borrow::Cow::into_owned).map_err(|e| format!("{}: {e}", e.code()))
    }
}

/// Is a payload what is expected? A string is the payload's text, or JSON text that says the same;
/// anything else is its value.
fn is(input: Item<'_>, payload: &str, limits: &Limits) -> bool {
    let read = |text: &[u8]| json::read(SourceId(0), text.into(), limits.depth).ok();
    if input.kind() == Kind::Text {
        if *input.text() == *payload.as_bytes() {
            return true;
        }
        let pair = (read(&input.text()), read(payload.as_bytes()));
        return matches!(pair, (Some(a), Some(b)) if same(a.root(), b.root()));
    }
    read(payload.as_bytes()).is_some_and(|tree| same(input, tree.root()))
}

/// Are two values the same in JSON? Numbers count by their value, keys in any order.
fn same(a: Item<'_>, b: Item<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool, Kind::Bool) => a.as_bool() == b.as_bool(),
        (Kind::Number, Kind::Number) => Num::parse(&a.text()) == Num::parse(&b.text()),
        (Kind::Text, Kind::Text) => a.text() == b.text(),
        (Kind::List, Kind::List) => {
            a.items().count() == b.items().count()
                && a.items().zip(b.items()).all(|(a, b)| same(a, b))
        }
        (Kind::Map, Kind::Map) => {
            let other = |key: Item<'_>| {
                let text = key.text();
                b.entries().find(|(k, _)| k.text() == text).map(|(_, value)| value)
            };
            a.entries().count() == b.entries().count()
                && a.entries().all(|(key, value)| other(key).is_some_and(|o| same(value, o)))
        }
        _ => false,
    }
}

fn shown(input: Item<'_>) -> String {
    if input.kind() == Kind::Text {
        return input.str().into_owned();
    }
    crate::rules::json_text(&mut crate::base::diag::Diags::default(), input).unwrap_or_default()
}

fn cut(text: &str) -> String {
    const MOST: usize = 400;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}
