//! PutCompositeAlarm.

use super::alarms::{changeable, defined_now};
use super::kept::{AlarmType, Kept};
use super::put_metric_alarm::common;
use super::refuse::{needed, not_offered, text, validation, whole};
use crate::alarms::{AlarmRule, name_of};
use crate::api::context::Context;
use crate::daemon::ruleset::Definition;
use crate::wire::{Fault, Value};
use serde_json::{Value as Json, json};

/// Seconds that a suppressor's times have at most.
const LONGEST: i64 = 86_400;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    not_offered(input, &["Tags"])?;
    let name = needed(text(input, "AlarmName", 255)?, "AlarmName")?;
    let rules = context.daemon().rules();
    let put = |all: &mut Vec<Definition>| {
        changeable(&rules, all, name, AlarmType::Composite)?;
        let (mut fields, mut document) = common(&rules, input)?;
        let rule = needed(text(input, "AlarmRule", 10_240)?, "AlarmRule")?;
        AlarmRule::parse(rule).map_err(|error| validation(format!("AlarmRule: {error}")))?;
        fields.insert("AlarmRule".to_owned(), json!(rule));
        document.insert("composite".to_owned(), json!(rule));
        let time = |name: &str| whole(input, name, 0..=LONGEST);
        let wait = time("ActionsSuppressorWaitPeriod")?;
        let extension = time("ActionsSuppressorExtensionPeriod")?;
        match text(input, "ActionsSuppressor", 1600)? {
            Some(suppressor) => {
                let wait = needed(wait, "ActionsSuppressorWaitPeriod")?;
                let extension = needed(extension, "ActionsSuppressorExtensionPeriod")?;
                fields.insert("ActionsSuppressor".to_owned(), json!(suppressor));
                fields.insert("ActionsSuppressorWaitPeriod".to_owned(), json!(wait));
                fields.insert("ActionsSuppressorExtensionPeriod".to_owned(), json!(extension));
                let alarm = name_of(suppressor);
                let document_of = json!({"alarm": alarm, "wait": format!("{wait}s"),
                    "extension": format!("{extension}s")});
                document.insert("actions-suppressor".to_owned(), document_of);
            }
            None if wait.is_some() || extension.is_some() => {
                return Err(validation(
                    "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need \
                     ActionsSuppressor.",
                ));
            }
            None => {}
        }
        let kept = Kept { alarm_type: AlarmType::Composite, fields, changed: context.now };
        kept.store(all, name, Json::Object(document));
        Ok::<_, Fault>(())
    };
    defined_now(context, name, input.bool("ActionsEnabled")?, put)
}
