//! PutConfigRule, DescribeConfigRules, DeleteConfigRule.

use super::{bench, put_disks};
use serde_json::{Value as Json, json};

fn rule(answer: &Json) -> Json {
    let rules = answer["ConfigRules"].as_array().expect("rules");
    assert_eq!(rules.len(), 1, "{answer}");
    rules[0].clone()
}

#[test]
fn what_is_put_is_described() {
    let mut bench = bench();
    let given = json!({
        "ConfigRuleName": "disks of web",
        "Description": "Disks have our key.",
        "Scope": {"ComplianceResourceTypes": ["AWS::EC2::Volume"], "TagKey": "Team", "TagValue": "web"},
        "Source": {
            "Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES",
            "SourceDetails": [{"EventSource": "aws.config", "MessageType": "ScheduledNotification",
                "MaximumExecutionFrequency": "One_Hour"}],
        },
        "InputParameters": "{\"kmsId\": \"abcd\"}",
        "MaximumExecutionFrequency": "Six_Hours",
        "ConfigRuleState": "ACTIVE",
        "EvaluationModes": [{"Mode": "DETECTIVE"}],
    });
    assert_eq!(bench.ok("PutConfigRule", json!({"ConfigRule": given})), json!({}));
    let named = json!({"ConfigRuleNames": ["disks of web"]});
    let first = rule(&bench.ok("DescribeConfigRules", named.clone()));
    for (name, value) in given.as_object().expect("fields") {
        assert_eq!(first[name], *value, "{name}");
    }
    let id = first["ConfigRuleId"].as_str().expect("an id");
    assert!(id.len() == 18 && id.starts_with("config-rule-"), "{id}");
    let arn = format!("arn:aws:config:us-east-1:000000000000:config-rule/{id}");
    assert_eq!(first["ConfigRuleArn"], arn.as_str());

    bench.restart();
    assert_eq!(rule(&bench.ok("DescribeConfigRules", named.clone())), first);

    // By its ARN, with other fields; the id stays.
    let source = json!({"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"});
    bench.ok("PutConfigRule", json!({"ConfigRule": {"ConfigRuleArn": arn, "Source": source}}));
    let second = rule(&bench.ok("DescribeConfigRules", named.clone()));
    assert_eq!(second["ConfigRuleId"], id);
    assert_eq!(second["Source"], source);
    for gone in ["Description", "Scope", "InputParameters", "MaximumExecutionFrequency"] {
        assert_eq!(second[gone], Json::Null, "{gone}");
    }

    assert_eq!(bench.ok("DeleteConfigRule", json!({"ConfigRuleName": "disks of web"})), json!({}));
    let none = "NoSuchConfigRuleException: The ConfigRule 'disks of web' provided in the request is \
                invalid. Please check the configRule name.";
    assert_eq!(bench.refused("DescribeConfigRules", named.clone()), none);
    assert_eq!(bench.refused("DeleteConfigRule", json!({"ConfigRuleName": "disks of web"})), none);
    bench.restart();
    assert_eq!(bench.refused("DescribeConfigRules", named), none);
}

#[test]
fn rules_of_files_are_described_and_stay() {
    let bench = bench();
    put_disks(&bench);
    let answer = bench.ok("DescribeConfigRules", json!({}));
    let names = answer["ConfigRules"].as_array().expect("rules").iter();
    let names: Vec<_> = names.map(|rule| rule["ConfigRuleName"].clone()).collect();
    assert_eq!(names, ["disks", "volume-tagged"]);
    let own = &answer["ConfigRules"][1];
    assert_eq!(own["Description"], "Disks say who owns them.");
    assert_eq!(own["Scope"], json!({"ComplianceResourceTypes": ["AWS::EC2::Volume"]}));
    assert_eq!(own["Source"]["Owner"], "CUSTOM_POLICY");
    assert_eq!(own["Source"]["CustomPolicyDetails"], json!({"PolicyRuntime": "tripline"}));
    let source = json!({"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"});
    let put = json!({"ConfigRule": {"ConfigRuleName": "volume-tagged", "Source": source}});
    assert!(bench.refused("PutConfigRule", put).starts_with("InvalidParameterValueException: "));
    let delete = json!({"ConfigRuleName": "volume-tagged"});
    assert!(bench.refused("DeleteConfigRule", delete).starts_with("ResourceInUseException: "));
    let proactive = json!({"Filters": {"EvaluationMode": "PROACTIVE"}});
    assert_eq!(bench.ok("DescribeConfigRules", proactive)["ConfigRules"], json!([]));
}

#[test]
fn pages_of_rules() {
    let bench = bench();
    for number in 0..27 {
        let source = json!({"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": "arn:aws:lambda:f"});
        let name = format!("r{number:02}");
        bench
            .ok("PutConfigRule", json!({"ConfigRule": {"ConfigRuleName": name, "Source": source}}));
    }
    for (operation, list) in [
        ("DescribeConfigRules", "ConfigRules"),
        ("DescribeComplianceByConfigRule", "ComplianceByConfigRules"),
    ] {
        let first = bench.ok(operation, json!({}));
        assert_eq!(first[list].as_array().map(Vec::len), Some(25), "{operation}");
        let second = bench.ok(operation, json!({"NextToken": first["NextToken"]}));
        assert_eq!(second[list].as_array().map(Vec::len), Some(3), "{operation}");
        assert_eq!(second[list][0]["ConfigRuleName"], "r25");
        assert_eq!(second["NextToken"], Json::Null);
        let refused = bench.refused(operation, json!({"NextToken": "x"}));
        assert_eq!(refused, "InvalidNextTokenException: The specified next token is invalid.");
    }
}

#[test]
fn rules_that_would_not_work_are_refused() {
    let bench = bench();
    let refused = |name: &str, source: Json, more: Json| {
        let mut rule = json!({"ConfigRuleName": name, "Source": source});
        let own = rule.as_object_mut().expect("fields");
        own.extend(more.as_object().expect("fields").clone());
        bench.refused("PutConfigRule", json!({"ConfigRule": rule}))
    };
    let aws = |identifier: &str| json!({"Owner": "AWS", "SourceIdentifier": identifier});
    let disks = || aws("ENCRYPTED_VOLUMES");
    let invalid = "InvalidParameterValueException: ";
    assert_eq!(
        refused("x", aws("NO_SUCH_RULE"), json!({})),
        format!(
            "{invalid}The rule NO_SUCH_RULE is not evaluated: no rule stands in for NO_SUCH_RULE."
        )
    );
    assert_eq!(
        refused("x", disks(), json!({"InputParameters": "{\"key\": \"1\"}"})),
        format!("{invalid}Unknown parameters provided in the inputParameters: key.")
    );
    let told = refused("x", disks(), json!({"InputParameters": "{\"kmsId\""}));
    assert!(told.starts_with(&format!("{invalid}The inputParameters are not valid JSON: ")));
    assert_eq!(
        refused("x", disks(), json!({"InputParameters": "[]"})),
        format!("{invalid}The inputParameters must be a JSON object.")
    );
    let days = json!({"InputParameters": "{\"maxAccessKeyAge\": \"soon\"}"});
    let told = refused("x", aws("ACCESS_KEYS_ROTATED"), days);
    assert!(told.starts_with(invalid) && told.contains("maxAccessKeyAge"), "{told}");
    let guard = json!({"Owner": "CUSTOM_POLICY", "CustomPolicyDetails": {"PolicyText": "rule"}});
    assert!(refused("x", guard, json!({})).contains("Guard"));
    let lambda = json!({"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": "f"});
    assert!(refused("x", lambda, json!({})).starts_with(invalid));
    assert!(refused(" ", disks(), json!({})).starts_with("ValidationException: "));
    let modes = json!({"EvaluationModes": [{"Mode": "PROACTIVE"}]});
    assert!(refused("x", disks(), modes).starts_with(invalid));
    let state = json!({"ConfigRuleState": "DELETING"});
    assert!(refused("x", disks(), state).starts_with(invalid));
    let scope = json!({"Scope": {"TagValue": "web"}});
    assert!(refused("x", disks(), scope).starts_with(invalid));
    // None of them is there.
    let all = bench.ok("DescribeConfigRules", json!({}));
    assert_eq!(all["ConfigRules"].as_array().map(Vec::len), Some(1));
}
