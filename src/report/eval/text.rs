//! For people: findings grouped by rule, the most severe first, and a summary.

use super::groups::{Group, Groups};
use super::{Out, Report, subject};
use crate::model::{Effect, RuleHeader, RunInfo, Severity, Summary};
use crate::report::clean::visible;
use crate::report::style::{self, BAD, BOLD, DIM, GOOD};
use crate::report::{Style, words};
use std::io::{self, Write};

/// How many matches of a rule, and how many errors, are shown.
const SHOWN: usize = 10;

/// The report; all of it is written at the end.
#[derive(Debug)]
pub(super) struct Text<W: Write = Out> {
    out: W,
    style: Style,
    groups: Groups,
}

impl<W: Write> Text<W> {
    /// A report onto `out`.
    pub(super) fn new(out: W, style: Style) -> Self {
        Self { out, style, groups: Groups::default() }
    }
}

impl<W: Write + Send> Report for Text<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.groups = Groups::new(&info.rules, SHOWN);
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        self.groups.add(effect);
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let (out, style, groups) = (&mut self.out, self.style, &self.groups);
        for (severity, rule, group) in groups.findings() {
            finding(out, style, severity, rule, group)?;
        }
        let routed = groups.routed();
        if !routed.is_empty() {
            let counts: Vec<String> = routed
                .iter()
                .map(|(r, g)| format!("{} ({})", visible(&r.name), words::thousands(g.count)))
                .collect();
            wrapped(out, style, "routed: ", &counts.join(", "))?;
            out.write_all(b"\n")?;
        }
        if groups.fault_count > 0 {
            let word = style.paint(BAD, "error");
            for fault in &groups.faults {
                writeln!(out, "{word}: {}", subject::fault(fault))?;
            }
            more(out, style, "", groups.fault_count, groups.faults.len())?;
            out.write_all(b"\n")?;
        }
        let look = if groups.findings().is_empty() { GOOD } else { BOLD };
        let headline = groups.headline(summary);
        let seconds = words::seconds(summary.eval_seconds);
        writeln!(out, "{} in {seconds}", style.paint(look, headline))?;
        let errors = summary.errors.max(groups.fault_count);
        if errors > 0 {
            writeln!(out, "{}", style.paint(BAD, words::count(errors, "error", "errors")))?;
        }
        for remark in groups.remarks(summary) {
            writeln!(out, "{}", style.paint(DIM, remark))?;
        }
        out.flush()
    }
}

/// A rule with its findings.
fn finding<W: Write>(
    out: &mut W,
    style: Style,
    severity: Severity,
    rule: &RuleHeader,
    group: &Group,
) -> io::Result<()> {
    let word = style.paint(style::severity(severity), severity.word());
    write!(out, "{word} {}", style.paint(BOLD, visible(&rule.name)))?;
    if !rule.title.is_empty() && rule.title != rule.name {
        write!(out, ": {}", visible(&rule.title))?;
    }
    writeln!(out, " ({})", words::count(group.count, "match", "matches"))?;
    for matched in &group.samples {
        let time = matched.time.as_deref().map_or_else(|| "no time".into(), visible);
        let place = format!("({})", subject::place(matched));
        let place = style.paint(DIM, place);
        writeln!(out, "  {time}  {}  {place}", subject::sentence(matched))?;
    }
    more(out, style, "  ", group.count, group.samples.len())?;
    let fix = subject::fix(rule);
    if !fix.is_empty() {
        wrapped(out, style, "  fix: ", &fix)?;
    }
    out.write_all(b"\n")
}

/// `... and 12 more`, if there are more than shown.
fn more<W: Write>(
    out: &mut W,
    style: Style,
    margin: &str,
    count: u64,
    shown: usize,
) -> io::Result<()> {
    match count - shown as u64 {
        0 => Ok(()),
        n => {
            let more = format!("... and {} more", words::thousands(n));
            writeln!(out, "{margin}{}", style.paint(DIM, more))
        }
    }
}

/// Writes `text` after `head`, wrapped at the style's width and indented to the head's end.
fn wrapped<W: Write>(out: &mut W, style: Style, head: &str, text: &str) -> io::Result<()> {
    // On a very narrow screen a column of single words would be worse than the terminal's own
    // wrapping.
    let limit = if style.width < head.len() + 20 { usize::MAX } else { style.width };
    write!(out, "{head}")?;
    let mut column = head.len();
    for (i, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if i > 0 && column + 1 + width > limit {
            write!(out, "\n{:1$}", "", head.len())?;
            column = head.len();
        } else if i > 0 {
            out.write_all(b" ")?;
            column += 1;
        }
        out.write_all(word.as_bytes())?;
        column += width;
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_at_the_width() {
        let shown = |width| {
            let mut out = Vec::new();
            let style = Style { colour: false, width };
            wrapped(&mut out, style, "  fix: ", "one two three four five six").expect("a Vec");
            String::from_utf8_lossy(&out).into_owned()
        };
        assert_eq!(shown(27), "  fix: one two three four\n       five six\n");
        assert_eq!(shown(0), "  fix: one two three four five six\n");
        assert_eq!(shown(10), shown(0));
    }
}
