//! The rules of a run, ready to be asked about items from any thread.

use super::accounts::settle;
use super::assessed::{Assessed, Body, Quiet, Step};
use super::custom::AskPlugin;
use super::exceptions::Exceptions;
use super::judge::{Around, Judged, State, is_loud};
use super::key::{Age, Keys};
use super::kinds::{Kind, Kinds};
use super::parts::others_of_rule;
use super::reads::Reads;
use super::spot::Spot;
use super::words::Words;
use crate::items::{Choice, Normalised};
use crate::model::ComplianceType;
use crate::rules::{ComplianceRule, ExtraInput, Waiver};
use jiff::Timestamp;
use std::sync::Arc;

/// What a run is judged by.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The compliance rules.
    pub rules: Arc<[ComplianceRule]>,
    /// How many rules stand before them in `RunInfo::rules`.
    pub first: usize,
    /// By rule: the pack that it is of when it was not deployed by a conformance pack. May be
    /// shorter than the rules.
    pub packs: Vec<Option<Arc<str>>>,
    /// The accepted exceptions.
    pub waivers: Vec<Waiver>,
    /// The time at which items are judged.
    pub now: Timestamp,
    /// The account of items that name none.
    pub account: Option<String>,
    /// The region of items that name none.
    pub region: Option<String>,
    /// What is told.
    pub tell: Tell,
    /// Threads for what can be judged at the end only; 0 counts as 1.
    pub threads: usize,
    /// Who asks plugins; without it, their rules end in ERROR.
    pub plugins: Option<Arc<dyn AskPlugin>>,
}

/// What is told besides results that are not as they should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tell {
    /// All results (`--all`).
    pub all: bool,
    /// How results changed from version to version (`--timeline`).
    pub timeline: bool,
    /// The events that AWS Config would send of such changes.
    pub events: bool,
    /// How results stand against an earlier state.
    pub standing: bool,
}

impl Tell {
    /// Is something told of results that are as they should be?
    fn of_quiet(self) -> bool {
        self.all || self.timeline || self.events || self.standing
    }
}

/// The rules of a run.
#[derive(Debug, Clone)]
pub struct Auditor {
    pub(super) rules: Arc<[ComplianceRule]>,
    pub(super) first: usize,
    pub(super) packs: Arc<[Option<Arc<str>>]>,
    pub(super) exceptions: Exceptions,
    pub(super) now: Timestamp,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    pub(super) tell: Tell,
    pub(super) threads: usize,
    pub(super) plugins: Option<Arc<dyn AskPlugin>>,
    pub(super) kinds: Arc<Kinds>,
    pub(super) keys: Keys,
    accounts: Arc<Words>,
    /// By rule: what it reads.
    pub(super) reads: Arc<[Reads]>,
    /// By rule: does it wait for the end, when all items are known?
    waits: Arc<[bool]>,
    seal: foldhash::fast::RandomState,
}

impl Auditor {
    /// For these rules.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let rules = setup.rules;
        let waits = |rule: &ComplianceRule| {
            let mut waits = !rule.inputs.is_empty();
            others_of_rule(rule, &mut |_| waits = true);
            waits
        };
        Self {
            exceptions: Exceptions::new(setup.waivers, &rules, setup.now),
            kinds: Arc::new(Kinds::new(&rules, setup.tell.timeline)),
            keys: Keys::default(),
            accounts: Arc::default(),
            reads: rules.iter().map(Reads::of).collect(),
            waits: rules.iter().map(waits).collect(),
            seal: foldhash::fast::RandomState::default(),
            rules,
            first: setup.first,
            packs: setup.packs.into(),
            now: setup.now,
            account: setup.account,
            region: setup.region,
            tell: setup.tell,
            threads: setup.threads,
            plugins: setup.plugins,
        }
    }

    /// The same rules at another time. Costs little.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        Self { now, exceptions: self.exceptions.at(now), ..self.clone() }
    }

    /// The rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[ComplianceRule] {
        &self.rules
    }

    /// The account of items that name none.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The region of items that name none.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// How many threads may judge.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads.max(1)
    }

    /// Does a rule wait until all items are known?
    pub(super) fn waits(&self, rule: u32) -> bool {
        self.waits.get(rule as usize) == Some(&true)
    }

    /// Does anything hang on the items of this type? Others need not be read. (Their accounts
    /// count, for rules on accounts: [`Ledger::account`](super::Ledger::account).)
    #[must_use]
    pub fn wants(&self, resource_type: &str) -> bool {
        !self.kinds.of(resource_type).is_idle()
    }

    /// How much has to be read of the items of this type, so that they can be judged. An item of
    /// which this was read is judged as the whole one; what there is to say of a result that is not
    /// as it should be takes the whole item (see [`Auditor::assess_parts`]).
    #[must_use]
    pub fn choice(&self, resource_type: &str) -> Choice {
        self.kinds.of(resource_type).choice.clone()
    }

    /// Do rules concern accounts? Then the accounts of all items count, whatever their type.
    #[must_use]
    pub fn counts_accounts(&self) -> bool {
        self.wants(super::accounts::ACCOUNT)
    }

    /// Judges an item by all rules that can be answered from it alone.
    #[must_use]
    pub fn assess(&self, mut item: Box<Normalised>, spot: Spot) -> Assessed {
        if let (None, Some(account)) = (&item.head.account, &self.account) {
            settle(&mut item, account);
        }
        let kind = self.kinds.of(&item.head.resource_type);
        let (state, seals) = (State::of(&item), self.seals(&kind, &item));
        let mut steps = Vec::with_capacity(kind.rules.len());
        for (at, &rule) in kind.rules.iter().enumerate() {
            let sealed = seals.as_ref().is_some_and(|seals| seals.get(at) != Some(&0));
            let rule = rule as usize;
            steps.push(match &state {
                State::Gone => Step::Is(Judged::quiet(ComplianceType::NotApplicable)),
                State::Elsewhere(words) => {
                    Step::Is(Judged::told(ComplianceType::InsufficientData, words.clone()))
                }
                State::Whole if self.waits(rule as u32) => Step::Later,
                State::Whole if sealed && !self.touches(rule, &item) => Step::Same,
                State::Whole => Step::Is(self.judge(rule, &item, &spot, Around::alone())),
            });
        }
        let whole = state == State::Whole;
        let open = steps.iter().any(|step| !matches!(step, Step::Is(_)));
        let keep = (whole && (kind.other || open)) || (self.tell.timeline && !steps.is_empty());
        let (key, age) = (self.keys.of(&item.head), Age::of(&item.head));
        let body = if keep { Body::Item(item) } else { Body::Head(Box::new(item.into())) };
        Assessed { key, age, kind, steps, seals, spot, whole, body }
    }

    /// The same of an item that was read as far as [`Auditor::choice`] says. `None` when there is
    /// something to tell of it, which takes the whole item.
    #[must_use]
    pub fn assess_parts(&self, item: &Normalised, spot: Spot) -> Option<Assessed> {
        let kind = self.kinds.of(&item.head.resource_type);
        let apart = kind.other || kind.extra.is_some() || item.change.is_some();
        let plain = State::of(item) == State::Whole && !apart && !self.tell.of_quiet();
        if !plain || (item.head.account.is_none() && self.account.is_some()) {
            return None;
        }
        let mut steps = Vec::with_capacity(kind.rules.len());
        for &rule in &kind.rules {
            let compliance = self.outcome(rule as usize, item).filter(|c| !is_loud(*c))?;
            steps.push(Step::Is(Judged::quiet(compliance)));
        }
        let (key, age) = (self.keys.of(&item.head), Age::of(&item.head));
        let account = item.head.account.as_deref().map(|account| self.accounts.of(account));
        let id = item.head.resource_id.as_str().into();
        let body = Body::Quiet(Quiet { account, id });
        Some(Assessed { key, age, kind, steps, seals: None, spot, whole: true, body })
    }

    /// By rule of a type: the seal of what it reads of an item, 0 where that may be anything; `None`
    /// unless a message told what changed.
    fn seals(&self, kind: &Kind, item: &Normalised) -> Option<Box<[u64]>> {
        if item.change.is_none() || State::of(item) != State::Whole {
            return None;
        }
        let seal = |rule: &u32| {
            let reads = self.reads.get(*rule as usize)?;
            reads.seal(item.tree.root(), &self.seal).map(|seal| seal.max(1))
        };
        let seals: Box<[u64]> = kind.rules.iter().map(|rule| seal(rule).unwrap_or(0)).collect();
        seals.iter().any(|seal| *seal != 0).then_some(seals)
    }

    /// May the result of a rule be another one than for the version before?
    fn touches(&self, rule: usize, item: &Normalised) -> bool {
        let Some(change) = item.change.as_ref().filter(|c| c.kind.eq_ignore_ascii_case("UPDATE"))
        else {
            return true;
        };
        self.reads.get(rule).is_none_or(|reads| reads.touched_by(&change.properties))
    }

    /// The extra inputs that a rule needs.
    pub(super) fn inputs(&self, rule: usize) -> &[ExtraInput] {
        self.rules.get(rule).map(|rule| &*rule.inputs).unwrap_or_default()
    }
}
