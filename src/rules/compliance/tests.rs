//! Compliance rules as files have them.

use crate::model::Severity;
use crate::rules::How;
use crate::rules::testing::{bundle_with, problems};

const SSH: &str = r#"
compliance:
  sg-no-world-ssh:
    title: Security groups do not open SSH to the world
    resource: AWS::EC2::SecurityGroup
    severity: high
    controls: ["CIS-3.0:5.2"]
    replaces: INCOMING_SSH_DISABLED
    params: { ports: { type: list<int>, default: [22] } }
    when: { path: $.tags.Environment, equals: prod }
    require:
      none:
        over: $.configuration.ipPermissions[*]
        satisfy:
          all:
            - { covers-port: { ports: { param: ports }, protocol: tcp } }
            - { path: "@.ipv4Ranges[*].cidrIp", quantifier: some, in: ["0.0.0.0/0"] }
    message: "{resourceId} opens {param.ports} to the world ({element})"
    fix: Remove the 0.0.0.0/0 rule, or restrict it to the office range.
"#;

/// The problems of a rule whose `require` is this.
fn require(condition: &str) -> Vec<String> {
    problems(&format!(
        "compliance:\n  r:\n    resource: AWS::S3::Bucket\n    require:\n      {condition}\n"
    ))
}

#[test]
fn a_whole_rule() {
    let (bundle, found) = bundle_with(&[("r.yaml", SSH)], &[]);
    assert_eq!(found, Vec::<String>::new());
    let [rule] = &*bundle.compliance else { unreachable!("one rule") };
    assert_eq!(rule.header.severity, Some(Severity::High));
    assert_eq!((&*rule.header.name, rule.header.line), ("sg-no-world-ssh", 3));
    assert_eq!(*rule.replaces, ["INCOMING_SSH_DISABLED"]);
    let How::Conditions(variants) = &rule.how else { unreachable!("conditions") };
    let [variant] = &**variants else { unreachable!("one variant") };
    assert!(variant.selector.is_everything() && variant.check.when.is_some());
    assert_eq!(variant.params.shown("ports"), "22");
}

#[test]
fn parameters_come_from_the_command_line_and_from_overlays() {
    let text = SSH.replace(
        "    when:",
        "    overlays:\n      - { when: { account: ['1111*'] }, params: { ports: [22, 3389] } }\n    when:",
    );
    let (bundle, found) = bundle_with(&[("r.yaml", &text)], &[("sg-no-world-ssh.ports", "23")]);
    assert_eq!(found, Vec::<String>::new());
    let How::Conditions(variants) = &bundle.compliance[0].how else { unreachable!("conditions") };
    let ports: Vec<&str> = variants.iter().map(|v| v.params.shown("ports")).collect();
    assert_eq!(ports, ["22, 3389", "23"]);
    let (_, found) = bundle_with(&[("r.yaml", SSH)], &[("sg-no-world-ssh.prts", "23")]);
    assert_eq!(
        found,
        ["TL205 - `--param sg-no-world-ssh.prts`: no parameter is called `sg-no-world-ssh.prts`"]
    );
}

#[test]
fn documents_are_checked() {
    let got = problems(
        "compliance:\n  a: {}\n  b: {resource: S3, require: {path: $.a, equals: 1}, custom: {plugin: x}}\n  \
         c: {resource: [], severity: hihg, custom: {config: 5, plugin: x}, when: {path: $.a, exists: true}}\n  \
         d: {resource: 'AWS::*', requires: {}, params: {p: {type: int}}, require: {path: $.a, gt: {param: p}}}\n",
    );
    assert_eq!(
        got,
        [
            "TL204 2:3 a compliance rule needs the key `require`",
            "TL204 2:3 a compliance rule needs the key `resource`",
            "TL209 3:17 `S3` is no resource type",
            "TL211 3:62 `custom` does not go with `require`",
            "TL110 4:17 `resource` takes at least one resource type",
            "TL209 4:31 unknown word `hihg` for `severity`",
            "TL110 4:54 `config` takes a map",
            "TL211 4:75 `when` does not go with `custom`",
            "TL202 5:27 unknown key `requires`",
        ]
    );
}

#[test]
fn conditions_are_checked() {
    let one = |condition: &str| require(condition).join("; ");
    assert_eq!(one("{path: $.a, equls: 1}"), "TL203 5:19 unknown operator `equls`");
    assert_eq!(one("{path: $.a}"), "TL311 5:7 a clause without an operator");
    assert_eq!(one("[{path: $.a, equals: 1}]"), "TL311 5:7 a condition is a map");
    assert_eq!(one("{path: '$.a[*]', equals: 1}"), "TL310 5:14 `$.a[*]` can yield several values");
    assert_eq!(
        one("{path: configuration.a, equals: 1}"),
        "TL309 5:14 a path begins with `$` or `@`"
    );
    assert_eq!(one("{path: '$.a | jsn', equals: 1}"), "TL309 5:21 unknown pipe `jsn`");
    assert_eq!(one("{all: [], any: []}"), "TL311 5:17 `any` does not go with `all`");
    assert_eq!(one("{all: []}"), "TL311 5:13 `all` takes a list of at least one condition");
    assert_eq!(one("{use: x}"), "TL205 5:13 no condition is called `x`");
    assert_eq!(
        one("{if-param: p, path: $.a, equals: 1}"),
        "TL205 5:18 no parameter of the rule is called `p`"
    );
    assert_eq!(one("{none: {over: '$.a[*]'}}"), "TL204 5:14 `none` needs the key `satisfy`");
    assert_eq!(one("{count: {over: $.a}}"), "TL204 5:15 `count` needs a number to compare with");
    assert_eq!(one("{count: {over: $.a, gte: 2, where: {exists: true}}}"), "");
    assert_eq!(
        one("{related: {type: 'AWS::EC2::Volume', via: key, theirs: $.a, name: x}}"),
        "TL204 5:17 `related` needs the key `if-absent`; TL204 5:17 `via: key` needs the key `mine`; \
         TL211 5:73 `name` does not go with `via: key`"
    );
}

#[test]
fn named_conditions_are_used_and_do_not_go_in_circles() {
    let rule = "compliance: {r: {resource: 'AWS::S3::Bucket', require: {use: a}}}\n";
    let got = problems(&format!(
        "{rule}conditions:\n  a: {{all: [{{use: b}}]}}\n  b: {{not: {{use: a}}}}\n  c: {{path: $.a, equls: 1}}\n"
    ));
    assert_eq!(
        got,
        [
            "TL312 4:18 the condition `a` uses itself",
            "TL208 5:3 nothing uses the condition `c`",
            "TL203 5:18 unknown operator `equls`",
        ]
    );
}

#[test]
fn conditions_that_grow_beyond_any_use_are_refused() {
    let mut text =
        "compliance: {r: {resource: 'AWS::S3::Bucket', require: {use: c40}}}\nconditions:\n  c0: {path: $.a, equals: 1}\n"
            .to_owned();
    let line = |n: u32| format!("  c{n}: {{all: [{{use: c{0}}}, {{use: c{0}}}]}}\n", n - 1);
    text.extend((1..=40).map(line));
    let got = problems(&text);
    assert_eq!(got.len(), 1, "{got:?}");
    assert!(got[0].contains("more than 10000 conditions"), "{got:?}");
}

#[test]
fn optional_parameters_are_guarded() {
    let rule = |require: &str| {
        problems(&format!(
            "compliance:\n  r:\n    resource: AWS::S3::Bucket\n    params: {{p: {{type: string, required: false}}}}\n    \
             require: {require}\n"
        ))
    };
    assert_eq!(rule("{if-param: p, path: $.a, equals: {param: p}}"), Vec::<String>::new());
    assert_eq!(rule("{if-param: p, covers-port: {ports: {param: p}}}"), Vec::<String>::new());
    assert_eq!(rule("{if-param: p, path: $.a, equls: {param: p}}").len(), 1);
    assert_eq!(
        rule("{path: $.a, equals: {param: p}}"),
        ["TL314 4:14 the parameter `p` may have no value"]
    );
    assert_eq!(rule("{path: $.a, equals: 1}"), ["TL208 4:14 nothing uses the parameter `p`"]);
}

#[test]
fn waivers_have_a_last_day() {
    let got = problems(&format!(
        "{SSH}waivers:\n  a: {{rule: sg-*, resources: ['arn:aws:ec2:*'], reason: r, owner: o, expires: 2027-06-30}}\n  \
         b: {{rule: x, resources: [{{tags: {{a: null}}}}], reason: r, owner: o, expires: 2027-06-31}}\n  \
         c: {{rule: x, resources: [{{account: '1'}}], reason: r, owner: o, expires: 2027-06-30}}\n  \
         d: {{resources: [], reason: '', owner: o}}\n"
    ));
    assert_eq!(
        got,
        [
            "TL209 22:78 `2027-06-31` is not a date, such as 2027-06-30",
            "TL217 23:3 no compliance rule is named as the waiver `c` says",
            "TL204 24:3 a waiver needs the key `expires`",
            "TL204 24:3 a waiver needs the key `rule`",
            "TL110 24:18 `resources` takes a list of ARNs, ids or choices of resources",
            "TL209 24:30 `reason` is empty",
        ]
    );
}
