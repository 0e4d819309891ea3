//! `compliance` and `timeline` of `expect`.

use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::model::ComplianceType;
use crate::read::tree::{Item, Kind};
use crate::rules::test_keys::EVALUATION;
use crate::rules::{Fields, flag, out_of_set, text, word, wrong};
use crate::testing::case::{Names, unknown};

/// What a rule should say of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name of the rule.
    pub rule: String,
    /// The resource: its id, its ARN or its name.
    pub resource: String,
    /// Where it is named.
    pub span: Span,
    /// What should be said.
    pub said: Said,
}

/// What should be said of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A result for its newest version.
    Result {
        /// The outcome.
        status: ComplianceType,
        /// Where that stands.
        at: Span,
        /// A part of the message.
        message: Option<String>,
        /// The path of the value that decided.
        path: Option<String>,
        /// Does a waiver accept it?
        waived: Option<bool>,
    },
    /// The outcomes of its versions, one for each change.
    Changes(Vec<ComplianceType>),
}

const WORDS: [ComplianceType; 5] = [
    ComplianceType::Compliant,
    ComplianceType::NonCompliant,
    ComplianceType::NotApplicable,
    ComplianceType::InsufficientData,
    ComplianceType::Error,
];

/// Reads `compliance` and `timeline`.
pub(in crate::testing) fn read(
    diags: &mut Diags,
    names: &Names<'_>,
    fields: &Fields<'_>,
) -> Vec<Expected> {
    let mut all = Vec::new();
    for (key, said) in [("compliance", result as Reader), ("timeline", changes)] {
        let Some(item) = fields.get(key) else { continue };
        if item.kind() != Kind::Map {
            wrong(diags, key, item, "a map from rules to maps from resources to results");
        }
        for (rule, resources) in item.entries() {
            let name = rule.str();
            if !names.compliance.contains(&&*name) {
                let known = names.compliance.iter().copied();
                diags.push(unknown("compliance rule", &name, rule.span(), known));
                continue;
            }
            if resources.kind() != Kind::Map {
                wrong(diags, &name, resources, "a map from resources to results");
            }
            for (resource, item) in resources.entries() {
                all.extend(said(diags, item).map(|said| Expected {
                    rule: name.clone().into_owned(),
                    resource: resource.str().into_owned(),
                    span: resource.span(),
                    said,
                }));
            }
        }
    }
    all
}

type Reader = fn(&mut Diags, Item<'_>) -> Option<Said>;

fn result(diags: &mut Diags, item: Item<'_>) -> Option<Said> {
    let words = WORDS.map(|w| (w.word(), w));
    // A status by itself needs no map.
    if item.kind() == Kind::Text {
        let status = word(diags, "status", item, &words)?;
        let (message, path, waived, at) = (None, None, None, item.span());
        return Some(Said::Result { status, at, message, path, waived });
    }
    let fields = Fields::read(diags, "a result", item.span().head(), item, EVALUATION)?;
    let status = fields.get("status")?;
    let mut string = |key: &str| fields.get(key).and_then(|i| text(diags, key, i));
    let (message, path) = (string("message-contains"), string("path"));
    let waived = fields.get("waived").and_then(|i| flag(diags, "waived", i));
    let at = status.span();
    let status = word(diags, "status", status, &words)?;
    Some(Said::Result { status, at, message, path, waived })
}

fn changes(diags: &mut Diags, item: Item<'_>) -> Option<Said> {
    let line = text(diags, "timeline", item)?;
    let mut all = Vec::new();
    for name in line.split_whitespace() {
        match WORDS.into_iter().find(|w| w.word() == name) {
            Some(outcome) => all.push(outcome),
            None => {
                out_of_set(diags, item, format!("`{name}` is not a result, such as COMPLIANT"));
                return None;
            }
        }
    }
    Some(Said::Changes(all))
}
