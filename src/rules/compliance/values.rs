//! What references of a rule stand for: its own parameters first, then those of the bundle.

use crate::compliance::Params;
use crate::operators::{Operand, Values};
use crate::rules::parameter::Parameter;
use std::cell::{Cell, RefCell};

/// The values of a rule.
pub(super) struct RuleValues<'a> {
    /// The rule's parameters.
    pub own: &'a [Parameter],
    /// What overlays say of them, by their numbers.
    pub overlaid: &'a [(usize, Vec<Operand<'static>>)],
    /// Parameters and lists of the bundle.
    pub outer: &'a dyn Values,
    /// The parameters without which what is being read does not count.
    guards: RefCell<Vec<usize>>,
    /// Which parameters were used.
    used: Vec<Cell<bool>>,
    /// A parameter that was used though it may have no value.
    unguarded: RefCell<Vec<usize>>,
}

impl<'a> RuleValues<'a> {
    pub fn new(
        own: &'a [Parameter],
        overlaid: &'a [(usize, Vec<Operand<'static>>)],
        outer: &'a dyn Values,
    ) -> Self {
        Self {
            own,
            overlaid,
            outer,
            guards: RefCell::default(),
            used: own.iter().map(|_| Cell::new(false)).collect(),
            unguarded: RefCell::default(),
        }
    }

    fn at(&self, name: &str) -> Option<usize> {
        self.own.iter().position(|p| p.name == name)
    }

    /// The value of a parameter.
    fn value(&self, at: usize) -> Option<&Vec<Operand<'static>>> {
        let overlaid = self.overlaid.iter().find(|(n, _)| *n == at).map(|(_, value)| value);
        overlaid.or(self.own.get(at)?.value.as_ref())
    }

    /// Has the rule a parameter of this name?
    pub fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    /// Has the parameter a value?
    pub fn is_given(&self, name: &str) -> bool {
        self.at(name).is_some_and(|at| self.value(at).is_some())
    }

    /// The names of the rule's parameters.
    pub fn own_names(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|p| p.name.as_str())
    }

    /// From now on, until `release`, what is read counts only if the parameter has a value.
    pub fn guard(&self, name: &str) {
        if let Some(at) = self.at(name) {
            self.mark(at);
            self.guards.borrow_mut().push(at);
        }
    }

    /// Ends the latest `guard`.
    pub fn release(&self) {
        self.guards.borrow_mut().pop();
    }

    /// Notes that a parameter is used.
    pub fn mark(&self, at: usize) {
        if let Some(used) = self.used.get(at) {
            used.set(true);
        }
    }

    /// Notes that a parameter of this name is used.
    pub fn mark_name(&self, name: &str) {
        if let Some(at) = self.at(name) {
            self.mark(at);
        }
    }

    /// The parameters that nothing used.
    pub fn unused(&self) -> impl Iterator<Item = &Parameter> {
        self.own.iter().zip(&self.used).filter(|(_, used)| !used.get()).map(|(p, _)| p)
    }

    /// The parameters that were used without `if-param`, though they may have no value.
    pub fn unguarded(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.unguarded.borrow().clone();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The parameters as evaluation sees them.
    pub fn params(&self) -> Params {
        let mut params = Params::default();
        for (at, parameter) in self.own.iter().enumerate() {
            let value = self.value(at);
            let shown: Vec<_> = value
                .into_iter()
                .flatten()
                .map(|o| crate::base::text::show(&o.text).into_owned())
                .collect();
            params.set(&parameter.name, &shown.join(", "), value.is_some());
        }
        params
    }
}

impl Values for RuleValues<'_> {
    fn values(&self, kind: &str, name: &str) -> Option<Vec<Operand<'static>>> {
        let Some(at) = self.at(name).filter(|_| kind == "param") else {
            return self.outer.values(kind, name);
        };
        self.mark(at);
        if let Some(value) = self.value(at) {
            return Some(value.clone());
        }
        let parameter = &self.own[at];
        if !parameter.broken && !parameter.required && !self.guards.borrow().contains(&at) {
            self.unguarded.borrow_mut().push(at);
        }
        // What has no value is told elsewhere, or does not count; the reading goes on.
        parameter.kind.map(|kind| vec![kind.stand_in(parameter.span)])
    }

    fn names(&self, kind: &str) -> Vec<String> {
        let mut names = self.outer.names(kind);
        if kind == "param" {
            names.extend(self.own_names().map(str::to_owned));
        }
        names
    }
}
