//! Archives: CreateArchive, DescribeArchive, ListArchives, UpdateArchive, DeleteArchive. Those of the
//! API are definitions beside those of the rules files, which are shown and not changed.

use super::pattern;
use super::pattern_text;
use super::put_events::bus_name;
use super::rules::known_bus;
use crate::api::constraint::{ARCHIVE, check_form, not_offered, text, validation, whole, word};
use crate::api::context::{Context, needed};
use crate::api::defined;
use crate::api::paging::{List, answer, page};
use crate::daemon::DaemonError;
use crate::daemon::log::EventLog;
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::model::Home;
use crate::rules::{Archive, DEFAULT_BUS};
use crate::wire::{Fault, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The section of archives.
const ARCHIVES: &str = "archives";

/// Most days that events are kept; 0 is for ever.
const DAYS: i64 = 36_500;

/// AWS's bound of the characters of a pattern.
const PATTERN: usize = 4096;

const STATES: [&str; 6] =
    ["ENABLED", "DISABLED", "CREATING", "UPDATING", "CREATE_FAILED", "UPDATE_FAILED"];

/// What the API keeps of an archive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// The bus.
    pub bus: String,
    /// What it is for.
    pub description: Option<String>,
    /// The text of its pattern.
    pub pattern: Option<String>,
    /// Days that events are kept; 0 for ever.
    pub days: i64,
    /// When it was made, in milliseconds since 1970; none of those of files.
    pub created: Option<i64>,
    /// The number of the first entry of the log that it may keep: earlier ones were of another
    /// archive of this name.
    pub since: u64,
}

impl Kept {
    /// What there is to say of an archive.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn find(rules: &RuleSet, all: &[Definition], name: &str) -> Result<Self, Fault> {
        let archive = rules.bundle.archives.iter().find(|archive| archive.name == name);
        let archive = archive.ok_or_else(|| {
            let words = format!("Archive {name} does not exist.");
            Fault::sender("ResourceNotFoundException", words)
        })?;
        Ok(Self::of(rules, all, archive))
    }

    fn of(rules: &RuleSet, all: &[Definition], archive: &Archive) -> Self {
        let of_api = defined::find(all, ARCHIVES, &archive.name);
        let of_api = of_api.filter(|_| !defined::is_hidden(rules, ARCHIVES, &archive.name));
        let kept = of_api.and_then(|of_api| serde_json::from_value(of_api.api.clone()).ok());
        kept.unwrap_or_else(|| Self {
            bus: archive.bus.clone(),
            pattern: archive.pattern.as_ref().map(pattern_text::text),
            // Part of a day is a day: so long they are there.
            days: archive.retention.map_or(0, |kept| days(kept.as_secs())),
            ..Self::default()
        })
    }

    fn changeable(&self, name: &str) -> Result<(), Fault> {
        match self.created {
            Some(_) => Ok(()),
            None => Err(validation(format!(
                "Archive {name} is defined in a rules file, and changed there only."
            ))),
        }
    }

    /// Writes the archive among the definitions.
    fn store(&self, all: &mut Vec<Definition>, name: &str) {
        let mut document = json!({});
        if self.bus != DEFAULT_BUS {
            document["bus"] = json!(self.bus);
        }
        if let Some(pattern) = &self.pattern {
            // INVARIANT (pattern-checked): it was read as JSON before it was kept.
            document["pattern"] = serde_json::from_str::<Json>(pattern).unwrap_or_default();
        }
        if self.days > 0 {
            document["retention"] = json!(format!("{}d", self.days));
        }
        // All parts are texts and numbers, which JSON can write.
        let api = serde_json::to_value(self).unwrap_or_default();
        let (section, name) = (ARCHIVES.to_owned(), name.to_owned());
        defined::put(all, Definition { section, name, document, api });
    }

    fn changed(&self, home: &Home, name: &str) -> Value {
        let answer =
            Value::map([("ArchiveArn", arn(home, name).into()), ("State", "ENABLED".into())]);
        with_time(answer, "CreationTime", self.created)
    }

    /// The archive in the words of ListArchives.
    fn value(&self, context: &Context<'_>, name: &str) -> Result<Value, Fault> {
        let totals = context.daemon().archives().totals(name).map_err(DaemonError::from)?;
        let count = |n: u64| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        let value = Value::map([
            ("ArchiveName", name.into()),
            ("EventSourceArn", context.home().bus(&self.bus).into()),
            ("State", "ENABLED".into()),
            ("RetentionDays", self.days.into()),
            ("EventCount", count(totals.events)),
            ("SizeBytes", count(totals.bytes)),
        ]);
        Ok(with_time(value, "CreationTime", self.created))
    }
}

fn days(seconds: u64) -> i64 {
    i64::try_from(seconds.div_ceil(86_400)).unwrap_or(DAYS)
}

/// The ARN of an archive.
pub(super) fn arn(home: &Home, name: &str) -> String {
    format!("arn:aws:events:{}:{}:archive/{name}", home.region, home.account)
}

/// The structure with a time in milliseconds since 1970, if there is one.
pub(super) fn with_time(value: Value, field: &str, at: Option<i64>) -> Value {
    match at.and_then(|at| Timestamp::from_millisecond(at).ok()) {
        Some(at) => value.with(field, at),
        None => value,
    }
}

/// The pattern of a call, checked.
fn pattern_of(context: &Context<'_>, input: &Value) -> Result<Option<String>, Fault> {
    let given = text(input, "EventPattern", PATTERN)?.filter(|text| !text.is_empty());
    given.map(|given| pattern::check_kept(context, given)).transpose()?;
    Ok(given.map(str::to_owned))
}

pub(super) fn create(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ArchiveName")?, "ArchiveName")?;
    check_form("ArchiveName", name, ARCHIVE)?;
    not_offered(input, &["KmsKeyIdentifier"])?;
    let source = needed(input.text("EventSourceArn")?, "EventSourceArn")?;
    let daemon = context.daemon();
    let mut kept = Kept {
        bus: bus_name(Some(source)).to_owned(),
        description: text(input, "Description", 512)?.map(str::to_owned),
        pattern: pattern_of(context, input)?,
        days: whole(input, "RetentionDays", 0..=DAYS)?.unwrap_or(0),
        created: Some(context.now.as_millisecond()),
        since: 0,
    };
    daemon.define(|all| {
        let rules = daemon.rules();
        known_bus(&rules, &kept.bus)?;
        if rules.bundle.archives.iter().any(|archive| archive.name == name)
            || defined::find(all, ARCHIVES, name).is_some()
        {
            let words = format!("Archive {name} already exists.");
            return Err(Fault::sender("ResourceAlreadyExistsException", words));
        }
        // What an archive of this name has left.
        daemon.archives().clear(name).map_err(DaemonError::from)?;
        kept.since = daemon.log().next(0);
        kept.store(all, name);
        Ok(kept.changed(context.home(), name))
    })
}

pub(super) fn describe(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ArchiveName")?, "ArchiveName")?;
    let (rules, all) = (context.daemon().rules(), context.daemon().defined());
    let kept = Kept::find(&rules, &all, name)?;
    let mut value = kept.value(context, name)?.with("ArchiveArn", arn(context.home(), name));
    for (field, text) in [("Description", &kept.description), ("EventPattern", &kept.pattern)] {
        if let Some(text) = text {
            value = value.with(field, text.clone());
        }
    }
    Ok(value)
}

/// Refuses more than one of the filters of a list.
pub(super) fn one_filter(input: &Value, operation: &str) -> Result<(), Fault> {
    let filters = ["State", "EventSourceArn", "NamePrefix"];
    if filters.iter().filter(|name| input.get(name).is_some()).count() > 1 {
        return Err(validation(format!(
            "At most one filter is allowed for {operation}. Use either : State, EventSourceArn, or \
             NamePrefix."
        )));
    }
    Ok(())
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    one_filter(input, "ListArchives")?;
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let source = input.text("EventSourceArn")?;
    let state = word(input, "State", &STATES)?;
    let (rules, all) = (context.daemon().rules(), context.daemon().defined());
    let wanted = |archive: &&Archive| {
        archive.name.starts_with(prefix)
            && source.is_none_or(|source| bus_name(Some(source)) == archive.bus)
            && state.is_none_or(|state| state == STATES[0])
    };
    let archives = rules.bundle.archives.iter().filter(wanted).collect();
    let scope = &["ListArchives", prefix, source.unwrap_or_default(), state.unwrap_or_default()];
    let (archives, token) =
        page(input, List { scope, limit: "Limit" }, archives, |archive| &archive.name)?;
    let value = |archive: &&Archive| Kept::of(&rules, &all, archive).value(context, &archive.name);
    let values = archives.iter().map(value).collect::<Result<_, _>>()?;
    Ok(answer("Archives", values, token))
}

pub(super) fn update(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ArchiveName")?, "ArchiveName")?;
    not_offered(input, &["KmsKeyIdentifier"])?;
    if ["EventPattern", "RetentionDays", "Description"].iter().all(|f| input.get(f).is_none()) {
        return Err(validation(
            "At least one of EventPattern, RetentionDays or Description must be specified.",
        ));
    }
    let description = text(input, "Description", 512)?.map(str::to_owned);
    let pattern = pattern_of(context, input)?;
    let days = whole(input, "RetentionDays", 0..=DAYS)?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let mut kept = Kept::find(&daemon.rules(), all, name)?;
        kept.changeable(name)?;
        kept.description = description.or(kept.description);
        kept.pattern = pattern.or(kept.pattern);
        kept.days = days.unwrap_or(kept.days);
        kept.store(all, name);
        Ok(kept.changed(context.home(), name))
    })
}

/// DeleteArchive: its events go with it, and replays of it come to their end.
pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ArchiveName")?, "ArchiveName")?;
    let daemon = context.daemon();
    daemon.define(|all| {
        Kept::find(&daemon.rules(), all, name)?.changeable(name)?;
        defined::remove(all, ARCHIVES, name);
        Ok::<_, Fault>(())
    })?;
    daemon.archives().clear(name).map_err(DaemonError::from)?;
    Ok(Value::EMPTY)
}
