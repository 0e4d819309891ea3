//! Cases of filter patterns: what matches, what is extracted, what is no pattern.

use libtest_mimic::Failed;
use serde_json::Value;
use std::path::Path;
use tripline::filters::{FilterPattern, FilterScratch, FilterSetBuilder};

/// The lists of a file.
pub struct Filters {
    file: Value,
}

type Way = (&'static str, fn(&Filters) -> Result<(), Failed>);

/// The ways to answer.
pub static WAYS: &[Way] = &[
    ("one by one", one_by_one),
    ("in one set", in_one_set),
    ("refused", refused),
    ("what is uncertain", uncertain),
];

/// Our answers where it is not known what the service does: the pattern, and whether it matches;
/// `None` where it is refused.
const CHOICES: &[(&str, Option<bool>)] = &[
    ("{ $.count > 2 }", Some(false)),
    ("[w1 = ERROR && (w1 != FOO || w1 = WARNING), w2]", None),
    ("[w1=ERROR OR w1=WARNING, w2]", None),
];

impl Filters {
    /// The cases of a list.
    pub fn list(&self, name: &str) -> &[Value] {
        self.file[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// How many cases there are.
    pub fn count(&self) -> usize {
        ["vectors", "invalid", "cis", "uncertain"].iter().map(|name| self.list(name).len()).sum()
    }
}

/// Reads a file.
pub fn read(path: &Path) -> Filters {
    Filters { file: serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() }
}

fn text<'v>(case: &'v Value, key: &str) -> &'v str {
    case[key].as_str().unwrap_or_default()
}

fn verdict(wrong: &[String]) -> Result<(), Failed> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn one_by_one(filters: &Filters) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for case in filters.list("vectors") {
        let id = text(case, "id");
        let (pattern, message) = (text(case, "pattern"), text(case, "message"));
        let read = match FilterPattern::parse(pattern) {
            Ok(read) => read,
            Err(e) => {
                wrong.push(format!("{id}: {pattern}: {e} at {:?}", e.at));
                continue;
            }
        };
        if read.matches(message.as_bytes()) != (case["matches"] == true) {
            wrong.push(format!("{id}: {pattern} on {message}: expected {}", case["matches"]));
        }
        if let Some(values) = case["extractedValues"].as_object() {
            let got: serde_json::Map<String, Value> = read
                .extract(message.as_bytes())
                .unwrap_or_default()
                .into_iter()
                .map(|(name, text)| (name, String::from_utf8_lossy(text).into()))
                .collect();
            if got != *values {
                wrong.push(format!("{id}: extracted {got:?}"));
            }
        }
    }
    for case in filters.list("cis") {
        if let Err(e) = FilterPattern::parse(text(case, "pattern")) {
            wrong.push(format!("{}: {e} at {:?}", case["control"], e.at));
        }
    }
    verdict(&wrong)
}

/// All patterns of the file in one set, against all its messages.
fn in_one_set(filters: &Filters) -> Result<(), Failed> {
    let cases = filters.list("vectors").iter().chain(filters.list("uncertain"));
    let cases: Vec<&Value> = cases.chain(filters.list("cis")).collect();
    let patterns: Vec<FilterPattern> =
        cases.iter().filter_map(|case| FilterPattern::parse(text(case, "pattern")).ok()).collect();
    let mut builder = FilterSetBuilder::default();
    for pattern in &patterns {
        builder.add(pattern, None);
    }
    let set = builder.build()?;
    let mut scratch = FilterScratch::default();
    let mut wrong = Vec::new();
    for case in &cases {
        let message = text(case, "message").as_bytes();
        let got: Vec<usize> =
            set.matches(&mut scratch, message).iter().map(|id| id.0 as usize).collect();
        let alone: Vec<usize> =
            (0..patterns.len()).filter(|at| patterns[*at].matches(message)).collect();
        if got != alone {
            wrong.push(format!("{}: {got:?} together, {alone:?} alone", case["message"]));
        }
    }
    verdict(&wrong)
}

fn refused(filters: &Filters) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for case in filters.list("invalid") {
        if FilterPattern::parse(text(case, "pattern")).is_ok() {
            wrong.push(format!("{}: {} is accepted", text(case, "id"), text(case, "pattern")));
        }
    }
    verdict(&wrong)
}

fn uncertain(filters: &Filters) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for case in filters.list("uncertain") {
        let pattern = text(case, "pattern");
        let got = FilterPattern::parse(pattern);
        let got = got.map(|p| p.matches(text(case, "message").as_bytes())).ok();
        let own = CHOICES.iter().find(|(known, _)| *known == pattern).map(|(_, answer)| *answer);
        let expected = case["likely"].as_bool().map(Some).or(own);
        if expected.is_some_and(|expected| got != expected) {
            wrong.push(format!("{pattern} on {}: got {got:?}", case["message"]));
        }
    }
    verdict(&wrong)
}
