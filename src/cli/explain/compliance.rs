//! `tripline explain RULE --item FILE`: what a compliance rule asks of an item, step by step.

use super::cut;
use crate::audit::{Auditor, Explanation, Setup, Spot, account_items};
use crate::cli::args::{ExplainArgs, ExplainFormat, Global};
use crate::cli::bundle;
use crate::cli::exit::{Code, Failure};
use crate::cli::terminal;
use crate::compliance::{Answer, Seen, Trace, Truth};
use crate::items::{Content, Head, Normalised, read};
use crate::report::Style;
use crate::sources::{Chunks, Form, Options, find};
use anstyle::{AnsiColor, Style as Paint};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Levels of nesting in an item.
const DEPTH: usize = 1000;

pub(super) fn run(
    args: &ExplainArgs,
    global: &Global,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    let rule = checked.compliance_rule(&args.what)?;
    let (mut items, mut spots) = items(args, global)?;
    for made in account_items(&items) {
        spots.push(Spot { input: "".into(), index: 0, place: None, quoted: true });
        items.push(made);
    }
    let types = &checked.bundle.compliance[rule].types;
    let wanted = |head: &Head| match &args.resource {
        Some(id) => [Some(&head.resource_id), head.arn.as_ref(), head.resource_name.as_ref()]
            .contains(&Some(id)),
        None => types.iter().any(|glob| glob.matches(head.resource_type.as_bytes())),
    };
    // Of several versions the newest counts.
    let newest = |a: &usize, b: &usize| {
        let newer = items[*a].head.is_newer_than(&items[*b].head);
        if newer { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less }
    };
    let mut found = (0..items.len()).filter(|at| wanted(&items[*at].head)).peekable();
    let first = found.peek().map(|at| items[*at].head.clone());
    let same = |at: &usize| {
        let head = &items[*at].head;
        let key = |h: &Head| (h.resource_type.clone(), h.resource_id.clone());
        first.as_ref().is_some_and(|first| key(first) == key(head))
    };
    let at = found.filter(same).max_by(newest);
    let Some(at) = at else {
        let words = match &args.resource {
            Some(id) => format!("no item is of the resource `{id}`"),
            None => format!("`{}` concerns none of the {} items", args.what, items.len()),
        };
        return Err(Failure::Say(Code::BadInput, words));
    };
    let auditor = Auditor::new(Setup {
        rules: checked.bundle.compliance.clone().into(),
        now: global.now(),
        account: global.account.clone(),
        region: global.region.clone(),
        ..Setup::default()
    });
    let Some(explanation) = auditor.explain(rule, &items, at) else {
        return Err(Failure::usage("the rule has nothing to say of the item"));
    };
    let shown = Shown { item: &items[at], spot: &spots[at], style: terminal::style(global) };
    match args.format {
        ExplainFormat::Text => shown.text(out, &args.what, &explanation)?,
        ExplainFormat::Json => writeln!(out, "{:#}", shown.json(&args.what, &explanation))?,
    }
    Ok(())
}

/// The items of the files, with their places.
fn items(args: &ExplainArgs, global: &Global) -> Result<(Vec<Normalised>, Vec<Spot>), Failure> {
    let options =
        Options { limits: global.limits(), account: global.account.clone(), ..Options::default() };
    let refuse = |words: String| Failure::Say(Code::BadInput, words);
    let (mut items, mut spots) = (Vec::new(), Vec::new());
    let mut chunks = Chunks::new(find(&args.item), options);
    let mut last = None;
    while let Some(chunk) = chunks.next(last.take()) {
        if let Some(fault) = chunk.faults.first() {
            return Err(refuse(format!("{}: {}", chunk.input, fault.message)));
        }
        for record in chunk.records.iter().filter(|r| matches!(r.form, Form::Config | Form::Events))
        {
            let bytes = &chunk.bytes[record.start as usize..record.end as usize];
            match read(bytes.into(), DEPTH) {
                Ok(Content::Item(item)) => {
                    items.push(*item);
                    spots.push(Spot {
                        input: chunk.input.clone(),
                        index: record.index,
                        place: Some(record.place),
                        quoted: record.quoted,
                    });
                }
                Ok(Content::Other(_)) => {}
                Err(fault) => {
                    let place = record.place_of(&chunk.bytes, fault.at);
                    let (line, column) = (place.line, place.column);
                    let words = format!("{}:{line}:{column}: {}", chunk.input, fault.message);
                    terminal::note(global, &words);
                }
            }
        }
        last = Some(chunk);
    }
    Ok((items, spots))
}

/// An item with its place, for showing values of it.
struct Shown<'a> {
    item: &'a Normalised,
    spot: &'a Spot,
    style: Style,
}

impl Shown<'_> {
    fn text(&self, out: &mut impl Write, rule: &str, explanation: &Explanation) -> io::Result<()> {
        let head = &self.item.head;
        let (kind, id) = (&head.resource_type, cut(&head.resource_id));
        writeln!(out, "{rule} says {} of {kind} {id}", explanation.compliance)?;
        writeln!(out, "  item {} of {}", self.spot.index, self.spot.input)?;
        if !explanation.message.is_empty() {
            writeln!(out, "  message: {}", cut(&explanation.message))?;
        }
        if let Some(note) = &explanation.note {
            writeln!(out, "  {}", cut(note))?;
        }
        let Some(steps) = &explanation.steps else { return Ok(()) };
        for (word, trace) in [("when", &steps.when), ("require", &steps.require)] {
            match trace {
                Some(trace) => {
                    writeln!(out, "  {word}")?;
                    self.trace(out, trace, 2)?;
                }
                None if word == "require" => writeln!(out, "  require was not asked")?,
                None => {}
            }
        }
        Ok(())
    }

    fn trace(&self, out: &mut impl Write, trace: &Trace, depth: usize) -> io::Result<()> {
        let (word, colour) = match trace.answer {
            Answer::Truth(Truth::True) => ("true   ", AnsiColor::Green),
            Answer::Truth(Truth::False) => ("false  ", AnsiColor::Red),
            Answer::Truth(Truth::Missing) => ("missing", AnsiColor::Red),
            Answer::Truth(Truth::Error) => ("ERROR  ", AnsiColor::Magenta),
            Answer::Skipped => ("left out", AnsiColor::Yellow),
            Answer::NotApplicable => ("not applicable", AnsiColor::Yellow),
        };
        let paint = if self.style.colour { colour.on_default() } else { Paint::new() };
        let indent = "  ".repeat(depth);
        writeln!(out, "{indent}{paint}{word}{paint:#} {}", cut(&trace.text))?;
        if let Some(seen) = trace.seen.as_ref().filter(|_| trace.children.is_empty()) {
            let place =
                self.place(seen).map_or(String::new(), |(l, c)| format!(" (line {l}, column {c})"));
            let of = match &seen.resource {
                Some(id) if *id != self.item.head.resource_id => format!(" of {}", cut(id)),
                _ => String::new(),
            };
            match seen.value.as_str() {
                "" => writeln!(out, "{indent}  {} is not there{of}", cut(&seen.path))?,
                value => {
                    writeln!(out, "{indent}  {} is {}{of}{place}", cut(&seen.path), cut(value))?
                }
            }
        }
        if !trace.reason.is_empty() && trace.seen.is_none() {
            writeln!(out, "{indent}  {}", cut(&trace.reason))?;
        }
        trace.children.iter().try_for_each(|child| self.trace(out, child, depth + 1))
    }

    /// Line and column of a value of the item itself.
    fn place(&self, seen: &Seen) -> Option<(u64, u64)> {
        let own = seen.resource.as_ref().is_none_or(|id| *id == self.item.head.resource_id);
        let at = own.then_some(seen.place.start as usize)?;
        self.spot.place_of(self.item.tree.input(), at).map(|p| (p.line, p.column))
    }

    fn json(&self, rule: &str, explanation: &Explanation) -> Value {
        let steps = explanation.steps.as_ref();
        let part = |trace: Option<&Trace>| trace.map(|t| self.trace_json(t));
        json!({
            "schema": "tripline/1",
            "rule": rule,
            "resource-type": self.item.head.resource_type,
            "resource-id": self.item.head.resource_id,
            "status": explanation.compliance.word(),
            "message": explanation.message,
            "note": explanation.note,
            "when": part(steps.and_then(|s| s.when.as_ref())),
            "require": part(steps.and_then(|s| s.require.as_ref())),
        })
    }

    fn trace_json(&self, trace: &Trace) -> Value {
        let answer = match trace.answer {
            Answer::Truth(truth) => truth.to_string(),
            Answer::Skipped => "left-out".to_owned(),
            Answer::NotApplicable => "not-applicable".to_owned(),
        };
        let seen = trace.seen.as_ref().map(|seen| {
            let (line, column) = self.place(seen).unzip();
            let value = Some(&seen.value).filter(|v| !v.is_empty());
            json!({"path": seen.path, "value": value, "resource-id": seen.resource,
                "line": line, "column": column})
        });
        let inside: Vec<Value> = trace.children.iter().map(|c| self.trace_json(c)).collect();
        json!({"condition": trace.text, "answer": answer, "value": seen,
            "reason": Some(&trace.reason).filter(|r| !r.is_empty()), "inside": inside})
    }
}
