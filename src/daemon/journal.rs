//! What the daemon writes about its own work: a line each, for people or as JSON.

use crate::settings::Level;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Writes lines.
pub struct Journal {
    level: Level,
    json: bool,
    out: Mutex<Box<dyn Write + Send>>,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("level", &self.level).finish_non_exhaustive()
    }
}

impl Journal {
    /// Writes what is at least as grave as `level`.
    #[must_use]
    pub fn new(level: Level, json: bool, out: Box<dyn Write + Send>) -> Self {
        Self { level, json, out: Mutex::new(out) }
    }

    /// Something failed.
    pub fn error(&self, message: &str, fields: &[(&str, Value)]) {
        self.line(Level::Error, "error", message, fields);
    }

    /// Something looks wrong.
    pub fn warn(&self, message: &str, fields: &[(&str, Value)]) {
        self.line(Level::Warn, "warn", message, fields);
    }

    /// Something happened.
    pub fn info(&self, message: &str, fields: &[(&str, Value)]) {
        self.line(Level::Info, "info", message, fields);
    }

    /// What led to it.
    pub fn debug(&self, message: &str, fields: &[(&str, Value)]) {
        self.line(Level::Debug, "debug", message, fields);
    }

    fn line(&self, level: Level, word: &str, message: &str, fields: &[(&str, Value)]) {
        if level > self.level {
            return;
        }
        let now = Timestamp::now();
        let text = if self.json {
            let mut line = Map::new();
            line.insert("time".to_owned(), now.to_string().into());
            line.insert("level".to_owned(), word.into());
            line.insert("message".to_owned(), message.into());
            line.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            Value::Object(line).to_string()
        } else {
            let mut text = format!("{now:.3} {word:5} {message}");
            // Writing to a text cannot fail.
            for (name, value) in fields {
                match value {
                    Value::String(words) => {
                        let _ = write!(text, " {name}={words}");
                    }
                    other => {
                        let _ = write!(text, " {name}={other}");
                    }
                }
            }
            text
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody reads it any more: that is no reason to end.
        let _ = writeln!(out, "{text}");
    }
}
