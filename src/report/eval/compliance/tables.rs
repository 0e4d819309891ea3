//! What stands at the end of the report for people: timelines, roll-ups and notices.

use super::words as said;
use crate::model::{ComplianceCounts, ComplianceType};
use crate::report::clean::visible;
use crate::report::eval::groups::Groups;
use crate::report::eval::text::more;
use crate::report::style::{self, BOLD, DIM, WARNING};
use crate::report::{Style, words};
use std::io::{self, Write};

/// Writes all of them.
pub(in crate::report::eval) fn write<W: Write>(
    out: &mut W,
    style: Style,
    groups: &Groups,
) -> io::Result<()> {
    timelines(out, style, groups)?;
    rollups(out, style, groups)?;
    notices(out, style, groups)
}

fn timelines<W: Write>(out: &mut W, style: Style, groups: &Groups) -> io::Result<()> {
    let history = &groups.results.history;
    for (resource, changes) in history.all() {
        let name = said::full_name(resource);
        writeln!(out, "timeline of {}", style.paint(BOLD, name))?;
        let named: Vec<_> = changes
            .kept
            .iter()
            .map(|change| (change, said::change(change), visible(groups.name(change.rule))))
            .collect();
        let widest = |of: &dyn Fn(usize) -> usize| (0..named.len()).map(of).max().unwrap_or(0);
        let changed = widest(&|at| named[at].1.chars().count());
        let ruled = widest(&|at| named[at].2.chars().count());
        for (change, words, rule) in &named {
            let time = change.resource.captured.map_or("no time".into(), |t| t.to_string());
            let look = style::compliance(change.to);
            let words = style.paint(look, format!("{words:changed$}"));
            let place = style.paint(DIM, format!("({})", said::place(&change.input, change.place)));
            let cause = said::cause(change);
            let gap = if cause.is_empty() { "" } else { "  " };
            writeln!(out, "  {time:20}  {words}  {rule:ruled$}  {cause}{gap}{place}")?;
        }
        more(out, style, "  ", changes)?;
        out.write_all(b"\n")?;
    }
    if history.more > 0 {
        let more = words::count(history.more, "change", "changes");
        writeln!(out, "{}\n", style.paint(DIM, format!("... and {more} of other resources")))?;
    }
    Ok(())
}

/// One row of the table of roll-ups.
struct Row<'n> {
    what: &'static str,
    name: std::borrow::Cow<'n, str>,
    counts: &'n ComplianceCounts,
}

/// The rules and controls that are not as they should be, and all packs, in one table.
fn rollups<W: Write>(out: &mut W, style: Style, groups: &Groups) -> io::Result<()> {
    let rollups = &groups.results.rollups;
    let wrong = |counts: &ComplianceCounts| {
        counts.non_compliant + counts.error + counts.insufficient_data > 0
    };
    let row = |what| move |(name, counts)| Row { what, name: visible(name), counts };
    let mut rows: Vec<Row<'_>> = rollups.rules().filter(|r| wrong(r.1)).map(row("rule")).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.counts.status()));
    rows.extend(rollups.controls().filter(|r| wrong(r.1)).map(row("control")));
    rows.extend(rollups.packs().map(row("pack")));
    if !rows.is_empty() {
        table(out, style, &rows)?;
    }
    for (what, statuses) in
        [("rules", rollups.rule_statuses()), ("resources", rollups.resource_statuses())]
    {
        if !statuses.is_empty() {
            writeln!(out, "{what}: {}", said::statuses(&statuses))?;
        }
    }
    let controls = rollups.controls().filter(|(_, counts)| !wrong(counts)).count() as u64;
    if controls > 0 {
        let controls = words::count(controls, "control", "controls");
        writeln!(out, "{controls} without failures")?;
    }
    if rows.is_empty() && rollups.rules().next().is_none() { Ok(()) } else { out.write_all(b"\n") }
}

/// The names of the columns of numbers.
const COLUMNS: [&str; 6] = ["compliant", "non-compliant", "waived", "error", "no data", "score"];

fn table<W: Write>(out: &mut W, style: Style, rows: &[Row<'_>]) -> io::Result<()> {
    let named = rows.iter().map(|r| r.what.len() + 1 + r.name.chars().count()).max().unwrap_or(0);
    let status = ComplianceType::InsufficientData.word().len();
    let mut head = format!("{:named$}  {:status$}", "", "");
    for column in COLUMNS {
        head.push_str("  ");
        head.push_str(column);
    }
    writeln!(out, "{}", style.paint(DIM, head))?;
    for Row { what, name, counts } in rows {
        let compliance = counts.status();
        let word = format!("{:status$}", compliance.word());
        let word = style.paint(style::compliance(compliance), word);
        let name = format!("{what} {name}");
        write!(out, "{name:named$}  {word}")?;
        let numbers = [
            counts.compliant,
            counts.non_compliant,
            counts.waived,
            counts.error,
            counts.insufficient_data,
        ];
        let score = counts.score().map_or("-".to_owned(), words::percent);
        let cells = numbers.into_iter().map(words::thousands).chain([score]);
        for (column, cell) in COLUMNS.iter().zip(cells) {
            write!(out, "  {cell:>0$}", column.len())?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn notices<W: Write>(out: &mut W, style: Style, groups: &Groups) -> io::Result<()> {
    let mut any = false;
    for (word, samples) in groups.results.notices.kinds() {
        any = true;
        for notice in &samples.kept {
            let head = style.paint(WARNING, format!("warning ({word})"));
            writeln!(out, "{head}: {}", said::notice(notice))?;
        }
        more(out, style, "", samples)?;
    }
    if any { out.write_all(b"\n") } else { Ok(()) }
}
