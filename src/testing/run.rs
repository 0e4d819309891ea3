//! Running cases: one plan for each bus, nothing kept from case to case.

use super::case::{self, Case};
use super::coverage::Coverage;
use super::events::{Event, gather};
use super::expect::Count;
use super::found::{Correction, Difference, New};
use super::invoke::{self, Judge};
use super::stage::{Scene, Stage};
use super::watched::Watch;
use super::{aftermath, compliance, watch, why};
use crate::audit::AskPlugin;
use crate::base::diag::Level;
use crate::base::ids::RuleId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::engine::Scratch;
use crate::eval::Listening;
use crate::graph::{GraphBuilder, MatchGraph, Plan, RuleInput};
use crate::model::RuleState;
use crate::report::tests::{CaseResult, Outcome};
use crate::rules::{Bundle, ComplianceRule};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

/// Events that a difference is explained with.
const EXPLAINED: usize = 2;

/// Runs cases.
pub struct Runner<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) sources: &'a Sources,
    pub(super) limits: &'a Limits,
    pub(super) graph: MatchGraph,
    pub(super) buses: Vec<(String, Plan, Scratch)>,
    pub(super) stage: Stage,
    /// The compliance rules with other values of their parameters, by those.
    pub(super) rules: HashMap<Vec<(String, String)>, Arc<[ComplianceRule]>>,
    pub(super) remake: Option<Remake<'a>>,
    pub(super) plugins: Option<Arc<dyn AskPlugin>>,
    /// The metric filters, once a case needs them.
    pub(super) listening: Option<Arc<Listening>>,
}

/// Reads the compliance rules of the bundle once more, with values of parameters as `--param` takes
/// them.
pub type Remake<'a> = &'a dyn Fn(&[(String, String)]) -> Result<Vec<ComplianceRule>, Vec<String>>;

impl std::fmt::Debug for Runner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner").field("limits", self.limits).finish_non_exhaustive()
    }
}

/// A case that ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// How it ended.
    pub result: CaseResult,
    /// What would set right counts and values that were off.
    pub corrections: Vec<Correction>,
    /// Differences that no correction sets right.
    others: Vec<String>,
}

impl Ran {
    /// The result once the corrections are made.
    pub fn corrected(&mut self) {
        if matches!(self.result.outcome, Outcome::Failed(_)) && !self.corrections.is_empty() {
            self.corrections.clear();
            self.result.outcome = if self.others.is_empty() {
                Outcome::Passed
            } else {
                Outcome::Failed(std::mem::take(&mut self.others))
            };
        }
    }
}

impl<'a> Runner<'a> {
    /// A runner over the rules of a bundle; `sources` holds the texts of the cases.
    #[must_use]
    pub fn new(bundle: &'a Bundle, sources: &'a Sources, limits: &'a Limits) -> Self {
        let mut builder = GraphBuilder::default();
        for rule in &bundle.rules {
            let targets: Vec<_> = rule.targets.iter().map(|t| t.target).collect();
            builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
        }
        for (bus, pattern) in bundle.event_filters() {
            builder.add(RuleInput { pattern, bus, targets: &[] });
        }
        let (graph, stage) = (builder.finish(), Stage::default());
        let rules = HashMap::from([(Vec::new(), bundle.compliance.clone().into())]);
        let buses = Vec::new();
        let (remake, plugins, listening) = (None, None, None);
        Self { bundle, sources, limits, graph, buses, stage, rules, remake, plugins, listening }
    }

    /// The same runner, which can run cases with values of parameters.
    #[must_use]
    pub fn remaking(self, remake: Remake<'a>) -> Self {
        Self { remake: Some(remake), ..self }
    }

    /// The same runner with another stage for plugins; the first one keeps no compiled code.
    #[must_use]
    pub fn on(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// The same runner, which asks the plugins of compliance rules.
    #[must_use]
    pub fn asking(self, plugins: Option<Arc<dyn AskPlugin>>) -> Self {
        Self { plugins, ..self }
    }

    /// Runs a case.
    ///
    /// # Errors
    /// When the rules of its bus are beyond the limits of an index.
    pub fn run(&mut self, case: &Case<'_>, coverage: Option<&mut Coverage>) -> Result<Ran, String> {
        let started = Instant::now();
        let mut corrections = Vec::new();
        let mut others = Vec::new();
        let outcome = match self.judge(case, coverage)? {
            Err(reasons) => Outcome::Error(reasons),
            Ok(differences) if differences.is_empty() => Outcome::Passed,
            Ok(differences) => {
                let words = differences.iter().map(|d| d.words.clone()).collect();
                for Difference { words, fix } in differences {
                    match fix {
                        Some(fix) => corrections.push(fix),
                        None => others.push(words),
                    }
                }
                Outcome::Failed(words)
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        let (file, name) = (case.file.clone(), case.name.clone());
        let result = CaseResult { file, line: case.line, name, outcome, seconds };
        Ok(Ran { result, corrections, others })
    }

    fn judge(
        &mut self,
        case: &Case<'_>,
        coverage: Option<&mut Coverage>,
    ) -> Result<Result<Vec<Difference>, Vec<String>>, String> {
        if case.diags.has_errors() {
            return Ok(Err(self.problems(case)));
        }
        let mut events = match gather(case, self.sources, self.limits) {
            Ok(events) => events,
            Err(faults) => return Ok(Err(faults)),
        };
        let given = events.len();
        let mut coverage = coverage;
        let mut found = match self.results(case, &mut events, coverage.as_deref_mut()) {
            Ok(found) => found,
            Err(faults) => return Ok(Err(faults)),
        };
        let bus = self.bus(&case.bus)?;
        let mut errors = Vec::new();
        let mut listener = self.listener()?;
        let mut sensed = Vec::new();
        let mut matched: Vec<Vec<RuleId>> = Vec::new();
        for event in &events {
            let listener = listener.as_mut();
            let (rules, own) = self.match_one(bus, case, event, listener, &mut errors);
            matched.push(rules);
            sensed.push(own);
        }
        if errors.is_empty()
            && let Some(listener) = &mut listener
        {
            let mut watch = Watch { bus, case, events: &mut events, matched: &mut matched };
            match self.watch(&mut watch, listener, sensed, &mut errors, coverage.as_deref_mut()) {
                Ok(differences) => found.extend(differences),
                Err(faults) => errors.extend(faults),
            }
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        found.extend(watch::brought_forth(case, &events[given..], self.limits));
        if let Some(coverage) = coverage {
            let plain = |(event, _): &(&Event, &Vec<RuleId>)| event.entries.is_none();
            for (event, rules) in events.iter().zip(&matched).filter(plain) {
                if let Some(tree) = event.tree(self.limits) {
                    coverage.event(&case.bus, rules, &tree);
                }
            }
        }
        let played = if case.expect.runs_plugins() {
            let Self { bundle, sources, limits, graph, .. } = self;
            let scene = Scene { case, bundle, sources, limits, graph };
            match self.stage.play(scene, &events, &matched) {
                Ok(played) => Some(played),
                Err(reasons) => return Ok(Err(reasons)),
            }
        } else {
            None
        };
        let counts = case.expect.matches.iter();
        found.extend(counts.filter_map(|count| self.count(case, count, &events, &matched)));
        let Self { bundle, sources, limits, .. } = *self;
        let judge = Judge { case, bundle, sources, limits };
        found.extend(invoke::judge(judge, &events, &matched, played.as_ref()));
        if let Some(played) = &played {
            found.extend(aftermath::judge(judge, played));
        }
        Ok(Ok(found))
    }

    /// What compliance rules say of the case's items, against what it expects. The events of changed
    /// results join `events`.
    fn results(
        &mut self,
        case: &Case<'_>,
        events: &mut Vec<Event>,
        coverage: Option<&mut Coverage>,
    ) -> Result<Vec<Difference>, Vec<String>> {
        if case.items.is_empty() && case.expect.results.is_empty() {
            return Ok(Vec::new());
        }
        let items: Arc<[_]> = compliance::items(case, self.sources, self.limits)?.into();
        let rules = match self.rules.get(&case.params) {
            Some(rules) => Arc::clone(rules),
            None => {
                let remake = self.remake.ok_or_else(|| vec!["no parameters here".to_owned()])?;
                let rules: Arc<[ComplianceRule]> = remake(&case.params)?.into();
                self.rules.insert(case.params.clone(), Arc::clone(&rules));
                rules
            }
        };
        let now = case.now.or_else(|| compliance::newest(&items));
        let now = now.unwrap_or_else(case::epoch);
        let (waivers, plugins) = (self.bundle.waivers.clone(), self.plugins.clone());
        let tried = compliance::Tried { rules, waivers, now, plugins };
        let verdicts = tried.on(&items);
        for change in &verdicts.events {
            let name = &tried.rules[change.rule.index()].header.name;
            let label = format!("the change of `{name}` for {}", change.input);
            events.push(Event::of_change(label, &change.text));
        }
        if let Some(coverage) = coverage {
            coverage.compliance.case(&tried, &items, &case.expect.results);
        }
        let strangers = compliance::strangers(&case.expect.results, &items, &verdicts);
        if !strangers.is_empty() {
            return Err(strangers);
        }
        Ok(compliance::judge(&case.expect.results, &tried.rules, &items, &verdicts))
    }

    /// The problems of a case's document, in the words of its diagnostics.
    fn problems(&self, case: &Case<'_>) -> Vec<String> {
        let errors = case.diags.clone().into_sorted().into_iter();
        let shown = errors.filter(|d| d.level == Level::Error).map(|diag| {
            let line = diag.span.map(|s| self.sources.position(s.source, s.start).line);
            let line = line.map_or(String::new(), |line| format!("line {line}: "));
            let label = if diag.label.starts_with("did you mean") {
                format!("; {}", diag.label)
            } else {
                String::new()
            };
            format!("{line}{}{label}", diag.message)
        });
        shown.collect()
    }

    /// The number of a bus, whose plan is made when it is first asked for.
    fn bus(&mut self, name: &str) -> Result<usize, String> {
        if let Some(at) = self.buses.iter().position(|(n, ..)| n == name) {
            return Ok(at);
        }
        let listens = |node: RuleId| self.bundle.listens(node, name);
        let plan = self.graph.freeze(self.limits, listens)?;
        let scratch = Scratch::new(&plan);
        self.buses.push((name.to_owned(), plan, scratch));
        Ok(self.buses.len() - 1)
    }

    fn count(
        &self,
        case: &Case<'_>,
        expected: &Count,
        events: &[Event],
        matched: &[Vec<RuleId>],
    ) -> Option<Difference> {
        let (hits, misses): (Vec<_>, Vec<_>) =
            events.iter().zip(matched).partition(|(_, rules)| rules.contains(&expected.rule));
        let count = hits.len() as u64;
        if count == expected.count {
            return None;
        }
        let rule = &self.bundle.rules[expected.rule.index()];
        let name = &rule.header.name;
        let noun = if expected.count == 1 { "match" } else { "matches" };
        let mut words = format!("expected {} {noun} of `{name}`, got {count}", expected.count);
        let mut say = |line: String| {
            words.push_str("\n  ");
            words.push_str(&line);
        };
        if rule.state == RuleState::Disabled {
            say("the rule is disabled".to_owned());
        } else if rule.bus != case.bus {
            say(format!("it listens to bus `{}`, the events are on `{}`", rule.bus, case.bus));
        } else if events.is_empty() {
            say("the case has no events".to_owned());
        } else if count > expected.count {
            hits.iter().take(EXPLAINED).for_each(|(e, _)| say(format!("{}: it matches", e.label)));
        } else {
            let reason = |event| why::why_not(&rule.pattern, event, self.limits);
            misses.iter().filter_map(|(e, _)| reason(e)).take(EXPLAINED).for_each(say);
        }
        let Count { span, count: was, .. } = *expected;
        let fix = Some(Correction { span, new: New::Count { was, count } });
        Some(Difference { words, fix })
    }
}
