//! For people: findings grouped by rule, the most severe first, and a summary.

use super::compliance::{tables, text as results};
use super::grouped::Form;
use super::groups::{Block, Findings, Groups};
use super::raised::text as raised;
use super::samples::Samples;
use super::subject;
use crate::model::{Match, Summary};
use crate::report::clean::visible;
use crate::report::style::{self, BAD, BOLD, DIM, GOOD};
use crate::report::{Style, words};
use std::io::{self, Write};

/// The report.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) style: Style,
}

impl<W: Write> Form<W> for Text {
    const SHOWN: usize = 10;

    fn write(&self, out: &mut W, groups: &Groups, summary: &Summary) -> io::Result<()> {
        let style = self.style;
        let findings = groups.findings();
        for block in &findings {
            finding(out, style, block)?;
        }
        results::besides(out, style, groups)?;
        raised::besides(out, style, &groups.raised)?;
        let routed = groups.routed();
        if !routed.is_empty() {
            let counts: Vec<String> = routed
                .iter()
                .map(|(r, g)| format!("{} ({})", visible(&r.name), words::thousands(g.count)))
                .collect();
            wrapped(out, style, "routed: ", &counts.join(", "))?;
            out.write_all(b"\n")?;
        }
        if groups.faults.count > 0 {
            let word = style.paint(BAD, "error");
            for fault in &groups.faults.kept {
                writeln!(out, "{word}: {}", subject::fault(fault))?;
            }
            more(out, style, "", &groups.faults)?;
            out.write_all(b"\n")?;
        }
        tables::write(out, style, groups)?;
        let errors = groups.errors(summary);
        let clean = findings.is_empty() && errors == 0;
        let headline = groups.headline(summary);
        let seconds = words::seconds(summary.eval_seconds);
        let look = if clean { GOOD } else { BOLD };
        writeln!(out, "{} in {seconds}", style.paint(look, headline))?;
        if errors > 0 {
            writeln!(out, "{}", style.paint(BAD, words::count(errors, "error", "errors")))?;
        }
        for remark in groups.remarks(summary) {
            writeln!(out, "{}", style.paint(DIM, remark))?;
        }
        Ok(())
    }
}

/// A rule with its findings.
fn finding<W: Write>(out: &mut W, style: Style, block: &Block<'_>) -> io::Result<()> {
    let rule = block.rule;
    let word = style.paint(style::severity(block.severity), block.severity.word());
    write!(out, "{word} {}", style.paint(BOLD, visible(&rule.name)))?;
    if !rule.title.is_empty() && rule.title != rule.name {
        write!(out, ": {}", visible(&rule.title))?;
    }
    match block.findings {
        Findings::Matches(group) => matches(out, style, group)?,
        Findings::Results(found) => results::findings(out, style, found)?,
        Findings::Raised(found) => raised::findings(out, style, rule, found)?,
    }
    let fix = subject::fix(rule);
    if !fix.is_empty() {
        wrapped(out, style, "  fix: ", &fix)?;
    }
    out.write_all(b"\n")
}

fn matches<W: Write>(out: &mut W, style: Style, group: &Samples<Match>) -> io::Result<()> {
    writeln!(out, " ({})", words::count(group.count, "match", "matches"))?;
    for matched in &group.kept {
        let time = matched.time.as_deref().map_or_else(|| "no time".into(), visible);
        let place = format!("({})", subject::place(matched));
        let place = style.paint(DIM, place);
        writeln!(out, "  {time}  {}  {place}", subject::sentence(matched))?;
    }
    more(out, style, "  ", group)
}

/// `... and 12 more`, if there are more than shown.
pub(super) fn more<W: Write, T>(
    out: &mut W,
    style: Style,
    margin: &str,
    samples: &Samples<T>,
) -> io::Result<()> {
    match samples.more() {
        0 => Ok(()),
        n => {
            let more = format!("... and {} more", words::thousands(n));
            writeln!(out, "{margin}{}", style.paint(DIM, more))
        }
    }
}

/// Writes `text` after `head`, wrapped at the style's width and indented to the head's end.
pub(super) fn wrapped<W: Write>(
    out: &mut W,
    style: Style,
    head: &str,
    text: &str,
) -> io::Result<()> {
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
