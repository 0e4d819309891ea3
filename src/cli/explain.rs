//! `tripline explain`: why a rule matches an event or does not; what a diagnostic code means.

use super::args::{ExplainArgs, ExplainFormat, Global};
use super::bundle;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::base::codes;
use crate::base::span::Sources;
use crate::engine::explain::{Explained, ExplainedField, Explanation, explain};
use crate::model::RuleState;
use crate::read::json;
use crate::report::Style;
use anstyle::{AnsiColor, Style as Paint};
use serde_json::json;
use std::ffi::OsString;
use std::io::{self, Write};

pub(super) fn run(args: &ExplainArgs, global: &Global) -> Done {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if let Some(info) = codes::find(&args.what) {
        writeln!(out, "{} ({}): {}\n\n{}", info.name, info.level.word(), info.title, info.page)?;
        out.flush()?;
        return Ok(Code::Clean);
    }
    let Some(file) = &args.event else {
        return Err(Failure::usage(format!(
            "`{}` is no diagnostic code; to explain a rule name an event with --event FILE",
            args.what
        )));
    };
    let checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    let rule = &checked.bundle.rules[checked.rule(&args.what)?];
    let event = event(file.as_os_str().to_owned(), args.index, &checked.limits)?;
    let mut sources = Sources::default();
    let source = sources.add(event.name, event.bytes.as_slice());
    let tree = json::read(source, event.bytes.into(), checked.limits.depth).map_err(|e| {
        let at = sources.position(source, e.at as u32);
        let name = &sources.get(source).name;
        let words = format!("{name}:{}:{}: {}", at.line, at.column, e.message);
        Failure::Say(Code::BadInput, words)
    })?;
    let explanation = explain(&rule.pattern, &tree, &checked.limits)
        .map_err(|e| Failure::Say(Code::BadInput, e))?;
    let header = &rule.header;
    match args.format {
        ExplainFormat::Json => {
            let value = as_json(&header.name, &explanation, &sources);
            writeln!(out, "{value:#}")?;
        }
        ExplainFormat::Text => {
            let style = terminal::style(global);
            let verdict = if explanation.matches { "matches" } else { "does not match" };
            writeln!(out, "{} {verdict} event {} of {}", header.name, args.index, event.input)?;
            if rule.state == RuleState::Disabled {
                writeln!(out, "  the rule is disabled: it does not fire")?;
            }
            let mut text = Text { out: &mut out, style, sources: &sources };
            text.all(&explanation.conditions, 1)?;
            if explanation.apart {
                writeln!(
                    out,
                    "  every condition holds by itself, but not in the same elements of the \
                     event's arrays"
                )?;
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
    /// What its text is called in places.
    name: String,
    bytes: Vec<u8>,
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
            let bytes = crate::eval::event_of(&chunk, record)
                .map_err(|e| Failure::Say(Code::BadInput, format!("{input}: {e}")))?;
            return Ok(Event { name: format!("{input}[{index}]"), input, bytes });
        }
        if let Some(fault) = chunk.faults.first() {
            return Err(Failure::Say(Code::BadInput, format!("{input}: {}", fault.message)));
        }
        last = Some(chunk);
    }
    Err(Failure::Say(Code::BadInput, format!("{input} has no event {index}")))
}

struct Text<'a, W: Write> {
    out: &'a mut W,
    style: Style,
    sources: &'a Sources,
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
            let at = self.sources.position(span.source, span.start);
            writeln!(
                self.out,
                "{indent}value {} (line {}, column {})",
                cut(value),
                at.line,
                at.column
            )?;
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

fn as_json(rule: &str, explanation: &Explanation, sources: &Sources) -> serde_json::Value {
    fn condition(explained: &Explained, sources: &Sources) -> serde_json::Value {
        match explained {
            Explained::Any(branches) => json!({
                "any": branches.iter().map(|(holds, inner)| json!({
                    "holds": holds,
                    "all": inner.iter().map(|c| condition(c, sources)).collect::<Vec<_>>(),
                })).collect::<Vec<_>>(),
                "holds": explained.holds(),
            }),
            Explained::Field(field) => json!({
                "path": field.path,
                "holds": field.holds,
                "values": field.values.iter().map(|(value, span)| {
                    let at = sources.position(span.source, span.start);
                    json!({"value": value, "line": at.line, "column": at.column})
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
            explanation.conditions.iter().map(|c| condition(c, sources)).collect::<Vec<_>>(),
    })
}
