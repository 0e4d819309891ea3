//! The states that alarms and unusual activity went through without being findings, so many of
//! them that their memory is bounded.

use crate::base::ids::RuleId;
use std::collections::BTreeMap;

/// How many courses are kept.
const KEPT: usize = 100;
/// How many states of a course are kept, besides the last.
const STATES: usize = 8;

/// The states of one alarm in their order: the first ones and the last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report::eval) struct Course {
    states: Vec<&'static str>,
    more: u64,
    last: &'static str,
}

impl Course {
    fn add(&mut self, (from, to): (Option<&'static str>, &'static str)) {
        if self.states.is_empty() {
            self.states.extend(from);
        }
        if self.states.len() < STATES {
            self.states.push(to);
        } else {
            self.more += 1;
        }
        self.last = to;
    }

    /// `OK -> ALARM -> OK`; with ` -> ...` for states between the first ones and the last.
    pub(in crate::report::eval) fn words(&self) -> String {
        let mut words = self.states.clone();
        if self.more > 1 {
            words.push("...");
        }
        if self.more > 0 {
            words.push(self.last);
        }
        words.join(" -> ")
    }
}

/// Courses by rule and by what they are of.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Courses {
    kept: BTreeMap<(RuleId, String), Course>,
    /// Changes of those that are not kept.
    pub(in crate::report::eval) more: u64,
}

impl Courses {
    /// Takes a change of state.
    pub(super) fn add(
        &mut self,
        rule: RuleId,
        subject: String,
        states: (Option<&'static str>, &'static str),
    ) {
        let room = self.kept.len() < KEPT;
        let key = (rule, subject);
        match self.kept.get_mut(&key) {
            Some(course) => course.add(states),
            None if room => self.kept.entry(key).or_default().add(states),
            None => self.more += 1,
        }
    }

    /// Drops what turned out to be a finding.
    pub(super) fn drop(&mut self, rule: RuleId, subject: &str) {
        self.kept.remove(&(rule, subject.to_owned()));
    }

    /// What each is of, with its course, in the order of the rules.
    pub(in crate::report::eval) fn all(&self) -> impl Iterator<Item = (&str, &Course)> {
        self.kept.iter().map(|((_, subject), course)| (subject.as_str(), course))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_are_bounded() {
        let mut courses = Courses::default();
        for _ in 0..1000 {
            courses.add(RuleId::new(0), "a".into(), (Some("OK"), "ALARM"));
            courses.add(RuleId::new(0), "a".into(), (Some("ALARM"), "OK"));
        }
        let words = |courses: &Courses| courses.all().next().map(|(_, course)| course.words());
        let eight = ["OK -> ALARM"; 4].join(" -> ");
        assert_eq!(words(&courses), Some(format!("{eight} -> ... -> OK")));
        for n in 0..1000 {
            courses.add(RuleId::new(1), n.to_string(), (None, "End"));
        }
        assert_eq!((courses.all().count(), courses.more), (KEPT, 901));
        courses.drop(RuleId::new(0), "a");
        assert_eq!(words(&courses), Some("End".into()));
    }
}
