//! `matches`: a regular expression finds something in a string. Time is linear in the string
//! whatever the expression; `^` and `$` tie it to the ends.

use super::{ClauseOperator, Held, Test, operand, wrong};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use regex::{Regex, RegexBuilder};
use std::fmt;

/// `matches`
#[derive(Debug, Clone)]
pub struct Matches {
    regex: Regex,
}

/// Largest compiled form, in bytes.
const SIZE: usize = 1 << 20;

impl Matches {
    /// Compiles an expression.
    ///
    /// # Errors
    /// Words for what is no regular expression, or too large a one.
    pub fn new(expression: &str) -> Result<Self, String> {
        match RegexBuilder::new(expression).size_limit(SIZE).build() {
            Ok(regex) => Ok(Self { regex }),
            Err(regex::Error::CompiledTooBig(_)) => {
                Err("the regular expression is too large".to_owned())
            }
            Err(error) => {
                // The last line has the reason; those above it draw the expression.
                let text = error.to_string();
                let why = text.lines().last().unwrap_or_default();
                let why = why.trim().trim_start_matches("error: ");
                Err(format!("not a regular expression: {why}"))
            }
        }
    }

    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        if item.kind() != Kind::Text {
            return Err(wrong("matches", "a string", item));
        }
        Ok(self.regex.is_match(&item.str()))
    }
}

impl fmt::Display for Matches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "matches: {}", crate::base::text::quote(self.regex.as_str().as_bytes()))
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "matches",
    summary: "a string in which this regular expression finds something",
    takes: "a string",
    example: r#"{"matches": "^TLSv1\\.[23]"}"#,
    schema: r#"{"type": "string", "format": "regex"}"#,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    match Matches::new(&operand::text(context, name, item)?) {
        Ok(test) => Some(Test::Matches(test)),
        Err(why) => {
            operand::refuse(context, item, why, None);
            None
        }
    }
}
