//! From checked rules to what a run over inputs needs: the plan with the metric filters of events,
//! the filters of logs and records, the judge of items, the routes to targets.

use super::args::Global;
use super::bundle::Checked;
use super::exit::Failure;
use crate::audit::{AskPlugin, Auditor, Setup, Tell};
use crate::base::diag::Diag;
use crate::base::ids::RuleId;
use crate::engine::RecordPlan;
use crate::eval::{Gate, Listening, Routes, Rules, hears_compliance};
use crate::rules::Bundle;
use crate::sources::cloudtrail;
use std::sync::Arc;

/// Who asks the plugins of rules.
pub(super) type Plugins = Option<Arc<dyn AskPlugin>>;

/// What a run is for.
pub(super) struct Purpose<'a> {
    /// The bus that events come in on.
    pub bus: &'a str,
    /// What becomes of read-only management events.
    pub gate: Gate,
    /// Are matches delivered?
    pub sending: bool,
    /// Are datapoints taken although no alarm looks at them?
    pub watching: bool,
    /// Is what archives keep told?
    pub archiving: bool,
    /// What compliance rules tell; whether events of changes are wanted is found here.
    pub tell: Tell,
    /// Threads that match.
    pub threads: usize,
    /// Who asks the plugins of rules.
    pub plugins: Plugins,
}

/// The rules of a bundle, ready for a run.
pub(super) fn compile(
    checked: &Checked,
    purpose: Purpose<'_>,
    global: &Global,
) -> Result<Rules, Failure> {
    let rules = &checked.bundle.rules;
    let first_archive = checked.bundle.first_archive();
    let wanted = |node: RuleId| purpose.archiving || node.index() < first_archive;
    let select = |node: RuleId| wanted(node) && checked.bundle.listens(node, purpose.bus);
    let refuse = |diag: Diag| Failure::usage(format!("{}: {}", diag.code.name(), diag.message));
    let graph = checked.graph_with_filters();
    let plan = checked.plan(&graph, select).map_err(refuse)?;
    let records = RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND);
    let gate = purpose.gate;
    let states = rules.iter().map(|r| r.state).collect();
    let senders = checked.bundle.senders();
    let routes = Routes::new(&senders, &checked.bundle.targets, global.home(), &checked.limits);
    let mut routes = routes.map_err(|e| Failure::usage(e.to_string()))?;
    if purpose.sending {
        routes = routes.sending();
    }
    let account = global.account.clone();
    let listening = listening(checked, purpose.watching)?;
    let auditor = (!checked.bundle.compliance.is_empty())
        .then(|| Arc::new(auditor(checked, purpose, global)));
    let now = global.now().as_millisecond();
    Ok(Rules {
        plan,
        records,
        states,
        gate,
        routes,
        account,
        auditor,
        listening,
        first_archive,
        now,
    })
}

/// The metric filters, if there is anything to watch.
pub(super) fn listening(
    checked: &Checked,
    watching: bool,
) -> Result<Option<Arc<Listening>>, Failure> {
    let Bundle { rules, filters, alarms, baselines, .. } = &checked.bundle;
    let any = !filters.is_empty() || !alarms.is_empty() || !baselines.is_empty();
    if !any && !watching {
        return Ok(None);
    }
    let made = Listening::new(filters, rules.len(), watching || !alarms.is_empty());
    made.map(|made| Some(Arc::new(made))).map_err(Failure::usage)
}

/// The compliance rules, ready to judge.
pub(super) fn auditor(checked: &Checked, purpose: Purpose<'_>, global: &Global) -> Auditor {
    let bundle = &checked.bundle;
    Auditor::new(Setup {
        rules: bundle.compliance.clone().into(),
        first: bundle.rules.len(),
        packs: checked.packs(),
        waivers: bundle.waivers.clone(),
        now: global.now(),
        account: global.account.clone(),
        region: global.region.clone(),
        tell: Tell { events: hears_compliance(bundle, purpose.bus), ..purpose.tell },
        threads: purpose.threads,
        plugins: purpose.plugins,
    })
}

/// How many threads the machine runs at once.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
