//! A run: floors first, then every set asked for, each printed as soon as it is done.

use crate::data::{Events, Library, Stream, fields::field_order};
use crate::measure::{self, Figures, Outcome, measure};
use crate::options::Options;
use crate::peers::quamina::Mode;
use crate::peers::{OURS, Peer, QUAMINA, contenders, floors};
use crate::probe;
use crate::report::{SetReport, jsonl, markdown};
use crate::rules::Rule;
use crate::sets::{ONE_RULE, SETS, Set};
use std::collections::HashSet;

/// Everything written so far.
#[derive(Debug, Default)]
struct Pages {
    markdown: String,
    json: String,
}

impl Pages {
    fn line(&mut self, text: &str) {
        println!("{text}");
        self.markdown.push_str(text);
        self.markdown.push('\n');
    }
}

/// Runs what the options ask for and writes the files they name.
///
/// # Errors
/// A file that cannot be written, or options that select nothing.
pub fn run(options: &Options) -> Result<(), String> {
    let sets: Vec<&Set> = SETS.iter().filter(|set| options.wants(set.name, set.size)).collect();
    if sets.is_empty() {
        return Err("no rule set of that name; see --list".to_owned());
    }
    let mut library = Library::new(options.events);
    let mut pages = Pages::default();
    pages.line(&conditions(options));
    describe(&sets, &mut library, options, &mut pages);
    if !options.floor_only {
        let reports = all_sets(&sets, &mut library, options, &mut pages);
        details(&reports, &mut pages);
    }
    save(options.markdown.as_deref(), &pages.markdown)?;
    save(options.json.as_deref(), &pages.json)
}

/// What a reader must know to compare this run with another.
fn conditions(options: &Options) -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, name)| name);
    format!(
        "* {model}; one thread, CPU time, median of {} passes of at most {} s, peers in turns",
        options.passes, options.pass_seconds
    )
}

/// Prints what the streams look like and how fast they can be read at all.
fn describe(sets: &[&Set], library: &mut Library, options: &Options, pages: &mut Pages) {
    let used =
        Stream::ALL.into_iter().filter(|stream| sets.iter().any(|set| set.stream == *stream));
    let used: Vec<Stream> = used.collect();
    for &stream in &used {
        let events = library.get(stream);
        let order = events.first(1).map(field_order).next().unwrap_or_default();
        let (name, seed, count) = (stream.name(), stream.seed(), events.len());
        let mean = events.mean_bytes();
        pages.line(&format!(
            "* {name}: seed {seed:#x}, {count} events, mean {mean:.0} B; fields of the first: {}",
            order.join(", ")
        ));
    }
    pages.line(&format!("\n{}", markdown::FLOOR_HEAD));
    for &stream in &used {
        let events = library.get(stream);
        for outcome in measure(floors(), &[], events, timing(options)) {
            pages.line(&markdown::floor_row(stream.name(), events.mean_bytes(), &outcome));
        }
    }
    pages.line("");
}

fn all_sets(
    sets: &[&Set],
    library: &mut Library,
    options: &Options,
    pages: &mut Pages,
) -> Vec<SetReport> {
    pages.line(markdown::SPEED_HEAD);
    let mut one_rule = None;
    let mut reports = Vec::new();
    for set in sets {
        let mut report = one_set(set, library, options);
        if set.name == ONE_RULE {
            one_rule = report.rate(OURS);
        }
        if set.stream == Stream::Trail {
            report.one_rule = one_rule;
        }
        pages.line(&markdown::speed_row(&report));
        for line in jsonl::lines(&report) {
            pages.json.push_str(&line);
            pages.json.push('\n');
        }
        reports.push(report);
    }
    reports
}

fn one_set(set: &Set, library: &mut Library, options: &Options) -> SetReport {
    let rules = (set.rules)(set.size);
    let events = library.get(set.stream);
    let chosen = probe::choose(set, &rules, options);
    let mut peers: Vec<Box<dyn Peer>> = contenders(*chosen.as_ref().unwrap_or(&Mode::Comfort));
    if chosen.is_err() {
        peers.retain(|peer| peer.name() != QUAMINA);
    }
    let timing = timing(options);
    let mut outcomes = measure(peers, &rules, events, timing);
    if let Err(trouble) = chosen {
        outcomes.push(Outcome { name: QUAMINA, figures: Err(trouble) });
    }
    let mut report = SetReport { set: *set, outcomes, common: None, one_rule: None };
    report.common =
        shared_rules(&report, &rules).and_then(|shared| recount(&shared, events, timing));
    report
}

/// The rules that quamina has, where that is not all of them.
fn shared_rules(report: &SetReport, rules: &[Rule]) -> Option<Vec<Rule>> {
    let left_out: HashSet<&str> =
        report.figures(QUAMINA)?.loaded.unsupported.iter().map(String::as_str).collect();
    let shared = rules.iter().filter(|rule| !left_out.contains(rule.name.as_str()));
    (!left_out.is_empty()).then(|| shared.cloned().collect())
}

/// Our matches by these rules.
fn recount(rules: &[Rule], events: &Events, timing: measure::Plan) -> Option<Figures> {
    let mut peers = contenders(Mode::Comfort);
    let ours = peers.iter_mut().find(|peer| peer.name() == OURS)?;
    measure::count_only(ours.as_mut(), rules, events, timing).ok()
}

fn details(reports: &[SetReport], pages: &mut Pages) {
    pages.line(&format!("\n{}", markdown::DETAIL_HEAD));
    for report in reports {
        pages.line(&markdown::detail_row(report));
    }
}

fn timing(options: &Options) -> measure::Plan {
    measure::Plan { passes: options.passes, pass_seconds: options.pass_seconds }
}

fn save(file: Option<&str>, text: &str) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, text).map_err(|error| format!("{file}: {error}"))
}
