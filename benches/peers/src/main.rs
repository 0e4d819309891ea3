//! tripline's matcher beside its peers: same rules, same events, same run. See `README.md`.

mod alloc;
mod clock;
mod compare;
mod data;
mod measure;
mod modes;
mod options;
mod panics;
mod peers;
mod prng;
mod probe;
mod report;
mod rules;
mod run;
mod sets;
#[cfg(test)]
mod tests;

use options::{HELP, Options};
use std::process::ExitCode;

#[global_allocator]
static COUNTING: alloc::Counting = alloc::Counting;

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)).and_then(|options| dispatch(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("peers: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(options: &Options) -> Result<(), String> {
    panics::install_hook();
    if options.help {
        print!("{HELP}");
        return Ok(());
    }
    if let Some(stream) = &options.dump {
        return modes::dump(stream, options);
    }
    if options.list {
        modes::list();
        return Ok(());
    }
    if let Some(name) = &options.probe {
        return probe::run_child(name, options);
    }
    if options.all_cores {
        return modes::all_cores(options);
    }
    run::run(options)
}
