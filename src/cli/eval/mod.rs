//! `tripline eval`: inputs against rules, once.

pub(super) mod bar;
mod findings;
mod notes;
mod outputs;

use super::args::{EvalArgs, GateArg, Global};
use super::ask::asker;
use super::bundle::{self, Checked};
use super::compile::{Purpose, compile, cores};
use super::deliver::Courier;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::audit::{Earlier, Ledger, Tell};
use crate::eval::{self, Alarms, Evaluation, Gate, Kept, Watching};
use crate::model::{Effect, Fault, FaultKind, RuleState, RunInfo, Summary};
use crate::monitor::Monitor;
use crate::report::baseline::Baseline;
use crate::report::eval::Format;
use crate::rules::Bundle;
use crate::sources::{self, Options};
use bar::{Bar, interruptible};
use findings::{Findings, write_baseline};
use notes::{notes, stats};
use outputs::{Outputs, format, not_read, outputs, tell};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

pub(super) fn run(args: &EvalArgs, global: &Global) -> Done {
    let started = Instant::now();
    let mut limits = global.limits();
    if let Some(bytes) = args.max_event_size {
        if bytes < 16 {
            return Err(Failure::usage("--max-event-size must be at least 16 bytes"));
        }
        limits.event_bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    }
    let mut checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    checked.limits = limits;
    known_bus(&checked, &args.bus)?;
    let threads = args.threads.map_or_else(cores, usize::from);
    let courier = match args.deliver.deliver {
        Some(how) => Some(Courier::new(&mut checked, &args.deliver, how, threads, global)?),
        None => None,
    };
    let plugins = asker(&mut checked, global)?;
    let purpose = Purpose {
        bus: &args.bus,
        gate: if args.cloudtrail_gate == GateArg::Aws { Gate::Aws } else { Gate::Off },
        sending: args.deliver.deliver.is_some(),
        watching: false,
        archiving: false,
        tell: Tell {
            all: args.all,
            timeline: args.timeline,
            standing: !args.against.is_empty(),
            ..Tell::default()
        },
        threads,
        plugins,
    };
    let rules = Arc::new(compile(&checked, purpose, global)?);
    let left_out = std::mem::take(&mut checked.bundle.left_out);
    let mut summary = Summary { rules: enabled(&checked, args), ..Summary::default() };
    let limits = checked.limits.clone();
    let rule_files: Vec<PathBuf> = checked.loaded.files.iter().map(|f| f.path.clone()).collect();
    let baselines = checked.bundle.baseline_settings();
    let named = checked.bundle.baseline_names();
    let (first_alarm, alarms) = (checked.bundle.first_alarm(), checked.bundle.alarms.clone());
    let run = RunInfo { rules: checked.into_headers(), fail_on: args.fail_on.0 };
    let known = match &args.baseline {
        Some(file) => {
            let name = file.display().to_string();
            let bytes = std::fs::read(file).map_err(|e| Failure::input(&name, &e))?;
            let read = Baseline::read(&bytes);
            Some(read.map_err(|e| Failure::usage(format!("`{name}` is no baseline: {e}")))?)
        }
        None => None,
    };
    summary.compile_seconds = started.elapsed().as_secs_f64();
    let inputs = sources::find(&args.inputs);
    not_read(args, &inputs, &rule_files)?;
    let format = format(args);
    let all = outputs(format, args, global)?;
    let mut outputs = Outputs { all, keep_on: courier.is_some() };
    tell(&mut outputs, |output| output.begin(&run))?;
    let mut progress = Bar::new(&inputs, global);
    let options = Options {
        limits,
        form: args.input_format,
        account: global.account.clone(),
        ..Options::default()
    };
    let mut findings = Findings {
        run: &run,
        known,
        all: args.write_baseline.is_some().then(Baseline::default),
        strict: args.strict,
    };
    let started = Instant::now();
    let stop = interruptible();
    let mut emit = |effect: Effect, summary: &mut Summary| {
        findings.count(&effect, summary);
        tell(&mut outputs, |output| output.effect(&effect))?;
        if let (Some(courier), Effect::Invocation(planned)) = (&courier, effect) {
            courier.send(planned);
        }
        Ok(())
    };
    let ran = (|| {
        let make = |inputs, kept| Evaluation {
            rules: Arc::clone(&rules),
            inputs,
            options: options.clone(),
            threads,
            kept,
        };
        let ledger = match (&rules.auditor, args.against.is_empty()) {
            (Some(auditor), false) => {
                let old = make(sources::find(&args.against), Kept::default());
                // Of the earlier state only the items count, and what could not be read of it.
                let mut aside = Summary::default();
                let old = eval::run(old, stop, &mut progress, &mut aside, &mut |effect, _| {
                    if matches!(effect, Effect::Fault(_)) {
                        emit(effect, &mut summary)
                    } else {
                        Ok(())
                    }
                })?;
                Ledger::against(Earlier::of(old.ledger, auditor))
            }
            _ => Ledger::new(),
        };
        let watching = rules.listening.clone().map(|listening| {
            let monitor = Monitor::new(&alarms, first_alarm, global.home());
            Watching::new(listening, monitor, baselines).as_of(global.now())
        });
        let kept = Kept { ledger, watching };
        let mut kept = eval::run(make(inputs, kept), stop, &mut progress, &mut summary, &mut emit)?;
        if summary.errors > 0 {
            kept.ledger.miss();
        }
        for notice in left_out {
            emit(Effect::Notice(Box::new(notice)), &mut summary)?;
        }
        let actions = alarms.iter().map(|alarm| &alarm.actions).collect();
        let alarms =
            Alarms { actions: (first_alarm, actions), baselines: named, until: args.until };
        eval::conclude(&rules, kept, &alarms, &mut summary, &mut emit)
    })();
    // What was handed over is delivered, also when the output failed.
    let ends = courier.map_or(Ok(Vec::new()), Courier::finish)?;
    if ran.is_err() {
        ends.iter().for_each(|effect| findings.count(effect, &mut summary));
        if summary.undelivered > 0 {
            return Err(Failure::Said(Code::PluginFailed));
        }
    }
    ran?;
    for effect in ends {
        findings.count(&effect, &mut summary);
        tell(&mut outputs, |output| output.effect(&effect))?;
    }
    summary.eval_seconds = started.elapsed().as_secs_f64();
    progress.finish();
    let interrupted = stop.load(Ordering::Relaxed);
    if interrupted {
        let effect = Effect::Fault(interruption());
        findings.count(&effect, &mut summary);
        tell(&mut outputs, |output| output.effect(&effect))?;
    }
    tell(&mut outputs, |output| output.end(&summary))?;
    if interrupted {
        terminal::error("interrupted: not all inputs were read, and no baseline was written");
    } else {
        write_baseline(args, &findings)?;
    }
    if format != Format::Text {
        // The text report has remarks of its own.
        notes(args, global, &summary);
    }
    if args.stats {
        stats(&summary)?;
    }
    Ok(if interrupted {
        Code::Interrupted
    } else if summary.errors > 0 {
        Code::BadInput
    } else if summary.undelivered > 0 {
        Code::PluginFailed
    } else if summary.failing > 0 {
        Code::Findings
    } else {
        Code::Clean
    })
}

fn known_bus(checked: &Checked, bus: &str) -> Result<(), Failure> {
    let mut known: Vec<&str> = checked.bundle.buses.iter().map(|b| b.name.as_str()).collect();
    known.push(crate::rules::DEFAULT_BUS);
    if known.contains(&bus) {
        return Ok(());
    }
    let near = crate::base::suggest::nearest(bus, known);
    let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
    Err(Failure::usage(format!("no bus is called `{bus}`{hint}")))
}

fn enabled(checked: &Checked, args: &EvalArgs) -> u64 {
    let rules = checked.bundle.rules.iter();
    let events = rules.filter(|r| r.bus == args.bus && r.state != RuleState::Disabled).count();
    let Bundle { compliance, alarms, baselines, .. } = &checked.bundle;
    (events + compliance.len() + alarms.len() + baselines.len()) as u64
}

/// What the reports say of a run that Ctrl-C ended.
fn interruption() -> Fault {
    Fault {
        kind: FaultKind::Input,
        input: "".into(),
        index: None,
        place: None,
        message: "interrupted: not all inputs were read".to_owned(),
    }
}
