//! Results in a comment on a pull request: scores, what is newly failing, fixed or as before, what
//! is in error, lacks data or is waived, and how it went over time.

use super::words as said;
use super::{Found, severity};
use crate::model::{ComplianceType, Evaluation};
use crate::report::clean::cut;
use crate::report::eval::groups::Groups;
use crate::report::eval::markdown::{Page, Row, prose, result, short};
use crate::report::eval::samples::Samples;
use crate::report::words::{count, thousands};
use std::io::{self, Write};

/// Longer reasons are cut.
const LONGEST: usize = 200;

/// The score of each pack, a line each.
pub(in crate::report::eval) fn scores<W: Write>(
    page: &mut Page<'_, W>,
    groups: &Groups,
) -> io::Result<()> {
    let mut any = false;
    for (name, counts) in groups.results.rollups.packs() {
        let score = said::score(counts);
        any |= page.fits(&format!("- pack {}: **{score}** {}\n", short(name), counts.status()))?;
    }
    if any { page.out.write_all(b"\n") } else { Ok(()) }
}

/// All that does not stand in the table of findings.
pub(in crate::report::eval) fn besides<W: Write>(
    page: &mut Page<'_, W>,
    groups: &Groups,
) -> io::Result<()> {
    standing(page, groups)?;
    let errors = rows(groups, |found| &found.errors);
    if !errors.is_empty() {
        let results = count(groups.results.counts.error, "result", "results");
        writeln!(page.out, "**{results} in ERROR** (not a pass)\n")?;
        page.table("errors", &errors)?;
    }
    lacking(page, groups)?;
    waived(page, groups)?;
    controls(page, groups)?;
    for (word, samples) in groups.results.notices.kinds() {
        let notices: Vec<String> = samples.kept.iter().map(|n| short(&said::notice(n))).collect();
        page.list(word, samples.count, &notices)?;
    }
    Ok(())
}

/// The three sections of a comparison with an earlier state.
fn standing<W: Write>(page: &mut Page<'_, W>, groups: &Groups) -> io::Result<()> {
    let Some([new, fixed, unchanged]) = groups.results.standing else { return Ok(()) };
    writeln!(page.out, "#### Newly failing: {}\n", thousands(new))?;
    page.table("results", &rows(groups, |found| &found.new))?;
    writeln!(page.out, "#### Fixed: {}\n", thousands(fixed))?;
    page.table("results", &rows(groups, |found| &found.fixed))?;
    writeln!(
        page.out,
        "<details><summary>Failing as before: {}</summary>\n",
        thousands(unchanged)
    )?;
    page.table("results", &rows(groups, |found| &found.unchanged))?;
    page.out.write_all(b"</details>\n\n")
}

/// The rules that have some results, the most severe first.
fn rows(groups: &Groups, of: impl Fn(&Found) -> &Samples<Evaluation>) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = groups
        .found()
        .into_iter()
        .filter_map(|(rule, found)| {
            let samples = of(found);
            let examples = samples.kept.iter().map(result).collect();
            let row = Row { severity: severity(rule), rule, count: samples.count, examples };
            (samples.count > 0).then_some(row)
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.severity));
    rows
}

fn lacking<W: Write>(page: &mut Page<'_, W>, groups: &Groups) -> io::Result<()> {
    if groups.results.lacks.is_empty() {
        return Ok(());
    }
    let all = count(groups.results.counts.insufficient_data, "result", "results");
    writeln!(page.out, "**{all} {}**\n", ComplianceType::InsufficientData)?;
    for (reason, (of, rules)) in &groups.results.lacks {
        let reason = if reason.is_empty() { "for other reasons".to_owned() } else { short(reason) };
        let (of, rules) =
            (count(*of, "result", "results"), count(rules.len() as u64, "rule", "rules"));
        page.fits(&format!("- {reason} ({of} of {rules})\n"))?;
    }
    page.out.write_all(b"\n")
}

fn waived<W: Write>(page: &mut Page<'_, W>, groups: &Groups) -> io::Result<()> {
    let mut rules = Vec::new();
    let mut count = 0;
    for (rule, found) in groups.found() {
        if found.waived.count > 0 {
            count += 1;
            let waivers = prose(&cut(&said::waivers(found), LONGEST));
            rules.push(format!("{}: {waivers}", short(&rule.name)));
        }
    }
    if count > 0 { page.list("Rules with waived results", count, &rules) } else { Ok(()) }
}

fn controls<W: Write>(page: &mut Page<'_, W>, groups: &Groups) -> io::Result<()> {
    let mut failing = Vec::new();
    let mut count = 0;
    for (name, counts) in groups.results.rollups.controls() {
        if counts.non_compliant + counts.error > 0 {
            count += 1;
            failing.push(format!("{}: {}", short(name), said::counts(counts)));
        }
    }
    if count > 0 { page.list("Failing controls", count, &failing) } else { Ok(()) }
}

/// How results went over time, folded away.
pub(in crate::report::eval) fn history<W: Write>(
    page: &mut Page<'_, W>,
    groups: &Groups,
) -> io::Result<()> {
    let history = &groups.results.history;
    if history.is_empty() {
        return Ok(());
    }
    page.out.write_all(b"<details><summary>Timelines</summary>\n\n")?;
    let mut left = history.more;
    for (resource, changes) in history.all() {
        let heading = format!("{}\n\n", short(&said::full_name(resource)));
        if !page.fits(&heading)? {
            left += changes.count;
            continue;
        }
        let mut shown = 0;
        for change in &changes.kept {
            let time = change.resource.captured.map_or("no time".into(), |t| t.to_string());
            let cause = prose(&cut(&said::cause(change), LONGEST));
            let rule = short(groups.name(change.rule));
            let line = format!("- {time} {rule} {} {cause}", prose(&said::change(change)));
            if !page.fits(&format!("{}\n", line.trim_end()))? {
                break;
            }
            shown += 1;
        }
        left += changes.count - shown;
        page.out.write_all(b"\n")?;
    }
    if left > 0 {
        writeln!(page.out, "... and {}\n", count(left, "more change", "more changes"))?;
    }
    page.out.write_all(b"</details>\n\n")
}
