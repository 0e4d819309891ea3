//! From `--rules` and `--pack` to a checked bundle.

use super::args::Global;
use super::exit::{Code, Failure};
use super::terminal;
use crate::base::codes::Code as DiagCode;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::ids::RuleId;
use crate::base::limits::Limits;
use crate::base::suggest::nearest;
use crate::graph::{Cost, GraphBuilder, MatchGraph, Plan, RuleInput};
use crate::model::RuleHeader;
use crate::rules::{Bundle, Loaded, Role, template};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rules, checked, with the texts they came from.
#[derive(Debug)]
pub(super) struct Checked {
    pub loaded: Loaded,
    pub bundle: Bundle,
    pub diags: Diags,
    pub limits: Limits,
}

/// Loads and checks rules; problems are in the result. Without paths and packs, `./rules` counts.
pub(super) fn read(
    paths: &[PathBuf],
    packs: &[String],
    global: &Global,
) -> Result<Checked, Failure> {
    read_as(Role::Own, paths, packs, global)
}

/// The same, for looking at rules only: compliance rules whose parameters have no value are left
/// out with a note, since what uses the rules may give them one.
pub(super) fn read_leniently(
    paths: &[PathBuf],
    packs: &[String],
    global: &Global,
) -> Result<Checked, Failure> {
    read_as(Role::Pack, paths, packs, global)
}

/// No rules at all.
pub(super) fn none(global: &Global) -> Checked {
    let (loaded, bundle, diags) = (Loaded::default(), Bundle::default(), Diags::default());
    Checked { loaded, bundle, diags, limits: global.limits() }
}

/// The bundle of what was loaded.
pub(super) fn of(loaded: &Loaded, given: &[(String, String)], limits: &Limits) -> (Bundle, Diags) {
    crate::rules::bundle(loaded, given, &|path: &Path| std::fs::read(path), limits)
}

fn read_as(
    role: Role,
    paths: &[PathBuf],
    packs: &[String],
    global: &Global,
) -> Result<Checked, Failure> {
    let limits = global.limits();
    let mut loaded = Loaded {
        account: global.account.clone(),
        region: global.region.clone(),
        ..Loaded::default()
    };
    for (at, name) in packs.iter().enumerate() {
        if packs[..at].contains(name) {
            continue;
        }
        let Some((_, files)) = crate::packs::find(name) else {
            return Err(unknown_pack(name));
        };
        loaded.add_texts(files, Role::Pack, &limits);
    }
    let fallback = [PathBuf::from("rules")];
    let paths = if paths.is_empty() && packs.is_empty() { &fallback[..] } else { paths };
    if packs.is_empty() && paths == fallback && !Path::new("rules").exists() {
        return Err(Failure::usage(
            "no rules: there is no folder `rules` here; name rule files or folders, or a built-in \
             pack with `--pack NAME`",
        ));
    }
    let built_in = loaded.files.len();
    crate::rules::load::add(&mut loaded, paths, &limits);
    loaded.files[built_in..].iter_mut().for_each(|file| file.role = role);
    if loaded.files.is_empty() && loaded.diags.is_empty() {
        let named: Vec<String> = paths.iter().map(|p| format!("`{}`", p.display())).collect();
        return Err(Failure::usage(format!("no rule files in {}", named.join(", "))));
    }
    add_managed(&mut loaded, packs, &limits);
    let (bundle, mut diags) = of(&loaded, &global.params, &limits);
    let mut all = std::mem::take(&mut loaded.diags);
    all.extend(std::mem::take(&mut diags));
    Ok(Checked { loaded, bundle, diags: all, limits })
}

/// The pack that the managed rules of AWS's templates are taken from.
const MANAGED: &str = "aws-config";

/// Adds that pack, to be looked up only, if there is a template that may want it and it is not there
/// yet.
pub(super) fn add_managed(loaded: &mut Loaded, packs: &[String], limits: &Limits) {
    let known = loaded.files.iter().any(|file| file.role == Role::Library);
    if !known && !packs.iter().any(|name| name == MANAGED) {
        managed(loaded, limits);
    }
}

/// Adds that pack, to be looked up only, if there is a template that may want it.
pub(super) fn managed(loaded: &mut Loaded, limits: &Limits) {
    if let Some((_, files)) = crate::packs::find(MANAGED)
        && loaded.files.iter().any(template::has_config_rules)
    {
        loaded.add_texts(files, Role::Library, limits);
    }
}

fn unknown_pack(name: &str) -> Failure {
    let known: Vec<&str> = crate::packs::PACKS.iter().map(|(n, _)| *n).collect();
    let near = nearest(name, known.iter().copied());
    let hint =
        near.map_or(format!("there are {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
    Failure::usage(format!("no pack is called `{name}`; {hint}"))
}

/// Steps of the worst event from which on `check` warns.
const DEAR: u64 = 1_000_000;

/// The warning that a plan is dear, if it is.
pub(super) fn dear(plan: &Plan, graph: &MatchGraph) -> Option<Diag> {
    let cost = plan.cost();
    (cost.steps > DEAR).then(|| cost_diag(DiagCode::TL407, cost, graph))
}

fn cost_diag(code: DiagCode, cost: Cost, graph: &MatchGraph) -> Diag {
    let path = cost.path.map_or(String::new(), |p| {
        let path = crate::base::text::show(&graph.paths[p.index()]);
        format!(", {} of them for `{path}`", cost.share)
    });
    Diag::unplaced(code, format!("the worst event may take {} steps{path}", cost.steps))
        .help("give the rules a selective exact test beside the expensive one")
}

impl Checked {
    /// The bundle if it is sound; else its errors are said.
    pub fn sound(mut self, global: &Global) -> Result<Self, Failure> {
        self.fail_on_errors(global)?;
        Ok(self)
    }

    /// Ends the command if there are errors, which are said.
    pub fn fail_on_errors(&mut self, global: &Global) -> Result<(), Failure> {
        if !self.diags.has_errors() {
            return Ok(());
        }
        self.diags.retain(|d| d.level == Level::Error);
        self.say(global)?;
        Err(Failure::Said(Code::BadRules))
    }

    /// Writes the diagnostics to standard error.
    fn say(&self, global: &Global) -> Result<(), Failure> {
        Ok(terminal::diags(self.diags.clone(), &self.loaded.sources, global)?)
    }

    /// The matching graph of all rules.
    pub fn graph(&self) -> MatchGraph {
        self.rules_graph().finish()
    }

    /// The same graph with the metric filters of events and the archives behind the rules.
    pub fn graph_with_filters(&self) -> MatchGraph {
        let mut builder = self.rules_graph();
        for (bus, pattern) in self.bundle.event_filters() {
            builder.add(RuleInput { pattern, bus, targets: &[] });
        }
        for archive in &self.bundle.archives {
            builder.add(RuleInput { pattern: &archive.takes, bus: &archive.bus, targets: &[] });
        }
        builder.finish()
    }

    fn rules_graph(&self) -> GraphBuilder {
        let mut builder = GraphBuilder::default();
        let mut targets = Vec::new();
        for rule in &self.bundle.rules {
            targets.clear();
            targets.extend(rule.targets.iter().map(|t| t.target));
            builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
        }
        builder
    }

    /// The plan of the rules that `select` names.
    pub fn plan(&self, graph: &MatchGraph, select: impl Fn(RuleId) -> bool) -> Result<Plan, Diag> {
        let refuse = |message: String| Diag::unplaced(DiagCode::TL408, message);
        let plan = graph.freeze(&self.limits, select).map_err(refuse)?;
        let cost = plan.cost();
        if cost.steps > self.limits.plan_cost {
            return Err(cost_diag(DiagCode::TL408, cost, graph));
        }
        Ok(plan)
    }

    /// What people read of each rule, by id; the rest is no longer needed.
    pub fn into_headers(self) -> Arc<[RuleHeader]> {
        let Bundle { rules, compliance, alarms, baselines, .. } = self.bundle;
        let events = rules.into_iter().map(|r| r.header);
        let compliance = compliance.into_iter().map(|r| r.header);
        let alarms = alarms.into_iter().map(|a| a.header);
        let baselines = baselines.into_iter().map(|b| b.header);
        events.chain(compliance).chain(alarms).chain(baselines).collect()
    }

    /// The pack that each compliance rule is of, if it is of one: that of its template, the built-in
    /// one, or the only one of the files.
    pub fn packs(&self) -> Vec<Option<Arc<str>>> {
        let built_in = |name: &str| {
            let (pack, _) = name.strip_prefix("pack:")?.split_once('/')?;
            Some(Arc::from(pack))
        };
        let own: Vec<&str> = self.bundle.packs.iter().map(|p| p.name.as_str()).collect();
        let own = (own.len() == 1).then(|| Arc::from(own[0]));
        let of = |file: &str| built_in(file).or_else(|| own.clone());
        let rules = self.bundle.compliance.iter();
        rules.map(|rule| rule.pack.clone().or_else(|| of(&rule.header.file))).collect()
    }

    /// The number of a compliance rule by its name.
    pub fn compliance_rule(&self, name: &str) -> Result<usize, Failure> {
        let rules = &self.bundle.compliance;
        rules.iter().position(|r| r.header.name == name).ok_or_else(|| {
            let left_out = self.bundle.left_out.iter().find(|notice| notice.subject == name);
            if let Some(notice) = left_out {
                return Failure::usage(format!("`{name}` is left out: {}", notice.message));
            }
            let near = nearest(name, rules.iter().map(|r| r.header.name.as_str()));
            let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            Failure::usage(format!("no compliance rule is called `{name}`{hint}"))
        })
    }

    /// The number of a rule by its name.
    pub fn rule(&self, name: &str) -> Result<usize, Failure> {
        let rules = &self.bundle.rules;
        rules.iter().position(|r| r.header.name == name).ok_or_else(|| {
            let near = nearest(name, rules.iter().map(|r| r.header.name.as_str()));
            let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            Failure::usage(format!("no rule is called `{name}`{hint}"))
        })
    }
}
