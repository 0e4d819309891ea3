//! Alarms and insights in a comment on a pull request.

use super::Changes;
use super::found::Finding;
use super::words as said;
use crate::base::time;
use crate::model::RuleHeader;
use crate::report::eval::markdown::{Page, short};
use std::io::{self, Write};

/// A finding as an example.
pub(in crate::report::eval) fn example(rule: &RuleHeader, finding: &Finding) -> String {
    let (at, change) = (time::show(finding.raised.time), said::change(&finding.raised));
    short(&format!("{at} {change}: {}", said::sentence(rule, finding)))
}

/// What changed without being a finding.
pub(in crate::report::eval) fn besides<W: Write>(
    page: &mut Page<'_, W>,
    changes: &Changes,
) -> io::Result<()> {
    for (head, courses) in [("Alarms", &changes.alarms), ("Insights", &changes.insights)] {
        let courses: Vec<String> = said::courses(courses).iter().map(|c| short(c)).collect();
        if !courses.is_empty() {
            page.list(head, courses.len() as u64, &courses)?;
        }
    }
    Ok(())
}
