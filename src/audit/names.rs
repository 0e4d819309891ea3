//! Names that AWS Config gives to rules and results, made so that the same inputs give the same
//! ones.

use super::auditor::Auditor;
use crate::items::Head;
use crate::model::Home;
use uuid::Uuid;

/// The namespace of what is named here.
const NAMES: Uuid = Uuid::from_u128(0x91c7_35d0_4a58_5b0e_a6ed_0f62_7d1b_c3f4);

/// `config-rule-` and six letters or digits.
pub(super) fn config_rule_id(rule: &str) -> String {
    let hash = Uuid::new_v5(&NAMES, rule.as_bytes()).simple().to_string();
    format!("config-rule-{}", hash.get(..6).unwrap_or_default())
}

/// The ARN of a rule as AWS Config has it.
pub(super) fn config_rule_arn(rule: &str, account: &str, region: &str) -> String {
    format!("arn:aws:config:{region}:{account}:config-rule/{}", config_rule_id(rule))
}

/// The token that goes with what a plugin is asked.
pub(super) fn token(rule: &str, message: &[u8]) -> String {
    Uuid::new_v5(&Uuid::new_v5(&NAMES, rule.as_bytes()), message).simple().to_string()
}

/// The id of an event with this content.
pub(super) fn event_id(content: &[u8]) -> Uuid {
    Uuid::new_v5(&NAMES, content)
}

/// The account of an item.
pub(super) fn account_of(head: &Head) -> String {
    head.account.clone().unwrap_or_else(|| Home::default().account)
}

/// The region in which AWS Config would tell of an item: resources of all regions are told of in
/// the one that the run names.
pub(super) fn region_of(auditor: &Auditor, head: &Head) -> String {
    let own = head.region.as_ref().filter(|region| *region != "global");
    own.or(auditor.region.as_ref()).cloned().unwrap_or_else(|| Home::default().region)
}
