//! Alarms and insights for people: findings with their times, and in one line what else changed.

use super::words as said;
use super::{Changes, Found};
use crate::base::time;
use crate::model::RuleHeader;
use crate::report::Style;
use crate::report::eval::text::{more, wrapped};
use crate::report::style::BAD;
use std::io::{self, Write};

/// The findings of a rule, after its name and title.
pub(in crate::report::eval) fn findings<W: Write>(
    out: &mut W,
    style: Style,
    rule: &RuleHeader,
    found: &Found,
) -> io::Result<()> {
    let findings = &found.findings;
    writeln!(out, " ({})", said::counted(findings.kept.first(), findings.count))?;
    for finding in &findings.kept {
        let (at, change) = (time::show(finding.raised.time), said::change(&finding.raised));
        let change = style.paint(BAD, change);
        writeln!(out, "  {at}  {change}  {}", said::sentence(rule, finding))?;
    }
    more(out, style, "  ", findings)
}

/// What changed without being a finding.
pub(in crate::report::eval) fn besides<W: Write>(
    out: &mut W,
    style: Style,
    changes: &Changes,
) -> io::Result<()> {
    for (head, courses) in [("alarms: ", &changes.alarms), ("insights: ", &changes.insights)] {
        let courses = said::courses(courses);
        if !courses.is_empty() {
            wrapped(out, style, head, &courses.join(", "))?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
