//! A small evaluation for the tests of the forms.

pub(in crate::report) use super::compliance::testing::result;
pub(in crate::report) use super::raised::testing::{alarm, insight};
use super::*;
use crate::base::ids::{RuleId, SourceId};
use crate::base::span::Span;
use crate::model::{Fault, FaultKind, Match, Place, RuleHeader, RuleKind, Severity, Subject};
use std::sync::{Arc, Mutex, PoisonError};

/// A match of a rule: an event at index 4, line 17.
pub(in crate::report) fn matched(rule: usize, id: Option<&str>) -> Match {
    Match {
        rule: RuleId::new(rule),
        event_id: id.map(str::to_owned),
        time: id.map(|_| "2023-07-10T12:05:00Z".to_owned()),
        input: "logs/x y.json".into(),
        index: 4,
        place: Place { offset: 900, line: 17, column: 3 },
        subject: Box::new(Subject {
            source: "aws.cloudtrail".into(),
            what: "StopLogging".into(),
            who: Some("arn:aws:iam::111122223333:user/a|b".into()),
            from: Some("203.0.113.5".into()),
            account: Some("111122223333".into()),
            region: Some("us-east-1".into()),
            error: id.is_none().then(|| "AccessDenied".into()),
        }),
    }
}

pub(super) fn rule(name: &str, severity: Option<Severity>) -> RuleHeader {
    RuleHeader {
        kind: RuleKind::Event,
        name: name.into(),
        title: format!("The title of {name}"),
        description: String::new(),
        severity,
        references: vec!["T1562.008".into(), "https://example.com/a".into()],
        controls: vec!["CIS-3.0:4.3".into()],
        tags: vec!["attack.t1562".into()],
        fix: "Start it\nagain.".into(),
        span: Span { source: SourceId(0), start: 0, end: 0 },
        file: "rules/a.yaml".into(),
        line: 2,
    }
}

/// The rules of the evaluation.
pub(super) fn info() -> RunInfo {
    let rules = [
        rule("quiet", Some(Severity::High)),
        rule("b-low", Some(Severity::Low)),
        rule("route", None),
        rule("a-critical", Some(Severity::Critical)),
    ];
    RunInfo { rules: rules.into(), fail_on: Some(Severity::Low) }
}

/// Its effects: 12 and 1 findings, one event routed, one fault.
pub(super) fn effects() -> Vec<Effect> {
    let mut all = vec![Effect::Match(matched(1, None)), Effect::Match(matched(2, Some("e-0")))];
    all.extend((0..12).map(|n| Effect::Match(matched(3, Some(&format!("e-{n}"))))));
    all.push(Effect::Fault(Fault {
        kind: FaultKind::Record,
        input: "logs/bad.json".into(),
        index: Some(2),
        place: Some(Place { offset: 50, line: 3, column: 9 }),
        message: "a comma is missing \u{1}<&\"".into(),
    }));
    all
}

/// Its counts.
pub(super) fn summary() -> Summary {
    Summary {
        rules: 4,
        inputs: 2,
        events: 2900,
        bytes: 3_600_000,
        matches: 14,
        findings: 13,
        failing: 13,
        errors: 1,
        duplicates: 2,
        eval_seconds: 0.02,
        ..Summary::default()
    }
}

/// A writer whose text can still be had when it is boxed away.
#[derive(Debug, Default, Clone)]
pub(super) struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    /// What was written.
    pub(super) fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).expect("outputs are UTF-8")
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A run of the sample rules in a form.
pub(super) fn run(format: Format, effects: &[Effect], summary: &Summary, style: Style) -> String {
    run_of(&info(), format, effects, summary, style)
}

/// A run in a form.
pub(super) fn run_of(
    info: &RunInfo,
    format: Format,
    effects: &[Effect],
    summary: &Summary,
    style: Style,
) -> String {
    let out = Shared::default();
    let mut report = open(format, Box::new(out.clone()), style);
    report.begin(info).expect("memory takes all");
    for effect in effects {
        report.effect(effect).expect("memory takes all");
    }
    report.end(summary).expect("memory takes all");
    out.text()
}

/// The sample evaluation in a form.
pub(super) fn shown(format: Format) -> String {
    run(format, &effects(), &summary(), Style::default())
}

/// The lines of an evaluation with effects of every kind.
pub(in crate::report) fn lines() -> Vec<String> {
    let mut all = effects();
    all.extend(compliance::testing::effects());
    let text = compliance::testing::shown(Format::Ndjson, &all);
    let raised = raised::testing::shown(Format::Ndjson, &raised::testing::effects());
    text.lines().chain(raised.lines()).map(str::to_owned).collect()
}
