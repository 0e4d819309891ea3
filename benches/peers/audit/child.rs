//! Processes that measure: started, waited for, and their line of figures read.

use crate::rules;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What one process came to.
#[derive(Debug, Clone)]
pub struct Pass {
    /// CPU seconds of all its threads, user and system.
    pub cpu: f64,
    /// Seconds by the clock.
    pub wall: f64,
    /// The most memory it had, in bytes.
    pub peak: u64,
    /// Findings by rule; `None` of a lane that has no rules.
    pub findings: Option<BTreeMap<String, u64>>,
}

/// Runs a program that prints its figures and findings.
///
/// # Errors
/// It cannot be started, fails, or says something else.
pub fn measure(program: &Path, arguments: &[&str]) -> Result<Pass, String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, said.lines().last().unwrap_or("no word")));
    }
    figures(&String::from_utf8_lossy(&output.stdout))
}

/// Runs `tripline eval` with its report as NDJSON in a file. Its figures are those of the whole
/// process, from start to end, rules included.
///
/// # Errors
/// It cannot be started, fails, or says something else.
pub fn eval(program: &Path, arguments: &[&str], report: &Path) -> Result<Pass, String> {
    let file = File::create(report).map_err(|error| format!("{}: {error}", report.display()))?;
    let output = Command::new(program).args(arguments).stdout(Stdio::from(file)).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let mut pass = figures(said.lines().last().unwrap_or_default())?;
    let told = File::open(report).map_err(|error| format!("{}: {error}", report.display()))?;
    let mut findings: BTreeMap<String, u64> = BTreeMap::new();
    for line in BufReader::new(told).lines() {
        let line = line.map_err(|error| error.to_string())?;
        let line: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if line["kind"] == "compliance" && line["status"] == "NON_COMPLIANT" {
            let rule = line["rule"].as_str().unwrap_or_default();
            *findings.entry(rules::name(rule)).or_default() += 1;
        }
    }
    pass.findings = Some(findings);
    Ok(pass)
}

fn figures(line: &str) -> Result<Pass, String> {
    let line: Value = serde_json::from_str(line).map_err(|_| format!("said `{line}`"))?;
    let (Some(cpu), Some(wall), Some(peak)) =
        (line["cpu"].as_f64(), line["wall"].as_f64(), line["peak"].as_u64())
    else {
        return Err(format!("said `{line}`"));
    };
    let findings = line["findings"].as_object().filter(|found| !found.is_empty());
    let findings = findings.map(|found| {
        found.iter().filter_map(|(rule, count)| Some((rule.clone(), count.as_u64()?))).collect()
    });
    Ok(Pass { cpu, wall, peak, findings })
}

/// Builds a peer beside this program, each by itself: together they would be built with the features
/// that any of them wants.
///
/// # Errors
/// What the build said last.
pub fn build(package: &str) -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = own.parent().ok_or("the program is in no folder")?;
    let target = folder.parent().ok_or("the program is in no target folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--locked", "--package", package, "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let program = target.join("release").join(package);
    if output.status.success() { Ok(program) } else { Err(format!("{package} does not build")) }
}
