//! The end of a run: what a ledger knows becomes effects.

use super::accounts::ACCOUNT;
use super::against::was;
use super::auditor::Auditor;
use super::event::ChangeEvent;
use super::held::Held;
use super::judge::{Detail, is_loud};
use super::ledger::Ledger;
use super::outcomes::Outcome;
use super::rollup::Totals;
use crate::base::ids::RuleId;
use crate::model::{ComplianceCounts, ComplianceType, Effect, Evaluation, Standing};
use std::sync::Arc;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// Results in input order, then changes of results, notices and roll-ups.
    pub effects: Vec<Effect>,
    /// The events that AWS Config would send, in the order of their times.
    pub events: Vec<ChangeEvent>,
    /// Results of all rules for the newest versions of all resources.
    pub counts: ComplianceCounts,
    /// Results that were carried over from the version before.
    pub carried: u64,
    /// Mean seconds from NON_COMPLIANT to the version that fixed it, where versions tell.
    pub mean_seconds_to_repair: Option<f64>,
    /// Resources that rules concern or look at.
    pub resources: u64,
}

/// A result to tell.
#[derive(Debug)]
pub(super) struct Told {
    /// The key of its resource.
    pub key: u128,
    /// The position of its item among all items of the run.
    turn: u64,
    pub result: Evaluation,
}

/// What the newest versions came to.
#[derive(Debug)]
pub(super) struct Concluded {
    /// What is to be told, in input order.
    pub told: Vec<Told>,
    pub totals: Totals,
    pub said: Said,
}

/// By record and rule: what is to be said of what was judged at the end.
#[derive(Debug, Default)]
pub(super) struct Said(Vec<(u32, u32, Box<Detail>)>);

impl Said {
    /// What there is to say of a rule's result for the newest version of a resource.
    pub fn detail<'d>(&'d self, record: u32, rule: u32, held: &'d Held) -> Option<&'d Detail> {
        let late = self.0.binary_search_by_key(&(record, rule), |(at, rule, _)| (*at, *rule));
        let late = late.ok().and_then(|at| self.0.get(at)).map(|(_, _, detail)| &**detail);
        late.or_else(|| held.detail(rule))
    }
}

impl Ledger {
    /// Ends the run: judges what could not be judged before, and tells everything.
    #[must_use]
    pub fn finish(mut self, auditor: &Auditor) -> Verdicts {
        let concluded = self.conclude(auditor);
        let changes = self.changes(auditor, &concluded.said);
        let mut verdicts = Verdicts {
            events: changes.events,
            counts: concluded.totals.all(),
            carried: self.carried,
            mean_seconds_to_repair: mean(&changes.repairs),
            resources: self.records.len() as u64,
            ..Verdicts::default()
        };
        let Concluded { told, totals, .. } = concluded;
        let effects = &mut verdicts.effects;
        effects.extend(told.into_iter().map(|told| Effect::Compliance(Box::new(told.result))));
        if let Some(earlier) = self.earlier.as_ref().filter(|_| !self.partial) {
            let known = |key: u128, rule: RuleId| {
                let rule = rule.index().checked_sub(auditor.first).map(|rule| rule as u32);
                let way = self.find(key).map(|record| record.way);
                way.zip(rule).is_some_and(|(way, rule)| self.ways.outcome(way, rule).is_some())
            };
            let gone = earlier.gone(known).into_iter();
            effects.extend(gone.map(|result| Effect::Compliance(Box::new(result))));
        }
        let transitions = changes.transitions.into_iter();
        effects.extend(transitions.map(|transition| Effect::Transition(Box::new(transition))));
        let notices = auditor.exceptions.notices(&totals.uses).into_iter();
        let notices = notices.chain(std::mem::take(&mut self.twice).notices());
        effects.extend(notices.map(|notice| Effect::Notice(Box::new(notice))));
        let rollups = totals.rollups(auditor).into_iter();
        effects.extend(rollups.map(|rollup| Effect::Rollup(Box::new(rollup))));
        verdicts
    }

    /// Judges what could not be judged before, and gathers the results of newest versions.
    pub(super) fn conclude(&mut self, auditor: &Auditor) -> Concluded {
        self.take_nobodys(auditor);
        if auditor.wants(ACCOUNT) {
            for (item, spot) in self.accounts.made() {
                let assessed = auditor.assess(item, spot);
                self.take(auditor, assessed);
            }
        }
        let said = self.enter_late(auditor);
        let (mut told, mut totals) = (Vec::new(), Totals::new(auditor));
        for (at, record) in self.records.iter().enumerate() {
            let held = self.held.get(&(at as u32));
            let mut own = ComplianceCounts::default();
            for &(rule, outcome) in self.ways.get(record.way) {
                let Some(compliance) = outcome else { continue };
                let detail = held.and_then(|held| said.detail(at as u32, rule, held));
                let waivers = detail.map(|detail| &*detail.waivers).unwrap_or_default();
                own.add(compliance, totals.add(auditor, rule, compliance, waivers));
                let Some(held) = held else { continue };
                let result = self.tell(auditor, record.key, held, (rule, outcome), detail);
                let (key, turn) = (record.key, held.turn);
                told.extend(result.map(|result| Told { key, turn, result }));
            }
            if let Some(held) = held.filter(|_| auditor.tell.all && own != Default::default()) {
                totals.resource(&held.resource, own);
            }
        }
        told.sort_by_key(|told| (told.turn, told.result.rule));
        Concluded { told, totals, said }
    }

    /// Judges what was put off and enters the outcomes; what there is to say of them is returned.
    fn enter_late(&mut self, auditor: &Auditor) -> Said {
        let late = self.judge_late(auditor);
        let mut said = Said::default();
        for of_one in late.chunk_by(|a, b| a.record == b.record) {
            let Some(at) = of_one.first().map(|late| late.record) else { continue };
            let Some(record) = self.records.get_mut(at as usize) else { continue };
            let mut outcomes: Vec<Outcome> = self.ways.get(record.way).to_vec();
            for late in of_one {
                for (_, outcome) in outcomes.iter_mut().filter(|(rule, _)| *rule == late.rule) {
                    *outcome = Some(late.judged.compliance);
                }
            }
            record.way = self.ways.of(&outcomes);
        }
        for late in late {
            said.0.extend(late.judged.detail.map(|detail| (late.record, late.rule, detail)));
        }
        said
    }

    /// A result as an effect, if it is to be told.
    fn tell(
        &self,
        auditor: &Auditor,
        key: u128,
        held: &Held,
        (rule, outcome): Outcome,
        detail: Option<&Detail>,
    ) -> Option<Evaluation> {
        let (compliance, rule) = (outcome?, auditor.id(rule));
        let earlier = self.earlier.as_deref();
        let standing = earlier.map(|earlier| earlier.standing(key, rule, compliance));
        let fixed = standing == Some(Standing::Fixed);
        if !is_loud(compliance) && !auditor.tell.all && !fixed {
            return None;
        }
        let mut message = detail.map_or(String::new(), |detail| detail.message.clone());
        if let Some(before) = earlier.and_then(|e| e.bad(key, rule)).filter(|_| fixed) {
            let now = if held.gone { "the resource is gone" } else { compliance.word() };
            let now = if held.gone { now.to_owned() } else { format!("now {now}") };
            message = format!("{}; {now}", was(before));
        }
        let waived = detail.filter(|_| compliance == ComplianceType::NonCompliant);
        Some(Evaluation {
            rule,
            resource: Arc::clone(&held.resource),
            compliance,
            message,
            path: detail.and_then(|detail| detail.path.clone()),
            value: detail.and_then(|detail| detail.value.clone()),
            input: Arc::clone(&held.spot.input),
            index: held.spot.index,
            place: detail.and_then(|detail| detail.place).or(held.spot.place),
            waived: waived.and_then(|detail| auditor.exceptions.accepting(&detail.waivers)),
            standing,
        })
    }
}

impl Auditor {
    /// A rule as effects name it.
    pub(super) fn id(&self, rule: u32) -> RuleId {
        RuleId::new(self.first + rule as usize)
    }
}

fn mean(seconds: &[i64]) -> Option<f64> {
    let sum: f64 = seconds.iter().map(|s| *s as f64).sum();
    (!seconds.is_empty()).then(|| sum / seconds.len() as f64)
}
