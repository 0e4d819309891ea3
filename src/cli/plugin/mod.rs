//! `tripline plugin`: from an idea to a component that rules can call. One command, one file; the
//! templates of `new` are files in `templates`.

mod args;
#[cfg(feature = "wasm")]
mod artifact;
#[cfg(feature = "wasm")]
mod build;
#[cfg(feature = "wasm")]
mod compile;
#[cfg(feature = "wasm")]
mod describe;
#[cfg(feature = "wasm")]
mod inspect;
#[cfg(feature = "wasm")]
mod invoke;
#[cfg(feature = "wasm")]
mod manifest;
#[cfg(feature = "wasm")]
mod new;
#[cfg(feature = "wasm")]
mod templates;

pub(super) use args::PluginArgs;

use super::args::Global;
use super::exit::Done;

#[cfg(feature = "wasm")]
pub(super) fn run(args: &PluginArgs, global: &Global) -> Done {
    use args::PluginCommand as Command;
    match &args.command {
        Command::New(new) => new::run(new, global),
        Command::Build(build) => build::run(build, global),
        Command::Inspect(inspect) => inspect::run(inspect, global),
        Command::Invoke(invoke) => invoke::run(invoke, global),
    }
}

#[cfg(not(feature = "wasm"))]
pub(super) fn run(args: &PluginArgs, _global: &Global) -> Done {
    let _ = &args.command;
    Err(super::exit::Failure::usage("this tripline was built without plugins (feature `wasm`)"))
}
