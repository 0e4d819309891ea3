//! tripline's compliance rules beside their peers: the same ten rules over the same snapshots, in
//! the same run. See `../README.md`.
//!
//! Every measurement is a process of its own, so that peak memory and processor time are those of
//! one peer alone; this program is also the process that measures ours.

mod child;
mod data;
mod lanes;
mod options;
mod ours;
#[path = "../src/prng.rs"]
#[allow(dead_code, reason = "the other program of this package uses the rest")]
mod prng;
mod report;
mod rules;
mod run;
#[cfg(test)]
mod tests;
mod usage;

use options::{HELP, Options};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        // What `tripline eval` does, whatever comes of it: findings are no failure here.
        Some("eval") => {
            let watch = usage::Watch::start();
            tripline::cli::main();
            let (cpu, wall) = watch.read();
            eprintln!("{}", usage::line(cpu, wall, usage::peak(), &Default::default()));
            Ok(())
        }
        Some("library") => ours::child(&arguments[1..]),
        _ => Options::parse(arguments).and_then(|options| {
            if options.help {
                print!("{HELP}");
                return Ok(());
            }
            run::run(&options)
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("audit: {trouble}");
            ExitCode::FAILURE
        }
    }
}
