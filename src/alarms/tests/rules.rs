//! Rules of composite alarms: what is read, what is refused, and loops.

use crate::alarms::{AlarmRule, AlarmState, evaluation_order};

/// Is a rule true where alarms whose names begin with `y` are in ALARM and others OK?
fn holds(text: &str) -> bool {
    let rule = AlarmRule::parse(text).expect(text);
    let state = |child: usize| match rule.children()[child].name.starts_with('y') {
        true => AlarmState::Alarm,
        false => AlarmState::Ok,
    };
    let seen = rule.witnesses(&state);
    assert!(seen.len() <= rule.children().len());
    rule.holds(&state)
}

#[test]
fn what_binds_closer() {
    assert!(holds("ALARM(y) OR ALARM(n) AND ALARM(n2)"));
    assert!(!holds("(ALARM(y) OR ALARM(n)) AND ALARM(n2)"));
    assert!(!holds("NOT ALARM(y) AND ALARM(n)"));
    assert!(holds("NOT (ALARM(y) AND ALARM(n))"));
    assert!(holds("NOT NOT TRUE"));
    assert!(holds("NOT FALSE AND NOT ALARM(n) OR FALSE"));
    assert!(!holds("FALSE AND TRUE OR FALSE"));
    assert!(holds("((((ALARM(y)))))"));
    assert!(holds("TRUE\n AND\tALARM( y )"));
}

#[test]
fn names() {
    assert!(holds("ALARM(\"y with (blanks), and \\\"quotes\\\"\")"));
    assert!(holds("ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:y1)"));
    assert!(holds("ALARM(\"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:y 1\")"));
    assert!(holds("OK(AND) AND OK(TRUE)"));
    let rule = AlarmRule::parse("ALARM(a) OR OK(\"a\") OR ALARM(b)").expect("some");
    let names: Vec<_> = rule.children().iter().map(|c| (c.name.as_str(), c.span)).collect();
    assert_eq!(names, [("a", (6, 7)), ("b", (29, 30))]);
}

#[test]
fn at_least() {
    assert!(holds("AT_LEAST(2, ALARM, (y1, y2, n))"));
    assert!(!holds("AT_LEAST(3, ALARM, (y1, y2, n))"));
    assert!(holds("AT_LEAST(33%, NOT ALARM, (y1, y2, n))"));
    assert!(!holds("AT_LEAST(34%, NOT ALARM, (y1, y2, n))"));
    assert!(holds("NOT AT_LEAST(100%, ALARM, (y1, n)) AND AT_LEAST(1,OK,(n))"));
}

#[test]
fn what_is_refused() {
    for (text, message, from, to) in [
        ("", "expected a condition such as `ALARM(name)`, the rule ends", 0, 0),
        ("ALARM", "expected `(`, the rule ends", 5, 5),
        ("ALARM()", "expected an alarm's name, found `)`", 6, 7),
        ("ALARM(a", "expected `)`, the rule ends", 7, 7),
        ("ALARM(\"a", "a quoted name does not end", 6, 8),
        ("ALARM(\"\")", "an alarm's name is empty", 6, 8),
        ("(ALARM(a)", "`(` is not closed", 0, 1),
        ("ALARM(a))", "`)` closes nothing", 8, 9),
        ("ALARM(a) ALARM(b)", "expected AND, OR or `)`, found `ALARM`", 9, 14),
        ("ALARM(a) and OK(b)", "expected AND, OR or `)`, found `and`", 9, 12),
        ("ALARM(a) AND", "expected a condition such as `ALARM(name)`, the rule ends", 12, 12),
        ("ALARM(a b)", "expected `)`, found `b`", 8, 9),
        ("AT_LEAST(3, OK, (a, b))", "AT_LEAST takes 1 to 2 or 1% to 100%, not `3`", 9, 10),
        ("AT_LEAST(0%, OK, (a))", "AT_LEAST takes 1 to 1 or 1% to 100%, not `0%`", 9, 11),
        ("AT_LEAST(101%, OK, (a))", "AT_LEAST takes 1 to 1 or 1% to 100%, not `101%`", 9, 13),
        ("AT_LEAST(+1, OK, (a))", "AT_LEAST takes 1 to 1 or 1% to 100%, not `+1`", 9, 11),
        ("AT_LEAST(1, BAD, (a))", "expected a state, found `BAD`", 12, 15),
        ("AT_LEAST(1, OK, ())", "expected an alarm's name, found `)`", 17, 18),
        ("NOT", "expected a condition such as `ALARM(name)`, the rule ends", 3, 3),
    ] {
        let error = AlarmRule::parse(text).expect_err("refused");
        assert_eq!(
            (error.to_string().as_str(), error.from, error.to),
            (message, from, to),
            "{text}"
        );
    }
}

#[test]
fn limits() {
    let of = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("ALARM(a{n})")).collect();
        AlarmRule::parse(&all.join(" OR ")).map_err(|e| e.to_string())
    };
    assert!(of(100).is_ok());
    assert_eq!(of(101).expect_err("refused"), "a rule has at most 100 alarms");
    let deep =
        |count: usize| AlarmRule::parse(&format!("{}TRUE{}", "(".repeat(count), ")".repeat(count)));
    assert!(deep(499).is_ok());
    assert!(deep(500).is_err());
    assert!(AlarmRule::parse(&"NOT ".repeat(2559)).is_err());
    assert!(AlarmRule::parse(&format!("TRUE{}", " ".repeat(10_237))).is_err());
}

#[test]
fn loops_are_named() {
    let rules: Vec<(&str, AlarmRule)> = [
        ("a", "ALARM(b) AND ALARM(cpu)"),
        ("b", "ALARM(c)"),
        ("c", "OK(arn:aws:cloudwatch:us-east-1:111122223333:alarm:b) OR ALARM(d)"),
        ("d", "TRUE"),
    ]
    .map(|(name, text)| (name, AlarmRule::parse(text).expect("some")))
    .into();
    let all: Vec<_> = rules.iter().map(|(name, rule)| (*name, rule)).collect();
    let found = evaluation_order(&all).expect_err("refused");
    assert_eq!(found.to_string(), "composite alarms look at each other: `b` -> `c` -> `b`");
    assert_eq!(found.alarms, [1, 2]);
    let fine: Vec<_> = all.iter().copied().filter(|(name, _)| *name != "b").collect();
    assert_eq!(evaluation_order(&fine).expect("some"), [0, 2, 1]);
    let own = AlarmRule::parse("NOT ALARM(x)").expect("some");
    let found = evaluation_order(&[("x", &own)]).expect_err("refused");
    assert_eq!(found.to_string(), "composite alarms look at each other: `x` -> `x`");
}
