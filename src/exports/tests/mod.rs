//! Exports, whole: from rows to objects.

mod bucket;
mod folder;
mod forms;
mod server;

use super::*;
use jiff::tz::TimeZone;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Rows that are given, and an error behind them if there is one.
struct Given<'a> {
    rows: &'a [String],
    error: Option<&'static str>,
}

impl Source for Given<'_> {
    fn rows(
        &self,
        _: What,
        _: Window,
        each: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), SourceError> {
        if self.rows.iter().any(|row| each(row).is_break()) {
            return Ok(());
        }
        self.error.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// A folder that is gone with its value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        // Tests run side by side, some with one name.
        static TURN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let turn = TURN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("tripline-export-{name}-{}-{turn}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        let _ = std::fs::remove_dir_all(&folder.0);
        folder
    }

    /// All files below it, by name.
    fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path() {
                    path if path.is_dir() => walk(&path, out),
                    path => out.push(path),
                }
            }
        }
        let mut all = Vec::new();
        walk(&self.0, &mut all);
        let name = |path: PathBuf| Some(path.strip_prefix(&self.0).ok()?.display().to_string());
        let mut names: Vec<_> = all.into_iter().filter_map(name).collect();
        names.sort();
        names
    }

    fn sink(&self) -> Sink {
        let to = Destination::Folder(self.0.clone());
        Sink::open(&to, &Access::default()).expect("a folder")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn spec(what: What, format: Format, compress: Compress) -> ExportSpec {
    ExportSpec {
        what,
        format,
        compress,
        to: Destination::Folder(PathBuf::new()),
        prefix: Prefix::parse("x/!{timestamp:yyyy/MM/dd}/").expect("a prefix"),
        zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        window: None,
    }
}

fn window() -> Window {
    let at = |text: &str| text.parse().expect("a time");
    Window::new(at("2026-11-21T23:00:00Z"), at("2026-11-22T23:00:00Z")).expect("a window")
}

fn write(spec: &ExportSpec, rows: &[String], sink: &Sink) -> Result<Written, ExportError> {
    let task = Task { name: "nightly", spec };
    run(task, window(), &Given { rows, error: None }, sink)
}

fn texts(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}
