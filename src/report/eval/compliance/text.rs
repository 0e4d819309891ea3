//! Results for people: what compliance rules found, what is waived, in error, or lacks data.

use super::Found;
use super::words as said;
use crate::model::{ComplianceType, Evaluation, RuleHeader, Standing};
use crate::report::clean::visible;
use crate::report::eval::groups::Groups;
use crate::report::eval::samples::Samples;
use crate::report::eval::text::{more, wrapped};
use crate::report::style::{self, BAD, BOLD, DIM, WARNING};
use crate::report::{Style, words};
use std::io::{self, Write};

/// The findings of a rule, after its name and title.
pub(in crate::report::eval) fn findings<W: Write>(
    out: &mut W,
    style: Style,
    found: &Found,
) -> io::Result<()> {
    let compliance = ComplianceType::NonCompliant;
    let resources = words::count(found.findings.count, "resource", "resources");
    writeln!(out, " ({resources} {})", style.paint(style::compliance(compliance), compliance))?;
    lines(out, style, &found.findings)?;
    let waived = said::waivers(found);
    if !waived.is_empty() {
        wrapped(out, style, "  ", &waived)?;
    }
    Ok(())
}

/// All that is no finding: rules with waived results only, errors, missing data, and what was
/// fixed.
pub(in crate::report::eval) fn besides<W: Write>(
    out: &mut W,
    style: Style,
    groups: &Groups,
) -> io::Result<()> {
    let found = groups.found();
    fixed(out, style, &found)?;
    waived(out, style, &found)?;
    errors(out, style, groups.results.counts.error, &found)?;
    lacking(out, style, groups)
}

fn lines<W: Write>(out: &mut W, style: Style, results: &Samples<Evaluation>) -> io::Result<()> {
    let typed = said::mixed(&results.kept);
    for result in &results.kept {
        let new = match result.standing {
            Some(Standing::New) => "new: ",
            _ => "",
        };
        let place = format!("({})", said::place(&result.input, result.place));
        let place = style.paint(DIM, place);
        writeln!(out, "  {}{}  {place}", style.paint(BAD, new), said::sentence(result, typed))?;
    }
    more(out, style, "  ", results)
}

fn fixed<W: Write>(out: &mut W, style: Style, found: &[(&RuleHeader, &Found)]) -> io::Result<()> {
    let mut any = false;
    for (rule, found) in found {
        if found.fixed.count > 0 {
            any = true;
            let word = style.paint(style::GOOD, "fixed");
            let name = visible(&rule.name);
            let count = words::count(found.fixed.count, "resource", "resources");
            writeln!(out, "{word} {} ({count})", style.paint(BOLD, name))?;
            for result in &found.fixed.kept {
                let name = said::full_name(&result.resource);
                writeln!(out, "  {name}: {}", said::message(result))?;
            }
            more(out, style, "  ", &found.fixed)?;
        }
    }
    if any { out.write_all(b"\n") } else { Ok(()) }
}

/// The rules whose every failure is accepted.
fn waived<W: Write>(out: &mut W, style: Style, found: &[(&RuleHeader, &Found)]) -> io::Result<()> {
    let mut any = false;
    for (rule, found) in found {
        if found.findings.count == 0 && found.waived.count > 0 {
            any = true;
            let head = format!("waived {}: ", visible(&rule.name));
            wrapped(out, style, &head, &said::waivers(found))?;
        }
    }
    if any { out.write_all(b"\n") } else { Ok(()) }
}

fn errors<W: Write>(
    out: &mut W,
    style: Style,
    count: u64,
    found: &[(&RuleHeader, &Found)],
) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let results = words::count(count, "result", "results");
    writeln!(out, "{}: {results} in ERROR, none of them a pass", style.paint(BAD, "errors"))?;
    for (rule, found) in found {
        if found.errors.count > 0 {
            let resources = words::count(found.errors.count, "resource", "resources");
            let compliance = style.paint(BAD, ComplianceType::Error);
            let name = style.paint(BOLD, visible(&rule.name));
            writeln!(out, "{name} ({resources} {compliance})")?;
            lines(out, style, &found.errors)?;
        }
    }
    out.write_all(b"\n")
}

/// What is missing, each once.
fn lacking<W: Write>(out: &mut W, style: Style, groups: &Groups) -> io::Result<()> {
    let count = groups.results.counts.insufficient_data;
    if count == 0 {
        return Ok(());
    }
    let results = words::count(count, "result", "results");
    let word = style.paint(WARNING, "warning");
    writeln!(out, "{word}: {results} {}", ComplianceType::InsufficientData)?;
    for (reason, (count, rules)) in &groups.results.lacks {
        let reason = if reason.is_empty() { "for other reasons".into() } else { visible(reason) };
        let results = words::count(*count, "result", "results");
        let rules = words::count(rules.len() as u64, "rule", "rules");
        writeln!(out, "  {reason} ({results} of {rules})")?;
    }
    out.write_all(b"\n")
}
