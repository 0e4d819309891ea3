//! Many rules at once: line n of the expectations names the rules that event n matches.

use libtest_mimic::Failed;
use std::collections::BTreeSet;
use std::path::Path;
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::engine::{parse_pattern, reference};
use tripline::matching::{PlanBuilder, Scratch};
use tripline::operators::Compat;
use tripline::read::json;

/// The rules, events and answers.
pub struct Many {
    pub rules: Vec<(String, Vec<u8>)>,
    pub events: Vec<Vec<u8>>,
    pub expected: Vec<BTreeSet<String>>,
}

type Way = (&'static str, fn(&Many) -> Result<(), Failed>);

/// The ways to answer.
pub static WAYS: &[Way] = &[
    ("one graph", |many| one_graph(many, &(0..many.rules.len()).collect::<Vec<_>>())),
    ("one graph, rules the other way round", |many| {
        one_graph(many, &(0..many.rules.len()).rev().collect::<Vec<_>>())
    }),
    ("reference", by_reference),
    ("binary", binary),
];

/// Reads the three files of a folder.
pub fn read(folder: &Path) -> Many {
    let lines = |name: &str| -> Vec<Vec<u8>> {
        let text = std::fs::read(folder.join(name)).unwrap();
        text.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(<[u8]>::to_vec).collect()
    };
    let rules = lines("many_rules.jsonl")
        .iter()
        .map(|line| {
            let tree = json::read(SourceId(0), line.as_slice().into(), 1000).unwrap();
            let rule = tree.root();
            let pattern = rule.get("pattern").unwrap().raw().to_vec();
            (rule.get("name").unwrap().str().into_owned(), pattern)
        })
        .collect();
    let expected = lines("many_expected.jsonl")
        .iter()
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    Many { rules, events: lines("many_events.jsonl"), expected }
}

fn compare(many: &Many, got: &[BTreeSet<String>]) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (at, (got, want)) in got.iter().zip(&many.expected).enumerate() {
        if got != want {
            let missing: Vec<_> = want.difference(got).collect();
            let extra: Vec<_> = got.difference(want).collect();
            wrong.push(format!("event {at}: missing {missing:?}, extra {extra:?}"));
        }
    }
    if got.len() != many.expected.len() {
        wrong.push(format!("{} answers to {} events", got.len(), many.expected.len()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn one_graph(many: &Many, order: &[usize]) -> Result<(), Failed> {
    let mut builder = PlanBuilder::new();
    for at in order {
        let (name, pattern) = &many.rules[*at];
        builder.add(name, pattern)?;
    }
    let plan = builder.build()?;
    let mut scratch = Scratch::new(&plan);
    let mut got = Vec::new();
    for event in &many.events {
        let rules = plan.check_and_match(&mut scratch, event).map_err(|e| e.to_string())?;
        got.push(rules.iter().map(|r| many.rules[order[r.index()]].0.clone()).collect());
    }
    compare(many, &got)
}

fn by_reference(many: &Many) -> Result<(), Failed> {
    let mut patterns = Vec::new();
    for (name, pattern) in &many.rules {
        patterns.push((name, parse_pattern(pattern, Compat::Tripline, &Limits::default())?));
    }
    let mut got = Vec::new();
    for event in &many.events {
        let event =
            json::read(SourceId(0), event.as_slice().into(), 1000).map_err(|e| e.to_string())?;
        let names = patterns.iter().filter(|(_, p)| reference::matches(p, &event));
        got.push(names.map(|(name, _)| (*name).clone()).collect());
    }
    compare(many, &got)
}

/// `tripline eval` with a rule file of all rules and a file of all events.
fn binary(many: &Many) -> Result<(), Failed> {
    let folder = std::env::temp_dir().join(format!("tripline-many-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut rules = String::from("{\"rules\":{");
    for (at, (name, pattern)) in many.rules.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        rules += &format!("{comma}\"{name}\":{{\"pattern\":{}}}", String::from_utf8_lossy(pattern));
    }
    std::fs::write(folder.join("rules.json"), rules + "}}")?;
    std::fs::write(folder.join("events.ndjson"), many.events.join(&b'\n'))?;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tripline"))
        .args(["eval", "--format", "ndjson", "--rules", "rules.json", "events.ndjson"])
        .current_dir(&folder)
        .output()?;
    std::fs::remove_dir_all(&folder)?;
    if output.status.code() != Some(0) {
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("exit {:?}\n{text}", output.status.code()).into());
    }
    let mut got = vec![BTreeSet::new(); many.events.len()];
    for line in String::from_utf8(output.stdout)?.lines() {
        let effect: serde_json::Value = serde_json::from_str(line)?;
        if effect["kind"] == "match" {
            let at = effect["index"].as_u64().ok_or("no index")? as usize;
            got[at].insert(effect["rule"].as_str().ok_or("no rule")?.to_owned());
        }
    }
    compare(many, &got)
}
