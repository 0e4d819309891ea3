//! `waivers`: accepted exceptions, each with its last day.

use crate::compliance::Selector;
use crate::model::Waived;
use crate::operators::Wildcard;
use jiff::civil::Date;
use std::sync::Arc;

/// An accepted exception.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// What results show of it.
    pub shown: Arc<Waived>,
    /// The rules whose results it accepts; one of the globs has to describe a rule's name.
    pub rules: Box<[Wildcard]>,
    /// The resources: one of these.
    pub resources: Box<[Selector]>,
    /// The last day on which it holds, in UTC.
    pub expires: Date,
    /// The rule file as the user named it.
    pub file: Arc<str>,
    /// The line of its name there, from 1.
    pub line: u32,
}
