//! `tripline eval`: inputs against rules, once.

use super::args::{EvalArgs, GateArg, Global};
use super::bundle::{self, Checked};
use super::deliver::Courier;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::base::diag::Diag;
use crate::base::ids::RuleId;
use crate::base::text::reason;
use crate::engine::RecordPlan;
use crate::eval::{self, Evaluation, Gate, Progress, Routes, Rules};
use crate::model::{Effect, Fate, Fault, FaultKind, Home, RuleState, RunInfo, Summary};
use crate::report::baseline::Baseline;
use crate::report::eval::{Format, Report, open};
use crate::sources::{self, Input, Options, Source, cloudtrail};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let rules = Arc::new(compile(&checked, args, global)?);
    let mut summary = Summary { rules: enabled(&checked, args), ..Summary::default() };
    let limits = checked.limits.clone();
    let rule_files: Vec<PathBuf> = checked.loaded.files.iter().map(|f| f.path.clone()).collect();
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
    let evaluation = Evaluation {
        rules,
        inputs,
        options: Options {
            limits,
            form: args.input_format,
            account: global.account.clone(),
            ..Options::default()
        },
        threads,
    };
    let mut findings =
        Findings { run: &run, known, all: args.write_baseline.is_some().then(Baseline::default) };
    let started = Instant::now();
    let stop = interruptible();
    let ran = eval::run(evaluation, stop, &mut progress, &mut summary, &mut |effect, summary| {
        findings.count(&effect, summary);
        tell(&mut outputs, |output| output.effect(&effect))?;
        if let (Some(courier), Effect::Invocation(planned)) = (&courier, effect) {
            courier.send(planned);
        }
        Ok(())
    });
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

fn compile(checked: &Checked, args: &EvalArgs, global: &Global) -> Result<Rules, Failure> {
    let rules = &checked.bundle.rules;
    let select = |id: RuleId| {
        let rule = &rules[id.index()];
        rule.bus == args.bus && rule.state != RuleState::Disabled
    };
    let refuse = |diag: Diag| Failure::usage(format!("{}: {}", diag.code.name(), diag.message));
    let graph = checked.graph();
    let plan = checked.plan(&graph, select).map_err(refuse)?;
    let records = RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND);
    let gate = if args.cloudtrail_gate == GateArg::Aws { Gate::Aws } else { Gate::Off };
    let states = rules.iter().map(|r| r.state).collect();
    let home = Home::default().of_event(global.account.as_deref(), global.region.as_deref());
    let routes = Routes::new(rules, &checked.bundle.targets, home, &checked.limits);
    let mut routes = routes.map_err(|e| Failure::usage(e.to_string()))?;
    if args.deliver.deliver.is_some() {
        routes = routes.sending();
    }
    Ok(Rules { plan, records, states, gate, routes, account: global.account.clone() })
}

fn enabled(checked: &Checked, args: &EvalArgs) -> u64 {
    let rules = checked.bundle.rules.iter();
    rules.filter(|r| r.bus == args.bus && r.state != RuleState::Disabled).count() as u64
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
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

/// The reports of a run.
struct Outputs {
    all: Vec<Box<dyn Report>>,
    /// Does the run go on when nobody reads any report? Deliveries are made all the same.
    keep_on: bool,
}

/// Tells every report. When nobody reads standard output any more the others go on; without others
/// the run ends, unless there is more to it.
fn tell(
    Outputs { all: outputs, keep_on }: &mut Outputs,
    mut say: impl FnMut(&mut dyn Report) -> io::Result<()>,
) -> io::Result<()> {
    let mut at = 0;
    while at < outputs.len() {
        match say(&mut *outputs[at]) {
            Ok(()) => at += 1,
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe && (*keep_on || outputs.len() > 1) => {
                drop(outputs.remove(at));
            }
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// An output that is also an input or a rule file, or that is named twice, would destroy what it is
/// to be made of.
fn not_read(args: &EvalArgs, inputs: &[Input], rules: &[PathBuf]) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let read = inputs.iter().filter_map(|input| match &input.source {
        Source::File(path) => real(path),
        _ => None,
    });
    let mut taken: Vec<PathBuf> = read.chain(rules.iter().filter_map(|r| real(r))).collect();
    taken.sort_unstable();
    let written = args.outputs.iter().map(|(_, path)| path).chain(&args.write_baseline);
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in written {
        if real(path).is_some_and(|p| taken.binary_search(&p).is_ok()) {
            let path = path.display();
            return Err(Failure::usage(format!("`{path}` is read in this run: write elsewhere")));
        }
        // A file that does not exist yet has no real path.
        let own = real(path).unwrap_or_else(|| path.clone());
        if seen.contains(&own) {
            let path = path.display();
            return Err(Failure::usage(format!("`{path}` would be written twice")));
        }
        seen.push(own);
    }
    Ok(())
}

/// The form of standard output.
fn format(args: &EvalArgs) -> Format {
    let fallback = if terminal::is_terminal() { Format::Text } else { Format::Ndjson };
    args.format.unwrap_or(fallback)
}

/// The reports: standard output, and the files of `-o`.
fn outputs(
    format: Format,
    args: &EvalArgs,
    global: &Global,
) -> Result<Vec<Box<dyn Report>>, Failure> {
    let mut all = vec![open(format, Box::new(io::stdout()), terminal::style(global))];
    for (format, path) in &args.outputs {
        let file = File::create(path).map_err(|e| {
            Failure::usage(format!("cannot write `{}`: {}", path.display(), reason(&e)))
        })?;
        all.push(open(*format, Box::new(file), terminal::PLAIN));
    }
    Ok(all)
}

/// Set by Ctrl-C: what is known is still written, and deliveries end. A second one ends at once.
fn interruptible() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Without a handler Ctrl-C ends the process at once, which is a fair second best.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    &STOP
}

/// Counts what makes the exit code.
struct Findings<'a> {
    run: &'a RunInfo,
    known: Option<Baseline>,
    /// All findings, when they are to be written.
    all: Option<Baseline>,
}

impl Findings<'_> {
    fn count(&mut self, effect: &Effect, summary: &mut Summary) {
        let found = match effect {
            Effect::Fault(_) => {
                summary.errors += 1;
                return;
            }
            Effect::Match(found) => found,
            Effect::Delivery(end) => {
                summary.undelivered += u64::from(end.fate != Fate::Delivered);
                return;
            }
            Effect::Invocation(_)
            | Effect::Performed(_)
            | Effect::Compliance(_)
            | Effect::Transition(_)
            | Effect::Rollup(_)
            | Effect::Notice(_) => return,
        };
        summary.matches += 1;
        let rule = &self.run.rules[found.rule.index()];
        let Some(severity) = rule.severity else { return };
        summary.findings += 1;
        let known = self.known.as_ref().is_some_and(|k| k.contains(&rule.name, found));
        summary.known += u64::from(known);
        let counts = self.run.fail_on.is_some_and(|least| severity >= least);
        summary.failing += u64::from(counts && !known);
        if let Some(all) = &mut self.all {
            all.insert(&rule.name, found);
        }
    }
}

fn write_baseline(args: &EvalArgs, findings: &Findings<'_>) -> Result<(), Failure> {
    let (Some(path), Some(all)) = (&args.write_baseline, &findings.all) else { return Ok(()) };
    let write = || {
        let mut file = io::BufWriter::new(File::create(path)?);
        all.write(&mut file)?;
        file.flush()
    };
    write()
        .map_err(|e| Failure::usage(format!("cannot write `{}`: {}", path.display(), reason(&e))))
}

/// What a reader of the findings must know besides.
fn notes(args: &EvalArgs, global: &Global, summary: &Summary) {
    if summary.duplicates > 0 {
        let n = summary.duplicates;
        terminal::note(global, &format!("{n} records were delivered twice and count once"));
    }
    if summary.withheld > 0 {
        let n = summary.withheld;
        let words = if args.cloudtrail_gate == GateArg::Aws {
            format!("{n} read-only management events were withheld from rules in state `enabled`")
        } else {
            format!(
                "AWS would have withheld {n} read-only management events from rules in state \
                 `enabled`; `--cloudtrail-gate aws` does so too"
            )
        };
        terminal::note(global, &words);
    }
}

/// One JSON object of figures.
fn stats(summary: &Summary) -> Result<(), Failure> {
    let rate =
        if summary.eval_seconds > 0.0 { summary.events as f64 / summary.eval_seconds } else { 0.0 };
    let stats = serde_json::json!({
        "rules": summary.rules,
        "events": summary.events,
        "items": summary.items,
        "bytes": summary.bytes,
        "matches": summary.matches,
        "findings": summary.findings,
        "errors": summary.errors,
        "compile-seconds": summary.compile_seconds,
        "eval-seconds": summary.eval_seconds,
        "events-per-second": rate,
    });
    Ok(writeln!(io::stderr().lock(), "{stats}")?)
}

/// A progress bar on a terminal, and notes on inputs.
struct Bar<'a> {
    bar: ProgressBar,
    global: &'a Global,
}

impl<'a> Bar<'a> {
    fn new(inputs: &[Input], global: &'a Global) -> Self {
        let size = |input: &Input| match &input.source {
            Source::File(path) => std::fs::metadata(path).map_or(0, |m| m.len()),
            _ => 0,
        };
        let total: u64 = inputs.iter().map(size).sum();
        // Short work needs no bar; nor does a pipe.
        let shown = io::stderr().is_terminal() && !global.quiet && total > 64 << 20;
        let bar = if shown { ProgressBar::new(total) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
            bar.set_style(style);
        }
        Self { bar, global }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar<'_> {
    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn note(&mut self, input: &str, note: &str) {
        let words = format!("{input}: {note}");
        self.bar.suspend(|| terminal::note(self.global, &words));
    }
}
