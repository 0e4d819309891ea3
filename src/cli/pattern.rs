//! `tripline pattern test`: does a pattern match an event?

use super::args::{CompatArg, Global, PatternArgs, PatternCommand, PatternTestArgs};
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::base::codes::Code as DiagCode;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::{Sources, Span};
use crate::engine::Scratch;
use crate::graph::{GraphBuilder, RuleInput};
use crate::operators::pattern::{self, Pattern};
use crate::operators::{Compat, Context, NoValues};
use crate::read::tree::{Item, Kind};
use crate::read::{duplicates, json};
use crate::report::diag::{self as report, DiagFormat};
use std::io::{self, BufRead, Write};
use std::path::Path;

pub(super) fn run(args: &PatternArgs, global: &Global) -> Done {
    let PatternCommand::Test(args) = &args.command;
    let compat = match args.compat {
        CompatArg::Tripline => Compat::Tripline,
        CompatArg::Aws => Compat::Aws,
    };
    match (&args.cases, &args.pattern, &args.event) {
        (Some(file), _, _) => cases(file, compat, &global.limits()),
        (None, Some(pattern), Some(event)) => one(args, pattern, event, compat, global),
        _ => Err(Failure::usage("`pattern test` needs --pattern and --event, or --cases")),
    }
}

/// Why there is no answer.
enum Refusal {
    Pattern(Vec<Diag>),
    Event(usize, String),
}

fn one(
    args: &PatternTestArgs,
    pattern: &str,
    event: &str,
    compat: Compat,
    global: &Global,
) -> Done {
    let (pattern_name, pattern) = text(pattern, "<pattern>")?;
    let (event_name, event) = text(event, "<event>")?;
    let mut sources = Sources::default();
    let source = sources.add(pattern_name, pattern.as_slice());
    let mut out = io::stdout().lock();
    match answer(source, &pattern, &event, compat, &global.limits()) {
        Ok((matched, warnings)) => {
            if !global.quiet {
                report::write(
                    DiagFormat::Text,
                    &warnings,
                    &sources,
                    terminal::error_style(global),
                    &mut io::stderr().lock(),
                )?;
            }
            writeln!(out, "{}", if matched { "match" } else { "no match" })?;
            Ok(if matched { Code::Clean } else { Code::Findings })
        }
        Err(Refusal::Pattern(diags)) => {
            let style = terminal::error_style(global);
            report::write(DiagFormat::Text, &diags, &sources, style, &mut io::stderr().lock())?;
            Err(Failure::Said(Code::BadRules))
        }
        Err(Refusal::Event(at, message)) => {
            let source = sources.add(event_name, event.as_slice());
            let (start, end) = (at as u32, at as u32 + 1);
            let diag = Diag::new(DiagCode::TL104, Span { source, start, end }, message);
            let style = terminal::error_style(global);
            report::write(DiagFormat::Text, &[diag], &sources, style, &mut io::stderr().lock())?;
            let _ = args;
            Err(Failure::Said(Code::BadInput))
        }
    }
}

/// An argument that is JSON text, or names a file of it.
fn text(argument: &str, inline: &str) -> Result<(String, Vec<u8>), Failure> {
    let (file, sure) = match argument.strip_prefix('@') {
        Some(file) => (file, true),
        None => (argument, false),
    };
    let looks_inline = argument.trim_start().starts_with(['{', '[', '"']) || argument.is_empty();
    if !sure && (looks_inline || !Path::new(file).exists()) {
        return Ok((inline.to_owned(), argument.as_bytes().to_vec()));
    }
    let bytes = std::fs::read(file).map_err(|e| Failure::input(file, &e))?;
    Ok((file.to_owned(), bytes))
}

/// Does the pattern match the event? With the warnings of the pattern.
fn answer(
    source: SourceId,
    pattern: &[u8],
    event: &[u8],
    compat: Compat,
    limits: &Limits,
) -> Result<(bool, Vec<Diag>), Refusal> {
    let (pattern, warnings) = read_pattern(source, pattern, compat, limits)?;
    if compat == Compat::Aws {
        envelope(source, event, limits)?;
    }
    let mut builder = GraphBuilder::default();
    builder.add(RuleInput { pattern: &pattern, bus: "default", targets: &[] });
    let refuse = |message: String| {
        let span = Span { source, start: 0, end: 0 };
        Refusal::Pattern(vec![Diag::new(DiagCode::TL408, span, message)])
    };
    let plan = builder.finish().freeze(limits, |_| true).map_err(refuse)?;
    let mut scratch = Scratch::new(&plan);
    let matched = plan
        .check_and_match(&mut scratch, event)
        .map_err(|e| Refusal::Event(e.at, e.message.to_owned()))?;
    Ok((!matched.is_empty(), warnings))
}

fn read_pattern(
    source: SourceId,
    text: &[u8],
    compat: Compat,
    limits: &Limits,
) -> Result<(Pattern, Vec<Diag>), Refusal> {
    let tree = json::read(source, text.into(), limits.depth).map_err(|e| {
        let span = Span { source, start: e.at as u32, end: e.at as u32 + 1 };
        let code = if e.too_deep { DiagCode::TL105 } else { DiagCode::TL104 };
        Refusal::Pattern(vec![Diag::new(code, span, e.message)])
    })?;
    let mut diags = Diags::default();
    if let Some(too_deep) = duplicates::check(&tree, limits, &mut diags) {
        return Err(Refusal::Pattern(vec![too_deep]));
    }
    let mut context = Context { compat, references: false, values: &NoValues, diags: &mut diags };
    let pattern = pattern::parse(&mut context, tree.root());
    let failed = diags.has_errors();
    let sorted = diags.into_sorted();
    if failed {
        return Err(Refusal::Pattern(
            sorted.into_iter().filter(|d| d.level == Level::Error).collect(),
        ));
    }
    Ok((pattern, sorted))
}

/// AWS's TestEventPattern wants the envelope of an event.
fn envelope(source: SourceId, event: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let tree = json::read(source, event.into(), limits.depth)
        .map_err(|e| Refusal::Event(e.at, e.message))?;
    for key in ["id", "account", "source", "time", "region", "detail-type"] {
        if tree.root().get(key).is_none() {
            return Err(Refusal::Event(0, format!("AWS asks for the key `{key}` in an event")));
        }
    }
    Ok(())
}

/// Answers a file of cases, line for line.
fn cases(file: &Path, compat: Compat, limits: &Limits) -> Done {
    let name = file.display().to_string();
    let reader: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let opened = std::fs::File::open(file).map_err(|e| Failure::input(&name, &e))?;
        Box::new(io::BufReader::new(opened))
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut sound = true;
    for (number, line) in reader.split(b'\n').enumerate() {
        let line = line.map_err(|e| Failure::input(&name, &e))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match case(&line, compat, limits) {
            Ok(answer) => writeln!(out, "{answer}")?,
            Err(message) => {
                sound = false;
                terminal::error(&format!("{name}:{}: {message}", number + 1));
            }
        }
    }
    out.flush()?;
    Ok(if sound { Code::Clean } else { Code::BadRules })
}

fn case(line: &[u8], compat: Compat, limits: &Limits) -> Result<String, String> {
    let source = SourceId(0);
    // A case is one level around a pattern or event, which may be as deep as the limit.
    let tree = json::read(source, line.into(), limits.depth * 2 + 8)
        .map_err(|e| format!("not a case: {} (byte {})", e.message, e.at))?;
    let root = tree.root();
    if root.kind() != Kind::Map {
        return Err("a case is an object".to_owned());
    }
    // As it is written: an id may be a number that no machine number holds.
    let id = match root.get("id") {
        Some(id) => crate::base::text::show(id.raw()),
        None => return Err("a case without `id`".to_owned()),
    };
    let error = |kind: &str, message: &str| {
        let message = crate::base::text::quote(message.as_bytes());
        format!("{{\"id\":{id},\"error\":\"{kind}\",\"message\":{message}}}")
    };
    let (Some(pattern), Some(event)) = (part(root, "pattern"), part(root, "event")) else {
        return Err(
            "a case needs `pattern` and `event`, or `pattern-text`, `event-text`".to_owned()
        );
    };
    Ok(match answer(source, &pattern, &event, compat, limits) {
        Ok((matched, _)) => format!("{{\"id\":{id},\"match\":{matched}}}"),
        Err(Refusal::Pattern(diags)) => error("pattern", diags.first().map_or("", |d| &d.message)),
        Err(Refusal::Event(at, message)) => error("event", &format!("{message} (byte {at})")),
    })
}

/// The text of a pattern or event of a case: numbers keep their spelling.
fn part(root: Item<'_>, key: &str) -> Option<Vec<u8>> {
    match root.get(&format!("{key}-text")) {
        Some(text) => Some(text.text().into_owned()),
        None => root.get(key).map(|value| value.raw().to_vec()),
    }
}
