//! Rules that plugins answer.

use super::testing::*;
use crate::audit::{AskPlugin, Auditor, PluginEvaluation, Setup};
use crate::model::ComplianceType::{Compliant, Error, NonCompliant};
use crate::rules::{ComplianceRule, Custom};
use serde_json::{Value, json};
use std::sync::Arc;

/// Answers as the configuration of the item says.
#[derive(Debug)]
struct Echo;

impl AskPlugin for Echo {
    fn ask(
        &self,
        rule: &ComplianceRule,
        custom: &Custom,
        event: &str,
    ) -> Result<Vec<PluginEvaluation>, String> {
        let event: Value = serde_json::from_str(event).expect("JSON");
        assert_eq!(
            (rule.header.name.as_str(), custom.target.plugin.value.as_str()),
            ("mine", "echo")
        );
        assert_eq!(event["configRuleName"], "mine");
        assert_eq!(event["ruleParameters"], "{\"a\":\"1\"}");
        assert_eq!((&event["eventLeftScope"], &event["version"]), (&json!(false), &json!("1.0")));
        assert_eq!(event["accountId"], "111122223333");
        let arn = event["configRuleArn"].as_str().expect("text");
        assert!(arn.starts_with("arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-"));
        let message = event["invokingEvent"].as_str().expect("text");
        let message: Value = serde_json::from_str(message).expect("JSON");
        assert_eq!(message["messageType"], "ConfigurationItemChangeNotification");
        let item = &message["configurationItem"];
        assert_eq!(item["resourceType"], "T");
        match &item["configuration"]["answer"] {
            Value::String(words) => Err(words.clone()),
            answer => PluginEvaluation::read(answer.to_string().as_bytes()),
        }
    }
}

fn mine() -> ComplianceRule {
    let text = "compliance: {mine: {resource: '*', params: {a: {type: int, default: 1}}, custom: {plugin: echo}}}";
    let limits = crate::base::limits::Limits::default();
    let loaded = crate::rules::load_texts(&[("r.yaml", text)], &limits);
    let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
    let (bundle, diags) = crate::rules::bundle(&loaded, &[], &none, &limits);
    assert!(diags.is_empty(), "{diags:?}");
    let how = bundle.compliance.into_iter().next().expect("a rule").how;
    ComplianceRule { how, ..rule("mine", &json!({"resource": "T", "require": {"all": []}})) }
}

fn asked(answer: &Value) -> Value {
    json!({"resourceType": "T", "resourceId": "r", "awsAccountId": "111122223333", "awsRegion": "eu-west-1",
        "configuration": {"answer": answer}})
}

fn says(id: &str, word: &str) -> Value {
    json!({"ComplianceResourceType": "T", "ComplianceResourceId": id, "ComplianceType": word,
        "Annotation": "since", "OrderingTimestamp": "2026-01-01T00:00:00Z"})
}

#[test]
fn answers_become_results() {
    let auditor = Auditor::new(Setup { plugins: Some(Arc::new(Echo)), ..setup(vec![mine()]) });
    let judge = |answer: Value| {
        let found = run(&auditor, &[asked(&answer)]);
        found.results().first().map(|r| (r.compliance, r.message.clone()))
    };
    let bad = Some((NonCompliant, "since".to_owned()));
    let error = |words: &str| Some((Error, words.to_owned()));
    assert_eq!(judge(json!([says("r", "NON_COMPLIANT")])), bad);
    assert_eq!(
        judge(json!({"Evaluations": [says("r", "COMPLIANT"), says("r", "NON_COMPLIANT")]})),
        bad
    );
    assert_eq!(judge(json!([says("r", "COMPLIANT")])), None);
    assert_eq!(judge(json!([])), None);
    assert_eq!(judge(json!("it broke")), error("it broke"));
    assert_eq!(judge(json!([says("r", "FINE")])), error("`FINE` is no compliance type"));
    assert_eq!(judge(json!({"x": 1})), error("the answer is no list of evaluations"));
    assert_eq!(judge(json!([{}])), error("an evaluation without `ComplianceType`"));
    let other = "the plugin answered for `T q`, not for this resource";
    assert_eq!(judge(json!([says("q", "COMPLIANT")])), error(other));
}

#[test]
fn without_plugins_they_are_errors() {
    let auditor = Auditor::new(setup(vec![mine()]));
    let found = run(&auditor, &[asked(&json!([]))]);
    assert_eq!(found.results()[0].compliance, Error);
    assert_ne!(found.rollups()[0].counts.status(), Compliant);
}
