//! What alarms and baselines found, by rule: counts, and the first findings with their ends.

use super::courses::Courses;
use super::severity;
use crate::base::ids::RuleId;
use crate::model::{Change, Raised, RuleHeader};
use crate::report::eval::samples::Samples;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A finding, and when it was over.
#[derive(Debug, Clone)]
pub(in crate::report::eval) struct Finding {
    /// What was raised.
    pub(in crate::report::eval) raised: Raised,
    /// When the alarm left ALARM or the activity was usual again, if it was in this run.
    pub(in crate::report::eval) until: Option<Timestamp>,
    subject: String,
}

/// What one rule found.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Found {
    /// Alarms that entered ALARM or insights that started, if the rule has a severity.
    pub(in crate::report::eval) findings: Samples<Finding>,
}

impl Found {
    /// Does a change only end, or come after, what is a finding already?
    fn follows(&mut self, subject: &str, time: Timestamp) -> bool {
        let mut kept = self.findings.kept.iter_mut().rev();
        match kept.find(|finding| finding.subject == subject) {
            Some(finding) => {
                finding.until.get_or_insert(time);
                true
            }
            // It may be of one that is not kept.
            None => self.findings.more() > 0,
        }
    }
}

/// What all alarms and baselines found.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Changes {
    keep: usize,
    rules: BTreeMap<RuleId, Found>,
    /// Alarms that changed their states without being findings.
    pub(in crate::report::eval) alarms: Courses,
    /// Insights that are no findings.
    pub(in crate::report::eval) insights: Courses,
}

impl Changes {
    /// Nothing yet; keeps the first `keep` findings of a rule.
    pub(in crate::report::eval) fn new(keep: usize) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Takes a change of a rule.
    pub(in crate::report::eval) fn add(&mut self, rule: &RuleHeader, raised: &Raised) {
        let found = self.rules.entry(raised.rule).or_default();
        let subject = raised.subject();
        let courses = match raised.what {
            Change::Alarm(_) => &mut self.alarms,
            Change::Insight(_) => &mut self.insights,
        };
        if severity(rule, raised).is_none() {
            if !found.follows(&subject, raised.time) {
                courses.add(raised.rule, subject, raised.states());
            }
            return;
        }
        courses.drop(raised.rule, &subject);
        let finding = Finding { raised: raised.clone(), until: None, subject };
        found.findings.add(&finding, self.keep);
    }

    /// What the rule at a position in the table of rules found, if its state changed at all.
    pub(in crate::report::eval) fn of(&self, rule: usize) -> Option<&Found> {
        self.rules.get(&RuleId::new(rule))
    }
}
