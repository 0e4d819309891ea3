//! Rules of templates in bundles, and written as rule files.

use crate::base::diag::Diags;
use crate::base::limits::Limits;
use crate::read::json;
use crate::rules::testing::{loaded, shown};
use crate::rules::{Bundle, How, Loaded, Role, bundle, template};

const OWN: &str = "\
compliance:
  keys:
    title: Keys are new
    resource: AWS::IAM::*
    severity: high
    controls: [c1]
    replaces: [KEYS, OLD_KEYS]
    params:
      maxAge: {type: int, min: 1, default: 90}
      quiet: {type: bool, required: false}
      names: {type: list<string>, default: [z]}
      sure: {type: string}
    when: {path: $.a, exists: true}
    require:
      all:
        - {use: young}
        - {path: $.age, lte: {param: maxAge}}
        - {if-param: quiet, path: $.quiet, equals: {param: quiet}}
        - {path: $.name, not-in: {param: names}, optional: true}
        - {path: $.name, not-in: {list: some}, optional: true}
        - {path: $.sure, equals: {param: sure}}
    message: '{resourceId} is older than {param.maxAge}'
conditions:
  young: {use: younger}
  younger: {path: $.young, equals: true}
  other: {path: $.x, equals: {param: stranger}}
lists: {some: [x], others: [y]}
";

fn packs(rules: &str) -> String {
    format!("Parameters: {{Age: {{Type: Number, Default: 30}}}}\nResources:\n{rules}")
}

fn rule(id: &str, identifier: &str, more: &str) -> String {
    format!(
        "  {id}:\n    Type: AWS::Config::ConfigRule\n    Properties: {{ConfigRuleName: {}, {more} Source: \
         {{Owner: AWS, SourceIdentifier: {identifier}}}}}\n",
        id.to_lowercase()
    )
}

/// A bundle of templates, with `OWN` to be looked up.
fn read(templates: &[(&str, &str)], given: &[(&str, &str)]) -> (Loaded, Bundle, Vec<String>) {
    let mut loaded = loaded(templates);
    loaded.add_texts(&[("own.yaml", OWN)], Role::Library, &Limits::default());
    let given: Vec<_> = given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
    let (bundle, diags) = bundle(&loaded, &given, &none, &Limits::default());
    let mut all = std::mem::take(&mut loaded.diags);
    all.extend(diags);
    let shown = shown(&loaded.sources, all);
    (loaded, bundle, shown)
}

#[test]
fn managed_rules_become_instances() {
    let scope =
        "Scope: {ComplianceResourceTypes: [AWS::IAM::User], TagKey: Stage}, Description: D, ";
    let with = "InputParameters: {maxAge: !Ref Age, quiet: 'TRUE', names: 'a, b', sure: 'yes'}, ";
    let text =
        packs(&(rule("A", "OLD_KEYS", &format!("{scope}{with}")) + &rule("B", "KEYS", with)));
    let (_, bundle, found) = read(&[("x/my-pack.yaml", &text)], &[("b.maxAge", "7")]);
    assert_eq!(found, Vec::<String>::new());
    let [a, b] = &*bundle.compliance else { unreachable!("two rules") };
    let header = &a.header;
    assert_eq!((&*header.name, &*header.title, &*header.description), ("a", "Keys are new", "D"));
    assert_eq!((&*header.file, header.line), ("x/my-pack.yaml", 3));
    assert_eq!((&*header.controls, a.pack.as_deref()), (&["c1".to_owned()][..], Some("my-pack")));
    let How::Conditions(variants) = &a.how else { unreachable!("conditions") };
    let shown = |name| variants[0].params.shown(name);
    assert_eq!(["maxAge", "quiet", "names", "sure"].map(shown), ["30", "true", "a, b", "yes"]);
    let tree = |text: &str| json::read(crate::base::ids::SourceId(0), text.as_bytes().into(), 9);
    let selects = |item: &str| a.scope.selects(tree(item).expect("JSON").root());
    assert!(selects(r#"{"resourceType": "AWS::IAM::User", "tags": {"Stage": "x"}}"#));
    assert!(!selects(r#"{"resourceType": "AWS::IAM::User", "tags": {}}"#));
    assert!(!selects(r#"{"resourceType": "AWS::IAM::Role", "tags": {"Stage": "x"}}"#));
    assert!(b.scope.is_everything());
    let How::Conditions(variants) = &b.how else { unreachable!("conditions") };
    assert_eq!(variants[0].params.shown("maxAge"), "7");
}

#[test]
fn what_is_not_evaluated_is_told() {
    let guard =
        "  G: {Type: AWS::Config::ConfigRule, Properties: {Source: {Owner: CUSTOM_POLICY}}}\n";
    let text = packs(
        &(rule("A", "NOBODY", "")
            + &rule("B", "SECURITYHUB_ENABLED", "")
            + &rule("C", "KEYS", "InputParameters: {maxAge: 0, sure: a}, ")
            + &rule("D", "KEYS", "InputParameters: {maxage: 5, sure: !GetAtt A.Arn}, ")
            + &rule("E", "KEYS", "InputParameters: {maxage: 5, sure: ''}, ")
            + "  F: {Type: AWS::Config::RemediationConfiguration}\n"
            + guard),
    );
    let (_, bundle, found) = read(&[("t.yaml", &text)], &[("t.maxAge", "1"), ("Age", "1")]);
    let message = |n: &crate::model::Notice| format!("{} {}", n.subject, n.message);
    assert_eq!(
        bundle.left_out.iter().map(message).collect::<Vec<_>>(),
        [
            "a no rule stands in for NOBODY",
            "b items do not hold what SECURITYHUB_ENABLED asks for: whether Security Hub is on",
            "c parameter `maxAge`: 0 lies below 1",
            "d its parameter `sure` is known only once the template is deployed",
            "e the parameter `sure` has no value; give it one with `--param e.sure=VALUE`",
            "G it is written in the language of Guard",
        ]
    );
    assert!(bundle.compliance.is_empty());
    assert_eq!(bundle.left_out[1].file, Some(("t.yaml".into(), 6)));
    let others: Vec<&String> = found.iter().filter(|f| !f.starts_with("TL608")).collect();
    assert_eq!(
        others,
        [
            "TL205 - `--param t.maxAge`: no parameter is called `t.maxAge`",
            "TL209 t.yaml:11:63 parameter `maxAge`: 0 lies below 1",
            "TL607 t.yaml:17:55 the rule for KEYS has no parameter `maxage`",
        ]
    );
    let first = "TL608 t.yaml:1:1 resources of these types are not read: \
                 AWS::Config::RemediationConfiguration (1)";
    assert!(found.iter().any(|f| f == first), "{found:?}");
}

#[test]
fn packs_may_share_names_and_templates_may_not() {
    let one = packs(&rule("keys", "KEYS", "InputParameters: {sure: a}, "));
    let two =
        packs(&(rule("Keys", "KEYS", "InputParameters: {sure: a}, ") + &rule("keyS", "KEYS", "")));
    let (_, bundle, found) = read(&[("one.yaml", &one), ("two.template.json.yaml", &two)], &[]);
    let names: Vec<&str> = bundle.compliance.iter().map(|c| &*c.header.name).collect();
    assert_eq!(names, ["keys", "keys.two.template.json"]);
    assert_eq!(found, ["TL206 two.template.json.yaml:6:3 the rule `keys` is defined twice"]);
}

#[test]
fn own_rules_come_before_the_library() {
    let own = "compliance: {mine: {resource: AWS::X::Y, replaces: KEYS, require: {path: $.a, equals: 1}}}\n\
               conditions: {young: {path: $.b, equals: 1}}\n";
    let text = packs(&rule("A", "KEYS", ""));
    let (_, bundle, found) = read(&[("t.yaml", &text), ("mine.yaml", own)], &[]);
    assert_eq!(found, ["TL208 mine.yaml:2:14 nothing uses the condition `young`"]);
    let names: Vec<&str> = bundle.compliance.iter().map(|c| &*c.header.name).collect();
    assert_eq!(names, ["mine", "a"]);
    assert_eq!(bundle.compliance[1].params.len(), 0);
}

#[test]
fn event_rules_listen_to_their_bus() {
    let text = "Resources:\n  R: {Type: AWS::Events::Rule, Properties: {EventBusName: b, EventPattern: {a: [1]}}}\n  \
                S: {Type: AWS::Events::Rule, Properties: {EventPattern: {a: [{prefx: x}]}}}\n";
    let (_, bundle, found) = read(&[("t.yaml", text)], &[]);
    assert_eq!(found, ["TL203 t.yaml:3:65 unknown operator `prefx`"]);
    let names: Vec<_> = bundle.rules.iter().map(|r| (&*r.header.name, &*r.bus)).collect();
    assert_eq!(names, [("R", "b"), ("S", "default")]);
    assert_eq!(bundle.buses.iter().map(|b| &*b.name).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn a_rule_file_stands_alone() {
    let scope = "Scope: {ComplianceResourceTypes: [AWS::IAM::User], TagKey: \"it's\", TagValue: 'on', \
                 ComplianceResourceId: '5'}, ";
    let with = "InputParameters: {maxAge: !Ref Age, quiet: 'TRUE', names: 'a, b', sure: 'yes'}, ";
    let text = packs(
        &(rule("A", "KEYS", &format!("{scope}{with}"))
            + &rule("B", "NOBODY", "")
            + "  R: {Type: AWS::Events::Rule, Properties: {EventBusName: b, State: DISABLED, EventPattern: {a: [1]}}}\n"),
    );
    let (loaded_, read_, found) = read(&[("t.yaml", &text)], &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    let written = template::rule_file(&loaded_, &read_, &[], &Limits::default());
    for words in [
        "# - `b` is not evaluated: no rule stands in for NOBODY\n",
        "    resource: AWS::IAM::User\n",
        "        default: [a, b]\n",
        "        default: \"yes\"\n",
        "        - { path: $.resourceId, equals: \"5\" }\n",
        "        - { path: \"$.tags[\\\"it's\\\"]\", equals: \"on\" }\n",
        "        - { path: $.a, exists: true }\n",
        "  young: { use: younger }\n  younger: { path: $.young, equals: true }\n",
        "    state: disabled\n    pattern: { a: [1] }\n",
    ] {
        assert!(written.contains(words), "{words:?} is not in\n{written}");
    }
    assert!(!written.contains("other") && !written.contains("replaces"), "{written}");
    let again = loaded(&[("again.yaml", &written)]);
    let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
    let (bundle, diags): (Bundle, Diags) = bundle(&again, &[], &none, &Limits::default());
    assert_eq!(shown(&again.sources, diags), Vec::<String>::new(), "{written}");
    let [a] = &*bundle.compliance else { unreachable!("one rule") };
    let values = |b: &Bundle| {
        let params = b.compliance[0].params.iter();
        params.map(|p| (p.name.clone(), p.value.clone().map(|v| v.len()))).collect::<Vec<_>>()
    };
    assert_eq!(values(&bundle), values(&read_));
    assert_eq!((&*a.header.name, a.header.severity), ("a", read_.compliance[0].header.severity));
    assert_eq!(
        (bundle.rules[0].state, &bundle.rules[0].bus),
        (read_.rules[0].state, &"b".to_owned())
    );
}
