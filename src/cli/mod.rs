//! The command line: one command, one file, one line in the table of commands.

mod alarms;
mod args;
#[cfg_attr(not(feature = "wasm"), path = "ask_none.rs")]
mod ask;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod backup;
mod bundle;
mod check;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod client;
mod compile;
mod completions;
#[cfg_attr(not(feature = "wasm"), path = "deliver_none.rs")]
mod deliver;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod diff;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod dlq;
mod eval;
mod exit;
mod explain;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod export;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod fsck;
mod graph;
#[cfg(feature = "wasm")]
mod host;
mod import;
mod inventory;
mod items;
mod metrics;
mod packs;
mod pattern;
mod plugin;
mod query;
#[cfg(feature = "wasm")]
mod queue;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod replay;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod restore;
mod schedule;
mod schema;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod serve;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod store;
mod terminal;
mod test;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod top;

use args::{Args, Command};
use clap::Parser;
use exit::{Code, Failure};
use std::process::ExitCode;

/// Runs the program: reads the arguments, does what they say, gives the exit code.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        terminal::error(&format!("this is a bug in tripline: {panic}"));
        terminal::error("please report it with the command and the input that led to it");
    }));
    let ran = std::panic::catch_unwind(|| match Args::try_parse() {
        Ok(args) => run(&args),
        Err(error) => {
            // Help and version are no errors, and a closed pipe is none of our business.
            let asked = !error.use_stderr();
            let _ = error.print();
            if asked { Code::Clean } else { Code::BadRules }
        }
    });
    ran.unwrap_or(Code::Bug).into()
}

fn run(args: &Args) -> Code {
    let global = &args.global;
    let done = match &args.command {
        Command::Check(check) => check::run(check, global),
        Command::Test(test) => test::run(test, global),
        Command::Eval(eval) => eval::run(eval, global),
        Command::Explain(explain) => explain::run(explain, global),
        Command::Pattern(pattern) => pattern::run(pattern, global),
        Command::Graph(graph) => graph::run(graph, global),
        Command::Import(import) => import::run(import, global),
        Command::Inventory(inventory) => inventory::run(inventory, global),
        Command::Metrics(metrics) => metrics::run(metrics, global),
        Command::Query(query) => query::run(query, global),
        Command::Plugin(plugin) => plugin::run(plugin, global),
        #[cfg(feature = "wasm")]
        Command::Queue(queue) => queue::run(queue, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Diff(diff) => diff::run(diff, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Replay(replay) => replay::run(replay, global),
        Command::Schedule(schedule) => schedule::run(schedule, global),
        Command::Packs(packs) => packs::run(packs, global),
        Command::Schema(schema) => schema::run(schema),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Serve(serve) => serve::run(serve, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Top(top) => top::run(top, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Dlq(dlq) => dlq::run(dlq, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Backup(backup) => backup::run(backup, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Restore(restore) => restore::run(restore, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Fsck(fsck) => fsck::run(fsck, global),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        Command::Export(export) => export::run(export, global),
        Command::Completions(completions) => completions::run(completions),
    };
    match done {
        Ok(code) => code,
        Err(Failure::Closed) => Code::Clean,
        Err(Failure::Said(code)) => code,
        Err(Failure::Say(code, message)) => {
            terminal::error(&message);
            code
        }
    }
}
