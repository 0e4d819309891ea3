//! The story of the alarms of rules: inputs are read as `eval` reads them, the alarms are moved
//! through the time of the inputs, and all that they tell is kept.

use crate::cli::args::Global;
use crate::cli::ask::asker;
use crate::cli::bundle::Checked;
use crate::cli::compile::{Purpose, compile, cores};
use crate::cli::eval::bar::{Bar, interruptible};
use crate::cli::exit::{Code, Failure};
use crate::cli::terminal;
use crate::eval::{self, Alarms, Evaluation, Kept, Watching};
use crate::model::{Effect, Fault, Summary};
use crate::monitor::{Monitor, Told};
use crate::report::visible;
use crate::rules::{Alarm, DEFAULT_BUS};
use crate::sources::{self, InputFormat, Options};
use jiff::Timestamp;
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What is asked for.
pub(in crate::cli) struct Asked<'a> {
    /// Files, folders, globs; none is no data.
    pub inputs: &'a [OsString],
    /// The form that is forced on them.
    pub form: Option<InputFormat>,
    /// Time ends here, whatever comes later.
    pub end: Option<Timestamp>,
    /// Time goes on to this moment, if it is after that of the inputs.
    pub until: Option<Timestamp>,
}

/// What the alarms did.
pub(in crate::cli) struct Story {
    watching: Watching,
    /// The alarms of the rules; the first has the id `first`.
    pub alarms: Vec<Alarm>,
    /// The id of the first alarm.
    pub first: usize,
    /// The moments at which time began and ended.
    pub span: (Timestamp, Timestamp),
    /// What could not be read; it was said.
    pub faults: u64,
}

impl Story {
    /// Reads the inputs and moves the alarms. What is wrong with inputs is said on standard error.
    pub fn read(mut checked: Checked, asked: &Asked<'_>, global: &Global) -> Result<Self, Failure> {
        let plugins = asker(&mut checked, global)?;
        let threads = cores();
        let purpose = Purpose {
            bus: DEFAULT_BUS,
            gate: eval::Gate::Off,
            sending: false,
            watching: true,
            archiving: false,
            tell: crate::audit::Tell::default(),
            threads,
            plugins,
        };
        let rules = Arc::new(compile(&checked, purpose, global)?);
        let baselines = checked.bundle.baseline_settings();
        let named = checked.bundle.baseline_names();
        let (first, alarms) = (checked.bundle.first_alarm(), checked.bundle.alarms);
        let inputs = sources::find(asked.inputs);
        let mut progress = Bar::new(&inputs, global);
        let limits = checked.limits.clone();
        let account = global.account.clone();
        let options = Options { limits, form: asked.form, account, ..Options::default() };
        let monitor = Monitor::new(&alarms, first, global.home());
        let watching = rules.listening.clone().map(|listening| {
            Watching::new(listening, monitor, baselines).as_of(global.now()).keeping()
        });
        let kept = Kept { watching, ..Kept::default() };
        let evaluation = Evaluation { rules: Arc::clone(&rules), inputs, options, threads, kept };
        let mut faults = 0;
        let mut hear = |effect: Effect, _: &mut Summary| {
            match effect {
                Effect::Fault(fault) => {
                    faults += 1;
                    terminal::error(&visible(&words(&fault)));
                }
                Effect::Notice(notice) => {
                    let words = format!("`{}`: {}", notice.subject, notice.message);
                    terminal::note(global, &visible(&words));
                }
                _ => {}
            }
            Ok(())
        };
        let (stop, mut summary) = (interruptible(), Summary::default());
        let mut kept = eval::run(evaluation, stop, &mut progress, &mut summary, &mut hear)?;
        progress.finish();
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Say(Code::Interrupted, "interrupted".to_owned()));
        }
        if let Some(watching) = &mut kept.watching {
            let timeless = watching.monitor().span().is_none();
            // Without any data the alarms are made all the same, and have seen nothing.
            if let Some(end) = asked.end.or_else(|| timeless.then(|| global.now())) {
                watching.end_at(end);
            }
        }
        let actions = alarms.iter().map(|alarm| &alarm.actions).collect();
        let all = Alarms { actions: (first, actions), baselines: named, until: asked.until };
        let watching = eval::conclude(&rules, kept, &all, &mut summary, &mut hear)?;
        // INVARIANT: with `watching` in its purpose, `compile` makes a listening, and so there are
        // alarms to watch; without any, there is nothing to show.
        let Some(watching) = watching else {
            return Err(Failure::usage("there is nothing to watch"));
        };
        // INVARIANT: time was given an end above where nothing that was read has one.
        let span = watching.time().unwrap_or((global.now(), global.now()));
        Ok(Self { watching, alarms, first, span, faults })
    }

    /// The alarms as they are at the end.
    pub fn monitor(&mut self) -> &mut Monitor {
        self.watching.monitor()
    }

    /// What an alarm told, in order of time.
    pub fn of<'a>(&'a self, alarm: &'a str) -> impl Iterator<Item = &'a Told> {
        self.watching.story().iter().filter(move |told| *told.alarm == *alarm)
    }

    /// The alarm of the rules that an alarm was made of.
    pub fn rule_of(&mut self, alarm: &str) -> Option<&Alarm> {
        let rule = self.watching.monitor().rule_of(alarm)?;
        self.alarms.get(rule.index().checked_sub(self.first)?)
    }

    /// The exit code of a command that showed an alarm.
    pub fn code(&self) -> Code {
        if self.faults > 0 { Code::BadInput } else { Code::Clean }
    }
}

/// A fault in one line.
fn words(fault: &Fault) -> String {
    let place = fault.place.map_or(String::new(), |p| format!(":{}:{}", p.line, p.column));
    let index = fault.index.map_or(String::new(), |n| format!("record {n}: "));
    let colon = if fault.input.is_empty() { "" } else { ": " };
    format!("{}{place}{colon}{index}{}", fault.input, fault.message)
}
