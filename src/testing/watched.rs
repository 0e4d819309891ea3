//! Events of a case on their way: through the matching graph, through metric filters to alarms, and
//! what alarms tell back into the graph.

use super::case::Case;
use super::coverage::Coverage;
use super::events::Event;
use super::found::Difference;
use super::run::Runner;
use super::watch;
use crate::base::ids::RuleId;
use crate::eval::{Heard, Listener, Listening, Sensed, found};
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
        let Bundle { rules, filters, alarms, baselines, .. } = self.bundle;
        if filters.is_empty() && alarms.is_empty() && baselines.is_empty() {
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
        coverage: Option<&mut Coverage>,
    ) -> Result<Vec<Difference>, Vec<String>> {
        let Watch { bus, case, .. } = *watch;
        let Self { bundle, sources, limits, .. } = *self;
        let listening = self.listening.clone().ok_or_else(Vec::new)?;
        let play = watch::Play { case, bundle, sources, limits, listening: &listening };
        let calls = watch.events.len();
        let (mut told, mut rules_of, mut states) = (Vec::new(), Vec::new(), Vec::new());
        let played = watch::play(&play, (&watch.events[..calls], sensed), &mut |heard| {
            let mut sensed = Sensed::default();
            let (label, event) = match heard {
                Heard::Insight(rule, insight) => {
                    ("an insight".to_owned(), Some(found(*rule, insight).event))
                }
                Heard::Alarm(told) => {
                    let event = told.change.as_ref().map(|change| change.1.text.as_str().into());
                    (format!("alarm `{}`", told.alarm), event)
                }
            };
            if let Some(text) = event {
                let event = Event::of_change(label, &text);
                let rules;
                (rules, sensed) = self.match_one(bus, case, &event, Some(listener), errors);
                told.push(event);
                rules_of.push(rules);
            }
            let Heard::Alarm(alarm) = heard else { return sensed };
            states.extend(alarm.change.iter().map(|change| (alarm.rule, change.0.to.value)));
            let at = alarm.rule.index().checked_sub(bundle.first_alarm());
            if let Some(actions) = at.and_then(|at| bundle.alarms.get(at)).map(|a| &a.actions) {
                for due in &alarm.due {
                    let (from, routings) = actions.of(due.state);
                    let label = format!("{} of alarm `{}`", due.state, alarm.alarm);
                    let entries = from..from + routings.len();
                    told.push(Event::of_action(label, &due.payload, entries));
                    rules_of.push(vec![alarm.rule]);
                }
            }
            sensed
        })?;
        if let Some(coverage) = coverage {
            states.iter().for_each(|(alarm, state)| coverage.alarms.state(*alarm, *state));
        }
        watch.events.extend(told);
        watch.matched.extend(rules_of);
        watch::judge(case, &played, sources)
    }
}
