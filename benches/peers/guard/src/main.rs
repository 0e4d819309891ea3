//! The crate `cfn-guard` over one snapshot, or over a folder of snapshots of one item, in a process
//! of its own: `peer-guard SNAPSHOT-OR-FOLDER RULES`, and one line of JSON comes out.

#[path = "../../audit/usage.rs"]
mod usage;

use cfn_guard::commands::Executable;
use cfn_guard::commands::validate::{OutputFormatType, ShowSummaryType};
use cfn_guard::utils::reader::Reader;
use cfn_guard::utils::writer::{WriteBuffer, Writer};
use cfn_guard::{CommandBuilder, ValidateBuilder};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use usage::Watch;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, rules] = arguments.as_slice() else {
        return Err("peer-guard SNAPSHOT-OR-FOLDER RULES".into());
    };
    let command = ValidateBuilder::default()
        .rules(vec![rules.clone()])
        .data(vec![data.clone()])
        .structured(true)
        .output_format(OutputFormatType::JSON)
        .show_summary(vec![ShowSummaryType::None])
        .try_build()?;
    let watch = Watch::start();
    let mut writer = Writer::new(WriteBuffer::Vec(Vec::new()))?;
    let mut reader = Reader::default();
    command.execute(&mut writer, &mut reader)?;
    let (cpu, wall) = watch.read();
    let peak = usage::peak();
    let findings = count(&serde_json::from_str(&writer.into_string()?)?);
    println!("{}", usage::line(cpu, wall, peak, &findings));
    Ok(())
}

/// Findings by rule: as many as items that a rule does not comply with, told by the paths of the
/// values in the report.
fn count(report: &Value) -> BTreeMap<String, u64> {
    let mut seen: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for file in report.as_array().into_iter().flatten() {
        let name = file["name"].as_str().unwrap_or_default();
        for rule in file["not_compliant"].as_array().into_iter().flatten() {
            let Some(rule_name) = rule["Rule"]["name"].as_str() else { continue };
            let items = seen.entry(rule_name.to_owned()).or_default();
            paths(&rule["Rule"]["checks"], &mut |path| {
                let mut parts = path.split('/').skip_while(|part| *part != "configurationItems");
                if let Some(index) = parts.nth(1) {
                    items.insert((name.to_owned(), index.to_owned()));
                }
            });
        }
    }
    seen.into_iter().map(|(rule, items)| (rule, items.len() as u64)).collect()
}

/// All paths of values below.
fn paths(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(path) if key == "path" => found(path),
                    _ => paths(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| paths(value, found)),
        _ => {}
    }
}
