//! A comment on a pull request: a table of the rules with findings, counts and examples.

use super::compliance::markdown as results;
use super::compliance::words as said;
use super::grouped::Form;
use super::groups::{Block, Findings, Groups};
use super::raised::markdown as raised;
use super::subject;
use crate::model::{Evaluation, Match, RuleHeader, Severity, Summary};
use crate::report::clean::{cut, visible};
use crate::report::words::thousands;
use std::io::{self, Write};

/// Longer sentences are cut.
const LONGEST: usize = 200;
/// GitHub takes comments of 65,536 characters; rows and items beyond this many bytes are left out.
const BUDGET: usize = 50_000;

/// The comment.
#[derive(Debug)]
pub(super) struct Markdown;

impl<W: Write> Form<W> for Markdown {
    const SHOWN: usize = 3;

    fn write(&self, out: &mut W, groups: &Groups, summary: &Summary) -> io::Result<()> {
        writeln!(out, "### tripline\n\n{}\n", groups.headline(summary))?;
        let mut page = Page { out, left: BUDGET };
        results::scores(&mut page, groups)?;
        let rows: Vec<Row<'_>> = groups.findings().iter().filter_map(row).collect();
        page.table("findings", &rows)?;
        results::besides(&mut page, groups)?;
        raised::besides(&mut page, &groups.raised)?;
        if groups.faults.count > 0 {
            let faults: Vec<String> =
                groups.faults.kept.iter().map(|fault| short(&subject::fault(fault))).collect();
            page.list("Errors", groups.faults.count, &faults)?;
        }
        results::history(&mut page, groups)?;
        for remark in groups.remarks(summary) {
            writeln!(page.out, "{remark}\n")?;
        }
        Ok(())
    }
}

/// A rule in a table.
pub(super) struct Row<'g> {
    pub(super) severity: Severity,
    pub(super) rule: &'g RuleHeader,
    pub(super) count: u64,
    pub(super) examples: Vec<String>,
}

/// The row of a rule; `None` for results that stand in the sections of a comparison.
fn row<'g>(block: &Block<'g>) -> Option<Row<'g>> {
    let (count, examples) = match block.findings {
        Findings::Matches(group) => (group.count, group.kept.iter().map(matched).collect()),
        Findings::Results(found) => {
            let plain = || found.findings.kept.iter().filter(|e| e.standing.is_none());
            (found.plain, plain().map(result).collect())
        }
        Findings::Raised(found) => {
            let examples = found.findings.kept.iter().map(|f| raised::example(block.rule, f));
            (found.findings.count, examples.collect())
        }
    };
    (count > 0).then_some(Row { severity: block.severity, rule: block.rule, count, examples })
}

fn matched(matched: &Match) -> String {
    let time = matched.time.as_deref().unwrap_or_default();
    let text = format!("{time} {}", subject::sentence(matched));
    format!("{} {}", short(text.trim()), short(&subject::place(matched)))
}

/// A result as an example.
pub(super) fn result(result: &Evaluation) -> String {
    let place = said::place(&result.input, result.place);
    format!("{} {}", short(&said::prose(result)), short(&place))
}

/// What is written, within the budget.
pub(super) struct Page<'w, W> {
    pub(super) out: &'w mut W,
    left: usize,
}

impl<W: Write> Page<'_, W> {
    /// A table of rules; nothing without any.
    pub(super) fn table(&mut self, counted: &str, rows: &[Row<'_>]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "| severity | rule | {counted} | examples |\n|---|---|---:|---|")?;
        for (at, row) in rows.iter().enumerate() {
            let line = format!(
                "| {} | {}<br>{} | {} | {} |\n",
                row.severity.word(),
                short(&row.rule.name),
                prose(&cut(subject::title(row.rule), LONGEST)),
                thousands(row.count),
                row.examples.join("<br>"),
            );
            if !self.fits(&line)? {
                let left = thousands((rows.len() - at) as u64);
                return writeln!(self.out, "\n... and {left} more rules with {counted}\n");
            }
        }
        self.out.write_all(b"\n")
    }

    /// A list with a heading; `count` of all that there are.
    pub(super) fn list(&mut self, heading: &str, count: u64, items: &[String]) -> io::Result<()> {
        writeln!(self.out, "**{heading}: {}**\n", thousands(count))?;
        let mut shown = 0;
        for item in items {
            if !self.fits(&format!("- {item}\n"))? {
                break;
            }
            shown += 1;
        }
        if count > shown {
            writeln!(self.out, "- ... and {} more", thousands(count - shown))?;
        }
        self.out.write_all(b"\n")
    }

    /// Writes `text` if the budget has room for it.
    pub(super) fn fits(&mut self, text: &str) -> io::Result<bool> {
        let Some(left) = self.left.checked_sub(text.len()) else {
            self.left = 0;
            return Ok(false);
        };
        self.left = left;
        self.out.write_all(text.as_bytes())?;
        Ok(true)
    }
}

/// A code span of what may be long.
pub(super) fn short(text: &str) -> String {
    code(&cut(text, LONGEST))
}

/// A code span that fits into a table: in it nothing is a link, a mention or HTML.
fn code(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A space between fences and back-ticks that belong to the text; Markdown drops it again.
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// Prose that fits into a table and means nothing but itself.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        if "\\`*_[]<>|~#&!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_cell() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("`x``y"), "``` `x``y ```");
        assert_eq!(code("a\nb"), "`a\\nb`");
        assert_eq!(prose("a|b <i>*x*\n"), "a\\|b \\<i\\>\\*x\\*\\\\n");
    }
}
