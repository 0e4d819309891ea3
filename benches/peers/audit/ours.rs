//! Ours: the path of `tripline eval` from the bytes of a file to the results of all rules, without
//! the report, called as a library.

use crate::rules;
use crate::usage::{self, Watch};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tripline::audit::{Auditor, Setup};
use tripline::base::limits::Limits;
use tripline::engine::RecordPlan;
use tripline::eval::{Alarms, Evaluation, Gate, Kept, Progress, Routes, Rules, conclude, run};
use tripline::graph::GraphBuilder;
use tripline::model::{ComplianceType, Effect, Summary};
use tripline::sources::{Options, cloudtrail, find};

/// Hears nothing.
struct Quiet;

impl Progress for Quiet {
    fn advance(&mut self, _: u64) {}
    fn note(&mut self, _: &str, _: &str) {}
}

/// The part of the child process: `SNAPSHOT RULES THREADS`, and one line of JSON comes out.
///
/// # Errors
/// Rules that are refused, or a fault in the snapshot.
pub fn child(arguments: &[String]) -> Result<(), String> {
    let [snapshot, file, threads] = arguments else {
        return Err("library SNAPSHOT RULES THREADS".to_owned());
    };
    let threads = threads.parse().map_err(|_| format!("{threads} is not a number"))?;
    let (names, rules) = load(file.into(), threads)?;
    let watch = Watch::start();
    let mut counts = vec![0; names.len()];
    let mut trouble = None;
    let mut summary = Summary::default();
    let mut emit = |effect: Effect, _: &mut Summary| {
        match effect {
            Effect::Compliance(result) if result.compliance == ComplianceType::NonCompliant => {
                counts[result.rule.index()] += 1;
            }
            Effect::Compliance(result) => trouble = Some(result.message),
            Effect::Fault(fault) => trouble = Some(fault.message),
            _ => {}
        }
        Ok(())
    };
    let evaluation = Evaluation {
        rules: Arc::clone(&rules),
        inputs: find(&[OsString::from(snapshot)]),
        options: Options::default(),
        threads,
        kept: Kept::default(),
    };
    let stop = AtomicBool::new(false);
    run(evaluation, &stop, &mut Quiet, &mut summary, &mut emit)
        .and_then(|kept| conclude(&rules, kept, &Alarms::default(), &mut summary, &mut emit))
        .map_err(|error| error.to_string())?;
    let (cpu, wall) = watch.read();
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    let counted = names.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let findings: BTreeMap<String, u64> = counted.collect();
    println!("{}", usage::line(cpu, wall, usage::peak(), &findings));
    Ok(())
}

/// The rules of a file, with their names in order.
fn load(file: PathBuf, threads: usize) -> Result<(Vec<String>, Arc<Rules>), String> {
    let limits = Limits::default();
    let loaded = tripline::rules::load::load(&[file], &limits);
    let read = |path: &std::path::Path| std::fs::read(path);
    let (bundle, diags) = tripline::rules::bundle(&loaded, &[], &read, &limits);
    if let Some(diag) = loaded.diags.as_slice().iter().chain(diags.as_slice()).next() {
        return Err(format!("{}: {}", diag.code.name(), diag.message));
    }
    let names = bundle.compliance.iter().map(|rule| rules::name(&rule.header.name)).collect();
    let graph = GraphBuilder::default().finish();
    let routes = Routes::new(&[], &[], Default::default(), &limits);
    let setup = Setup { rules: bundle.compliance.into(), threads, ..Setup::default() };
    let rules = Rules {
        plan: graph.freeze(&limits, |_| true)?,
        records: RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND),
        states: Vec::new(),
        gate: Gate::Off,
        routes: routes.map_err(|error| error.to_string())?,
        account: None,
        auditor: Some(Arc::new(Auditor::new(setup))),
        listening: None,
        first_archive: 0,
        now: 0,
    };
    Ok((names, Arc::new(rules)))
}
