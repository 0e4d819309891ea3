//! Trials of quamina in a child process with limits on time and memory: some sets make it panic,
//! run for hours or fill the memory, and none of that may end the run.

use crate::clock::Stopwatch;
use crate::options::Options;
use crate::peers::Peer;
use crate::peers::quamina::{Mode, QuaminaPeer};
use crate::sets::{self, Set};
use crate::{panics, rules::Rule};
use serde_json::{Value, json};
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Events of a trial, and the CPU seconds after which it has seen enough of them.
const EVENTS: usize = 2_000;
const ENOUGH: f64 = 1.5;

/// Finds the mode to measure quamina in.
///
/// # Errors
/// What became of it in each mode, if it cannot be measured in any.
pub fn choose(set: &Set, rules: &[Rule], options: &Options) -> Result<Mode, String> {
    let modes = match options.mode {
        Some(mode) => vec![mode],
        // Without wildcards both modes build the same.
        None if rules.iter().any(|rule| rule.pattern.contains("\"wildcard\"")) => {
            vec![Mode::Comfort, Mode::Speed]
        }
        None => vec![Mode::Comfort],
    };
    let mut best: Option<(f64, Mode)> = None;
    let mut troubles = Vec::new();
    for mode in modes {
        match trial(set, mode, options) {
            Ok(rate) if best.is_none_or(|(other, _)| rate > other) => best = Some((rate, mode)),
            Ok(_) => {}
            Err(trouble) if troubles.contains(&trouble) => {}
            Err(trouble) => troubles.push(trouble),
        }
    }
    best.map(|(_, mode)| mode).ok_or_else(|| troubles.join("; "))
}

/// Runs one trial and returns its rate.
fn trial(set: &Set, mode: Mode, options: &Options) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let gib = options.probe_gib.to_string();
    let mut child = Command::new(program)
        .args(["--probe", set.name, "--quamina", mode.name(), "--probe-gib", &gib])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    if !ended_in_time(&mut child, Duration::from_secs(options.probe_seconds)) {
        return Err(format!("not ready after {} s", options.probe_seconds));
    }
    let mut text = String::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_string(&mut text).map_err(|error| error.to_string())?;
    }
    let report: Value = serde_json::from_str(&text)
        .map_err(|_| format!("died, most likely of its limit of {gib} GiB of memory"))?;
    report["rate"].as_f64().ok_or_else(|| report["trouble"].as_str().unwrap_or("?").to_owned())
}

/// Waits for the end; at the limit the child is killed.
fn ended_in_time(child: &mut Child, limit: Duration) -> bool {
    let start = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if start.elapsed() > limit {
            // It may end by itself between the two calls; either way it is gone afterwards.
            drop(child.kill());
            drop(child.wait());
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// The child's part: loads, runs a few events, prints one JSON object.
pub fn run_child(name: &str, options: &Options) -> Result<(), String> {
    limit_memory(options.probe_gib);
    let set = sets::find(name).ok_or(format!("{name} is no rule set"))?;
    let rules = (set.rules)(set.size);
    let events = set.stream.generate(EVENTS);
    let outcome = panics::guarded(|| {
        let mut peer = QuaminaPeer::new(options.mode.unwrap_or(Mode::Comfort));
        peer.load(&rules)?;
        let watch = Stopwatch::start();
        let mut done = 0;
        for event in events.iter() {
            peer.matches(event);
            done += 1;
            if watch.seconds() > ENOUGH {
                break;
            }
        }
        Ok(f64::from(done) / watch.seconds().max(1e-9))
    });
    let report = match outcome.and_then(|inner| inner) {
        Ok(rate) => json!({ "rate": rate }),
        Err(trouble) => json!({ "trouble": trouble }),
    };
    println!("{report}");
    Ok(())
}

fn limit_memory(gib: u64) {
    let bytes = gib << 30;
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: `limit` is a valid rlimit for the length of the call. Should the call fail, the
    // trial merely runs without the limit.
    unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) };
}
