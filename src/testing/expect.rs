//! `expect`: what should come of the events of a case.

use super::case::{Names, unknown};
use super::compliance;
use super::effects::{self, Effects};
use super::ending::{self, Ending};
use super::watch::{self, Timeline};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::ids::{RuleId, TargetId};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use crate::rules::test_keys::{EXPECT, INVOCATION};
use crate::rules::{Fields, json_text, text, whole, wrong};

/// The most that a count may be; more events than this no test has.
const MOST: u64 = 1_000_000_000;

/// What should come of the events of a case.
#[derive(Debug, Default)]
pub struct Expect<'t> {
    /// How often rules match. Rules that are not named may match as often as they like.
    pub matches: Vec<Count>,
    /// The invocations of the targets it names; an empty list wants none of any target.
    pub invocations: Option<Vec<Invocation<'t>>>,
    /// What compliance rules say of resources.
    pub results: Vec<compliance::Expected>,
    /// The states of alarms.
    pub alarms: Vec<Timeline>,
    /// The events that alarms and baselines put on the bus.
    pub events: Option<Vec<Item<'t>>>,
    /// What plugins do outside.
    pub effects: Effects<'t>,
}

impl Expect<'_> {
    /// Is anything expected that shows only when plugins run?
    #[must_use]
    pub fn runs_plugins(&self) -> bool {
        let mut invocations = self.invocations.iter().flatten();
        self.effects.any() || invocations.any(|invocation| invocation.ending.any())
    }
}

/// How often a rule should match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The rule.
    pub rule: RuleId,
    /// How often.
    pub count: u64,
    /// Where the number stands.
    pub span: Span,
}

/// An invocation that should be.
#[derive(Debug, Clone)]
pub struct Invocation<'t> {
    /// The target.
    pub target: TargetId,
    /// The rule that invokes it, if that matters.
    pub rule: Option<RuleId>,
    /// What it gets, if that matters.
    pub input: Option<Item<'t>>,
    /// What comes of it.
    pub ending: Ending<'t>,
}

/// Reads `expect`.
pub(super) fn read<'t>(diags: &mut Diags, names: &Names<'_>, item: Item<'t>) -> Expect<'t> {
    let mut expect = Expect::default();
    let at = item.span();
    let Some(fields) = Fields::read(diags, "`expect`", at.head(), item, EXPECT) else {
        return expect;
    };
    if item.entries().next().is_none() {
        let mut diag = Diag::new(Code::TL501, at, "the case expects nothing, so it cannot fail");
        diag.level = Level::Warning;
        diags.push(diag);
    }
    if let Some(item) = fields.get("matches") {
        expect.matches = matches(diags, names, item);
    }
    if let Some(item) = fields.get("invocations") {
        if item.kind() == Kind::List {
            let read = |element| invocation(diags, names, element);
            expect.invocations = Some(item.items().filter_map(read).collect());
        } else {
            wrong(diags, "invocations", item, "a list of maps with the key `target`");
        }
    }
    expect.results = compliance::read(diags, names, &fields);
    expect.alarms = watch::timelines(diags, names, &fields);
    expect.events = watch::events(diags, &fields);
    expect.effects = effects::read(diags, names, &fields);
    expect
}

fn matches(diags: &mut Diags, names: &Names<'_>, item: Item<'_>) -> Vec<Count> {
    if item.kind() != Kind::Map {
        wrong(diags, "matches", item, "a map from rules to numbers");
        return Vec::new();
    }
    let mut all = Vec::new();
    for (key, value) in item.entries() {
        let name = key.str();
        let rule = rule(diags, names, key);
        let count = whole(diags, &name, value, 0..=MOST);
        if let (Some(rule), Some(count)) = (rule, count) {
            all.push(Count { rule, count, span: value.span() });
        }
    }
    all
}

fn rule(diags: &mut Diags, names: &Names<'_>, item: Item<'_>) -> Option<RuleId> {
    let name = item.str();
    let found = names.rules.get(&*name).copied();
    if found.is_none() {
        diags.push(unknown("rule", &name, item.span(), names.rules.keys().copied()));
    }
    found
}

fn invocation<'t>(diags: &mut Diags, names: &Names<'_>, item: Item<'t>) -> Option<Invocation<'t>> {
    let what = "an expected invocation";
    let fields = Fields::read(diags, what, item.span().head(), item, INVOCATION)?;
    let by = fields.get("rule").map(|item| {
        text(diags, "rule", item)?;
        rule(diags, names, item)
    });
    let input = fields.get("input");
    if let Some(input) = input {
        json_text(diags, input)?;
    }
    let ending = ending::read(diags, &fields);
    let target = effects::target(diags, names, fields.get("target")?)?;
    // An unknown rule has been reported, so the case will not run.
    Some(Invocation { target, rule: by.flatten(), input, ending })
}
