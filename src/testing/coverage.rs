//! What no case exercised both ways: rules, and the single tests of their patterns.

use super::compliance::{Mutants, Survivor};
use super::verdicts;
use super::watch::AlarmCoverage;
use crate::base::ids::RuleId;
use crate::base::text::show;
use crate::engine::explain::{ExplainedField, fields_by_themselves};
use crate::model::RuleState;
use crate::operators::pattern::{Field, Pattern};
use crate::read::tree::Tree;
use crate::rules::Bundle;
use serde_json::{Value, json};
use std::collections::HashMap;

const EXISTS: &str = "{\"exists\":true}";
const ABSENT: &str = "{\"exists\":false}";

/// What cases exercised of the rules of a bundle. Disabled rules do not count.
#[derive(Debug)]
pub struct Coverage {
    buses: Vec<Bus>,
    /// In the order of the bundle.
    rules: Vec<Covered>,
    /// Of compliance rules.
    pub compliance: Mutants,
    /// Of alarms.
    pub alarms: AlarmCoverage,
}

#[derive(Debug)]
struct Covered {
    id: RuleId,
    name: String,
    bus: usize,
    matched: bool,
    unmatched: bool,
    /// Among those of the bus.
    fields: Vec<usize>,
}

/// The fields of the rules of a bus. Rules that test one field alike share it, so that an event is
/// looked at once for all of them.
#[derive(Debug)]
struct Bus {
    name: String,
    pattern: Pattern,
    fields: Vec<CoveredField>,
}

#[derive(Debug)]
struct CoveredField {
    path: String,
    tests: Vec<CoveredTest>,
}

#[derive(Debug)]
struct CoveredTest {
    test: String,
    held: bool,
    failed: bool,
}

/// Something that no case exercised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rule.
    pub rule: String,
    /// The path and the test, if it is one of a test.
    pub test: Option<(String, String)>,
    /// What did not happen.
    pub what: &'static str,
}

impl Coverage {
    /// Nothing exercised yet.
    #[must_use]
    pub fn new(bundle: &Bundle) -> Self {
        let mut builder = Builder::default();
        let mut rules = Vec::new();
        for (at, rule) in bundle.rules.iter().enumerate() {
            if rule.state == RuleState::Disabled {
                continue;
            }
            let bus = builder.bus(&rule.bus);
            let mut fields = Vec::new();
            verdicts::fields(&rule.pattern, &mut fields);
            let fields = fields.into_iter().map(|f| builder.field(bus, f)).collect();
            let (id, name) = (RuleId::new(at), rule.header.name.clone());
            rules.push(Covered { id, name, bus, matched: false, unmatched: false, fields });
        }
        let bus = |(name, fields): (&str, Vec<&Field>)| Bus {
            name: name.to_owned(),
            fields: fields.iter().map(|f| CoveredField::new(f)).collect(),
            pattern: verdicts::apart(fields),
        };
        let (compliance, alarms) = (Mutants::new(&bundle.compliance), AlarmCoverage::new(bundle));
        Self { buses: builder.buses.into_iter().map(bus).collect(), rules, compliance, alarms }
    }

    /// Takes note of an event on a bus, and of the rules that matched it, in order.
    pub fn event(&mut self, bus: &str, matched: &[RuleId], event: &Tree) {
        let Some(bus) = self.buses.iter().position(|b| b.name == bus) else { return };
        for rule in self.rules.iter_mut().filter(|r| r.bus == bus) {
            let hit = matched.contains(&rule.id);
            rule.matched |= hit;
            rule.unmatched |= !hit;
        }
        let Bus { pattern, fields, .. } = &mut self.buses[bus];
        for (field, verdict) in fields.iter_mut().zip(fields_by_themselves(pattern, event)) {
            field.note(&verdict);
        }
    }

    fn tests<'a>(&'a self, rule: &'a Covered) -> impl Iterator<Item = (&'a str, &'a CoveredTest)> {
        let fields = rule.fields.iter().map(|at| &self.buses[rule.bus].fields[*at]);
        fields.flat_map(|field| field.tests.iter().map(|test| (field.path.as_str(), test)))
    }

    /// What no case exercised, in the order of the rules.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for covered in &self.rules {
            let mut push = |test, what| {
                gaps.push(Gap { rule: covered.name.clone(), test, what });
            };
            if !covered.matched {
                push(None, "never matched");
            }
            if !covered.unmatched {
                push(None, "never left unmatched");
            }
            for (path, test) in self.tests(covered).filter(|(_, t)| !(t.held && t.failed)) {
                let what =
                    if test.held { "always held where there was a value" } else { "never held" };
                push(Some((path.to_owned(), test.test.clone())), what);
            }
        }
        gaps
    }

    /// Rules exercised both ways, and all; tests exercised both ways, and all.
    #[must_use]
    pub fn totals(&self) -> [(usize, usize); 2] {
        let tests = || self.rules.iter().flat_map(|r| self.tests(r));
        [
            (self.rules.iter().filter(|r| r.matched && r.unmatched).count(), self.rules.len()),
            (tests().filter(|(_, t)| t.held && t.failed).count(), tests().count()),
        ]
    }

    /// The gaps, a line each, and the totals.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |gap: Gap| {
            let test = gap.test.map(|(path, test)| format!("{path} {test} ")).unwrap_or_default();
            format!("not exercised: rule {}: {test}{}\n", gap.rule, gap.what)
        };
        let [rules, tests] = self
            .totals()
            .map(|(part, of)| format!("{part} of {of} ({:.1} %)", percent((part, of))));
        let total =
            format!("coverage: rules {rules}, tests of patterns {tests} exercised both ways\n");
        let (both, of) = self.compliance.both_ways();
        let mut text: String = self.gaps().into_iter().map(line).collect();
        if of > 0 {
            let (survivors, tried) = self.compliance.survivors();
            let caught = tried.saturating_sub(survivors.len());
            let line = |Survivor { rule, clause, what }: Survivor| {
                let clause = if clause.is_empty() { String::new() } else { format!("{clause} ") };
                format!("not exercised: compliance rule {rule}: {clause}{what}\n")
            };
            text.extend(survivors.into_iter().map(line));
            text.extend([format!(
                "coverage: compliance rules {both} of {of} ({:.1} %) shown both ways, {caught} of \
                 {tried} changes to clauses noticed ({:.1} %)\n",
                percent((both, of)),
                percent((caught, tried))
            )]);
        }
        let (shown, alarms) = self.alarms.both_ways();
        if alarms > 0 {
            let line = |(name, what)| format!("not exercised: alarm {name}: {what}\n");
            text.extend(self.alarms.gaps().map(line));
            let share = percent((shown, alarms));
            text.extend([format!(
                "coverage: alarms {shown} of {alarms} ({share:.1} %) shown in ALARM and in OK\n"
            )]);
        }
        if (of == 0 && alarms == 0) || !self.rules.is_empty() {
            text.push_str(&total);
        }
        text
    }

    /// The same for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let share = |(part, of)| {
            let percent = (percent((part, of)) * 10.0).round() / 10.0;
            json!({"exercised": part, "of": of, "percent": percent})
        };
        let gap = |gap: Gap| {
            let (path, test) = gap.test.unzip();
            json!({"rule": gap.rule, "path": path, "test": test, "what": gap.what})
        };
        let [rules, tests] = self.totals();
        let gaps: Vec<Value> = self.gaps().into_iter().map(gap).collect();
        let (survivors, tried) = self.compliance.survivors();
        let caught = tried.saturating_sub(survivors.len());
        let clauses: Vec<Value> = survivors
            .iter()
            .map(|s| json!({"rule": s.rule, "clause": s.clause, "what": s.what}))
            .collect();
        let alarm = |(name, what)| json!({"alarm": name, "what": what});
        let alarms: Vec<Value> = self.alarms.gaps().map(alarm).collect();
        json!({
            "rules": share(rules),
            "tests": share(tests),
            "not-exercised": gaps,
            "compliance-rules": share(self.compliance.both_ways()),
            "clauses": share((caught, tried)),
            "clauses-not-exercised": clauses,
            "alarms": share(self.alarms.both_ways()),
            "alarms-not-exercised": alarms,
        })
    }
}

fn percent((part, of): (usize, usize)) -> f64 {
    if of == 0 { 100.0 } else { part as f64 * 100.0 / of as f64 }
}

impl CoveredField {
    fn new(field: &Field) -> Self {
        let absent = field.absent.then(|| ABSENT.to_owned());
        let tests = field.tests.iter().map(ToString::to_string).chain(absent);
        let test = |test| CoveredTest { test, held: false, failed: false };
        Self { path: show(&field.path).into_owned(), tests: tests.map(test).collect() }
    }

    /// Takes note of what the field says of an event. A test of values fails only on a value;
    /// `exists` is about whether there is one.
    fn note(&mut self, verdict: &ExplainedField) {
        for (test, (_, held)) in self.tests.iter_mut().zip(&verdict.tests) {
            test.held |= held;
            let tried = !verdict.values.is_empty() || test.test == EXISTS || test.test == ABSENT;
            test.failed |= !held && tried;
        }
    }
}

/// Puts equal fields together.
#[derive(Default)]
struct Builder<'b> {
    buses: Vec<(&'b str, Vec<&'b Field>)>,
    numbers: HashMap<&'b str, usize>,
    /// By bus and path; the few fields of one path are compared.
    seen: HashMap<(usize, &'b [u8]), Vec<usize>>,
}

impl<'b> Builder<'b> {
    fn bus(&mut self, name: &'b str) -> usize {
        *self.numbers.entry(name).or_insert_with(|| {
            self.buses.push((name, Vec::new()));
            self.buses.len() - 1
        })
    }

    fn field(&mut self, bus: usize, field: &'b Field) -> usize {
        let fields = &mut self.buses[bus].1;
        let known = self.seen.entry((bus, &field.path)).or_default();
        let same = |f: &Field| f.absent == field.absent && f.tests == field.tests;
        if let Some(at) = known.iter().find(|at| same(fields[**at])) {
            return *at;
        }
        known.push(fields.len());
        fields.push(field);
        fields.len() - 1
    }
}
