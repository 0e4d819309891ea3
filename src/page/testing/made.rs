//! Alarms, insights and results as a small company may have them.

use super::HARM;
use crate::alarms::{AlarmState, Comparison, Side};
use crate::model::{ComplianceCounts, ComplianceType};
use crate::page::facts::{
    AlarmView, ChangeView, CountedView, Facts, FiredView, InsightView, Of, ResultView,
};
use crate::plot::{Chart, Limit};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Alarms, insights and results as they may be.
#[derive(Debug)]
pub struct Made(pub Timestamp);

impl Facts for Made {
    fn alarms(&self) -> Vec<AlarmView> {
        let alarm = |name: &str, state, minutes: i64, reason: &str| AlarmView {
            name: name.to_owned(),
            title: format!("About {name}"),
            state,
            since: self.0 - SignedDuration::from_mins(minutes),
            reason: reason.to_owned(),
            threshold: "> 80 for 3 of 5 periods of 1 min".to_owned(),
            values: (0..40).map(|n| (n % 13 != 5).then_some(f64::from(n * 7 % 23))).collect(),
            silent: None,
        };
        let reason = "Threshold Crossed: 3 out of the last 5 datapoints [91.0 (01/05/26 09:57:00), \
                      88.2, 97.5] were greater than the threshold (80.0).";
        vec![
            alarm("disk-filling", AlarmState::Ok, 3000, "1 datapoint was not greater than 80.0"),
            alarm("cpu-high", AlarmState::Alarm, 12, reason),
            alarm("queue-depth", AlarmState::InsufficientData, 2, "no datapoints were received"),
            AlarmView {
                silent: Some("muted until 18:00".to_owned()),
                ..alarm("latency/p99 eu", AlarmState::Alarm, 95, HARM)
            },
        ]
    }

    fn chart(&self, alarm: &str) -> Option<Chart> {
        let now = self.0.as_second() / 60 * 60;
        let at = |n: i64| now - (180 - n) * 60;
        let value = |n: i64| {
            55.0 + 20.0 * (n as f64 / 19.0).sin()
                + (n * 7 % 11) as f64
                + if n > 160 { 18.0 } else { 0.0 }
        };
        let band = (0..180).map(|n| (at(n), 30.0, 85.0 + (n % 40) as f64 / 8.0)).collect();
        Some(Chart {
            title: alarm.to_owned(),
            unit: "Percent".to_owned(),
            points: (0..180).map(|n| (at(n), (n % 61 != 7).then(|| value(n)))).collect(),
            period: 60,
            limit: match alarm {
                "cpu-high" => Limit::Threshold(Comparison::Greater, 80.0),
                _ => Limit::Band(Side::Outside, band),
            },
            states: vec![(at(0), at(168), AlarmState::Ok), (at(168), at(180), AlarmState::Alarm)],
            range: None,
        })
    }

    fn changes(&self, _: &str) -> Vec<ChangeView> {
        let change = |minutes, state, reason: &str| ChangeView {
            at: self.0 - SignedDuration::from_mins(minutes),
            state,
            reason: reason.to_owned(),
        };
        vec![
            change(12, AlarmState::Alarm, "Threshold Crossed: 3 datapoints were greater than 80"),
            change(800, AlarmState::Ok, "Threshold Crossed: no datapoint was greater than 80"),
            change(900, AlarmState::InsufficientData, HARM),
        ]
    }

    fn insights(&self) -> Vec<InsightView> {
        let one = |minutes: i64, end: Option<i64>, error: Option<&str>| InsightView {
            baseline: "call-rates".to_owned(),
            insight_type: if error.is_some() {
                "ApiErrorRateInsight"
            } else {
                "ApiCallRateInsight"
            }
            .to_owned(),
            api: "ec2.amazonaws.com RunInstances".to_owned(),
            error: error.map(str::to_owned),
            place: "111122223333 eu-central-1".to_owned(),
            start: self.0 - SignedDuration::from_mins(minutes),
            end: end.map(|minutes| self.0 - SignedDuration::from_mins(minutes)),
            baseline_average: 0.0123,
            insight_average: 14.5,
            callers: vec![(format!("arn:aws:iam::111122223333:role/{HARM}"), 341), ("b".into(), 2)],
        };
        vec![one(9, None, None), one(2000, Some(1960), Some("AccessDenied"))]
    }

    fn by_rule(&self) -> Vec<CountedView> {
        let rule = |name: &str, severity, non_compliant, waived| CountedView {
            name: name.to_owned(),
            about: format!("What {name} asks"),
            severity,
            counts: ComplianceCounts {
                compliant: 1840,
                non_compliant,
                waived,
                error: non_compliant / 9,
                ..ComplianceCounts::default()
            },
        };
        vec![
            rule("s3-bucket-encrypted", "high", 0, 0),
            rule("ec2-imdsv2", "medium", 37, 4),
            rule("rds-public", "critical", 2, 0),
        ]
    }

    fn by_resource(&self) -> Vec<CountedView> {
        let resource = |number: u64| CountedView {
            name: format!("i-{number:017x}"),
            about: "AWS::EC2::Instance".to_owned(),
            severity: "",
            counts: ComplianceCounts {
                compliant: 4,
                non_compliant: number % 3,
                ..ComplianceCounts::default()
            },
        };
        (0..450).map(resource).collect()
    }

    fn results(&self, _: Of<'_>, _: usize) -> Vec<ResultView> {
        let result = |number: u64, compliance, waiver| ResultView {
            rule: "ec2-imdsv2".to_owned(),
            resource_type: "AWS::EC2::Instance".to_owned(),
            resource: format!("i-{number:017x}"),
            place: "111122223333 eu-central-1".to_owned(),
            compliance,
            message: format!("the instance answers IMDSv1 {HARM}"),
            because: Some((
                "$.configuration.metadataOptions.httpTokens".into(),
                "\"optional\"".into(),
            )),
            since: Some(self.0 - SignedDuration::from_hours(40)),
            waiver,
        };
        let text = |text: &str| text.to_owned();
        let waiver =
            (text("old-hosts"), text("being replaced"), text("platform"), text("2027-06-30"));
        vec![
            result(3, ComplianceType::NonCompliant, None),
            result(4, ComplianceType::NonCompliant, Some(waiver)),
            result(5, ComplianceType::Error, None),
            result(6, ComplianceType::Compliant, None),
        ]
    }

    fn fired(&self, _: &str) -> FiredView {
        FiredView { last: Some(self.0), ..FiredView::default() }
    }

    fn oldest(&self, target: &str) -> Option<Timestamp> {
        let known: BTreeMap<_, _> = [("pager", 540)].into_iter().collect();
        known.get(target).map(|seconds| self.0 - SignedDuration::from_secs(*seconds))
    }
}
