//! What should come of an invocation, against what came of it.

use super::played::End;
use super::same::{against, is, shown};
use crate::base::diag::Diags;
use crate::base::limits::Limits;
use crate::model::Fate;
use crate::read::tree::Item;
use crate::rules::{Fields, json_text, text, whole, word};

/// What should come of an invocation.
#[derive(Debug, Clone, Default)]
pub struct Ending<'t> {
    /// What the plugin answers, if that matters.
    pub output: Option<Item<'t>>,
    /// How it ends, if that matters.
    pub outcome: Option<Fate>,
    /// How often the target is called, if that matters.
    pub attempts: Option<u64>,
    /// A part of why it is not delivered.
    pub error_contains: Option<String>,
    /// A part of a line of the plugin's log.
    pub log_contains: Option<String>,
}

impl Ending<'_> {
    /// Does anything matter?
    #[must_use]
    pub fn any(&self) -> bool {
        self.output.is_some()
            || self.outcome.is_some()
            || self.attempts.is_some()
            || self.error_contains.is_some()
            || self.log_contains.is_some()
    }
}

/// Reads what the keys of an expected invocation say of its end.
pub(super) fn read<'t>(diags: &mut Diags, fields: &Fields<'t>) -> Ending<'t> {
    let output = fields.get("output").filter(|i| json_text(diags, *i).is_some());
    let fates = [Fate::Delivered, Fate::DeadLettered, Fate::Dropped].map(|f| (f.word(), f));
    let most = u64::from(u32::MAX);
    Ending {
        output,
        outcome: fields.get("outcome").and_then(|i| word(diags, "outcome", i, &fates)),
        attempts: fields.get("attempts").and_then(|i| whole(diags, "attempts", i, 0..=most)),
        error_contains: part(diags, fields, "error-contains"),
        log_contains: part(diags, fields, "log-contains"),
    }
}

fn part(diags: &mut Diags, fields: &Fields<'_>, key: &str) -> Option<String> {
    text(diags, key, fields.get(key)?)
}

/// A way in which an invocation ended otherwise.
pub(super) struct Otherwise {
    /// In words.
    pub words: String,
    /// Is it the output that is another?
    pub output: bool,
}

/// In which ways the invocation that `name` names ended otherwise.
pub(super) fn compare(
    name: &str,
    wanted: &Ending<'_>,
    end: &End,
    limits: &Limits,
) -> Vec<Otherwise> {
    let mut all = Vec::new();
    let mut say = |output, what: &str, expected: &str, got: &str| {
        let words = against(&format!("{name}, {what}"), expected, got);
        all.push(Otherwise { words, output });
    };
    let how = match &end.reason {
        Some(reason) => format!("{}: {reason}", end.fate.word()),
        None => end.fate.word().to_owned(),
    };
    if let Some(fate) = wanted.outcome.filter(|fate| *fate != end.fate) {
        say(false, "ends otherwise", fate.word(), &how);
    }
    if let Some(attempts) = wanted.attempts.filter(|n| *n != u64::from(end.attempts)) {
        let got = format!("{} ({how})", end.attempts);
        say(false, "takes another number of attempts", &attempts.to_string(), &got);
    }
    if let Some(output) = wanted.output {
        let delivered = end.fate == Fate::Delivered;
        // A plugin that answers nothing answers null.
        let got = end.output.as_deref().unwrap_or("null");
        if !delivered {
            say(false, "has no output", &shown(output), &how);
        } else if !is(output, got.as_bytes(), limits) {
            say(true, "has another output", &shown(output), got);
        }
    }
    if let Some(part) = &wanted.error_contains
        && !end.reason.as_ref().is_some_and(|reason| reason.contains(part))
    {
        say(false, "has another error", &format!("...{part}..."), &how);
    }
    if let Some(part) = &wanted.log_contains
        && !end.log.iter().any(|line| line.contains(part))
    {
        let got = if end.log.is_empty() { "nothing".to_owned() } else { end.log.join("\n    ") };
        say(false, "logs something else", &format!("...{part}..."), &got);
    }
    all
}
