//! Rules of AWS Config and of EventBridge.

use super::*;

#[test]
fn a_whole_rule() {
    let text = "\
Parameters:
  Age: {Type: Number, Default: 90}
Resources:
  Keys:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: access-keys-rotated
      Description: Old keys
      InputParameters: {maxAge: !Ref Age, quiet: True, 'ports': [22, 80]}
      MaximumExecutionFrequency: TwentyFour_Hours
      Scope:
        ComplianceResourceTypes: [AWS::IAM::User]
        TagKey: Stage
        TagValue: prod
      Source: {Owner: AWS, SourceIdentifier: ACCESS_KEYS_ROTATED}
  Own:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt F.Arn}
  Guard:
    Type: AWS::Config::ConfigRule
    Properties:
      InputParameters: {x: !Ref Nothing}
      Source: {Owner: CUSTOM_POLICY, CustomPolicyDetails: {PolicyText: x}}
  F: {Type: AWS::Lambda::Function}
  G: {Type: AWS::Lambda::Function, Properties: {a: !Ref Nothing}}
";
    let (template, found) = run(text, deployment(&[]));
    assert_eq!(found, ["TL601 23:33 no parameter or resource is called `Nothing`"]);
    let [keys, own, guard] = &*template.rules else { unreachable!("three rules") };
    assert_eq!((&*keys.name, &*keys.identifier), ("access-keys-rotated", "ACCESS_KEYS_ROTATED"));
    assert_eq!((&*keys.origin.logical_id, &*keys.origin.file), ("Keys", "t.yaml"));
    assert_eq!((keys.origin.line, &*keys.description), (4, "Old keys"));
    let all: Vec<_> = keys.parameters.iter().map(|p| (&*p.name, p.value.as_deref())).collect();
    let want = [("maxAge", Some("90")), ("quiet", Some("true")), ("ports", Some("22,80"))];
    assert_eq!(all, want);
    assert_eq!(keys.scope.types, ["AWS::IAM::User"]);
    assert_eq!(keys.scope.tag_key.as_deref(), Some("Stage"));
    assert_eq!(keys.scope.tag_value.as_deref(), Some("prod"));
    assert_eq!((own.owner, &*own.name, &*own.identifier), (Owner::CustomLambda, "Own", ""));
    assert_eq!(guard.owner, Owner::CustomPolicy);
    assert_eq!(template.others, [("AWS::Lambda::Function".to_owned(), 2)].into());
    assert_eq!(template.parameters, ["Age"]);
}

#[test]
fn json_and_input_parameters_as_text() {
    let text = r#"{"Parameters": {"Age": {"Type": "String", "Default": "30"}}, "Resources": {"R": {
        "Type": "AWS::Config::ConfigRule", "Condition": "Yes", "Properties": {
        "InputParameters": {"Fn::Sub": "{\"maxAge\": \"${Age}\", \"n\": 5}"},
        "Source": {"Owner": "AWS", "SourceIdentifier": "X"}}},
      "S": {"Type": "AWS::Config::ConfigRule", "Condition": "No"}},
      "Conditions": {"Yes": {"Fn::Equals": [1, 1]}, "No": {"Fn::Not": [{"Condition": "Yes"}]}}}"#;
    let (template, found) = run(text, deployment(&[]));
    assert_eq!(found, Vec::<String>::new());
    let all: Vec<_> =
        template.rules[0].parameters.iter().map(|p| (&*p.name, p.value.as_deref())).collect();
    assert_eq!(all, [("maxAge", Some("30")), ("n", Some("5"))]);
    assert_eq!(template.rules.len(), 1);
}

#[test]
fn rules_of_event_bridge() {
    let text = "\
Resources:
  Root:
    Type: AWS::Events::Rule
    Properties:
      Name: root-login
      EventBusName: !Ref Bus
      State: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS
      EventPattern: {source: [aws.signin], account: [!Ref AWS::AccountId], region: [!Ref 'AWS::NoValue']}
      Targets: [{Id: a, Arn: !GetAtt F.Arn}]
  Nightly:
    Type: AWS::Events::Rule
    Properties: {Name: !Sub '${AWS::StackName}-n', ScheduleExpression: rate(1 day), State: DISABLED}
  Text:
    Type: AWS::Events::Rule
    Properties: {EventPattern: '{\"source\": [\"a\"]}', EventBusName: 'arn:aws:events:e:1:event-bus/b'}
  Bad:
    Type: AWS::Events::Rule
    Properties: {EventPatern: {source: [a]}}
  Unknown:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {resources: [!GetAtt F.Arn]}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  F: {Type: AWS::Lambda::Function}
";
    let (template, found) = run(text, deployment(&[]));
    assert_eq!(
        found,
        [
            "TL204 16:3 a rule of EventBridge needs `EventPattern` or `ScheduleExpression`",
            "TL202 18:18 unknown property `EventPatern`",
            "TL602 21:45 the value of `Fn::GetAtt` is known only once the template is deployed",
        ]
    );
    let [root, nightly, text] = &*template.event_rules else { unreachable!("three rules") };
    assert_eq!((&*root.name, &*root.bus, root.targets), ("root-login", "orders", 1));
    assert_eq!(root.state, crate::model::RuleState::EnabledWithAllCloudtrailManagementEvents);
    let pattern = root.pattern.as_ref().expect("a pattern").root();
    let account = pattern.get("account").and_then(|i| i.items().next()).expect("an account");
    assert_eq!(account.str(), "111122223333");
    assert_eq!(pattern.get("region").map(Item::len), Some(0));
    assert_eq!((&*nightly.name, nightly.schedule.as_deref()), ("Nightly", Some("rate(1 day)")));
    assert!(nightly.pattern.is_none());
    assert_eq!(&*text.bus, "b");
    assert!(text.pattern.as_ref().is_some_and(|p| p.root().get("source").is_some()));
}

/// Half-written templates are what an editor shows most of the time: nothing in them may panic.
#[test]
fn every_beginning_of_a_template_is_handled() {
    let text = "Resources:\n  R:\n    Type: AWS::Config::ConfigRule\n    Condition: C\n    Properties: {ConfigRuleName: !Sub '${P}-é', \
                Source: {Owner: AWS, SourceIdentifier: X}, InputParameters: {a: !If [C, !Ref P, !Ref 'AWS::NoValue'], \
                b: !Join ['', [!Select [0, !Split [',', 'a,b']], !FindInMap [M, k, l]]]}}\n  \
                E: {Type: AWS::Events::Rule, Properties: {EventPattern: {a: [1]}, State: ENABLED}}\n\
                Parameters: {P: {Type: String, Default: x}}\nMappings: {M: {k: {l: m}}}\n\
                Conditions: {C: !Or [!Equals [!Ref P, x], !Not [!Condition C]]}\n";
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let loaded = loaded(&[("t.yaml", &text[..end])]);
        for file in &loaded.files {
            let mut diags = Diags::default();
            let _ = read(&mut diags, &loaded.sources, file, deployment(&[]));
            for diag in diags.into_sorted() {
                let span = diag.span.expect("a place");
                assert!(span.start <= span.end && span.end as usize <= end, "{diag:?} in {end}");
            }
        }
    }
}
