//! The parts of a rule that say who judges and what: `Source` and `Scope`, as callers give them and as
//! they are shown.

use crate::api::constraint::{not_offered, text, word};
use crate::api::context::needed;
use crate::wire::{Fault, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

/// `Source`: who judges.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    /// `Owner`: `AWS` or `CUSTOM_LAMBDA`.
    pub owner: String,
    /// `SourceIdentifier`: of a managed rule, or the ARN of a function.
    pub identifier: String,
    /// `SourceDetails`: event sources with message types and frequencies; kept, and of no effect.
    pub details: Vec<[Option<String>; 3]>,
}

/// The fields of a source's detail.
const DETAIL: [&str; 3] = ["EventSource", "MessageType", "MaximumExecutionFrequency"];

impl Source {
    /// Reads it.
    pub fn read(source: &Value) -> Result<Self, Fault> {
        let owners = &["CUSTOM_LAMBDA", "AWS", "CUSTOM_POLICY"];
        let owner = needed(word(source, "Owner", owners)?, "Owner")?;
        if owner == "CUSTOM_POLICY" {
            return Err(invalid(
                "Policies in the language of Guard are not evaluated by this server: write a \
                 compliance rule in a rules file.",
            ));
        }
        let identifier = text(source, "SourceIdentifier", 256)?.filter(|text| !text.is_empty());
        let identifier = needed(identifier, "SourceIdentifier")?.to_owned();
        if owner == "CUSTOM_LAMBDA" && !identifier.starts_with("arn:") {
            return Err(invalid(
                "The sourceIdentifier is invalid. Please refer to the documentation for a list of \
                 valid sourceIdentifiers that can be used when CUSTOM_LAMBDA is the Owner.",
            ));
        }
        let mut details = Vec::new();
        for detail in source.list("SourceDetails")?.unwrap_or_default() {
            let mut fields = [None, None, None];
            for (field, name) in fields.iter_mut().zip(DETAIL) {
                *field = detail.text(name)?.map(str::to_owned);
            }
            details.push(fields);
        }
        Ok(Self { owner: owner.to_owned(), identifier, details })
    }

    /// As it is shown.
    pub fn shown(&self) -> Value {
        let shown = Value::map([
            ("Owner", self.owner.as_str().into()),
            ("SourceIdentifier", self.identifier.as_str().into()),
        ]);
        if self.details.is_empty() {
            return shown;
        }
        let detail = |fields: &[Option<String>; 3]| {
            let fields = DETAIL.iter().zip(fields);
            let own = fields.filter_map(|(name, value)| Some((*name, value.as_deref()?)));
            own.fold(Value::EMPTY, |all, (name, value)| all.with(name, value))
        };
        shown.with("SourceDetails", self.details.iter().map(detail).collect::<Vec<_>>())
    }
}

/// `Scope`: the resources that a rule concerns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Scope {
    /// `ComplianceResourceTypes`
    pub types: Vec<String>,
    /// `ComplianceResourceId`
    pub id: Option<String>,
    /// `TagKey`
    pub tag_key: Option<String>,
    /// `TagValue`
    pub tag_value: Option<String>,
}

impl Scope {
    /// Reads it.
    pub fn read(scope: &Value) -> Result<Self, Fault> {
        not_offered(scope, &["ServicePrincipals"])?;
        let types = scope.texts("ComplianceResourceTypes")?.unwrap_or_default();
        let own = |name, most| Ok::<_, Fault>(text(scope, name, most)?.map(str::to_owned));
        let read = Self {
            types: types.into_iter().map(str::to_owned).collect(),
            id: own("ComplianceResourceId", 768)?,
            tag_key: own("TagKey", 128)?,
            tag_value: own("TagValue", 256)?,
        };
        if read.types.len() > 100 {
            return Err(invalid("A scope has at most 100 resource types."));
        }
        if read.id.is_some() && read.types.len() != 1 {
            return Err(invalid(
                "A scope with a ComplianceResourceId needs one resource type in \
                 ComplianceResourceTypes.",
            ));
        }
        if read.tag_value.is_some() && read.tag_key.is_none() {
            return Err(invalid("A scope with a TagValue needs a TagKey."));
        }
        Ok(read)
    }

    /// As a template has it.
    pub fn json(&self) -> Json {
        let mut fields = Map::new();
        if !self.types.is_empty() {
            fields.insert("ComplianceResourceTypes".to_owned(), json!(self.types));
        }
        for (name, value) in self.texts() {
            fields.insert(name.to_owned(), json!(value));
        }
        Json::Object(fields)
    }

    /// As it is shown.
    pub fn shown(&self) -> Value {
        let types = self.types.iter().map(|kind| kind.as_str().into()).collect::<Vec<Value>>();
        let types = match types.is_empty() {
            true => Value::EMPTY,
            false => Value::map([("ComplianceResourceTypes", types.into())]),
        };
        self.texts().fold(types, |all, (name, value)| all.with(name, value))
    }

    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("ComplianceResourceId", &self.id),
            ("TagKey", &self.tag_key),
            ("TagValue", &self.tag_value),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// A value that does not do, in AWS Config's code.
pub(super) fn invalid(words: impl Into<String>) -> Fault {
    Fault::sender("InvalidParameterValueException", words)
}
