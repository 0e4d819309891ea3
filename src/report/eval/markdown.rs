//! A comment on a pull request: a table of the rules with findings, counts and examples.

use super::groups::Groups;
use super::{Out, Report, subject};
use crate::model::{Effect, RunInfo, Summary};
use crate::report::clean::{cut, visible};
use crate::report::words::thousands;
use std::io::{self, Write};

/// How many matches of a rule are shown.
const SHOWN: usize = 3;
/// Longer sentences are cut.
const LONGEST: usize = 200;
/// GitHub takes comments of 65,536 characters; rows beyond this many bytes are left out.
const BUDGET: usize = 50_000;

/// The comment; all of it is written at the end.
#[derive(Debug)]
pub(super) struct Markdown<W: Write = Out> {
    out: W,
    groups: Groups,
}

impl<W: Write> Markdown<W> {
    /// A comment onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, groups: Groups::default() }
    }

    fn table(&mut self) -> io::Result<()> {
        let found = self.groups.findings();
        if found.is_empty() {
            return Ok(());
        }
        let out = &mut self.out;
        out.write_all(b"| severity | rule | findings | examples |\n|---|---|---:|---|\n")?;
        let mut written = 0;
        for (at, (severity, rule, group)) in found.iter().enumerate() {
            let title = prose(&cut(subject::title(rule), LONGEST));
            let examples: Vec<String> = group
                .samples
                .iter()
                .map(|m| {
                    let time = m.time.as_deref().unwrap_or_default();
                    let sentence = subject::sentence(m);
                    let text = format!("{time} {sentence}");
                    let place = subject::place(m);
                    format!("{} {}", code(&cut(text.trim(), LONGEST)), code(&cut(&place, LONGEST)))
                })
                .collect();
            let row = format!(
                "| {} | {}<br>{title} | {} | {} |\n",
                severity.word(),
                code(&cut(&rule.name, LONGEST)),
                thousands(group.count),
                examples.join("<br>"),
            );
            written += row.len();
            if written > BUDGET {
                let left = thousands((found.len() - at) as u64);
                return writeln!(out, "\n... and {left} more rules with findings\n");
            }
            out.write_all(row.as_bytes())?;
        }
        out.write_all(b"\n")
    }
}

impl<W: Write + Send> Report for Markdown<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.groups = Groups::new(&info.rules, SHOWN);
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        self.groups.add(effect);
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        writeln!(self.out, "### tripline\n\n{}\n", self.groups.headline(summary))?;
        self.table()?;
        let (out, groups) = (&mut self.out, &self.groups);
        if groups.fault_count > 0 {
            writeln!(out, "**Errors: {}**\n", thousands(groups.fault_count))?;
            for fault in &groups.faults {
                writeln!(out, "- {}", code(&cut(&subject::fault(fault), LONGEST)))?;
            }
            let more = groups.fault_count - groups.faults.len() as u64;
            if more > 0 {
                writeln!(out, "- ... and {} more", thousands(more))?;
            }
            out.write_all(b"\n")?;
        }
        for remark in groups.remarks(summary) {
            writeln!(out, "{remark}\n")?;
        }
        out.flush()
    }
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
fn prose(text: &str) -> String {
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
