//! For the tests: rules from JSON in the language of rules, items from JSON, and whole runs.

use crate::audit::{Auditor, Ledger, Setup, Spot, Verdicts};
use crate::base::ids::SourceId;
use crate::base::number::Decimal;
use crate::base::span::Span;
use crate::base::units::parse_duration;
use crate::compliance::condition::{Check, Clause, Related};
use crate::compliance::test::{Age, Compare, Comparison, Equals, Exists, Matches, Side, Test};
use crate::compliance::{
    Block, Condition, OnEmpty, Over, Params, Quantifier, Query, RelatedBy, Selector, Template,
};
use crate::items::{Content, Normalised, read};
use crate::model::{
    ComplianceType, Effect, Evaluation, Notice, Place, Rollup, RuleHeader, RuleKind, Severity,
    Transition, Waived,
};
use crate::operators::{Literal, Wildcard};
use crate::rules::{ComplianceRule, ExtraInput, How, Variant, Waiver};
use serde_json::Value;
use std::sync::Arc;

pub(super) fn glob(text: &str) -> Wildcard {
    Wildcard::parse(text.as_bytes()).expect(text)
}

fn globs(value: Option<&Value>) -> Box<[Wildcard]> {
    let all = value.and_then(Value::as_array).into_iter().flatten();
    all.map(|v| glob(v.as_str().expect("a glob"))).collect()
}

pub(super) fn selector(value: &Value) -> Selector {
    let tags = value.get("tags").and_then(Value::as_object).into_iter().flatten();
    Selector {
        resources: globs(value.get("resources")),
        types: globs(value.get("types")),
        accounts: globs(value.get("accounts")),
        regions: globs(value.get("regions")),
        tags: tags.map(|(k, v)| (k.as_bytes().into(), globs(Some(v)))).collect(),
    }
}

pub(super) fn header(name: &str) -> RuleHeader {
    RuleHeader {
        kind: RuleKind::Compliance,
        name: name.to_owned(),
        title: name.to_owned(),
        description: String::new(),
        severity: Some(Severity::Medium),
        references: Vec::new(),
        controls: Vec::new(),
        tags: Vec::new(),
        fix: String::new(),
        span: Span { source: SourceId(0), start: 0, end: 0 },
        file: "rules.yaml".into(),
        line: 1,
    }
}

/// A rule: `resource`, `require`, and what else a test needs.
pub(super) fn rule(name: &str, of: &Value) -> ComplianceRule {
    let check = |of: &Value| Check {
        when: of.get("when").map(condition),
        require: condition(&of["require"]),
        message: of
            .get("message")
            .map(|text| Template::parse(text.as_str().expect("text"), []).expect("a message")),
    };
    let variant = |of: &Value| Variant {
        selector: of.get("for").map(selector).unwrap_or_default(),
        check: Arc::new(check(of)),
        params: Arc::new(Params::default()),
    };
    let overlays = of.get("overlays").and_then(Value::as_array).into_iter().flatten();
    let mut header = header(name);
    let controls = of.get("controls").and_then(Value::as_array).into_iter().flatten();
    header.controls = controls.map(|c| c.as_str().expect("text").to_owned()).collect();
    let inputs = of.get("inputs").and_then(Value::as_array).into_iter().flatten();
    ComplianceRule {
        header,
        types: [glob(of["resource"].as_str().expect("a type"))].into(),
        scope: of.get("scope").map(selector).unwrap_or_default(),
        replaces: Box::default(),
        params: Vec::new(),
        inputs: inputs
            .map(|word| ExtraInput::WORDS.iter().find(|(w, _)| word == w).expect("an input").1)
            .collect(),
        how: How::Conditions(overlays.chain([of]).map(variant).collect()),
        pack: of.get("pack").map(|name| name.as_str().expect("text").into()),
    }
}

pub(super) fn waiver(name: &str, rules: &str, resources: &Value, expires: &str) -> Waiver {
    Waiver {
        shown: Arc::new(Waived {
            waiver: name.to_owned(),
            reason: "because".to_owned(),
            owner: "us".to_owned(),
            expires: expires.to_owned(),
            ticket: None,
        }),
        rules: [glob(rules)].into(),
        resources: [selector(resources)].into(),
        expires: expires.parse().expect("a date"),
        until: Span { source: SourceId(0), start: 0, end: 0 },
        file: "waivers.yaml".into(),
        line: 3,
        span: Span { source: SourceId(0), start: 0, end: 0 },
    }
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Bool(b) => Literal::Bool(*b),
        Value::Number(n) => Literal::Number(Decimal::parse(n.to_string().as_bytes())),
        Value::String(text) => Literal::Text(text.as_bytes().into()),
        _ => Literal::Null,
    }
}

fn query(value: &Value) -> Query {
    let text = value.as_str().expect("a path");
    Query::parse(text, None).expect(text)
}

fn quantifier(word: Option<&Value>) -> Option<Quantifier> {
    let word = word?.as_str();
    [Quantifier::Each, Quantifier::Some, Quantifier::None]
        .into_iter()
        .find(|q| Some(q.word()) == word)
}

pub(super) fn condition(value: &Value) -> Condition {
    let map = value.as_object().expect("a map");
    let list = |value: &Value| value.as_array().expect("a list").iter().map(condition).collect();
    let (key, inner) = map.iter().next().expect("a key");
    match key.as_str() {
        "all" => Condition::All(list(inner)),
        "any" => Condition::Any(list(inner)),
        "not" => Condition::Not(Box::new(condition(inner))),
        "each" | "some" | "none" => Condition::Block(Box::new(Block {
            how: Over::Quantifier(quantifier(Some(&key.as_str().into())).expect("a quantifier")),
            over: query(&inner["over"]),
            filter: None,
            satisfy: inner.get("satisfy").map(condition),
            on_empty: None,
            span: None,
        })),
        "related" => related(inner),
        _ => clause(map),
    }
}

fn related(value: &Value) -> Condition {
    let by = match value.get("theirs") {
        None => RelatedBy::Relationship(value.get("name").and_then(Value::as_str).map(glob)),
        Some(theirs) => RelatedBy::Key { theirs: query(theirs), mine: query(&value["mine"]) },
    };
    Condition::Related(Box::new(Related {
        types: [value["type"].as_str().expect("a type").as_bytes().into()].into(),
        by,
        quantifier: quantifier(value.get("quantifier")).unwrap_or(Quantifier::Each),
        require: condition(&value["require"]),
        if_absent: match value["if-absent"].as_str().expect("a word") {
            "pass" => OnEmpty::Pass,
            "fail" => OnEmpty::Fail,
            "not-applicable" => OnEmpty::NotApplicable,
            _ => OnEmpty::Error,
        },
        span: None,
    }))
}

fn clause(map: &serde_json::Map<String, Value>) -> Condition {
    let mut tests = Vec::new();
    for (name, value) in map {
        tests.push(match name.as_str() {
            "equals" => Test::Equals(Equals::scalar(literal(value))),
            "exists" => Test::Exists(Exists { wanted: value.as_bool().expect("a bool") }),
            "matches" => Test::Matches(Matches::new(value.as_str().expect("text")).expect("regex")),
            "lt" => {
                let than = Decimal::parse(value.to_string().as_bytes());
                Test::Compare(Compare { how: Comparison::Less, than })
            }
            "older-than" => age(value, Side::Older),
            "newer-than" => age(value, Side::Newer),
            "further-than" => age(value, Side::Further),
            "path" | "quantifier" | "optional" => continue,
            other => unreachable!("{other}"),
        });
    }
    Condition::Clause(Box::new(Clause {
        query: map.get("path").map_or_else(|| query(&"@".into()), query),
        tests: tests.into(),
        quantifier: quantifier(map.get("quantifier")),
        optional: map.get("optional") == Some(&Value::Bool(true)),
        span: None,
    }))
}

fn age(value: &Value, side: Side) -> Test {
    let than = parse_duration(value.as_str().expect("a duration")).expect("a duration");
    Test::Age(Age { than, side })
}

/// The item of a record.
pub(super) fn item(record: &Value) -> Box<Normalised> {
    match read(record.to_string().as_bytes().into(), 100) {
        Ok(Content::Item(item)) => item,
        other => unreachable!("{record}: {other:?}"),
    }
}

/// The place of the `index`th item of an input.
pub(super) fn spot(index: u64) -> Spot {
    let place = Place { offset: index * 1000, line: index + 1, column: 1 };
    Spot { input: "in.json".into(), index, place: Some(place), quoted: false }
}

pub(super) fn now() -> jiff::Timestamp {
    "2026-06-30T12:00:00Z".parse().expect("a time")
}

pub(super) fn setup(rules: Vec<ComplianceRule>) -> Setup {
    Setup { rules: rules.into(), now: now(), ..Setup::default() }
}

/// A run over items.
pub(super) fn run(auditor: &Auditor, records: &[Value]) -> Verdicts {
    fill(auditor, records, Ledger::new()).finish(auditor)
}

pub(super) fn fill(auditor: &Auditor, records: &[Value], mut ledger: Ledger) -> Ledger {
    for (index, record) in records.iter().enumerate() {
        ledger.take(auditor, auditor.assess(item(record), spot(index as u64)));
    }
    ledger
}

impl Verdicts {
    pub(super) fn results<'v>(&'v self) -> Vec<&'v Evaluation> {
        let result = |e: &'v Effect| if let Effect::Compliance(r) = e { Some(&**r) } else { None };
        self.effects.iter().filter_map(result).collect()
    }

    /// The results: rule, resource, outcome.
    pub(super) fn outcomes(&self) -> Vec<(u32, &str, ComplianceType)> {
        let all = self.results().into_iter();
        all.map(|r| (r.rule.0, r.resource.resource_id.as_str(), r.compliance)).collect()
    }

    pub(super) fn transitions<'v>(&'v self) -> Vec<&'v Transition> {
        let of = |e: &'v Effect| if let Effect::Transition(t) = e { Some(&**t) } else { None };
        self.effects.iter().filter_map(of).collect()
    }

    pub(super) fn rollups<'v>(&'v self) -> Vec<&'v Rollup> {
        let of = |e: &'v Effect| if let Effect::Rollup(r) = e { Some(&**r) } else { None };
        self.effects.iter().filter_map(of).collect()
    }

    pub(super) fn notices<'v>(&'v self) -> Vec<&'v Notice> {
        let of = |e: &'v Effect| if let Effect::Notice(n) = e { Some(&**n) } else { None };
        self.effects.iter().filter_map(of).collect()
    }
}
