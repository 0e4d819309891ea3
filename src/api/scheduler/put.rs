//! CreateSchedule, UpdateSchedule, DeleteSchedule.

use super::kept::{Kept, SCHEDULES, arn};
use super::schedules;
use crate::api::constraint::{not_offered, text, validation, whole, word};
use crate::api::context::{Context, needed};
use crate::api::defined;
use crate::api::route::Route;
use crate::daemon::ruleset::RuleSet;
use crate::schedules::{Dialect, Expression};
use crate::wire::{Fault, Value};
use jiff::tz::TimeZone;

/// Parameters of AWS's own services, which no target here takes.
const PARAMETERS: [&str; 5] = [
    "EcsParameters",
    "EventBridgeParameters",
    "KinesisParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
];

/// Characters of an `Input` at most.
const INPUT: usize = 256 << 10;

/// CreateSchedule. The same call again, by its token, gives the same answer.
pub(super) fn create(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = schedules::name(input)?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        let new = read(context, &rules, input)?;
        if let Some(old) = schedules::all(&rules, all).iter().find(|known| known.name == name) {
            if new.token.is_some() && old.kept.token == new.token {
                return Ok(Value::map([("ScheduleArn", arn(context.home(), name).into())]));
            }
            let words = format!("Schedule {name} already exists.");
            return Err(Fault::sender("ConflictException", words).status(409));
        }
        new.store(all, name);
        Ok(Value::map([("ScheduleArn", arn(context.home(), name).into())]))
    })
}

/// UpdateSchedule: what is not given is as if it had never been.
pub(super) fn update(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = schedules::name(input)?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        let new = read(context, &rules, input)?;
        let old = schedules::find(&rules, all, name)?;
        old.changeable()?;
        let Kept { created, created_by, token, .. } = old.kept;
        Kept { created, created_by, token, ..new }.store(all, name);
        Ok(Value::map([("ScheduleArn", arn(context.home(), name).into())]))
    })
}

/// DeleteSchedule.
pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = schedules::name(input)?;
    let daemon = context.daemon();
    daemon.define(|all| {
        schedules::find(&daemon.rules(), all, name)?.changeable()?;
        defined::remove(all, SCHEDULES, name);
        Ok(Value::EMPTY)
    })
}

/// What a call says of the schedule.
fn read(context: &Context<'_>, rules: &RuleSet, input: &Value) -> Result<Kept, Fault> {
    not_offered(input, &["KmsKeyArn"])?;
    let expression = text(input, "ScheduleExpression", 256)?;
    let expression = needed(expression, "ScheduleExpression")?;
    if let Err(error) = Expression::parse(expression, Dialect::Scheduler) {
        return Err(validation(format!("Invalid Schedule Expression {expression}. {error}")));
    }
    let zone = text(input, "ScheduleExpressionTimezone", 50)?;
    if let Some(zone) = zone.filter(|zone| TimeZone::get(zone).is_err()) {
        return Err(validation(format!("The provided timezone {zone} is not supported.")));
    }
    let [start, end] = ["StartDate", "EndDate"].map(|field| input.time(field));
    let (start, end) = (start?, end?);
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Err(validation("The StartDate you specify cannot come after the EndDate."));
    }
    let now = context.now.as_millisecond();
    Ok(Kept {
        expression: expression.to_owned(),
        zone: zone.map(str::to_owned),
        start: start.map(|at| at.as_millisecond()),
        end: end.map(|at| at.as_millisecond()),
        window: window(input)?,
        state: word(input, "State", &["ENABLED", "DISABLED"])?.unwrap_or("ENABLED").to_owned(),
        after: word(input, "ActionAfterCompletion", &["NONE", "DELETE"])?.map(str::to_owned),
        description: text(input, "Description", 512)?.map(str::to_owned),
        target: Some(target(rules, input)?),
        token: text(input, "ClientToken", 64)?.map(str::to_owned),
        created: Some(now),
        changed: Some(now),
        created_by: context.caller.name.clone(),
    })
}

fn window(input: &Value) -> Result<Option<i64>, Fault> {
    let window = needed(input.structure("FlexibleTimeWindow")?, "FlexibleTimeWindow")?;
    let mode = needed(word(window, "Mode", &["OFF", "FLEXIBLE"])?, "Mode")?;
    let minutes = whole(window, "MaximumWindowInMinutes", 1..=1440)?;
    match (mode, minutes) {
        ("FLEXIBLE", None) => Err(validation(
            "MaximumWindowInMinutes must be provided when the flexible time window mode is FLEXIBLE.",
        )),
        ("OFF", Some(_)) => Err(validation(
            "MaximumWindowInMinutes must not be provided when the flexible time window mode is OFF.",
        )),
        (_, minutes) => Ok(minutes),
    }
}

fn target(rules: &RuleSet, input: &Value) -> Result<Route, Fault> {
    let target = needed(input.structure("Target")?, "Target")?;
    not_offered(target, &PARAMETERS)?;
    not_offered(target, &["InputPath", "InputTransformer"])?;
    needed(target.text("RoleArn")?, "RoleArn")?;
    match Route::read(rules, target, "of the schedule", INPUT)? {
        Ok(route) => Ok(route),
        // Scheduler refuses what does not go together with one error, whatever is missing.
        Err((_, words)) => Err(validation(words)),
    }
}
