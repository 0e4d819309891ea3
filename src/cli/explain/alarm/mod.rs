//! `tripline explain ALARM --at TIME INPUT...`: what an alarm saw, and why it is in its state.
//!
//! The inputs are read and the alarms moved as by `eval`, up to the moment. `window` says what the
//! periods of an evaluation were and what they came to, `text` and `json` write it.

mod json;
mod text;
mod window;

use crate::alarms::{AlarmState, HistoryItem, SuppressedBy};
use crate::base::suggest::nearest;
use crate::cli::alarms::{Asked, Story, View, find};
use crate::cli::args::{ExplainArgs, ExplainFormat, Global};
use crate::cli::bundle::{self, Checked};
use crate::cli::exit::{Code, Failure};
use crate::cli::terminal;
use crate::monitor::Looked;
use crate::rules::{Alarm, Watch};
use jiff::{SignedDuration, Timestamp};
use std::io::Write;
use std::path::Path;

/// So many periods before the moment are drawn at least.
const DRAWN: i64 = 60;

/// What there is to tell of an alarm.
struct Account {
    /// The alarm that it was made of.
    rule: Alarm,
    /// The moment.
    at: Timestamp,
    /// When the alarm was made.
    made: Timestamp,
    looked: Looked,
    /// The time before the moment.
    view: View,
    /// The alarm that holds its actions back, with its state, if there is one.
    suppressor: Option<(String, Option<AlarmState>)>,
    /// What held the actions of its last change back.
    held: Option<SuppressedBy>,
    history: Vec<HistoryItem>,
}

pub(super) fn run(
    args: &ExplainArgs,
    global: &Global,
    out: &mut impl Write,
) -> Result<Code, Failure> {
    let rules = &args.rules;
    let nowhere = rules.rules.is_empty() && rules.packs.is_empty() && !Path::new("rules").exists();
    if nowhere && args.inputs.is_empty() && args.at.is_none() {
        return Err(Failure::usage(format!(
            "`{}` is no diagnostic code; to explain a rule name an event with --event FILE, or items \
             with --item FILE, and for an alarm its inputs",
            args.what
        )));
    }
    let checked = bundle::read(&rules.rules, &rules.packs, global)?.sound(global)?;
    is_alarm(&checked, &args.what)?;
    let asked = Asked { inputs: &args.inputs, form: args.input_format, end: args.at, until: None };
    let mut story = Story::read(checked, &asked, global)?;
    let name = find(&mut story, &args.what)?;
    let account = account(&mut story, &name)?;
    match args.format {
        ExplainFormat::Text => text::write(out, &account, terminal::style(global))?,
        ExplainFormat::Json => writeln!(out, "{:#}", json::of(&account))?,
    }
    Ok(story.code())
}

/// Is there an alarm of this name, or one that is made for each series?
fn is_alarm(checked: &Checked, what: &str) -> Result<(), Failure> {
    let bundle = &checked.bundle;
    let names = || bundle.alarms.iter().map(|alarm| alarm.header.name.as_str());
    let of_series = |name: &str| what.strip_prefix(name).is_some_and(|rest| rest.starts_with('['));
    if names().any(|name| name == what || of_series(name)) {
        return Ok(());
    }
    if bundle.rules.iter().any(|rule| rule.header.name == what) {
        let words = format!("`{what}` is a rule of events: name an event with --event FILE");
        return Err(Failure::usage(words));
    }
    if bundle.compliance.iter().any(|rule| rule.header.name == what) {
        let words = format!("`{what}` is a compliance rule: name items with --item FILE");
        return Err(Failure::usage(words));
    }
    let rules = bundle.rules.iter().map(|rule| rule.header.name.as_str());
    let compliance = bundle.compliance.iter().map(|rule| rule.header.name.as_str());
    let near = nearest(what, names().chain(rules).chain(compliance));
    let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
    Err(Failure::usage(format!("no alarm, rule or diagnostic code is called `{what}`{hint}")))
}

fn account(story: &mut Story, name: &str) -> Result<Account, Failure> {
    let (made, at) = story.span;
    let gone = || Failure::usage(format!("no alarm is called `{name}`"));
    let looked = story.monitor().look(name, at).ok_or_else(gone)?;
    let rule = story.rule_of(name).ok_or_else(gone)?.clone();
    let (notify, suppressed, drawn) = match &rule.watch {
        Watch::Metrics(watch) => {
            let settings = &watch.settings;
            let periods = i64::from(settings.range()).max(DRAWN);
            (&settings.notify, None, i64::from(settings.period) * periods)
        }
        Watch::Alarms(watch) => {
            let settings = &watch.settings;
            let suppressor = settings.suppression.as_ref().map(|s| s.alarm.clone());
            (&settings.notify, suppressed_name(suppressor), 60 * DRAWN)
        }
    };
    let names = |state| notify.actions(state).to_vec();
    let history = story.of(name).flat_map(|told| told.history(&names)).collect();
    let changes = story.of(name).filter_map(|told| told.change.as_deref());
    let held = changes.last().and_then(|change| change.0.to.suppressed_by);
    let from = at.checked_sub(SignedDuration::from_secs(drawn)).unwrap_or(made).max(made);
    let view = View::of(story, name, (from, at))?;
    let suppressor = suppressed.map(|name| {
        let state = story.monitor().state(&name);
        (name, state)
    });
    Ok(Account { rule, at, made, looked, view, suppressor, held, history })
}

fn suppressed_name(written: Option<String>) -> Option<String> {
    written.map(|written| crate::alarms::name_of(&written).to_owned())
}
