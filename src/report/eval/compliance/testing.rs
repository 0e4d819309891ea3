//! Results, changes, roll-ups and notices for the tests of the forms.

use crate::base::ids::RuleId;
use crate::model::{
    ComplianceCounts, ComplianceType, Effect, Evaluation, Notice, NoticeKind, Place, Resource,
    Rollup, RollupOf, RuleHeader, RuleKind, RunInfo, Severity, Standing, Summary, Transition,
    Waived,
};
use crate::report::Style;
use crate::report::eval::Format;
use crate::report::eval::testing::{info, rule, run_of};
use std::sync::Arc;

/// The event rules of the other tests, and behind them two compliance rules.
pub(in crate::report) fn rules() -> RunInfo {
    let info = info();
    let compliance = [rule("open-ssh", None), rule("idle", Some(Severity::High))]
        .map(|rule| RuleHeader { kind: RuleKind::Compliance, ..rule });
    let rules = info.rules.iter().cloned().chain(compliance).collect();
    RunInfo { rules, ..info }
}

/// The counts of the sample evaluation.
pub(in crate::report) fn summary() -> Summary {
    Summary {
        rules: 6,
        inputs: 1,
        items: 60,
        bytes: 3_600_000,
        findings: 12,
        failing: 12,
        compliance: counts(),
        carried: 3,
        mean_seconds_to_repair: Some(172_800.0),
        eval_seconds: 0.02,
        ..Summary::default()
    }
}

/// Effects in a form.
pub(in crate::report) fn shown(format: Format, effects: &[Effect]) -> String {
    run_of(&rules(), format, effects, &summary(), Style::default())
}

/// A security group by its id, in its version of a day in January 2026.
pub(in crate::report) fn resource(id: &str, day: u8) -> Arc<Resource> {
    Arc::new(Resource {
        resource_type: "AWS::EC2::SecurityGroup".into(),
        resource_id: id.into(),
        name: Some("web|<b>\u{1b}[2J".into()),
        arn: Some(format!("arn:aws:ec2:eu-west-1:111122223333:security-group/{id}")),
        account: Some("111122223333".into()),
        region: Some("eu-west-1".into()),
        captured: format!("2026-01-{day:02}T00:00:00Z").parse().ok(),
    })
}

/// A result of rule 4 for a security group.
pub(in crate::report) fn result(id: &str, compliance: ComplianceType) -> Evaluation {
    let good = matches!(compliance, ComplianceType::Compliant | ComplianceType::NotApplicable);
    let said = match compliance {
        ComplianceType::NonCompliant => format!("{id} opens SSH to the world"),
        ComplianceType::Error => "`numeric` of a string".into(),
        ComplianceType::InsufficientData => "the input `credential-report` is absent".into(),
        _ => String::new(),
    };
    Evaluation {
        rule: RuleId::new(4),
        resource: resource(id, 2),
        compliance,
        message: said,
        path: (!good).then(|| "$.configuration.ipPermissions[0]".into()),
        value: (!good).then(|| "{\"fromPort\":22}".into()),
        input: "config/x y.json".into(),
        index: 3,
        place: Some(Place { offset: 700, line: 120, column: 9 }),
        waived: None,
        standing: None,
    }
}

/// A result that a waiver accepts.
pub(in crate::report) fn waived(id: &str) -> Evaluation {
    let waived = Waived {
        waiver: "vendor".into(),
        reason: "vendor image".into(),
        owner: "web".into(),
        expires: "2026-06-30".into(),
        ticket: None,
    };
    Evaluation { waived: Some(Arc::new(waived)), ..result(id, ComplianceType::NonCompliant) }
}

/// A result against an earlier state.
pub(in crate::report) fn standing(
    id: &str,
    compliance: ComplianceType,
    standing: Standing,
) -> Evaluation {
    Evaluation { standing: Some(standing), ..result(id, compliance) }
}

/// Changes of `sg-0`: open on day 2, closed on day 4.
fn changes() -> [Transition; 3] {
    use ComplianceType::{Compliant, NonCompliant};
    let change = |day, from, to| Transition {
        rule: RuleId::new(4),
        resource: resource("sg-0", day),
        from,
        to,
        message: if to == NonCompliant { "opens SSH".into() } else { String::new() },
        path: Some("$.configuration".into()),
        changes: from.map(|_| "Configuration.IpPermissions".into()).into_iter().collect(),
        seconds: (to == Compliant && from.is_some()).then_some(172_800),
        input: "history.json".into(),
        index: u64::from(day),
        place: Some(Place { offset: 1, line: u64::from(day), column: 3 }),
    };
    [
        change(1, None, Compliant),
        change(2, Some(Compliant), NonCompliant),
        change(4, Some(NonCompliant), Compliant),
    ]
}

fn notice(kind: NoticeKind, subject: &str, message: &str, line: Option<u32>) -> Effect {
    Effect::Notice(Box::new(Notice {
        kind,
        subject: subject.into(),
        message: message.into(),
        file: line.map(|line| ("waivers.yaml".into(), line)),
    }))
}

/// The counts of a run.
pub(in crate::report) fn counts() -> ComplianceCounts {
    ComplianceCounts {
        compliant: 40,
        non_compliant: 14,
        not_applicable: 5,
        insufficient_data: 2,
        error: 1,
        waived: 2,
    }
}

/// Effects of every kind: 12 findings, 2 waived, 1 error, 2 without data, 1 compliant.
pub(in crate::report) fn effects() -> Vec<Effect> {
    use ComplianceType::{Compliant, Error, InsufficientData, NonCompliant};
    let mut results: Vec<Evaluation> =
        (0..12).map(|n| result(&format!("sg-{n}"), NonCompliant)).collect();
    results.extend([waived("sg-20"), waived("sg-21"), result("sg-30", Error)]);
    results.extend(["sg-40", "sg-41"].map(|id| result(id, InsufficientData)));
    results.push(result("sg-50", Compliant));
    let mut all: Vec<Effect> =
        results.into_iter().map(|r| Effect::Compliance(Box::new(r))).collect();
    all.extend(changes().map(|change| Effect::Transition(Box::new(change))));
    let good = ComplianceCounts { compliant: 3, ..ComplianceCounts::default() };
    for (of, counts) in [
        (RollupOf::Rule("open-ssh".into()), counts()),
        (RollupOf::Rule("good".into()), good),
        (RollupOf::Resource("AWS::EC2::SecurityGroup".into(), "sg-0".into()), counts()),
        (RollupOf::Resource("AWS::EC2::SecurityGroup".into(), "sg-50".into()), good),
        (RollupOf::Control("CIS-3.0:5.2".into()), counts()),
        (RollupOf::Control("CIS-3.0:5.3".into()), good),
        (RollupOf::Pack("aws-config".into()), counts()),
    ] {
        all.push(Effect::Rollup(Box::new(Rollup { of, counts })));
    }
    all.push(notice(NoticeKind::WaiverExpired, "old", "its last day was 2025-12-31", Some(7)));
    all.push(notice(NoticeKind::NotEvaluated, "SOME_RULE", "no rule replaces it", None));
    all
}
