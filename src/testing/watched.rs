//! Events of a case on their way: through the matching graph, through metric filters to alarms, and
//! what alarms tell back into the graph.

use super::case::Case;
use super::events::Event;
use super::found::Difference;
use super::run::Runner;
use super::watch;
use crate::base::ids::RuleId;
use crate::eval::{Listener, Listening, Sensed};
use crate::monitor::Told;
use crate::rules::Bundle;
use std::sync::Arc;

/// What alarms of a case are watched with.
pub(super) struct Watch<'w, 'c> {
    pub bus: usize,
    pub case: &'w Case<'c>,
    pub events: &'w mut Vec<Event>,
    pub matched: &'w mut Vec<Vec<RuleId>>,
}

impl Runner<'_> {
    /// The rules that an event matches, and what it means to alarms.
    pub(super) fn match_one(
        &mut self,
        bus: usize,
        case: &Case<'_>,
        event: &Event,
        listener: Option<&mut Listener>,
        errors: &mut Vec<String>,
    ) -> (Vec<RuleId>, Sensed) {
        let (_, plan, scratch) = &mut self.buses[bus];
        let mut sensed = Sensed::default();
        let mut rules = match plan.check_and_match(scratch, &event.bytes) {
            Ok(rules) => rules.to_vec(),
            Err(fault) => {
                errors.push(event.fault(&fault));
                return Default::default();
            }
        };
        if let Some(listener) = listener {
            listener.event(&event.bytes, &rules, &mut sensed);
        }
        // Behind the rules, the graph has metric filters.
        rules.retain(|rule| rule.index() < self.bundle.rules.len());
        for rule in scratch.exhausted() {
            let Some(named) = self.bundle.rules.get(rule.index()) else { continue };
            // What the case does not ask about need not be decided.
            if case.expect.invocations.is_some()
                || case.expect.matches.iter().any(|c| c.rule == *rule)
            {
                errors.push(format!(
                    "{}: too many ways to combine the elements of its arrays: rule `{}` could \
                     not be decided",
                    event.label, named.header.name
                ));
            }
        }
        (rules, sensed)
    }

    /// Takes events through the metric filters, if there is anything to watch.
    pub(super) fn listener(&mut self) -> Result<Option<Listener>, String> {
        let Bundle { rules, filters, alarms, .. } = self.bundle;
        if filters.is_empty() && alarms.is_empty() {
            return Ok(None);
        }
        let listening = match &self.listening {
            Some(listening) => Arc::clone(listening),
            None => Arc::new(Listening::new(filters, rules.len(), true)?),
        };
        self.listening = Some(Arc::clone(&listening));
        Ok(Some(Listener::new(listening)))
    }

    /// Moves the alarms through the time of a case. What they tell joins its events.
    pub(super) fn watch(
        &mut self,
        watch: &mut Watch<'_, '_>,
        listener: &mut Listener,
        sensed: Vec<Sensed>,
        errors: &mut Vec<String>,
    ) -> Result<Vec<Difference>, Vec<String>> {
        let Watch { bus, case, .. } = *watch;
        let Self { bundle, sources, limits, .. } = *self;
        let listening = self.listening.clone().ok_or_else(Vec::new)?;
        let play = watch::Play { case, bundle, sources, limits, listening: &listening };
        let played = watch::play(&play, sensed, &mut |told: &Told| {
            let mut sensed = Sensed::default();
            if let Some((_, event)) = told.change.as_deref() {
                let event = Event::of_change(format!("alarm `{}`", told.alarm), &event.text);
                let rules;
                (rules, sensed) = self.match_one(bus, case, &event, Some(listener), errors);
                watch.events.push(event);
                watch.matched.push(rules);
            }
            for due in &told.due {
                let alarm = told.rule.index().checked_sub(bundle.first_alarm());
                let Some(alarm) = alarm.and_then(|at| bundle.alarms.get(at)) else { continue };
                let (from, routings) = alarm.actions.of(due.state);
                let label = format!("{} of alarm `{}`", due.state, told.alarm);
                let entries = from..from + routings.len();
                watch.events.push(Event::of_action(label, &due.payload, entries));
                watch.matched.push(vec![told.rule]);
            }
            sensed
        })?;
        watch::judge(case, &played, sources)
    }
}
