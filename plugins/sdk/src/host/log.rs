//! Lines for the log of the invocation.

use super::imports;
use serde::Deserialize;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For whoever writes the plugin.
    Debug,
    /// For the record.
    #[default]
    Info,
    /// Something to look at.
    Warn,
    /// Something that failed.
    Error,
}

/// Writes a line.
pub fn write(level: Level, line: &str) {
    imports::log(level, line);
}

/// Writes a line for the record.
pub fn info(line: &str) {
    write(Level::Info, line);
}

/// Writes a line about something to look at.
pub fn warn(line: &str) {
    write(Level::Warn, line);
}
