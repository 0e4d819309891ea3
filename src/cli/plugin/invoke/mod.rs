//! `tripline plugin invoke`: calls a plugin as rules would, and shows all that came of it.

mod callee;
mod items;
mod json;
mod outside;
mod text;

use super::args::{InvokeArgs, PluginFormat};
use super::compile::compile;
use crate::base::diag::{Diags, Level};
use crate::base::ids::TargetId;
use crate::cli::args::Global;
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::{host, terminal};
use crate::deliver::invocation_id;
use crate::model::{Invocation, Invoked, Item, Outcome};
use crate::plugins::ports::Request;
use crate::plugins::{Function, Overrides, Plugin};
use outside::Outside;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// What is called, for reports.
#[derive(Debug)]
struct Callee<'a> {
    plugin: &'a Plugin,
    target: &'a str,
    rule: &'a str,
}

/// One call and what came of it.
#[derive(Debug)]
struct Call {
    invocation: Invocation,
    invoked: Invoked,
    /// Requests that were recorded.
    requests: Vec<Request>,
}

pub(super) fn run(args: &InvokeArgs, global: &Global) -> Done {
    let batches = items::read(args)?;
    let host = host::host(&global.home());
    let called = callee::read(args, global)?;
    let compiled = compile(&host, &called.plugin, global)?;
    let mut diags = Diags::default();
    crate::plugins::check(&host, std::slice::from_ref(&called.target), &mut diags);
    said(&called, diags, global)?;
    let outside = Outside::new(args, global);
    let overrides = Overrides { fresh: args.fresh };
    let function = host.function(&called.target, &called.plugin, &outside.ports, overrides);
    let function = function.map_err(Failure::usage)?;
    let callee = Callee { plugin: &called.plugin, target: &called.target.name, rule: &args.rule };
    let (calls, times) = call_all(&function, &callee, batches, args.times, &outside)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        PluginFormat::Text => text::write(&callee, &calls, &times, &outside, &mut out)?,
        PluginFormat::Json => {
            let report = json::report(&callee, &calls, compiled, &times, &outside);
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    let failed: Vec<String> =
        calls.iter().filter_map(|call| failure(&call.invocation, &call.invoked)).collect();
    for why in &failed {
        terminal::error(&format!(
            "target `{}` (plugin `{}`, rule `{}`) {}",
            callee.target,
            callee.plugin.name,
            callee.rule,
            text::brief(why)
        ));
    }
    Ok(if failed.is_empty() { Code::Clean } else { Code::PluginFailed })
}

/// Says what `check` says of the target; errors end the command. Of the warnings, the call itself
/// will tell.
fn said(called: &callee::Called, mut diags: Diags, global: &Global) -> Result<(), Failure> {
    let failed = diags.has_errors();
    diags.retain(|diag| diag.level == Level::Error || global.verbose > 0);
    if !diags.is_empty() {
        terminal::diags(diags, &called.sources, global)?;
    }
    if failed { Err(Failure::Said(Code::BadRules)) } else { Ok(()) }
}

/// Calls with every batch, `times` times over. Kept are the calls of the first round and those that
/// failed later; of the others, how long they took.
fn call_all(
    function: &Function,
    callee: &Callee<'_>,
    batches: Vec<Vec<Item>>,
    times: u32,
    outside: &Outside,
) -> Result<(Vec<Call>, Vec<Duration>), Failure> {
    /// The most failed calls of later rounds that are kept.
    const MOST: usize = 10;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|e| Failure::usage(format!("no threads: {e}")))?;
    let invocation = |items: Vec<Item>| Invocation {
        id: invocation_id(callee.rule, callee.target, &items),
        target: TargetId::new(0),
        rule: Arc::from(callee.rule),
        attempt: 1,
        items,
    };
    let invocations: Vec<Invocation> = batches.into_iter().map(invocation).collect();
    let (mut calls, mut took) = (Vec::new(), Vec::new());
    let mut later = 0;
    for round in 0..times {
        for invocation in &invocations {
            let invoked = runtime.block_on(function.invoke(invocation));
            took.push(invoked.took);
            let requests = outside.requests();
            let failed = || failure(invocation, &invoked).is_some();
            if round == 0 || (later < MOST && failed()) {
                later += usize::from(round > 0);
                calls.push(Call { invocation: invocation.clone(), invoked, requests });
            }
        }
    }
    Ok((calls, took))
}

/// What went wrong with a call, if anything did.
fn failure(invocation: &Invocation, invoked: &Invoked) -> Option<String> {
    match &invoked.outcome {
        Outcome::Answered { failures, .. } if failures.is_empty() => None,
        Outcome::Answered { failures, .. } => {
            let mut seen = BTreeSet::new();
            let known = |id: &str| invocation.items.iter().any(|item| &*item.id == id);
            for failure in failures {
                if !known(&failure.id) {
                    return Some(format!(
                        "names the item `{}`, which is not in the batch: all of it counts as failed",
                        failure.id
                    ));
                }
                if !seen.insert(&failure.id) {
                    return Some(format!(
                        "names the item `{}` twice: all of the batch counts as failed",
                        failure.id
                    ));
                }
            }
            let (failed, all) = (failures.len(), invocation.items.len());
            Some(format!("failed {failed} of {all} item{}", if all == 1 { "" } else { "s" }))
        }
        Outcome::Refused(refusal) => {
            Some(format!("refused ({}): {}", text::class(refusal), refusal.message()))
        }
        Outcome::Broken { kind, message } => Some(format!("broke ({}): {message}", kind.code())),
    }
}
