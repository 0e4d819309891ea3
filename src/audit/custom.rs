//! Rules that a plugin answers. It gets what AWS Config sends to the Lambda function of a custom
//! rule, and answers with what such a function would put: evaluations.

use super::auditor::Auditor;
use super::judge::{Judged, is_loud};
use super::names::{account_of, config_rule_arn, config_rule_id, region_of};
use crate::base::ids::SourceId;
use crate::base::text::quote;
use crate::base::time;
use crate::items::Normalised;
use crate::model::ComplianceType;
use crate::read::{json, write};
use crate::rules::{ComplianceRule, Custom};
use std::fmt;

/// Levels of nesting in an answer.
const DEPTH: usize = 100;

/// Knows the plugins of rules.
pub trait AskPlugin: Send + Sync + fmt::Debug {
    /// Asks the plugin of a rule about an item. `event` is JSON text: the event that AWS Config
    /// sends to the Lambda function of a custom rule. Called from several threads.
    ///
    /// # Errors
    /// Why there is no answer: lower case, no full stop.
    fn ask(
        &self,
        rule: &ComplianceRule,
        custom: &Custom,
        event: &str,
    ) -> Result<Vec<PluginEvaluation>, String>;
}

/// One of the evaluations in a plugin's answer, as `PutEvaluations` takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginEvaluation {
    /// `ComplianceResourceType`
    pub resource_type: String,
    /// `ComplianceResourceId`
    pub resource_id: String,
    /// `ComplianceType`
    pub compliance: ComplianceType,
    /// `Annotation`
    pub annotation: Option<String>,
}

impl PluginEvaluation {
    /// Reads an answer: a list of evaluations, or an object with one at `Evaluations`.
    ///
    /// # Errors
    /// What makes it no answer.
    pub fn read(text: &[u8]) -> Result<Vec<Self>, String> {
        let tree = json::read(SourceId(0), text.into(), DEPTH)
            .map_err(|e| format!("the answer is no JSON: {e} (byte {})", e.at))?;
        let list = tree.root().get("Evaluations").unwrap_or(tree.root());
        if list.kind() != crate::read::tree::Kind::List {
            return Err("the answer is no list of evaluations".to_owned());
        }
        let one = |item: crate::read::tree::Item<'_>| {
            let text = |key: &str| item.get(key).map(|value| value.str().into_owned());
            let needed = |key: &str| text(key).ok_or(format!("an evaluation without `{key}`"));
            let word = needed("ComplianceType")?;
            let compliance = WORDS.into_iter().find(|c| c.word() == word);
            Ok(Self {
                resource_type: needed("ComplianceResourceType")?,
                resource_id: needed("ComplianceResourceId")?,
                compliance: compliance.ok_or(format!("`{word}` is no compliance type"))?,
                annotation: text("Annotation").filter(|words| !words.is_empty()),
            })
        };
        list.items().map(one).collect()
    }
}

/// What an evaluation may say.
const WORDS: [ComplianceType; 4] = [
    ComplianceType::Compliant,
    ComplianceType::NonCompliant,
    ComplianceType::NotApplicable,
    ComplianceType::InsufficientData,
];

impl Auditor {
    /// Judges an item by asking a plugin. A failure is ERROR, in its words.
    pub(super) fn ask(&self, rule: usize, custom: &Custom, item: &Normalised) -> Judged {
        let error = |words: String| Judged::told(ComplianceType::Error, words);
        let Some(of) = self.rules.get(rule) else {
            return Judged::quiet(ComplianceType::NotApplicable);
        };
        let Some(plugins) = &self.plugins else {
            return error(format!("no plugin can be asked here: `{}`", custom.target.plugin.value));
        };
        let answer = match plugins.ask(of, custom, &self.custom_event(of, custom, item)) {
            Ok(answer) => answer,
            Err(words) => return error(words),
        };
        let head = &item.head;
        let own = |e: &&PluginEvaluation| {
            e.resource_type == head.resource_type && e.resource_id == head.resource_id
        };
        // Of several the last one counts, as with AWS.
        match answer.iter().rfind(own) {
            Some(found) if is_loud(found.compliance) => {
                Judged::told(found.compliance, found.annotation.clone().unwrap_or_default())
            }
            Some(found) => Judged::quiet(found.compliance),
            None => match answer.first() {
                None => Judged::quiet(ComplianceType::NotApplicable),
                Some(other) => error(format!(
                    "the plugin answered for `{} {}`, not for this resource",
                    other.resource_type, other.resource_id
                )),
            },
        }
    }

    /// The event that AWS Config sends to a custom rule's Lambda function.
    fn custom_event(&self, rule: &ComplianceRule, custom: &Custom, item: &Normalised) -> String {
        let head = &item.head;
        let name = &rule.header.name;
        let (account, region) = (account_of(head), region_of(self, head));
        let mut message = b"{\"configurationItemDiff\":null,\"configurationItem\":".to_vec();
        write::json(item.tree.root(), &mut message);
        let told = item.change.as_ref().and_then(|change| change.notified.clone());
        let told = told.unwrap_or_else(|| time::show_millis(head.captured.unwrap_or(self.now)));
        message.extend_from_slice(b",\"notificationCreationTime\":");
        message.extend_from_slice(quote(told.as_bytes()).as_bytes());
        message.extend_from_slice(
            b",\"messageType\":\"ConfigurationItemChangeNotification\",\"recordVersion\":\"1.3\"}",
        );
        let token = super::names::token(name, &message);
        let text = |key: &str, value: &[u8]| format!("{}:{}", quote(key.as_bytes()), quote(value));
        let role = format!(
            "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
        );
        let fields = [
            text("version", b"1.0"),
            text("invokingEvent", &message),
            text("ruleParameters", custom.parameters.as_bytes()),
            text("resultToken", token.as_bytes()),
            "\"eventLeftScope\":false".to_owned(),
            text("executionRoleArn", role.as_bytes()),
            text("configRuleArn", config_rule_arn(name, &account, &region).as_bytes()),
            text("configRuleName", name.as_bytes()),
            text("configRuleId", config_rule_id(name).as_bytes()),
            text("accountId", account.as_bytes()),
        ];
        format!("{{{}}}", fields.join(","))
    }
}
