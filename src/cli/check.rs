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
use crate::rules::{Bundle, Role, allow};
use std::io::{self, Write};

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let mut checked = bundle::read_leniently(&args.paths, &args.packs, global)?;
    if !checked.diags.has_errors() {
        lint(&mut checked);
    }
    checked.diags.extend(lints::ended(&checked.bundle.waivers, global.now()));
    let asked = plugins(&mut checked);
    let complete = !checked.diags.has_errors() && !checked.bundle.truncated;
    allow::find(&checked.loaded).apply(&mut checked.diags, complete);
    let sorted = checked.diags.clone().into_sorted();
    let style = terminal::style(global);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let shown: Vec<_> =
        sorted.iter().filter(|d| !global.quiet || d.level == Level::Error).cloned().collect();
    diag::write(args.format, &shown, &checked.loaded.sources, style, &mut out)?;
    if args.grants && args.format == DiagFormat::Text {
        grants(&checked, &asked, &mut out)?;
    }
    let worst = sorted.iter().map(|d| d.level).max();
    let denied = match worst {
        Some(Level::Error) => true,
        Some(Level::Warning) => args.deny_warnings,
        Some(Level::Note) | None => false,
    };
    if worst.is_none() && args.format == DiagFormat::Text && !global.quiet {
        let Bundle { rules, compliance, filters, alarms, baselines, .. } = &checked.bundle;
        let rules = rules.len() + compliance.len() + filters.len() + alarms.len() + baselines.len();
        let files = checked.loaded.files.iter().filter(|f| f.role != Role::Library).count();
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
    let tried = crate::testing::metrics(&checked.loaded);
    found.extend(lints::alarms(&bundle.alarms, &bundle.filters, &tried));
    let graph = checked.graph();
    match checked.plan(&graph, |rule| bundle.rules[rule.index()].state != RuleState::Disabled) {
        Ok(plan) => dear(&plan, &graph).into_iter().for_each(|d| found.push(d)),
        Err(diag) => found.push(diag),
    }
    if bundle.compliance.iter().any(|rule| !rule.header.file.starts_with("pack:"))
        && let Some((_, texts)) = crate::packs::find("aws-config")
    {
        let known = crate::rules::load_texts(texts, &checked.limits);
        let (known, _) = bundle::of(&known, &[], &checked.limits);
        found.extend(lints::letter_case(&bundle.compliance, &known.compliance));
    }
    checked.diags.extend(found);
}

/// What is to be said of the plugins of targets; the grants that each asks for, where it is known.
#[cfg(feature = "wasm")]
fn plugins(checked: &mut Checked) -> Vec<Option<Vec<&'static str>>> {
    let host = super::host::host(&crate::model::Home::default());
    let Checked { bundle, diags, .. } = checked;
    let custom = bundle.compliance.iter().filter_map(|rule| match &rule.how {
        crate::rules::How::Custom(custom) => Some(custom.target.clone()),
        crate::rules::How::Conditions(_) => None,
    });
    let custom: Vec<_> = custom.collect();
    crate::plugins::check(&host, &custom, diags);
    let found = crate::plugins::check(&host, &bundle.targets, diags);
    found.into_iter().map(|plugin| Some(plugin?.inspection.asks())).collect()
}

#[cfg(not(feature = "wasm"))]
fn plugins(_checked: &mut Checked) -> Vec<Option<Vec<&'static str>>> {
    Vec::new()
}

/// The rights of each target: what it is granted, and whether its plugin asks for it. What it may
/// do is what is both.
fn grants(
    checked: &Checked,
    asked: &[Option<Vec<&'static str>>],
    out: &mut impl Write,
) -> io::Result<()> {
    for (at, target) in checked.bundle.targets.iter().enumerate() {
        writeln!(out, "{} (plugin {})", target.name, target.plugin.value)?;
        let asked = asked.get(at).and_then(Option::as_deref);
        let given = target.grants.list();
        for (name, value) in &given {
            let unasked = asked.is_some_and(|asked| !asked.contains(name));
            let words = if unasked { " (granted, not asked for)" } else { "" };
            writeln!(out, "  {name}: {value}{words}")?;
        }
        for name in asked.into_iter().flatten().filter(|a| given.iter().all(|(g, _)| g != *a)) {
            writeln!(out, "  {name}: asked for, not granted")?;
        }
        writeln!(out, "  always: log, config, deadline")?;
    }
    Ok(())
}

/// `1 rule`, `2 rules`.
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
