//! DeleteAlarms.

use super::alarms::{exists, file_of};
use super::kept::ALARMS;
use super::refuse::{names, needed, of_rules, unknown, validation};
use crate::api::context::Context;
use crate::api::defined;
use crate::daemon::ruleset::Definition;
use crate::wire::{Fault, Value};

/// Alarms that one call deletes at most.
const MOST: usize = 100;

pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let gone = needed(names(input, "AlarmNames", MOST)?, "AlarmNames")?;
    let rules = context.daemon().rules();
    for name in &gone {
        if let Some(file) = file_of(&rules, name) {
            let words = format!("Alarm {name} is defined in {file}, and deleted there only.");
            return Err(validation(words));
        }
        if !exists(context, name) {
            return Err(unknown(format!("Alarm {name} does not exist.")));
        }
    }
    let remove = |all: &mut Vec<Definition>| {
        gone.iter().for_each(|name| defined::remove(all, ALARMS, name));
        Ok::<_, Fault>(())
    };
    context.daemon().define(remove).map_err(of_rules)?;
    Ok(Value::EMPTY)
}
