//! Parameters, conditions and functions.

use super::*;

#[test]
fn functions_make_values() {
    let rest = "Parameters: {P: {Type: String, Default: a}, L: {Type: CommaDelimitedList, Default: 'x, y'}}\n\
                Mappings: {M: {a: {one: 1, list: [p, q]}}}\nConditions: {Yes: !Equals [1, '1'], No: !Not [!Condition Yes]}\n";
    for (expression, want) in [
        ("!Ref P", "a"),
        ("{'Fn::If': [Yes, b, {Ref: Nothing}]}", "b"),
        ("!If [No, !Ref Nothing, [b, c]]", "b,c"),
        ("!Join ['-', [!Ref P, 5, true]]", "a-5-true"),
        ("!Join ['', !Ref L]", "xy"),
        ("!Join ['-', [a, !Ref 'AWS::NoValue', b]]", "a-b"),
        ("!Sub 'x${P}${!P}$${AWS::AccountId}}${'", "xa${P}$111122223333}${"),
        ("!Sub ['${a}/${P}/${L}', {a: !FindInMap [M, !Ref P, one]}]", "1/a/x,y"),
        ("!Select [1, !Split [':', 'a:b:c']]", "b"),
        ("!Select ['0', [!Ref P, !GetAtt R.Arn]]", "a"),
        ("!FindInMap [M, a, list]", "p,q"),
        ("!FindInMap [N, a, b, {DefaultValue: !Ref P}]", "a"),
        ("!Ref AWS::Partition", "aws"),
    ] {
        assert_eq!(value(expression, rest, &[]).as_deref(), Some(want), "{expression}");
    }
    for later in ["!GetAtt R.Arn", "!Ref R", "!Sub '${R.Arn}x'", "!Join ['', [a, !Ref R]]"] {
        assert_eq!(value(later, rest, &[]), None, "{later}");
    }
    assert_eq!(values("{v: !If [No, 1, !Ref 'AWS::NoValue'], w: !Ref P}", rest, &[]).len(), 1);
}

#[test]
fn parameters_have_values() {
    let rest = "Parameters: {P: {Type: String, AllowedValues: [a, 5, true], Default: a}, \
                N: {Type: List<Number>, Default: '1,2'}}\n";
    for (expression, given, want) in [
        ("!Ref P", ("P", "5"), "5"),
        ("!Ref P", ("P", "true"), "true"),
        ("!Ref N", ("N", "3, 4.5"), "3,4.5"),
    ] {
        assert_eq!(value(expression, rest, &[given]).as_deref(), Some(want));
    }
    let refused = |params: &[(&str, &str)], rest: &str| {
        run(&rule("{v: !Ref P}", rest), deployment(&given(params))).1
    };
    assert_eq!(
        refused(&[("P", "b"), ("N", "x")], rest),
        [
            "TL603 7:14 `--param P`: `b` is not one of `a`, `5`, `true`",
            "TL603 7:74 `--param N`: `x` is not a number",
        ]
    );
    let got = refused(
        &[],
        "Parameters:\n  P: {Type: Sting}\n  Q: {Type: Number, Default: a}\n  S: {Defualt: 1}\n  T: 5\n  \
         U: {Type: String, Default: [a]}\n",
    );
    assert_eq!(
        got,
        [
            "TL209 8:13 unknown type `Sting`",
            "TL603 9:30 the default `a` is not a number",
            "TL204 10:3 a template's parameter needs the key `Type`",
            "TL202 10:7 unknown key `Defualt`",
            "TL110 11:6 a template's parameter is a map",
            "TL110 12:30 `Default` takes a string, a number, true or false",
        ]
    );
}

#[test]
fn what_is_needed_and_not_known_is_reported() {
    let rest = "Parameters: {P: {Type: String}, S: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a}}\n\
                Conditions: {C: !Equals [!Ref P, a], D: !Or [!Condition C, !Equals [1, 1]]}\n";
    let one = |expression: &str| problems(&format!("{{v: {expression}}}"), rest);
    assert_eq!(one("!Ref P"), ["TL602 5:33 the parameter `P` has no value"]);
    assert_eq!(one("!If [C, 1, 2]"), ["TL602 8:31 the parameter `P` has no value"]);
    assert_eq!(one("!If [D, 1, 2]"), Vec::<String>::new());
    assert_eq!(one("!Ref S"), ["TL602 5:33 the value of `S` is kept in Systems Manager"]);
    assert_eq!(one("!Ref AWS::Region"), ["TL602 5:33 `AWS::Region` is not known"]);
}

#[test]
fn mistakes_are_reported_at_their_place() {
    let rest = "Parameters: {Age: {Type: String, Default: a}}\nMappings: {Map: {key: {k: 1}}}\n\
                Conditions: {Yes: !Equals [1, 1]}\n";
    let one = |expression: &str| problems(&format!("{{v: {expression}}}"), rest);
    for (expression, want) in [
        ("!Ref Agee", "TL601 5:33 no parameter or resource is called `Agee`"),
        ("!Ref AWS::NoVaue", "TL601 5:33 no parameter or resource is called `AWS::NoVaue`"),
        ("!If [Yess, 1, 2]", "TL601 5:33 no condition is called `Yess`"),
        ("!If [Yes, 1]", "TL605 5:32 `Fn::If` takes a list of 3"),
        ("!If [[Yes], 1, 2]", "TL605 5:33 `Fn::If` takes the name of a condition first"),
        ("{Ref: [a]}", "TL605 5:34 `Ref` takes a name"),
        ("!Join ['-', a]", "TL605 5:40 `Fn::Join` takes a list here"),
        ("!Join ['-', [[a]]]", "TL605 5:41 `Fn::Join` joins strings"),
        ("!Split ['', a]", "TL605 5:36 `Fn::Split` takes a delimiter that is not empty"),
        ("!Select [2, [a, b]]", "TL605 5:40 `Fn::Select` has no element `2`"),
        ("!Sub {a: b}", "TL605 5:33 `Fn::Sub` takes a list of 2"),
        ("!FindInMap [Mapp, a, b]", "TL601 5:40 no mapping is called `Mapp`"),
        ("!FindInMap [Map, kez, k]", "TL601 5:45 no key of the mapping is `kez`"),
        ("{'Fn::Jion': [a, b]}", "TL605 5:28 `Fn::Jion` is no function of values"),
        ("!Equals [a, b]", "TL605 5:28 `Fn::Equals` is no function of values"),
        ("{a: b}", "TL110 5:28 `v` takes a string"),
    ] {
        assert_eq!(one(expression), [want], "{expression}");
    }
    assert_eq!(
        problems("'{\"a\": '", rest),
        ["TL104 5:24 `InputParameters` is no JSON: expected a value, found the end of the text"]
    );
    assert_eq!(problems("[a]", rest), ["TL110 5:24 `InputParameters` takes a map"]);
}

#[test]
fn conditions_are_answered_once_and_never_in_a_circle() {
    let got = problems(
        "{v: !If [A, 1, 2]}",
        "Conditions:\n  A: !Not [!Condition B]\n  B: !And [!Condition C, !Condition A]\n  \
         C: !Equals [1, 1]\n  D: x\n  E: !Not [!Ref x]\n",
    );
    assert_eq!(
        got,
        [
            "TL604 9:37 the condition `A` depends on itself",
            "TL605 11:6 a condition is one function",
            "TL605 12:12 `Ref` is no condition",
        ]
    );
    // A chain of conditions is as long as it likes to be; a doubled one is answered in no time.
    let chain: String = (0..60)
        .map(|i| format!("  C{i}: !And [!Condition C{}, !Condition C{}]\n", i + 1, i + 1))
        .collect();
    let rest = format!("Conditions:\n{chain}  C60: !Equals [a, a]\n");
    assert_eq!(value("!If [C0, yes, no]", &rest, &[]).as_deref(), Some("yes"));
}

#[test]
fn hostile_templates_have_an_end() {
    let deep = format!("{{v: {}a{}}}", "!Join ['', [".repeat(150), "]]".repeat(150));
    assert_eq!(problems(&deep, "").len(), 1);
    let chain: String =
        (0..5000).map(|i| format!("  C{i}: !Not [!Condition C{}]\n", i + 1)).collect();
    let rest = format!("Conditions:\n{chain}  C5000: !Equals [a, a]\n");
    assert!(problems("{}", &rest)[0].contains("nested more than 200 levels deep"));
    let rest = format!("Parameters: {{P: {{Type: String, Default: {}}}}}\n", "x".repeat(1000));
    let many = format!("{{v: !Join ['', [{}]]}}", "!Ref P, ".repeat(100));
    let got = problems(&many, &rest);
    assert_eq!(got.len(), 1);
    assert!(got[0].contains("the functions of this template make more than"), "{got:?}");
}
