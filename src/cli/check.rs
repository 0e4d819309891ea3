//! `tripline check`: all problems of a bundle at once.

use super::args::{CheckArgs, Global};
use super::bundle::{self, Checked, dear};
use super::exit::{Code, Done};
use super::terminal;
use crate::base::diag::Level;
use crate::base::ids::TargetId;
use crate::lints::{self, LintRule};
use crate::model::RuleState;
use crate::report::diag::{self, DiagFormat};
use crate::rules::allow;
use std::io::{self, Write};

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let mut checked = bundle::read(&args.paths, &args.packs, global)?;
    if !checked.diags.has_errors() {
        lint(&mut checked);
    }
    let complete = !checked.diags.has_errors() && !checked.bundle.truncated;
    allow::find(&checked.loaded).apply(&mut checked.diags, complete);
    let sorted = checked.diags.clone().into_sorted();
    let style = terminal::style(global);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let shown: Vec<_> =
        sorted.iter().filter(|d| !global.quiet || d.level == Level::Error).cloned().collect();
    diag::write(args.format, &shown, &checked.loaded.sources, style, &mut out)?;
    if args.grants && args.format == DiagFormat::Text {
        grants(&checked, &mut out)?;
    }
    let worst = sorted.iter().map(|d| d.level).max();
    let denied = match worst {
        Some(Level::Error) => true,
        Some(Level::Warning) => args.deny_warnings,
        Some(Level::Note) | None => false,
    };
    if worst.is_none() && args.format == DiagFormat::Text && !global.quiet {
        let rules = checked.bundle.rules.len();
        let files = checked.loaded.files.len();
        writeln!(out, "ok: {} in {}", count(rules, "rule"), count(files, "file"))?;
    }
    out.flush()?;
    Ok(if denied { Code::BadRules } else { Code::Clean })
}

/// The warnings that need the whole bundle, and what the compiled plan costs.
fn lint(checked: &mut Checked) {
    let bundle = &checked.bundle;
    let targets: Vec<Vec<_>> =
        bundle.rules.iter().map(|r| r.targets.iter().map(|t| t.target).collect()).collect();
    let rules: Vec<LintRule<'_>> = bundle
        .rules
        .iter()
        .zip(&targets)
        .map(|(rule, targets)| LintRule {
            header: &rule.header,
            pattern: &rule.pattern,
            bus: &rule.bus,
            state: rule.state,
            targets,
            routings: &rule.targets,
        })
        .collect();
    let puts = |target: TargetId| &*bundle.targets[target.index()].grants.put_events;
    let mut found = lints::lint(&rules, &puts, &checked.limits);
    let graph = checked.graph();
    match checked.plan(&graph, |rule| bundle.rules[rule.index()].state != RuleState::Disabled) {
        Ok(plan) => dear(&plan, &graph).into_iter().for_each(|d| found.push(d)),
        Err(diag) => found.push(diag),
    }
    checked.diags.extend(found);
}

/// What each target asks for and is granted.
fn grants(checked: &Checked, out: &mut impl Write) -> io::Result<()> {
    for target in &checked.bundle.targets {
        writeln!(out, "{} (plugin {})", target.name, target.plugin.value)?;
        let g = &target.grants;
        let http: Vec<&str> = g.http.iter().map(|o| o.value.as_str()).collect();
        let lists = [
            ("http", http),
            ("put-events", g.put_events.iter().map(String::as_str).collect()),
            ("secrets", g.secrets.iter().map(String::as_str).collect()),
            ("files", g.files.iter().map(String::as_str).collect()),
        ];
        for (name, values) in lists.iter().filter(|(_, v)| !v.is_empty()) {
            writeln!(out, "  {name}: {}", values.join(", "))?;
        }
        let flags = [("state", g.state), ("clock", g.clock), ("random", g.random)];
        let held: Vec<&str> = flags.iter().filter(|f| f.1).map(|f| f.0).collect();
        if !held.is_empty() {
            writeln!(out, "  {}", held.join(", "))?;
        }
        writeln!(out, "  always: log, config, deadline")?;
    }
    Ok(())
}

/// `1 rule`, `2 rules`.
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
