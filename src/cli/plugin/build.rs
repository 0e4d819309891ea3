//! `tripline plugin build`: what a compiler made becomes a component with its manifest, checked
//! and precompiled.

use super::args::BuildArgs;
use super::artifact;
use super::compile::{compile, time};
use super::describe;
use super::manifest::{self, Described};
use crate::base::text::reason;
use crate::base::units::show_size;
use crate::cli::args::Global;
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::{host, terminal};
use crate::model::Home;
use crate::plugins::{Inspection, Plugin, componentize, limits, with_manifest};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is built of what.
struct Work {
    /// The compiler's file.
    artifact: PathBuf,
    /// What is written.
    output: PathBuf,
    /// The plugin.yaml, if a folder was given.
    described: Option<Described>,
}

pub(super) fn run(args: &BuildArgs, global: &Global) -> Done {
    let work = work(args, global)?;
    let shown = work.artifact.display();
    let bytes = read(&work.artifact)?;
    let refuse = |why: String| Failure::usage(format!("`{shown}` makes no plugin: {why}"));
    let mut component = componentize(&bytes).map_err(refuse)?;
    if let Some(described) = &work.described {
        component = with_manifest(&component, &described.manifest).map_err(refuse)?;
    }
    let name = work.output.display().to_string();
    let plugin = Plugin::new(&name, component.into()).map_err(|why| refuse(why.to_string()))?;
    if plugin.bytes.len() as u64 > limits::COMPONENT {
        let words = format!("the component is larger than {}", show_size(limits::COMPONENT));
        return Err(refuse(words));
    }
    let took = compile(&host::host(&Home::default()), &plugin, global)?;
    write(&work.output, &plugin.bytes)?;
    remarks(&plugin.inspection, work.described.is_some(), global);
    let mut out = io::stdout().lock();
    describe::text(&plugin, &mut out)?;
    writeln!(out, "  compiled    in {}", time(took))?;
    Ok(Code::Clean)
}

fn work(args: &BuildArgs, global: &Global) -> Result<Work, Failure> {
    let what = &args.what;
    if what.is_dir() {
        let yaml = what.join(manifest::FILE);
        if !yaml.is_file() {
            return Err(Failure::usage(format!(
                "`{}` holds no {}; `tripline plugin new` begins a plugin",
                what.display(),
                manifest::FILE
            )));
        }
        let described = manifest::read(&yaml, global)?;
        let artifact = artifact::find(plain(what), &described)?;
        let name = format!("{}.wasm", described.name);
        let output = args.output.clone().unwrap_or_else(|| plain(what).join(name));
        return Ok(Work { artifact, output, described: Some(described) });
    }
    let output = match &args.output {
        Some(output) => output.clone(),
        None => {
            let stem = what.file_stem().unwrap_or_default();
            PathBuf::from(stem).with_extension("wasm")
        }
    };
    let same = |a: &Path, b: &Path| a.canonicalize().ok() == b.canonicalize().ok();
    if args.output.is_none() && what.exists() && same(what, &output) {
        return Err(Failure::usage(format!(
            "`{}` would be overwritten; name the component with -o",
            what.display()
        )));
    }
    Ok(Work { artifact: what.clone(), output, described: None })
}

/// A folder without the dot that means this one.
fn plain(folder: &Path) -> &Path {
    if folder == Path::new(".") { Path::new("") } else { folder }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let words = |why: &str| Failure::usage(format!("`{}` {why}", path.display()));
    let unreadable = |e: io::Error| words(&format!("could not be read: {}", reason(&e)));
    if fs::metadata(path).map_err(unreadable)?.len() > limits::COMPONENT {
        return Err(words(&format!("is larger than {}", show_size(limits::COMPONENT))));
    }
    fs::read(path).map_err(unreadable)
}

/// Writes a component whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|e| {
        drop(fs::remove_file(&part));
        Failure::usage(format!("`{}` could not be written: {}", path.display(), reason(&e)))
    })
}

/// What is odd, but no reason to stop.
fn remarks(inspection: &Inspection, described: bool, global: &Global) {
    let warn = |words: &str| {
        if !global.quiet {
            terminal::warning(words);
        }
    };
    let Some(manifest) = &inspection.manifest else {
        if !described {
            terminal::note(
                global,
                "it has no manifest; build the folder of its plugin.yaml to give it one",
            );
        }
        return;
    };
    let used = inspection.asks();
    let asked = || manifest.asks.iter().map(|ask| ask.grant.as_str());
    for grant in used.iter().filter(|used| asked().all(|a| a != **used)) {
        warn(&format!(
            "it imports what takes the grant `{grant}`, which `asks` in plugin.yaml does not mention"
        ));
    }
    for grant in asked().filter(|asked| !used.contains(asked)) {
        warn(&format!(
            "`asks` in plugin.yaml mentions `{grant}`, and it imports nothing that takes it"
        ));
    }
    let foreign: Vec<&str> = inspection.foreign().collect();
    if let Some(first) = foreign.first() {
        let more = match foreign.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        warn(&format!("it imports `{first}`{more}: calling such an import ends the invocation"));
    }
}
