//! Test cases beside rules: `tests:` of rule and test files, run against the rules.
//!
//! `case`, `given`, `outside`, `expect`, `effects` and `ending` read the documents, `events` makes the
//! events of a case as `eval` would (with `patch` for merge patches), `run` matches them, `why` says why
//! a count is off (from `verdicts`). `stage` runs plugins in cases that ask for it, in a `world` of
//! their own; `played` is what they did. `invoke` judges invocations, `aftermath` requests, files and
//! events. `watch` moves alarms through the time of a case. `coverage` tells what no case exercised, `update` writes corrections into the files.

mod aftermath;
mod case;
mod compliance;
mod coverage;
mod effects;
mod ending;
mod events;
mod expect;
mod found;
mod gather;
mod given;
mod groups;
mod invoke;
mod outside;
mod patch;
mod played;
#[cfg(feature = "wasm")]
mod reach;
#[cfg(feature = "wasm")]
mod record;
mod run;
mod same;
mod sent;
#[cfg_attr(not(feature = "wasm"), path = "stage_none.rs")]
mod stage;
mod update;
mod verdicts;
mod watch;
mod watched;
mod why;
#[cfg(feature = "wasm")]
mod world;

#[cfg(test)]
mod tests;

pub use case::{Case, read};
pub use compliance::{Expected, Mutants, Said, Survivor};
pub use coverage::{Coverage, Gap};
pub use effects::{Content, Effects, PutExpected, Requests, SentRequest, WrittenFile};
pub use ending::Ending;
pub use events::Event;
pub use expect::{Count, Expect, Invocation};
pub use found::{Correction, New};
pub use given::{Given, GivenKind};
pub use outside::{Answer, Outside, Reply};
pub use run::{Ran, Runner};
pub use stage::Stage;
pub use update::{Update, update};
pub use watch::{AlarmCoverage, Timeline, Watched, metrics};
