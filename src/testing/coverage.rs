//! What no case exercised both ways: rules, and the single tests of their patterns.

use crate::base::ids::RuleId;
use crate::base::text::show;
use crate::engine::explain::{Explained, explain};
use crate::model::RuleState;
use crate::operators::pattern::{Condition, Pattern};
use crate::read::tree::Tree;
use crate::rules::Bundle;
use serde_json::{Value, json};

const EXISTS: &str = "{\"exists\":true}";
const ABSENT: &str = "{\"exists\":false}";

/// What cases exercised of the rules of a bundle. Disabled rules do not count.
#[derive(Debug)]
pub struct Coverage {
    rules: Vec<Option<Covered>>,
}

#[derive(Debug)]
struct Covered {
    name: String,
    matched: bool,
    unmatched: bool,
    /// In the order in which `explain` gives them.
    tests: Vec<CoveredTest>,
}

#[derive(Debug)]
struct CoveredTest {
    path: String,
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

impl Covered {
    fn complete(&self) -> bool {
        self.matched && self.unmatched && self.tests.iter().all(|t| t.held && t.failed)
    }
}

impl Coverage {
    /// Nothing exercised yet.
    #[must_use]
    pub fn new(bundle: &Bundle) -> Self {
        let rules = bundle.rules.iter().map(|rule| {
            if rule.state == RuleState::Disabled {
                return None;
            }
            let mut tests = Vec::new();
            list(&rule.pattern, &mut tests);
            let name = rule.header.name.clone();
            Some(Covered { name, matched: false, unmatched: false, tests })
        });
        Self { rules: rules.collect() }
    }

    /// Takes note of an event on a bus, and of the rules that matched it, in order.
    pub fn event(&mut self, bundle: &Bundle, bus: &str, matched: &[RuleId], event: &Tree) {
        for (at, (rule, covered)) in bundle.rules.iter().zip(&mut self.rules).enumerate() {
            let Some(covered) = covered else { continue };
            // What is complete needs no more explaining, which is slow.
            if rule.bus != bus || covered.complete() {
                continue;
            }
            let hit = matched.contains(&RuleId::new(at));
            covered.matched |= hit;
            covered.unmatched |= !hit;
            let mut tests = covered.tests.iter_mut();
            for condition in &explain(&rule.pattern, event).conditions {
                note(condition, &mut tests);
            }
        }
    }

    /// What no case exercised, in the order of the rules.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for covered in self.rules.iter().flatten() {
            let mut push = |test, what| {
                gaps.push(Gap { rule: covered.name.clone(), test, what });
            };
            if !covered.matched {
                push(None, "never matched");
            }
            if !covered.unmatched {
                push(None, "never left unmatched");
            }
            for test in covered.tests.iter().filter(|t| !(t.held && t.failed)) {
                let what = if test.held { "always held" } else { "never held" };
                push(Some((test.path.clone(), test.test.clone())), what);
            }
        }
        gaps
    }

    /// Rules exercised both ways, and all; tests exercised both ways, and all.
    #[must_use]
    pub fn totals(&self) -> [(usize, usize); 2] {
        let rules = || self.rules.iter().flatten();
        let tests = || rules().flat_map(|r| &r.tests);
        [
            (rules().filter(|r| r.matched && r.unmatched).count(), rules().count()),
            (tests().filter(|t| t.held && t.failed).count(), tests().count()),
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
        self.gaps().into_iter().map(line).chain([total]).collect()
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
        json!({"rules": share(rules), "tests": share(tests), "not-exercised": gaps})
    }
}

fn percent((part, of): (usize, usize)) -> f64 {
    if of == 0 { 100.0 } else { part as f64 * 100.0 / of as f64 }
}

fn list(pattern: &Pattern, tests: &mut Vec<CoveredTest>) {
    for condition in &pattern.all {
        match condition {
            Condition::Any(branches) => branches.iter().for_each(|b| list(b, tests)),
            Condition::Field(field) => {
                let mut push = |test| {
                    let path = show(&field.path).into_owned();
                    tests.push(CoveredTest { path, test, held: false, failed: false });
                };
                field.tests.iter().for_each(|t| push(t.to_string()));
                if field.absent {
                    push(ABSENT.to_owned());
                }
            }
        }
    }
}

/// Takes note of what a condition says of an event. A test of values fails only on a value;
/// `exists` is about whether there is one.
fn note(condition: &Explained, tests: &mut std::slice::IterMut<'_, CoveredTest>) {
    match condition {
        Explained::Any(branches) => {
            for (_, inner) in branches {
                inner.iter().for_each(|c| note(c, tests));
            }
        }
        Explained::Field(field) => {
            for ((_, held), test) in field.tests.iter().zip(tests) {
                test.held |= held;
                let tried = !field.values.is_empty() || test.test == EXISTS || test.test == ABSENT;
                test.failed |= !held && tried;
            }
        }
    }
}
