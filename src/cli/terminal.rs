//! What the terminal is like, and words to the user beside the output.

use super::args::Global;
use crate::base::diag::Diags;
use crate::base::span::Sources;
use crate::report::Style;
use crate::report::diag::{self, DiagFormat};
use anstream::ColorChoice;
use std::io::{self, IsTerminal, Write};

/// Is standard output a terminal?
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// How to write to standard output.
pub(super) fn style(global: &Global) -> Style {
    Style { colour: coloured(global, is_terminal()), width: width() }
}

/// How to write to standard error.
pub(super) fn error_style(global: &Global) -> Style {
    Style { colour: coloured(global, io::stderr().is_terminal()), width: width() }
}

/// How to write to a file.
pub(super) const PLAIN: Style = Style { colour: false, width: 0 };

fn coloured(global: &Global, terminal: bool) -> bool {
    match global.color {
        super::args::Colour::Always => true,
        super::args::Colour::Never => false,
        // `choice` honours NO_COLOR, CLICOLOR and the like.
        super::args::Colour::Auto => {
            terminal && anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
        }
    }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).max(40)
}

/// Says an error. A closed standard error is no reason to fail.
pub(super) fn error(message: &str) {
    let _ = writeln!(io::stderr(), "error: {message}");
}

/// Says something odd that is no reason to stop.
#[cfg_attr(not(feature = "wasm"), expect(dead_code, reason = "only plugins are warned of so"))]
pub(super) fn warning(message: &str) {
    let _ = writeln!(io::stderr(), "warning: {message}");
}

/// Says something worth knowing, unless the user wants silence.
pub(super) fn note(global: &Global, message: &str) {
    if !global.quiet {
        let _ = writeln!(io::stderr(), "note: {message}");
    }
}

/// Says diagnostics on standard error.
pub(super) fn diags(diags: Diags, sources: &Sources, global: &Global) -> io::Result<()> {
    let (style, mut out) = (error_style(global), io::stderr().lock());
    diag::write(DiagFormat::Text, &diags.into_sorted(), sources, style, &mut out)
}

/// Says what happens, for those who asked with `-v`.
#[cfg(feature = "wasm")]
pub(super) fn log(message: &str) {
    let _ = writeln!(io::stderr(), "{}", crate::report::visible(message));
}
