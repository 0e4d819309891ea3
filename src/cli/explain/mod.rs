//! `tripline explain`: why a rule matches an event or does not, and where the event goes; why an
//! alarm is in its state; what a diagnostic code means.

mod alarm;
mod compliance;
mod deliveries;

use crate::base::codes;
use crate::base::ids::{RuleId, SourceId};
use crate::base::span::{Span, position_in};
use crate::cli::args::{ExplainArgs, ExplainFormat, Global};
use crate::cli::bundle;
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::terminal;
use crate::engine::explain::{Explained, ExplainedField, Explanation, explain};
use crate::eval::RecordEvent;
use crate::model::{Home, Place, RuleState};
use crate::read::json;
use crate::report::Style;
use crate::sources::Form;
use anstyle::{AnsiColor, Style as Paint};
use serde_json::json;
use std::ffi::OsString;
use std::io::{self, Write};

pub(in crate::cli) fn run(args: &ExplainArgs, global: &Global) -> Done {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if let Some(info) = codes::find(&args.what) {
        writeln!(out, "{} ({}): {}\n\n{}", info.name, info.level.word(), info.title, info.page)?;
        out.flush()?;
        return Ok(Code::Clean);
    }
    if !args.item.is_empty() {
        compliance::run(args, global, &mut out)?;
        out.flush()?;
        return Ok(Code::Clean);
    }
    let Some(file) = &args.event else {
        let code = alarm::run(args, global, &mut out)?;
        out.flush()?;
        return Ok(code);
    };
    let checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    let id = RuleId(u32::try_from(checked.rule(&args.what)?).unwrap_or(u32::MAX));
    let rule = &checked.bundle.rules[id.index()];
    let event = event(file.as_os_str().to_owned(), args.index, &checked.limits)?;
    let bytes = event.bytes.as_slice();
    let tree = json::read(SourceId(0), bytes.into(), checked.limits.depth).map_err(|e| {
        let at = event.origin.find(bytes, e.at as u32).unwrap_or((0, 0));
        let words = format!("{}:{}:{}: {}", event.input, at.0, at.1, e.message);
        Failure::Say(Code::BadInput, words)
    })?;
    let places = Places { event: bytes, origin: &event.origin };
    let explanation = explain(&rule.pattern, &tree, &checked.limits)
        .map_err(|e| Failure::Say(Code::BadInput, e))?;
    let header = &rule.header;
    let sends = explanation.matches && rule.state != RuleState::Disabled;
    let home = Home::default().of_event(global.account.as_deref(), global.region.as_deref());
    let sent = if sends { deliveries::of(&checked, id, bytes, home) } else { Vec::new() };
    match args.format {
        ExplainFormat::Json => {
            let mut value = as_json(&header.name, &explanation, &places);
            if !sent.is_empty() {
                value["deliveries"] = sent.iter().map(deliveries::Delivery::json).collect();
            }
            writeln!(out, "{value:#}")?;
        }
        ExplainFormat::Text => {
            let style = terminal::style(global);
            let verdict = if explanation.matches { "matches" } else { "does not match" };
            writeln!(out, "{} {verdict} event {} of {}", header.name, args.index, event.input)?;
            if rule.state == RuleState::Disabled {
                writeln!(out, "  the rule is disabled: it does not fire")?;
            }
            let mut text = Text { out: &mut out, style, places: &places };
            text.all(&explanation.conditions, 1)?;
            if explanation.apart {
                writeln!(
                    out,
                    "  every condition holds by itself, but not in the same elements of the \
                     event's arrays"
                )?;
            }
            for line in sent.iter().flat_map(deliveries::Delivery::text) {
                writeln!(out, "{line}")?;
            }
        }
    }
    out.flush()?;
    Ok(Code::Clean)
}

/// The event to explain, as it was matched.
struct Event {
    /// The input it came from.
    input: String,
    bytes: Vec<u8>,
    origin: Origin,
}

/// Where the bytes of an event stand in its input.
struct Origin {
    /// The bytes before this one are the envelope's, which is nowhere in the input.
    before: usize,
    /// The place of the first byte of the rest; `None` when nothing of the event is in the input.
    place: Option<Place>,
}

impl Origin {
    /// Line and column in the input of a byte of the event.
    fn find(&self, event: &[u8], byte: u32) -> Option<(u64, u64)> {
        let place = self.place?;
        let inside = (byte as usize).checked_sub(self.before)?;
        let at = position_in(event.get(self.before..)?, inside);
        let column = u64::from(at.column) + if at.line == 1 { place.column - 1 } else { 0 };
        Some((place.line + u64::from(at.line) - 1, column))
    }
}

fn event(
    file: OsString,
    index: u64,
    limits: &crate::base::limits::Limits,
) -> Result<Event, Failure> {
    use crate::sources::{Chunks, Options, find};
    let input = file.to_string_lossy().into_owned();
    let options = Options { limits: limits.clone(), ..Options::default() };
    let mut chunks = Chunks::new(find(&[file]), options);
    let mut last = None;
    while let Some(chunk) = chunks.next(last.take()) {
        if let Some(record) = chunk.records.iter().find(|r| r.index == index) {
            let refuse = |e: String| Failure::Say(Code::BadInput, format!("{input}: {e}"));
            return match crate::eval::record_event(&chunk, record).map_err(refuse)? {
                RecordEvent::Unsent(note) => Err(refuse(note.to_owned())),
                RecordEvent::Event { bytes, before, .. } => {
                    // The event of an S3 notification holds nothing of it as it stands there.
                    let place = (record.form != Form::S3).then_some(record.place);
                    Ok(Event { input, bytes, origin: Origin { before, place } })
                }
            };
        }
        if let Some(fault) = chunk.faults.first() {
            return Err(Failure::Say(Code::BadInput, format!("{input}: {}", fault.message)));
        }
        last = Some(chunk);
    }
    Err(Failure::Say(Code::BadInput, format!("{input} has no event {index}")))
}

/// From places in the event to places in its input.
struct Places<'a> {
    event: &'a [u8],
    origin: &'a Origin,
}

impl Places<'_> {
    fn find(&self, span: Span) -> Option<(u64, u64)> {
        self.origin.find(self.event, span.start)
    }
}

struct Text<'a, W: Write> {
    out: &'a mut W,
    style: Style,
    places: &'a Places<'a>,
}

impl<W: Write> Text<'_, W> {
    fn all(&mut self, conditions: &[Explained], depth: usize) -> io::Result<()> {
        for condition in conditions {
            match condition {
                Explained::Field(field) => self.field(field, depth)?,
                Explained::Any(branches) => {
                    self.line(depth, condition.holds(), "$or: one of")?;
                    for (number, (holds, inner)) in branches.iter().enumerate() {
                        self.line(depth + 1, *holds, &format!("branch {}", number + 1))?;
                        self.all(inner, depth + 2)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &ExplainedField, depth: usize) -> io::Result<()> {
        self.line(depth, field.holds, &field.path)?;
        let indent = "  ".repeat(depth + 1);
        const MOST: usize = 8;
        for (value, span) in field.values.iter().take(MOST) {
            let place = match self.places.find(*span) {
                Some((line, column)) => format!("line {line}, column {column}"),
                None => "of the envelope".to_owned(),
            };
            writeln!(self.out, "{indent}value {} ({place})", cut(value))?;
        }
        if field.values.len() > MOST {
            writeln!(self.out, "{indent}... and {} more values", field.values.len() - MOST)?;
        }
        if field.values.is_empty() {
            writeln!(self.out, "{indent}no value")?;
        }
        // Of a long list of tests, those that hold are the interesting ones.
        let shown = |(at, (_, holds)): &(usize, &(String, bool))| *holds || *at < MOST;
        for (_, (test, holds)) in field.tests.iter().enumerate().filter(shown) {
            self.line(depth + 1, *holds, &format!("test {}", cut(test)))?;
        }
        if field.tests.len() > MOST {
            let left = field.tests.iter().skip(MOST).filter(|t| !t.1).count();
            writeln!(self.out, "{indent}... and {left} more tests that do not hold")?;
        }
        if let Some(hint) = &field.hint {
            writeln!(self.out, "{indent}hint: {hint}")?;
        }
        Ok(())
    }

    fn line(&mut self, depth: usize, holds: bool, words: &str) -> io::Result<()> {
        let (word, colour) =
            if holds { ("yes", AnsiColor::Green) } else { ("no ", AnsiColor::Red) };
        let paint = if self.style.colour { colour.on_default() } else { Paint::new() };
        writeln!(self.out, "{}{paint}{word}{paint:#} {words}", "  ".repeat(depth))
    }
}

/// Long values are cut for people.
fn cut(text: &str) -> String {
    const MOST: usize = 120;
    let clean: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if clean.chars().count() <= MOST {
        return clean;
    }
    clean.chars().take(MOST).chain("...".chars()).collect()
}

fn as_json(rule: &str, explanation: &Explanation, places: &Places<'_>) -> serde_json::Value {
    fn condition(explained: &Explained, places: &Places<'_>) -> serde_json::Value {
        match explained {
            Explained::Any(branches) => json!({
                "any": branches.iter().map(|(holds, inner)| json!({
                    "holds": holds,
                    "all": inner.iter().map(|c| condition(c, places)).collect::<Vec<_>>(),
                })).collect::<Vec<_>>(),
                "holds": explained.holds(),
            }),
            Explained::Field(field) => json!({
                "path": field.path,
                "holds": field.holds,
                "values": field.values.iter().map(|(value, span)| {
                    let at = places.find(*span);
                    let (line, column) = (at.map(|a| a.0), at.map(|a| a.1));
                    json!({"value": value, "line": line, "column": column})
                }).collect::<Vec<_>>(),
                "tests": field.tests.iter().map(|(test, holds)| {
                    json!({"test": test, "holds": holds})
                }).collect::<Vec<_>>(),
                "hint": field.hint,
            }),
        }
    }
    json!({
        "schema": "tripline/1",
        "rule": rule,
        "match": explanation.matches,
        "array-elements-apart": explanation.apart,
        "conditions":
            explanation.conditions.iter().map(|c| condition(c, places)).collect::<Vec<_>>(),
    })
}
