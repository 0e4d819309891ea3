//! Events that plugins put, matched again.

use crate::base::ids::RuleId;
use crate::engine::{EventView, Scratch};
use crate::eval::Routes;
use crate::graph::Plan;
use crate::model::{Planned, PutEvent};
use crate::rules::{Bundle, Target};
use std::collections::HashMap;

/// The rules that events on each bus can match.
#[derive(Debug)]
pub struct Chain {
    plans: HashMap<String, (Plan, Scratch)>,
    routes: Routes,
    view: EventView,
    put: u64,
}

impl Chain {
    /// Plans by bus; `routes` say where matches go.
    #[must_use]
    pub fn new(plans: HashMap<String, Plan>, routes: Routes) -> Self {
        let with_scratch = |(bus, plan): (String, Plan)| {
            let scratch = Scratch::new(&plan);
            (bus, (plan, scratch))
        };
        Self {
            plans: plans.into_iter().map(with_scratch).collect(),
            routes: routes.sending(),
            view: EventView::default(),
            put: 0,
        }
    }

    /// What is to be invoked for an event.
    pub fn planned(&mut self, event: &PutEvent) -> Vec<Planned> {
        let Some((plan, scratch)) = self.plans.get_mut(&event.bus) else { return Vec::new() };
        let bytes = event.event.as_bytes();
        // An event that is over the limits of matching was put all the same; no rule sees it.
        if plan.check_and_match(scratch, bytes).is_err() {
            return Vec::new();
        }
        let matched: Vec<RuleId> = scratch.matched().to_vec();
        if !matched.iter().any(|rule| self.routes.any(*rule)) {
            return Vec::new();
        }
        let words = self.view.read(bytes);
        self.put += 1;
        let plan = |rule: RuleId| self.routes.plan(rule, bytes, &words, self.put);
        matched.into_iter().flat_map(plan).collect()
    }
}

/// The buses that some of these targets may put events on, by name.
#[must_use]
pub fn granted<'t>(targets: impl IntoIterator<Item = &'t Target>) -> Vec<&'t str> {
    let buses = targets.into_iter().flat_map(|t| &t.grants.put_events);
    let mut buses: Vec<&str> = buses.map(String::as_str).collect();
    buses.sort_unstable();
    buses.dedup();
    buses
}

/// Can events on a bus match this rule?
#[must_use]
pub fn listens(bundle: &Bundle, rule: RuleId, bus: &str) -> bool {
    rule.index() < bundle.rules.len() && bundle.listens(rule, bus)
}
