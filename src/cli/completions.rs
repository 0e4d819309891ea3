//! `tripline completions`.

use super::args::{Args, CompletionsArgs};
use super::exit::{Code, Done};
use clap::CommandFactory;
use std::io::Write;

pub(super) fn run(args: &CompletionsArgs) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "tripline", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Code::Clean)
}
