//! The crate `regorus` and a bare parse, each over one snapshot in a process of its own:
//! `peer-rego LANE SNAPSHOT RULES`, and one line of JSON comes out.

#[path = "../../audit/usage.rs"]
mod usage;

use regorus::{Engine, Value};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::error::Error;
use std::mem::forget;
use usage::Watch;

type Findings = BTreeMap<String, u64>;

/// A snapshot whose items are not looked into.
#[derive(Debug, Deserialize)]
struct Snapshot<'a> {
    #[serde(borrow, rename = "configurationItems")]
    items: Vec<&'a RawValue>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lane, snapshot, rules] = arguments.as_slice() else {
        return Err("peer-rego LANE SNAPSHOT RULES".into());
    };
    let line = match lane.as_str() {
        "parse" => parse(snapshot)?,
        "types" => types(snapshot)?,
        "whole" => whole(snapshot, engine(rules)?)?,
        "each" => each(snapshot, engine(rules)?)?,
        _ => return Err(format!("{lane} is no lane").into()),
    };
    println!("{line}");
    Ok(())
}

/// The file as one value, which is given back to the system by the end of the process.
fn parse(snapshot: &str) -> Result<String, Box<dyn Error>> {
    let watch = Watch::start();
    let bytes = std::fs::read(snapshot)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes)?;
    let (cpu, wall) = watch.read();
    forget(std::hint::black_box(value));
    Ok(usage::line(cpu, wall, usage::peak(), &Findings::new()))
}

/// An item of which only the type is kept.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Typed<'a> {
    resource_type: &'a str,
}

/// A snapshot of such items.
#[derive(Debug, Deserialize)]
struct Types<'a> {
    #[serde(borrow, rename = "configurationItems")]
    items: Vec<Typed<'a>>,
}

/// The items' types; the rest is proved to be JSON and passed by.
fn types(snapshot: &str) -> Result<String, Box<dyn Error>> {
    let watch = Watch::start();
    let bytes = std::fs::read(snapshot)?;
    let found: Types<'_> = serde_json::from_slice(&bytes)?;
    let buckets = found.items.iter().filter(|item| item.resource_type == "AWS::S3::Bucket");
    std::hint::black_box(buckets.count());
    let (cpu, wall) = watch.read();
    Ok(usage::line(cpu, wall, usage::peak(), &Findings::new()))
}

fn engine(rules: &str) -> Result<Engine, Box<dyn Error>> {
    let mut engine = Engine::new();
    engine.add_policy("ten.rego".to_owned(), std::fs::read_to_string(rules)?)?;
    // The first question compiles the rules; that is not measured.
    engine.set_input(Value::from_json_str(r#"{"configurationItems":[]}"#)?);
    engine.eval_rule("data.ten.findings".to_owned())?;
    Ok(engine)
}

/// The snapshot as one input.
fn whole(snapshot: &str, mut engine: Engine) -> Result<String, Box<dyn Error>> {
    let watch = Watch::start();
    let text = std::fs::read_to_string(snapshot)?;
    engine.set_input(Value::from_json_str(&text)?);
    let answer = engine.eval_rule("data.ten.findings".to_owned())?;
    let (cpu, wall) = watch.read();
    let mut findings = Findings::new();
    count(&answer, &mut findings)?;
    forget(engine);
    Ok(usage::line(cpu, wall, usage::peak(), &findings))
}

/// Every item as an input of its own; the others are not parsed meanwhile.
fn each(snapshot: &str, mut engine: Engine) -> Result<String, Box<dyn Error>> {
    let mut findings = Findings::new();
    let watch = Watch::start();
    let text = std::fs::read_to_string(snapshot)?;
    let Snapshot { items } = serde_json::from_str(&text)?;
    let mut input = String::new();
    for item in items {
        input.clear();
        input.push_str(r#"{"configurationItems":["#);
        input.push_str(item.get());
        input.push_str("]}");
        engine.set_input(Value::from_json_str(&input)?);
        let answer = engine.eval_rule("data.ten.findings".to_owned())?;
        count(&answer, &mut findings)?;
    }
    let (cpu, wall) = watch.read();
    Ok(usage::line(cpu, wall, usage::peak(), &findings))
}

/// Findings come as a set of pairs of rule and resource.
fn count(answer: &Value, findings: &mut Findings) -> Result<(), Box<dyn Error>> {
    for pair in answer.as_set()?.iter() {
        let rule = pair[0].as_string()?.to_string();
        *findings.entry(rule).or_default() += 1;
    }
    Ok(())
}
