//! Changes of alarms' states and insights for the tests of the forms.

use crate::base::ids::RuleId;
use crate::model::{
    AlarmChange, Change, Effect, InsightChange, Raised, RuleHeader, RuleKind, RunInfo, Severity,
    Summary,
};
use crate::report::Style;
use crate::report::eval::Format;
use crate::report::eval::testing::{info, rule, run_of};

/// The event rules of the other tests, and behind them two alarms with a severity, one without,
/// and a baseline.
pub(in crate::report) fn rules() -> RunInfo {
    let info = info();
    let of = |kind, name: &str, severity| RuleHeader { kind, ..rule(name, severity) };
    let more = [
        of(RuleKind::Alarm, "cpu", Some(Severity::High)),
        of(RuleKind::Alarm, "disk", Some(Severity::Medium)),
        of(RuleKind::Alarm, "helper", None),
        of(RuleKind::Baseline, "calls", Some(Severity::Low)),
    ];
    RunInfo { rules: info.rules.iter().cloned().chain(more).collect(), ..info }
}

/// The counts of the sample evaluation.
pub(in crate::report) fn summary() -> Summary {
    Summary {
        rules: 8,
        inputs: 1,
        datapoints: 1440,
        alarms: 7,
        insights: 1,
        bytes: 3_600_000,
        findings: 4,
        failing: 4,
        eval_seconds: 0.02,
        ..Summary::default()
    }
}

/// Effects in a form.
pub(in crate::report) fn shown(format: Format, effects: &[Effect]) -> String {
    run_of(&rules(), format, effects, &summary(), Style::default())
}

fn raised(rule: usize, minute: u8, alarming: bool, reason: &str, what: Change) -> Raised {
    let time = format!("2026-01-01T00:{minute:02}:00.5Z").parse().expect("a time");
    let event = format!("{{\"id\":\"e-{minute}\",\"n\":1.50}}").into();
    Raised { rule: RuleId::new(rule), time, alarming, reason: reason.into(), event, what }
}

/// A change of the state of an alarm of a rule.
pub(in crate::report) fn alarm(
    rule: usize,
    name: &str,
    minute: u8,
    (from, to): (&'static str, &'static str),
) -> Raised {
    let what = AlarmChange { alarm: name.into(), from, to, suppressed_by: None };
    let reason = "Threshold Crossed: 1 datapoint [9.0 (01/01/26 00:00:00)]\u{1b}[2J";
    raised(rule, minute, to == "ALARM", reason, Change::Alarm(what))
}

/// An insight of the baseline.
pub(in crate::report) fn insight(state: &'static str, minute: u8) -> Raised {
    let what = InsightChange {
        state,
        insight_type: "ApiErrorRateInsight",
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        event_source: "ec2.amazonaws.com".into(),
        event_name: "RunInstances".into(),
        error_code: Some("AccessDenied".into()),
        baseline_average: 0.25,
        insight_average: 12.5,
        shared_event_id: "s-1".into(),
    };
    raised(7, minute, state == "Start", "12.5 calls a minute", Change::Insight(what))
}

/// `cpu` twice in ALARM, once suppressed; a series of `disk`; `helper`; an insight from start to
/// end.
pub(in crate::report) fn effects() -> Vec<Effect> {
    let mut held = alarm(4, "cpu", 12, ("OK", "ALARM"));
    if let Change::Alarm(change) = &mut held.what {
        change.suppressed_by = Some("WaitPeriod");
    }
    let all = [
        alarm(4, "cpu", 1, ("INSUFFICIENT_DATA", "OK")),
        alarm(6, "helper", 2, ("INSUFFICIENT_DATA", "ALARM")),
        alarm(4, "cpu", 5, ("OK", "ALARM")),
        insight("Start", 6),
        alarm(5, "disk {|i-1}", 7, ("INSUFFICIENT_DATA", "ALARM")),
        alarm(5, "disk {|i-2}", 8, ("ALARM", "OK")),
        alarm(6, "helper", 9, ("ALARM", "OK")),
        alarm(4, "cpu", 10, ("ALARM", "OK")),
        held,
        insight("End", 20),
    ];
    all.map(|raised| Effect::Raised(Box::new(raised))).into()
}
