//! The delivery of one set of rules: its routes, found by what rows say.

use super::row::Row;
use crate::base::ids::{RuleId, TargetId};
use crate::daemon::ruleset::RuleSet;
use crate::deliver::{Delivery, Letter, Role, Route, RouteId, Settings, TargetPolicy};
use crate::plugins::Function;
use crate::rules::Retry;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Routes and functions of a set of rules.
#[derive(Debug)]
pub(super) struct Lines {
    pub delivery: Delivery,
    pub rules: Arc<RuleSet>,
    /// By rule and entry.
    routes: Vec<Vec<RouteId>>,
    /// Positions among the senders, by ARN: names are unique within their sections only.
    senders: HashMap<Arc<str>, usize>,
    targets: HashMap<Arc<str>, TargetId>,
    /// Routes of rules that are gone, for what they left.
    orphans: HashMap<(Arc<str>, TargetId), RouteId>,
    arns: HashMap<RouteId, (Arc<str>, u32)>,
}

/// A row that cannot be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoTarget;

impl Lines {
    pub fn new(rules: Arc<RuleSet>, settings: Settings) -> Self {
        let all = &rules.bundle.targets;
        let policies = all.iter().map(|target| TargetPolicy::of(target, &settings)).collect();
        let home = settings.home.clone();
        let mut delivery = Delivery::new(policies, settings).handing_out();
        let mut arns = HashMap::new();
        let mut senders = HashMap::new();
        let mut routes = Vec::new();
        for (at, sender) in rules.bundle.senders().iter().enumerate() {
            let (name, arn): (Arc<str>, Arc<str>) = (sender.name.into(), sender.arn(&home).into());
            let mut own = Vec::new();
            for (entry, routing) in (0..).zip(&sender.routings) {
                let route = Route::of(Arc::clone(&name), Arc::clone(&arn), routing);
                // INVARIANT (targets-known): `rules` has refused what names no target.
                if let Ok(id) = delivery.route(route) {
                    arns.insert(id, (Arc::clone(&arn), entry));
                    own.push(id);
                }
            }
            if !own.is_empty() {
                senders.entry(arn).or_insert(at);
            }
            routes.push(own);
        }
        let target = |(at, target): (u32, &crate::rules::Target)| {
            (Arc::from(target.name.as_str()), TargetId(at))
        };
        let targets = (0..).zip(all).map(target).collect();
        Self { delivery, rules, routes, senders, targets, orphans: HashMap::new(), arns }
    }

    /// The route of an entry of a rule's targets.
    pub fn route(&self, rule: RuleId, entry: usize) -> Option<RouteId> {
        self.routes.get(rule.index())?.get(entry).copied()
    }

    /// The name of a sender as the ids of its items have it: a schedule may be called like a rule that
    /// hears its event.
    pub fn sender<'n>(&self, id: RuleId, name: &'n str) -> Cow<'n, str> {
        match id.index() >= self.rules.bundle.first_schedule() {
            true => format!("schedule/{name}").into(),
            false => name.into(),
        }
    }

    /// The function of a target.
    pub fn function(&self, target: TargetId) -> Option<Arc<Function>> {
        self.rules.functions.get(target.index())?.clone()
    }

    /// The name of a target.
    pub fn target_name(&self, target: TargetId) -> Option<&str> {
        Some(&self.rules.bundle.targets.get(target.index())?.name)
    }

    /// The target of this name.
    pub fn target(&self, name: &str) -> Option<TargetId> {
        self.targets.get(name).copied()
    }

    /// All targets with their names.
    pub fn targets(&self) -> impl Iterator<Item = (&Arc<str>, TargetId)> {
        self.targets.iter().map(|(name, id)| (name, *id))
    }

    /// The row of a letter.
    pub fn row(&self, letter: &Letter) -> Option<Row> {
        let (rule, _, role, from) = self.delivery.about(letter.route)?;
        let known = self.arns.get(&from.unwrap_or(letter.route));
        let (rule_arn, entry) = known.cloned().unwrap_or_default();
        Some(Row {
            rule,
            rule_arn,
            entry,
            role,
            event_id: letter.event_id.clone(),
            order_key: letter.order_key.clone(),
            born: letter.born,
            hops: letter.hops,
            attempts: letter.attempts,
            event: Arc::clone(&letter.event),
            item: letter.item.clone(),
        })
    }

    /// The letter of a row for a target.
    pub fn letter(&mut self, row: Row, target: &str, tag: u64) -> Result<Letter, NoTarget> {
        let to = self.target(target).ok_or(NoTarget)?;
        let known = self.senders.get(&row.rule_arn).and_then(|at| self.routes.get(*at));
        let known = known.and_then(|own| own.get(row.entry as usize)).copied();
        let is_own = |route: &RouteId| self.delivery.about(*route).is_some_and(|a| a.1 == to);
        let route = match (row.role, known) {
            (Role::Event, Some(route)) if is_own(&route) => route,
            (Role::Event, _) => self.orphan(&row, to)?,
            (role, base) => {
                let base = match base {
                    Some(base) => base,
                    None => self.orphan(&row, to)?,
                };
                self.delivery.derived(base, role, to).map_err(|_| NoTarget)?
            }
        };
        let Row { event_id, order_key, born, hops, attempts, event, item, .. } = row;
        Ok(Letter { route, event_id, event, item, order_key, born, hops, attempts, tag })
    }

    /// The route of what a rule left that leads to this target no longer.
    fn orphan(&mut self, row: &Row, target: TargetId) -> Result<RouteId, NoTarget> {
        let key = (Arc::clone(&row.rule), target);
        if let Some(route) = self.orphans.get(&key) {
            return Ok(*route);
        }
        let route = Route {
            rule: Arc::clone(&row.rule),
            rule_arn: Arc::clone(&row.rule_arn),
            target,
            retry: Retry::default(),
            dead_letter: None,
        };
        let id = self.delivery.route(route).map_err(|_| NoTarget)?;
        self.arns.insert(id, (Arc::clone(&row.rule_arn), row.entry));
        self.orphans.insert(key, id);
        Ok(id)
    }
}
