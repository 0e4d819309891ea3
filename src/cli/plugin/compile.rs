//! Finding plugins and compiling them, with a sign of life on a terminal: what holds an
//! interpreter takes half a minute.

use super::manifest;
use crate::cli::args::Global;
use crate::cli::exit::Failure;
use crate::plugins::{Host, NoPlugin, Plugin, builtin};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, Instant};

/// Components from this size on are worth a spinner, in bytes.
const LONG: usize = 1 << 20;

/// A plugin by the path of its component, of its folder, or by the name of a standard plugin.
pub(super) fn find(name: &str, global: &Global) -> Result<Plugin, Failure> {
    let path = Path::new(name);
    let built = if path.join(manifest::FILE).is_file() {
        let described = manifest::read(&path.join(manifest::FILE), global)?;
        let folder = if name == "." { Path::new("") } else { path };
        Some(folder.join(format!("{}.wasm", described.name)))
    } else {
        None
    };
    let spelled = built.as_ref().map_or(name.to_owned(), |path| path.display().to_string());
    Plugin::find(&spelled, Path::new("")).map_err(|why| {
        let hint = match &why {
            NoPlugin::Unknown { meant: Some(meant), .. } => format!("; did you mean `{meant}`?"),
            NoPlugin::Unknown { meant: None, .. } => {
                let known: Vec<&str> = builtin::names().collect();
                format!("; there are {}, or name the file of a component", known.join(", "))
            }
            _ if built.is_some() => "; `tripline plugin build` makes it".to_owned(),
            _ => String::new(),
        };
        Failure::usage(format!("{why}{hint}"))
    })
}

/// Compiles a plugin into the cache; gives how long it took.
pub(super) fn compile(host: &Host, plugin: &Plugin, global: &Global) -> Result<Duration, Failure> {
    let shown = io::stderr().is_terminal() && !global.quiet && plugin.bytes.len() >= LONG;
    let spinner = if shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        spinner.set_style(style);
    }
    spinner.set_message(format!("compiling {} ({})", plugin.name, size(plugin.bytes.len())));
    if shown {
        spinner.enable_steady_tick(Duration::from_millis(100));
    }
    let started = Instant::now();
    let compiled = host.compile(plugin);
    spinner.finish_and_clear();
    compiled.map_err(|why| {
        Failure::usage(format!("`{}` cannot be compiled or linked: {why}", plugin.name))
    })?;
    Ok(started.elapsed())
}

/// A size for people, such as `61.3 KiB`.
pub(super) fn size(bytes: usize) -> String {
    let units = [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let bytes = bytes as u64;
    let fits = units.iter().find(|(_, factor)| bytes >= *factor);
    fits.map_or(format!("{bytes} B"), |(unit, factor)| {
        let tenths = bytes.saturating_mul(10) / factor;
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    })
}

/// A duration for people, such as `1.2 ms`.
pub(super) fn time(took: Duration) -> String {
    let micros = took.as_micros();
    let (unit, factor) = match micros {
        0..1_000 => return format!("{micros} us"),
        1_000..1_000_000 => ("ms", 1_000),
        _ => ("s", 1_000_000),
    };
    let tenths = micros * 10 / factor;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{size, time};
    use std::time::Duration;

    #[test]
    fn sizes_and_times() {
        let sizes = [0, 1023, 1024, 62_771, 12_136_961].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "61.2 KiB", "11.5 MiB"]);
        let times = [7, 999, 1_000, 34_560, 34_560_000].map(|us| time(Duration::from_micros(us)));
        assert_eq!(times, ["7 us", "999 us", "1.0 ms", "34.5 ms", "34.5 s"]);
    }
}
