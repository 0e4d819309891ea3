//! Test cases beside rules: `tests:` of rule and test files, run against the rules.
//!
//! `case`, `given` and `expect` read the documents, `events` makes the events of a case as `eval` would
//! (with `patch` for merge patches), `run` matches them, `why` says why a count is off (from `verdicts`), `invoke`
//! lists what targets would get, `coverage` tells what no case exercised, `update` writes counts
//! into the files.

mod case;
mod coverage;
mod events;
mod expect;
mod given;
mod invoke;
mod patch;
mod run;
mod update;
mod verdicts;
mod why;

#[cfg(test)]
mod tests;

pub use case::{Case, read};
pub use coverage::{Coverage, Gap};
pub use events::Event;
pub use expect::{Count, Expect, Invocation};
pub use given::{Given, GivenKind};
pub use run::{Correction, Ran, Runner};
pub use update::{Update, update};
