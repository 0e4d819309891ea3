//! What the program can do beside a run.

use crate::data::{Library, Stream};
use crate::options::Options;
use crate::sets::SETS;
use std::io::Write;

/// Prints the names of the rule sets.
pub fn list() {
    for set in &SETS {
        println!("{:<28} {:>8} rules over {}", set.name, set.size, set.stream.name());
    }
}

/// Prints the events of a stream, one a line, so that a difference can be looked at.
///
/// # Errors
/// There is no such stream, or nobody reads the output.
pub fn dump(name: &str, options: &Options) -> Result<(), String> {
    let stream = Stream::ALL.into_iter().find(|stream| stream.name() == name);
    let stream = stream.ok_or(format!("{name} is no stream"))?;
    let mut library = Library::new(options.events);
    let mut out = std::io::stdout().lock();
    for event in library.get(stream).iter() {
        out.write_all(event).and_then(|()| out.write_all(b"\n")).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Prints ours on one core and on all of them.
///
/// # Errors
/// Our engine is not part of this build, or refuses a set.
#[cfg(feature = "ours")]
pub fn all_cores(options: &Options) -> Result<(), String> {
    use crate::peers::tripline;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut library = Library::new(options.events);
    println!(
        "| set | rules | one thread ev/s | {threads} threads ev/s | times |\n|---|---|---|---|---|"
    );
    for set in SETS.iter().filter(|set| options.wants(set.name, set.size)) {
        let rules = (set.rules)(set.size);
        let events = library.get(set.stream);
        let one = tripline::all_cores(&rules, events, 1, options.passes)?;
        let all = tripline::all_cores(&rules, events, threads, options.passes)?;
        println!("| {} | {} | {one:.0} | {all:.0} | {:.2} |", set.name, set.size, all / one);
    }
    Ok(())
}

/// Without our engine there is nothing to run.
///
/// # Errors
/// Always.
#[cfg(not(feature = "ours"))]
pub fn all_cores(_: &Options) -> Result<(), String> {
    Err("--all-cores needs the feature `ours`".to_owned())
}
