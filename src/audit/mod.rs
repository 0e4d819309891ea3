//! Floor 7: compliance rules over the items of a run.
//!
//! An [`Auditor`] knows the rules and judges items, on any thread, as far as each can be judged by
//! itself. A [`Ledger`] takes what came of them in input order, keeps the newest version of every
//! resource, and at the end judges what hangs on other items and tells everything: results,
//! changes, notices and roll-ups. Nothing here reads files or clocks; threads are started at the
//! end only.

mod accounts;
mod against;
mod assessed;
mod auditor;
mod custom;
mod difference;
mod event;
mod exceptions;
mod explain;
mod finish;
mod held;
mod history;
mod judge;
mod key;
mod kinds;
mod late;
mod ledger;
mod live;
mod names;
mod others;
mod outcomes;
mod parts;
mod reads;
mod rollup;
mod spot;
mod twice;
mod words;

#[cfg(test)]
mod tests;

pub use against::Earlier;
pub use assessed::Assessed;
pub use auditor::{Auditor, Setup, Tell};
pub use custom::{AskPlugin, PluginEvaluation};
pub use event::{Announcement, ChangeEvent, Verdict, is_change};
pub use explain::{Explanation, account_items};
pub use finish::Verdicts;
pub use ledger::Ledger;
pub use live::{Entered, Entry, Live, Weighed};
pub use spot::Spot;
