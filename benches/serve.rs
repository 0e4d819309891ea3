//! The daemon under load: `cargo bench --bench serve`. PutEvents over connections that stay open, ten
//! events of 1 KB a call, 1,000 rules. Times of the processor count, those of the wall are told beside
//! them; `benches/record` has what was measured where. Two arguments, both optional:
//! the seconds of a phase and the connections.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]
#![allow(clippy::format_push_string, reason = "texts are built as they read")]

#[path = "serve/load.rs"]
mod load;
#[path = "serve/process.rs"]
mod process;
#[path = "serve/sink.rs"]
mod sink;

use load::{Load, Told, load};
use process::{Process, cpu};
use sink::Sink;
use std::time::Duration;

/// Rules in force.
const RULES: usize = 1_000;
/// Sources of events: a rule matches each of the first thousand.
const SOURCES: usize = 4_000;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let seconds = Duration::from_secs(numbers.first().copied().unwrap_or(10));
    let connections = usize::try_from(numbers.get(1).copied().unwrap_or(32)).unwrap();
    println!("{RULES} rules, {connections} connections, {seconds:?} a phase");
    let sink = Sink::start();

    let none = Process::start(&rules(0, &sink));
    let full = phase("rules without targets", &none, seconds, connections, None);
    drop(none);

    let webhook = Process::start(&rules(10, &sink));
    phase("one event in 400 to a webhook", &webhook, seconds, connections, None);
    let half = full.events_per_second() / 2.0;
    sink.take();
    phase("the same at half the load", &webhook, seconds, connections, Some(half));
    let mut late = sink.take();
    late.sort_unstable();
    println!("  event to target: {}", quantiles(&late));
}

fn phase(
    name: &str,
    process: &Process,
    seconds: Duration,
    connections: usize,
    rate: Option<f64>,
) -> Told {
    let own = cpu(std::process::id());
    let theirs = cpu(process.id());
    let load = Load { address: process.address(), connections, seconds, rate, sources: SOURCES };
    let mut told = load_and_wait(&load, process);
    let (own, theirs) = (cpu(std::process::id()) - own, cpu(process.id()) - theirs);
    told.waits.sort_unstable();
    let per_event = |seconds: f64| seconds * 1e6 / told.events as f64;
    println!("{name}");
    println!("  events/s: {:.0}, refused calls: {}", told.events_per_second(), told.refused);
    println!("  calls: {}", quantiles(&told.waits));
    println!(
        "  CPU: {:.1} µs an event for the daemon ({theirs:.2} s), {:.1} µs for the load ({own:.2} s)",
        per_event(theirs),
        per_event(own),
    );
    println!("  resident: {} MB", process.resident() / 1024);
    told
}

/// The load, and then the time until everything is worked off, so that its costs are counted.
fn load_and_wait(what: &Load, process: &Process) -> Told {
    let told = load(what);
    process.worked_off();
    told
}

/// Rules, of which the first few have a webhook as their target.
fn rules(aimed: usize, sink: &Sink) -> String {
    let mut text = String::from("rules:\n");
    for n in 0..RULES {
        text += &format!(
            "  r{n}:\n    pattern: {{source: [svc-{n}], detail: {{kind: [order, {{prefix: k{n}}}]}}}}\n"
        );
        if n < aimed {
            text += "    targets: [hook]\n";
        }
    }
    if aimed > 0 {
        let at = sink.address();
        text += &format!(
            "targets:\n  hook:\n    plugin: webhook\n    config: {{url: 'http://{at}/'}}\n    \
             grants: {{http: ['http://{at}/']}}\n"
        );
    }
    text
}

/// Quantiles of microseconds that are in order.
fn quantiles(sorted: &[u64]) -> String {
    if sorted.is_empty() {
        return "none".to_owned();
    }
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize] as f64 / 1e3;
    format!(
        "p50 {:.2} ms, p99 {:.2} ms, most {:.2} ms of {}",
        at(0.5),
        at(0.99),
        at(1.0),
        sorted.len()
    )
}
