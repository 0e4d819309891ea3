//! A progress bar on a terminal, and Ctrl-C.

use crate::cli::args::Global;
use crate::cli::terminal;
use crate::eval::Progress;
use crate::sources::{Input, Source};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};

/// Set by Ctrl-C: what is known is still written, and deliveries end. A second one ends at once.
pub(in crate::cli) fn interruptible() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Without a handler Ctrl-C ends the process at once, which is a fair second best.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    &STOP
}

/// A progress bar on a terminal, and notes on inputs.
pub(in crate::cli) struct Bar<'a> {
    bar: ProgressBar,
    global: &'a Global,
}

impl<'a> Bar<'a> {
    /// A bar for these inputs.
    pub fn new(inputs: &[Input], global: &'a Global) -> Self {
        let size = |input: &Input| match &input.source {
            Source::File(path) => std::fs::metadata(path).map_or(0, |m| m.len()),
            _ => 0,
        };
        let total: u64 = inputs.iter().map(size).sum();
        // Short work needs no bar; nor does a pipe.
        let shown = io::stderr().is_terminal() && !global.quiet && total > 64 << 20;
        let bar = if shown { ProgressBar::new(total) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
            bar.set_style(style);
        }
        Self { bar, global }
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar<'_> {
    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn note(&mut self, input: &str, note: &str) {
        let words = format!("{input}: {note}");
        self.bar.suspend(|| terminal::note(self.global, &words));
    }
}
