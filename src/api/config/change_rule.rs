//! PutConfigRule and DeleteConfigRule. A rule that does not work as it is put is refused: one that
//! nothing stands in for, or whose parameters do not fit.

use super::kept::Kept;
use super::put_rule::{self, parameter_names};
use super::rules::{Origin, Rules, none};
use super::source::invalid;
use crate::api::accept::refusal;
use crate::api::constraint::not_offered;
use crate::api::context::{Context, needed};
use crate::api::defined;
use crate::daemon::command::Command;
use crate::daemon::log::{Entry, EventLog, Kind, Refused};
use crate::daemon::ruleset::{CONFIG_RULES, RuleSet};
use crate::rules::DEFAULT_BUS;
use crate::wire::{Fault, Value};
use std::sync::Arc;
use uuid::Uuid;

/// The namespace of the ids of rules.
const IDS: Uuid = Uuid::from_u128(0x2f0b_61c4_97aa_4b0e_8e21_7c35_4f1d_b8a6);

pub(super) fn put(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    not_offered(input, &["Tags"])?;
    let rule = needed(input.structure("ConfigRule")?, "ConfigRule")?;
    let read = put_rule::read(rule)?;
    let name = match put_rule::name(rule)? {
        Some(name) => name.to_owned(),
        None => of_id(context, rule)?,
    };
    if let Some(known) = Rules::of(context).find(&name)
        && matches!(known.origin, Origin::File(_))
    {
        let words = format!("the rule {name} is one of the rules files: change it there");
        return Err(invalid(words));
    }
    let kept = read.clone();
    context.daemon().define_checked(
        |all| {
            let old = defined::find(all, CONFIG_RULES, &name).and_then(Kept::of);
            let kept = match old {
                Some(old) => Kept { id: old.id, created: old.created, ..read },
                None => Kept {
                    id: id(&format!("{} {name}", context.call_id)),
                    created: context.now.as_millisecond(),
                    ..read
                },
            };
            defined::put(all, kept.definition(&name));
            Ok(())
        },
        |rules| check(rules, &name, &kept),
    )?;
    Ok(Value::EMPTY)
}

/// An id of a rule: AWS's form, made of a text.
pub(super) fn id(of: &str) -> String {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut number = Uuid::new_v5(&IDS, of.as_bytes()).as_u128();
    let mut digits = String::from("config-rule-");
    for _ in 0..6 {
        digits.push(char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
    }
    digits
}

/// The name of the rule that is named by its id or ARN.
fn of_id(context: &Context<'_>, rule: &Value) -> Result<String, Fault> {
    let given = rule.text("ConfigRuleId")?.or(rule.text("ConfigRuleArn")?);
    let given = needed(given, "ConfigRuleName")?;
    let id = given.rsplit('/').next().unwrap_or(given);
    let rules = Rules::of(context);
    let found = rules.all().into_iter().find(|known| known.id() == id);
    found.map(|known| known.name.to_owned()).ok_or_else(|| none(given))
}

/// Does the rule work in the rules as they would be?
fn check(rules: &RuleSet, name: &str, kept: &Kept) -> Result<(), Fault> {
    if kept.is_judged_elsewhere() {
        return Ok(());
    }
    let left_out = rules.bundle.left_out.iter().find(|notice| notice.subject == name);
    if let Some(notice) = left_out {
        let identifier = &kept.source.identifier;
        return Err(invalid(format!(
            "The rule {identifier} is not evaluated: {}.",
            notice.message
        )));
    }
    let mut made = rules.bundle.compliance.iter();
    let Some(made) = made.find(|rule| rule.header.name == name) else {
        return Err(invalid(format!("The rule {name} is not evaluated.")));
    };
    let given = kept.parameters.as_deref().map(parameter_names).unwrap_or_default();
    let unknown = given.iter().find(|given| made.params.iter().all(|own| own.name != **given));
    match unknown {
        Some(unknown) => {
            Err(invalid(format!("Unknown parameters provided in the inputParameters: {unknown}.")))
        }
        None => Ok(()),
    }
}

pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ConfigRuleName")?, "ConfigRuleName")?;
    let elsewhere = match Rules::of(context).find(name).map(|known| known.origin) {
        None => return Err(none(name)),
        Some(Origin::File(_)) => {
            let words = format!("the rule {name} is one of the rules files: delete it there");
            return Err(Fault::sender("ResourceInUseException", words));
        }
        Some(Origin::Api(kept)) => kept.is_judged_elsewhere(),
    };
    if elsewhere {
        // First, so that a call that is cut off and made again finds what is left to do.
        carry_out(context, &Command::ForgetRule { rule: name.to_owned() })?;
    }
    context.daemon().define(|all| {
        defined::remove(all, CONFIG_RULES, name);
        Ok::<_, Fault>(())
    })?;
    super::evaluate::forget(context, name)?;
    Ok(Value::EMPTY)
}

/// The entry of a command.
pub(super) fn entry(context: &Context<'_>, command: &Command) -> Entry {
    let (bus, now) = (Arc::from(DEFAULT_BUS), context.now.as_millisecond());
    Entry::new(Kind::Command, bus, now, command.encode())
}

/// Makes a command safe; it is carried out in its turn. Not on a thread of the runtime.
pub(super) fn carry_out(context: &Context<'_>, command: &Command) -> Result<(), Fault> {
    let receipt = context.daemon().log().append(0, &[entry(context, command)], None);
    let done = receipt.blocking_recv().unwrap_or(Err(Refused::Closed));
    done.map(drop).map_err(|refused| refusal(&refused))
}
