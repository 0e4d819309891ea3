//! Changes of state in words, safe to show.

use super::courses::Courses;
use super::found::Finding;
use crate::base::time;
use crate::model::{Change, Raised, RuleHeader};
use crate::report::clean::visible;
use crate::report::words::count;

/// `OK -> ALARM`; `Start`.
pub(in crate::report::eval) fn change(raised: &Raised) -> String {
    match raised.states() {
        (Some(from), to) => format!("{from} -> {to}"),
        (None, state) => state.to_owned(),
    }
}

/// What a change is of, if it is not what the rule is called.
pub(in crate::report::eval) fn subject(rule: &RuleHeader, raised: &Raised) -> Option<String> {
    let subject = raised.subject();
    (subject != rule.name).then(|| visible(&subject).into_owned())
}

/// `cpu i-1: Threshold Crossed: ... (until 2026-01-01T00:10:00Z)`: a finding without its time.
pub(in crate::report::eval) fn sentence(rule: &RuleHeader, finding: &Finding) -> String {
    let raised = &finding.raised;
    let subject = subject(rule, raised).map_or(String::new(), |subject| format!("{subject}: "));
    let reason = visible(&raised.reason);
    let until = finding.until.map(|at| format!("until {}", time::show(at)));
    let held = held(raised).map(|by| format!("actions suppressed by {by}"));
    let aside: Vec<String> = until.into_iter().chain(held).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
    format!("{subject}{reason}{aside}")
}

/// `cpu i-1: OK -> ALARM at 2026-01-01T00:05:00Z: Threshold Crossed: ...`: a change in prose.
pub(in crate::report::eval) fn prose(rule: &RuleHeader, raised: &Raised) -> String {
    let subject = subject(rule, raised).map_or(String::new(), |subject| format!("{subject}: "));
    let (change, at) = (change(raised), time::show(raised.time));
    format!("{subject}{change} at {at}: {}", visible(&raised.reason))
}

/// What held the actions of an alarm back, if anything did.
pub(in crate::report::eval) fn held(raised: &Raised) -> Option<&'static str> {
    match &raised.what {
        Change::Alarm(alarm) => alarm.suppressed_by,
        Change::Insight(_) => None,
    }
}

/// `2 alarms`, `1 insight`: how many findings of one rule.
pub(in crate::report::eval) fn counted(finding: Option<&Finding>, n: u64) -> String {
    match finding.map(|finding| &finding.raised.what) {
        Some(Change::Insight(_)) => count(n, "insight", "insights"),
        Some(Change::Alarm(_)) | None => count(n, "alarm", "alarms"),
    }
}

/// `a OK -> ALARM -> OK`, each of what is no finding; then how much is not kept.
pub(in crate::report::eval) fn courses(courses: &Courses) -> Vec<String> {
    let mut all: Vec<String> = courses
        .all()
        .map(|(name, course)| format!("{} {}", visible(name), course.words()))
        .collect();
    if courses.more > 0 {
        let more = count(courses.more, "change", "changes");
        all.push(format!("and {more} of others"));
    }
    all
}

/// `12 changes of alarms' states`; `3 insights started`: what a summary counts, if it does.
pub(in crate::report::eval) fn remarks(alarms: u64, insights: u64) -> impl Iterator<Item = String> {
    let states = if alarms == 1 { "an alarm's state" } else { "alarms' states" };
    let alarms =
        (alarms > 0).then(|| format!("{} of {states}", count(alarms, "change", "changes")));
    let insights =
        (insights > 0).then(|| format!("{} started", count(insights, "insight", "insights")));
    alarms.into_iter().chain(insights)
}
