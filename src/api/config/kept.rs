//! What the API keeps of a rule that was put over it, and the definition that comes of that.

use super::source::{Scope, Source};
use crate::daemon::ruleset::{CONFIG_RULES, Definition};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// A rule as it was put.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// The id, `config-rule-` and six letters or digits.
    pub id: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who judges.
    pub source: Source,
    /// The resources that it concerns.
    pub scope: Option<Scope>,
    /// `InputParameters`: the text of a JSON object, as it was put.
    pub parameters: Option<String>,
    /// `MaximumExecutionFrequency`; results are always of now.
    pub frequency: Option<String>,
    /// When it was first put, in milliseconds since 1970.
    pub created: i64,
}

impl Kept {
    /// What was kept in a definition; `None` when it is none of a rule.
    pub fn of(definition: &Definition) -> Option<Self> {
        if definition.section != CONFIG_RULES {
            return None;
        }
        serde_json::from_value(definition.api.clone()).ok()
    }

    /// Does somebody else judge, and tell by PutEvaluations?
    pub fn is_judged_elsewhere(&self) -> bool {
        self.source.owner == "CUSTOM_LAMBDA"
    }

    /// The definition of the rule.
    pub fn definition(&self, name: &str) -> Definition {
        // All parts are texts, numbers and lists, which JSON can write.
        let api = serde_json::to_value(self).unwrap_or_default();
        let (section, name) = (CONFIG_RULES.to_owned(), name.to_owned());
        Definition { section, document: self.document(&name), name, api }
    }

    /// The rule as a template has it; null for one that is judged elsewhere.
    fn document(&self, name: &str) -> Json {
        if self.is_judged_elsewhere() {
            return Json::Null;
        }
        let source = json!({ "Owner": "AWS", "SourceIdentifier": self.source.identifier });
        let mut properties = json!({ "ConfigRuleName": name, "Source": source });
        if let Some(description) = self.description.as_ref().filter(|text| !text.is_empty()) {
            properties["Description"] = json!(description);
        }
        if let Some(parameters) = &self.parameters {
            properties["InputParameters"] = json!(parameters);
        }
        if let Some(scope) = &self.scope {
            properties["Scope"] = scope.json();
        }
        json!({ "Type": "AWS::Config::ConfigRule", "Properties": properties })
    }
}
