//! All routes: those of the rules, and those that dead letters and records take from there.

use super::batch::Open;
use super::counts::{Counts, CountsOf};
use super::lane::Lane;
use super::letter::{Role, Route, RouteId, Unknown};
use super::policy::TargetPolicy;
use super::retry::RetryPolicy;
use crate::base::ids::TargetId;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A route with what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub rule: Arc<str>,
    pub rule_arn: Arc<str>,
    pub target: TargetId,
    pub retry: RetryPolicy,
    pub dead_letter: Option<TargetId>,
    pub role: Role,
    /// The route of what went wrong, of dead letters.
    pub origin: Option<RouteId>,
    /// The route whose dead letters or records these are.
    pub from: Option<RouteId>,
    /// The batch that takes letters without an order key.
    pub open: Option<Open>,
    pub counts: Counts,
}

/// All routes.
#[derive(Debug, Clone, Default)]
pub(super) struct Ways {
    all: Vec<Way>,
    derived: HashMap<(RouteId, TargetId, Role), RouteId, RandomState>,
}

impl Ways {
    /// Adds a route of a rule, with what its target says over the defaults.
    pub fn add(
        &mut self,
        route: Route,
        policy: &TargetPolicy,
        defaults: RetryPolicy,
    ) -> Result<RouteId, Unknown> {
        self.push(Way {
            rule: route.rule,
            rule_arn: route.rule_arn,
            target: route.target,
            retry: defaults.with(route.retry.over(policy.retry)),
            dead_letter: route.dead_letter.or(policy.dead_letter),
            role: Role::Event,
            origin: None,
            from: None,
            open: None,
            counts: Counts::default(),
        })
    }

    /// The route of dead letters or records of another route. Dead letters have no dead letters.
    pub fn derive(
        &mut self,
        from: RouteId,
        role: Role,
        to: TargetId,
        policy: &TargetPolicy,
        defaults: RetryPolicy,
    ) -> Result<RouteId, Unknown> {
        if let Some(known) = self.derived.get(&(from, to, role)) {
            return Ok(*known);
        }
        let way = self.get(from).ok_or(Unknown("route"))?;
        let (rule, rule_arn) = (way.rule.clone(), way.rule_arn.clone());
        let id = self.push(Way {
            rule,
            rule_arn,
            target: to,
            retry: defaults.with(policy.retry),
            dead_letter: policy.dead_letter.filter(|_| role != Role::DeadLetter),
            role,
            origin: (role == Role::DeadLetter).then_some(from),
            from: Some(from),
            open: None,
            counts: Counts::default(),
        })?;
        self.derived.insert((from, to, role), id);
        Ok(id)
    }

    fn push(&mut self, way: Way) -> Result<RouteId, Unknown> {
        let id = u32::try_from(self.all.len()).map_err(|_| Unknown("route"))?;
        self.all.push(way);
        Ok(RouteId(id))
    }

    pub fn get(&self, id: RouteId) -> Option<&Way> {
        self.all.get(id.index())
    }

    pub fn get_mut(&mut self, id: RouteId) -> Option<&mut Way> {
        self.all.get_mut(id.index())
    }

    /// The counters by rule, target and role, in the order of the routes.
    pub fn counts(&self, lanes: &[Lane]) -> Vec<CountsOf> {
        let mut places = BTreeMap::new();
        let mut all: Vec<CountsOf> = Vec::new();
        for way in &self.all {
            let place = *places.entry((&way.rule, way.target, way.role)).or_insert(all.len());
            if let Some(known) = all.get_mut(place) {
                known.counts.add(&way.counts);
            } else if let Some(lane) = lanes.get(way.target.index()) {
                let (rule, target) = (way.rule.clone(), lane.policy.name.clone());
                all.push(CountsOf { rule, target, role: way.role, counts: way.counts });
            }
        }
        all
    }
}
