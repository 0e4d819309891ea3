//! Plugins in cases: invocations are made for real, but nothing leaves. HTTP is recorded and answered
//! as the case says, files are kept in memory, time jumps, ids and random bytes come out the same every
//! time, and every invocation has an instance of its own.

use super::case::{self, Case};
use super::events::Event;
use super::played::Played;
use super::reach::reach;
use super::record::record;
use super::world::World;
use crate::base::diag::{Diags, Level};
use crate::base::ids::{RuleId, TargetId};
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::base::time;
use crate::deliver::Settings;
use crate::dispatch::{Chain, Dispatch, granted, listens};
use crate::engine::{EventView, Words};
use crate::eval::Routes;
use crate::graph::MatchGraph;
use crate::model::Home;
use crate::plugins::ports::Ports;
use crate::plugins::{Cache, Function, Host, Overrides, Plugin, check};
use crate::rules::Bundle;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// Where plugins run. It keeps what it compiled, and nothing else, from case to case.
#[derive(Debug)]
pub struct Stage {
    host: Host,
    runtime: Option<Runtime>,
    plugins: HashMap<TargetId, Result<Plugin, Vec<String>>>,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new(Host::new(Cache::none(), Home::default()))
    }
}

/// What a case is played with.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The case.
    pub case: &'a Case<'a>,
    /// The rules and targets.
    pub bundle: &'a Bundle,
    /// The texts of rules.
    pub sources: &'a Sources,
    /// Budgets.
    pub limits: &'a Limits,
    /// The graph of all rules.
    pub graph: &'a MatchGraph,
}

impl Stage {
    /// A stage that compiles plugins with this host.
    #[must_use]
    pub fn new(host: Host) -> Self {
        Self { host, runtime: None, plugins: HashMap::new() }
    }

    /// Makes the invocations of a case, and what follows from them.
    ///
    /// # Errors
    /// Targets that cannot be called; rules that go round in circles.
    pub(super) fn play(
        &mut self,
        scene: Scene<'_>,
        events: &[Event],
        matched: &[Vec<RuleId>],
    ) -> Result<Played, Vec<String>> {
        let one = |why: String| vec![why];
        let mut view = EventView::default();
        let mut words: Vec<Words> = events.iter().map(|e| view.read(&e.bytes)).collect();
        let now = now(scene.case, &words);
        let world = World::new(&scene.case.outside, now).map_err(one)?;
        let reached = reach(scene.bundle, matched.iter().flatten().copied());
        let functions = self.functions(scene, &reached, &world.ports)?;
        let routes = || {
            let targets = &scene.bundle.targets;
            let senders = scene.bundle.senders();
            let routes = Routes::new(&senders, targets, Home::default(), scene.limits);
            routes.map(Routes::sending).map_err(|e| vec![e.to_string()])
        };
        let chain = Chain::new(plans(scene, &reached).map_err(one)?, routes()?);
        let (senders, targets) = (scene.bundle.senders(), &scene.bundle.targets);
        let mut dispatch = Dispatch::new(&senders, targets, functions, Settings::default(), chain);
        let routes = routes()?;
        let mut offered = 0;
        for (index, ((event, words), matched)) in
            (0..).zip(events.iter().zip(&mut words).zip(matched))
        {
            if let Some(now) = scene.case.now {
                words.time = Some(time::show(now));
            }
            for rule in matched {
                let entries = event.entries.clone().unwrap_or(0..usize::MAX);
                for planned in routes.plan_some(*rule, entries, &event.bytes, words, index) {
                    dispatch.offer(now, planned, 0);
                    offered += 1;
                }
            }
        }
        let runtime = self.runtime().map_err(one)?;
        dispatch.simulate(runtime, now, |at| world.clock.set(at)).map_err(one)?;
        Ok(record(scene.bundle, &reached, &world, dispatch.notes(), offered))
    }

    /// The functions of the targets that can be reached.
    fn functions(
        &mut self,
        scene: Scene<'_>,
        reached: &BTreeMap<TargetId, RuleId>,
        ports: &Arc<Ports>,
    ) -> Result<Vec<Option<Arc<Function>>>, Vec<String>> {
        let mut functions = vec![None; scene.bundle.targets.len()];
        let mut faults = Vec::new();
        for (&id, rule) in reached {
            let target = &scene.bundle.targets[id.index()];
            let host = &self.host;
            let plugin = self.plugins.entry(id).or_insert_with(|| find(host, scene, id));
            let made = plugin.as_ref().map_err(Clone::clone).and_then(|plugin| {
                let fresh = Overrides { fresh: true };
                host.function(target, plugin, ports, fresh).map_err(|why| vec![why])
            });
            match made {
                Ok(made) => functions[id.index()] = Some(Arc::new(made)),
                Err(reasons) => {
                    let rule = &scene.bundle.rules[rule.index()].header.name;
                    let (name, plugin) = (&target.name, &target.plugin.value);
                    let reasons = reasons.join("\n  ");
                    faults.push(format!(
                        "the target `{name}` of rule `{rule}` cannot be invoked with its plugin \
                         `{plugin}`\n  {reasons}"
                    ));
                }
            }
        }
        if faults.is_empty() { Ok(functions) } else { Err(faults) }
    }

    fn runtime(&mut self) -> Result<&Runtime, String> {
        let made = match self.runtime.take() {
            Some(made) => made,
            None => {
                let made = Builder::new_current_thread().enable_time().build();
                made.map_err(|e| format!("no runtime for plugins: {e}"))?
            }
        };
        Ok(self.runtime.insert(made))
    }
}

/// The plugin of a target, checked and compiled.
fn find(host: &Host, scene: Scene<'_>, id: TargetId) -> Result<Plugin, Vec<String>> {
    let mut diags = Diags::default();
    let target = std::slice::from_ref(&scene.bundle.targets[id.index()]);
    let plugin = check(host, target, &mut diags).pop().flatten();
    let errors = diags.into_sorted().into_iter().filter(|d| d.level == Level::Error);
    let shown = errors.map(|diag| {
        let place = diag.span.map_or_else(String::new, |span| {
            let line = scene.sources.position(span.source, span.start).line;
            format!("{}:{line}: ", scene.sources.get(span.source).name)
        });
        let meant = if diag.label.is_empty() { String::new() } else { format!("; {}", diag.label) };
        format!("{place}{}{meant}", diag.message)
    });
    let reasons: Vec<String> = shown.collect();
    match plugin {
        Some(plugin) if reasons.is_empty() => Ok(plugin),
        _ => Err(reasons),
    }
}

/// The time at which a case begins.
fn now(case: &Case<'_>, events: &[Words]) -> Timestamp {
    let newest = || events.iter().filter_map(|e| time::parse(e.time.as_deref()?)).max();
    case.now.or_else(newest).unwrap_or_else(case::epoch)
}

/// The plans of buses on which the targets may put events.
fn plans(
    scene: Scene<'_>,
    reached: &BTreeMap<TargetId, RuleId>,
) -> Result<HashMap<String, crate::graph::Plan>, String> {
    let targets = reached.keys().map(|id| &scene.bundle.targets[id.index()]);
    let plan = |bus: &str| {
        let plan = scene.graph.freeze(scene.limits, |rule| listens(scene.bundle, rule, bus))?;
        Ok((bus.to_owned(), plan))
    };
    granted(targets).into_iter().map(plan).collect()
}
