//! Invocations: what targets would get of the matches of a case, or did get if plugins ran, against
//! what is expected.

use super::case::Case;
use super::ending;
use super::events::Event;
use super::expect::Invocation;
use super::found::Difference;
use super::played::{End, Played};
use super::same::{against, cut, is, shown};
use super::update;
use crate::base::ids::{RuleId, TargetId};
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::engine::EventView;
use crate::inputs::{Facts, Input, Shape};
use crate::model::Home;
use crate::rules::Bundle;

/// An invocation that there is.
struct Made<'a> {
    target: TargetId,
    rule: RuleId,
    what: What<'a>,
    /// How it ended, if plugins ran.
    end: Option<&'a End>,
}

enum What<'a> {
    /// An event of the case that matched.
    Event(&'a Event, &'a Input),
    /// What followed from others, and what the target got.
    Followed(&'static str, Option<&'a str>),
}

/// What invocations are judged by.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    /// The case.
    pub case: &'a Case<'a>,
    /// The rules and targets.
    pub bundle: &'a Bundle,
    /// The texts of cases.
    pub sources: &'a Sources,
    /// Budgets.
    pub limits: &'a Limits,
}

/// What is wrong with the invocations of a case. For each target that is named, those
/// are all, in the order of the events and, for one event, of the rules; what followed from others
/// comes after them. Between targets there is no order: they are invoked side by side.
pub(super) fn judge(
    judge: Judge<'_>,
    events: &[Event],
    matched: &[Vec<RuleId>],
    played: Option<&Played>,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let Some(expected) = &judge.case.expect.invocations else { return differences };
    let made = all(judge.bundle, events, matched, played);
    let mut targets: Vec<TargetId> = expected.iter().map(|i| i.target).collect();
    if expected.is_empty() {
        targets.extend(made.iter().map(|m| m.target));
    }
    targets.sort_unstable();
    targets.dedup();
    for target in targets {
        let wanted: Vec<_> = expected.iter().filter(|i| i.target == target).collect();
        let got: Vec<_> = made.iter().filter(|m| m.target == target).collect();
        let name = &judge.bundle.targets[target.index()].name;
        judge.target(name, &wanted, &got, &mut differences);
    }
    differences
}

fn all<'a>(
    bundle: &'a Bundle,
    events: &'a [Event],
    matched: &[Vec<RuleId>],
    played: Option<&'a Played>,
) -> Vec<Made<'a>> {
    let mut made = Vec::new();
    for (event, rules) in events.iter().zip(matched) {
        for &rule in rules {
            let routings = bundle.sender(rule).map(|sender| sender.routings).unwrap_or_default();
            let wanted = event.entries.clone().unwrap_or(0..usize::MAX);
            for (_, routing) in (0..).zip(routings).filter(|(at, _)| wanted.contains(at)) {
                let end = played.and_then(|played| played.first.get(made.len())?.as_ref());
                let what = What::Event(event, &routing.input);
                made.push(Made { target: routing.target, rule, what, end });
            }
        }
    }
    made.extend(played.iter().flat_map(|played| &played.then).map(|followed| Made {
        target: followed.target,
        rule: followed.rule,
        what: What::Followed(followed.what, followed.input.as_deref()),
        end: Some(&followed.end),
    }));
    made
}

impl Judge<'_> {
    fn target(
        self,
        name: &str,
        wanted: &[&Invocation<'_>],
        got: &[&Made<'_>],
        differences: &mut Vec<Difference>,
    ) {
        if wanted.len() != got.len() {
            let s = if wanted.len() == 1 { "" } else { "s" };
            let mut words =
                format!("expected {} invocation{s} of `{name}`, got {}", wanted.len(), got.len());
            for made in got.iter().take(5) {
                let payload = self.payload(made).unwrap_or_else(|why| format!("({why})"));
                words.extend(["\n  ", &self.who(made), ": ", &cut(&payload)]);
            }
            differences.push(words.into());
            return;
        }
        for (number, (wanted, made)) in (1..).zip(wanted.iter().zip(got)) {
            if let Some(rule) = wanted.rule.filter(|r| *r != made.rule) {
                let rule = self.bundle.sender(rule).map_or("", |sender| sender.name);
                let words = format!("expected invocation {number} of `{name}` by rule `{rule}`");
                differences.push(format!("{words}, got it {}", self.who(made)).into());
            }
            let title = format!("invocation {number} of `{name}`, {}", self.who(made));
            self.input(&title, wanted, made, differences);
            self.ending(&title, wanted, made.end, differences);
        }
    }

    fn ending(
        self,
        title: &str,
        wanted: &Invocation<'_>,
        end: Option<&End>,
        differences: &mut Vec<Difference>,
    ) {
        let Some(end) = end else {
            if wanted.ending.any() {
                differences.push(format!("{title}, has no end").into());
            }
            return;
        };
        for otherwise in ending::compare(title, &wanted.ending, end, self.limits) {
            let output = wanted.ending.output.filter(|_| otherwise.output);
            let fix = output.and_then(|item| {
                let text = end.output.as_deref().unwrap_or("null");
                update::value(self.sources, item, update::spelled(text, self.limits))
            });
            differences.push(Difference { words: otherwise.words, fix });
        }
    }

    fn input(
        self,
        title: &str,
        wanted: &Invocation<'_>,
        made: &Made<'_>,
        differences: &mut Vec<Difference>,
    ) {
        let Some(input) = wanted.input else { return };
        let words = match self.payload(made) {
            Err(why) => against(&format!("{title}, gets no input"), &shown(input), &why),
            Ok(payload) if is(input, payload.as_bytes(), self.limits) => return,
            Ok(payload) => {
                against(&format!("{title}, gets another input"), &shown(input), &payload)
            }
        };
        differences.push(words.into());
    }

    fn who(self, made: &Made<'_>) -> String {
        let rule = self.bundle.sender(made.rule).map_or("", |sender| sender.name);
        let on = match made.what {
            What::Event(event, _) => &event.label,
            What::Followed(what, _) => what,
        };
        let noun = if made.rule.index() < self.bundle.rules.len() { "rule" } else { "alarm" };
        format!("by {noun} `{rule}` on {on}")
    }

    /// The text that the target gets.
    fn payload(self, made: &Made<'_>) -> Result<String, String> {
        let (event, input) = match made.what {
            What::Event(event, input) => (&event.bytes, input),
            What::Followed(_, Some(input)) => return Ok(input.to_owned()),
            What::Followed(_, None) => return Err("it was not called".to_owned()),
        };
        let shape = Shape::new(input).map_err(|e| e.to_string())?;
        let rule = self.bundle.sender(made.rule).ok_or("no rule")?;
        let (mut arn, mut time) = (String::new(), String::new());
        if shape.wants_facts() {
            let words = EventView::default().read(event);
            let (account, region) = (&words.subject.account, &words.subject.region);
            let home = Home::default().of_event(account.as_deref(), region.as_deref());
            arn = rule.arn(&home);
            time = self.case.now.map(crate::base::time::show).or(words.time).unwrap_or_default();
        }
        let rule_name = rule.name;
        let facts = Facts { rule_arn: &arn, rule_name, ingestion_time: &time };
        let payload = shape.render(event, &facts, self.limits);
        payload.map(std::borrow::Cow::into_owned).map_err(|e| format!("{}: {e}", e.code()))
    }
}
