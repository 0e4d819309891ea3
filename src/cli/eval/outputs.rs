//! The reports of a run: standard output and the files of `-o`.

use crate::base::text::reason;
use crate::cli::args::{EvalArgs, Global};
use crate::cli::exit::Failure;
use crate::cli::terminal;
use crate::report::eval::{Format, Report, open};
use crate::sources::{Input, Source};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The reports of a run.
pub(super) struct Outputs {
    pub all: Vec<Box<dyn Report>>,
    /// Does the run go on when nobody reads any report? Deliveries are made all the same.
    pub keep_on: bool,
}

/// Tells every report. When nobody reads standard output any more the others go on; without others
/// the run ends, unless there is more to it.
pub(super) fn tell(
    Outputs { all: outputs, keep_on }: &mut Outputs,
    mut say: impl FnMut(&mut dyn Report) -> io::Result<()>,
) -> io::Result<()> {
    let mut at = 0;
    while at < outputs.len() {
        match say(&mut *outputs[at]) {
            Ok(()) => at += 1,
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe && (*keep_on || outputs.len() > 1) => {
                drop(outputs.remove(at));
            }
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// An output that is also an input or a rule file, or that is named twice, would destroy what it is
/// to be made of.
pub(super) fn not_read(
    args: &EvalArgs,
    inputs: &[Input],
    rules: &[PathBuf],
) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let read = inputs.iter().filter_map(|input| match &input.source {
        Source::File(path) => real(path),
        _ => None,
    });
    let mut taken: Vec<PathBuf> = read.chain(rules.iter().filter_map(|r| real(r))).collect();
    taken.sort_unstable();
    let written = args.outputs.iter().map(|(_, path)| path).chain(&args.write_baseline);
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in written {
        if real(path).is_some_and(|p| taken.binary_search(&p).is_ok()) {
            let path = path.display();
            return Err(Failure::usage(format!("`{path}` is read in this run: write elsewhere")));
        }
        // A file that does not exist yet has no real path.
        let own = real(path).unwrap_or_else(|| path.clone());
        if seen.contains(&own) {
            let path = path.display();
            return Err(Failure::usage(format!("`{path}` would be written twice")));
        }
        seen.push(own);
    }
    Ok(())
}

/// The form of standard output.
pub(super) fn format(args: &EvalArgs) -> Format {
    let fallback = if terminal::is_terminal() { Format::Text } else { Format::Ndjson };
    args.format.unwrap_or(fallback)
}

/// The reports: standard output, and the files of `-o`.
pub(super) fn outputs(
    format: Format,
    args: &EvalArgs,
    global: &Global,
) -> Result<Vec<Box<dyn Report>>, Failure> {
    let mut all = vec![open(format, Box::new(io::stdout()), terminal::style(global))];
    for (format, path) in &args.outputs {
        let file = File::create(path).map_err(|e| {
            Failure::usage(format!("cannot write `{}`: {}", path.display(), reason(&e)))
        })?;
        all.push(open(*format, Box::new(file), terminal::PLAIN));
    }
    Ok(all)
}
