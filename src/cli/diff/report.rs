//! What is printed of a comparison: text for people, JSON and lines of JSON for programs.

use super::compare::{Comparison, Counts, Example, Only};
use serde_json::{Value, json};
use std::io::{self, Write};

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Form {
    /// For people.
    Text,
    /// One document.
    Json,
    /// A line for each rule, and one for all.
    Ndjson,
}

impl Form {
    /// The words for them.
    pub const WORDS: [(&'static str, Self); 3] =
        [("text", Self::Text), ("json", Self::Json), ("ndjson", Self::Ndjson)];

    /// The form of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, form)| *form)
    }
}

/// Writes the report; `what` holds the events.
pub(in crate::cli) fn write(
    form: Form,
    comparison: &Comparison,
    what: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let differing = || comparison.rules().filter(|(_, counts)| counts.differs());
    let line = |(rule, counts): (&str, &Counts)| difference(comparison, rule, counts);
    match form {
        Form::Text => text(comparison, what, out),
        Form::Json => {
            let all: Vec<Value> = differing().map(line).collect();
            let document = json!({"differences": all, "summary": summary(comparison)});
            writeln!(out, "{document}")
        }
        Form::Ndjson => {
            for one in differing() {
                writeln!(out, "{}", line(one))?;
            }
            writeln!(out, "{}", summary(comparison))
        }
    }
}

fn difference(comparison: &Comparison, rule: &str, counts: &Counts) -> Value {
    let examples = |only: &Only| only.examples.iter().map(example).collect::<Value>();
    json!({
        "kind": "difference",
        "rule": rule,
        "in": there(comparison, rule),
        "old": counts.old,
        "new": counts.new,
        "appear": counts.appear.count,
        "disappear": counts.disappear.count,
        "appearing": examples(&counts.appear),
        "disappearing": examples(&counts.disappear),
    })
}

fn example(example: &Example) -> Value {
    json!({
        "input": &*example.input,
        "index": example.index,
        "event-id": example.event_id,
        "time": example.time,
        "source": example.source,
        "what": example.what,
    })
}

fn summary(comparison: &Comparison) -> Value {
    let (appear, disappear) = sums(comparison);
    json!({
        "kind": "summary",
        "events": comparison.events(),
        "errors": comparison.errors(),
        "rules": comparison.rules().filter(|(_, counts)| counts.differs()).count(),
        "appear": appear,
        "disappear": disappear,
    })
}

fn sums(comparison: &Comparison) -> (u64, u64) {
    comparison.rules().fold((0, 0), |(appear, disappear), (_, counts)| {
        (appear + counts.appear.count, disappear + counts.disappear.count)
    })
}

/// Which of the two sets have a rule.
fn there(comparison: &Comparison, rule: &str) -> &'static str {
    match comparison.is_there(rule) {
        (true, false) => "old",
        (false, true) => "new",
        _ => "both",
    }
}

fn text(comparison: &Comparison, what: &str, out: &mut dyn Write) -> io::Result<()> {
    let many = |n: u64, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    for (rule, counts) in comparison.rules().filter(|(_, counts)| counts.differs()) {
        let remark = match there(comparison, rule) {
            "old" => ", not among the new rules",
            "new" => ", not among the old rules",
            _ => "",
        };
        writeln!(out, "{rule}: {} -> {} matches{remark}", counts.old, counts.new)?;
        only('+', &counts.appear, out)?;
        only('-', &counts.disappear, out)?;
    }
    let events = many(comparison.events(), "event", "events");
    let (appear, disappear) = sums(comparison);
    if comparison.differs() {
        writeln!(
            out,
            "{events} of {what}: {} and {}",
            many(appear, "match appears", "matches appear"),
            many(disappear, "disappears", "disappear")
        )
    } else {
        writeln!(out, "{events} of {what}: the same matches")
    }
}

fn only(sign: char, only: &Only, out: &mut dyn Write) -> io::Result<()> {
    for Example { input, index, event_id, time, source, what } in &only.examples {
        let [time, id] = [time, event_id].map(|text| text.as_deref().unwrap_or("-"));
        writeln!(out, "  {sign} {time} {source} {what} {id} ({input}, {index})")?;
    }
    let more = only.count.saturating_sub(only.examples.len() as u64);
    if more > 0 {
        writeln!(out, "  {sign} and {more} more")?;
    }
    Ok(())
}
