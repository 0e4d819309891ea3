//! The schedules that there are, of files and of the API, in one form. Those of rules are theirs.

use super::kept::{GROUP, Kept, SCHEDULES};
use crate::api::context::needed;
use crate::api::events::{OF_RULE, route_of_file};
use crate::api::{constraint, defined};
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::rules::Schedule;
use crate::wire::{Fault, Value};

/// A schedule.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its name.
    pub name: String,
    /// What there is to say of it.
    pub kept: Kept,
    /// Does a file define it?
    pub of_file: bool,
}

/// All schedules, in no order.
pub(super) fn all(rules: &RuleSet, defined: &[Definition]) -> Vec<Known> {
    let of_api = |definition: &Definition| {
        let kept = Kept::of(definition)?;
        let shown = !defined::is_hidden(rules, SCHEDULES, &definition.name);
        shown.then(|| Known { name: definition.name.clone(), kept, of_file: false })
    };
    let of_api: Vec<Known> = defined.iter().filter_map(of_api).collect();
    let is_new = |schedule: &&Schedule| {
        schedule.rule.is_none() && of_api.iter().all(|known| known.name != schedule.name)
    };
    let of_files = rules.bundle.schedules.iter().filter(is_new);
    let of_files: Vec<Known> = of_files.map(|schedule| file(rules, schedule)).collect();
    of_api.into_iter().chain(of_files).collect()
}

/// The schedule of a name.
///
/// # Errors
/// There is none.
pub(super) fn find(rules: &RuleSet, defined: &[Definition], name: &str) -> Result<Known, Fault> {
    let found = all(rules, defined).into_iter().find(|known| known.name == name);
    found.ok_or_else(|| not_found(format!("Schedule {name} does not exist.")))
}

/// The name that a call gives, in the only group.
///
/// # Errors
/// It is none, or another group is meant.
pub(super) fn name(input: &Value) -> Result<&str, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    constraint::check_form("Name", name, constraint::SCHEDULE)?;
    group(input)?;
    if name.starts_with(OF_RULE) {
        let words = format!("Names that begin with {OF_RULE} are those of the schedules of rules.");
        return Err(constraint::validation(words));
    }
    Ok(name)
}

/// Refuses a group that is not there.
///
/// # Errors
/// It is not.
pub(super) fn group(input: &Value) -> Result<(), Fault> {
    match input.text("GroupName")? {
        Some(group) if group != GROUP => {
            Err(not_found(format!("Schedule group {group} does not exist.")))
        }
        _ => Ok(()),
    }
}

fn not_found(words: String) -> Fault {
    Fault::sender("ResourceNotFoundException", words).status(404)
}

impl Known {
    /// Refuses to change a schedule of a file.
    ///
    /// # Errors
    /// It is one.
    pub fn changeable(&self) -> Result<(), Fault> {
        if !self.of_file {
            return Ok(());
        }
        let words =
            format!("Schedule {} is defined in a rules file, and changed there only.", self.name);
        Err(Fault::sender("ConflictException", words).status(409))
    }
}

/// A schedule of a file. One that sends to several targets shows the first.
fn file(rules: &RuleSet, schedule: &Schedule) -> Known {
    let zone = schedule.zone.iana_name().filter(|zone| *zone != "UTC");
    let description = Some(&schedule.description).filter(|words| !words.is_empty());
    let kept = Kept {
        expression: schedule.written.clone(),
        zone: zone.map(str::to_owned),
        start: schedule.start.map(|at| at.as_millisecond()),
        end: schedule.end.map(|at| at.as_millisecond()),
        window: schedule.window.map(|window| i64::from(window.minutes())),
        state: "ENABLED".to_owned(),
        description: description.cloned(),
        target: schedule.targets.first().map(|routing| route_of_file(rules, routing)),
        ..Kept::default()
    };
    Known { name: schedule.name.clone(), kept, of_file: true }
}
