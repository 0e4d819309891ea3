//! The one that keeps count: takes items in input order, and of each resource keeps the newest
//! version. A resource that is as it should be costs about sixty bytes; what there is to tell of
//! others, and items that others are judged by, are kept whole.

use super::accounts::{Accounts, settle};
use super::against::Earlier;
use super::assessed::{Assessed, Body, Step};
use super::auditor::Auditor;
use super::held::{Held, Version, resource};
use super::judge::{Around, Detail, is_loud};
use super::key::Age;
use super::outcomes::{Outcome, Way, Ways};
use super::spot::Spot;
use super::twice::Twice;
use crate::items::Normalised;
use crate::model::Resource;
use crate::rules::ExtraInput;
use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};
use std::cmp::Ordering;
use std::sync::Arc;

/// What is known of every resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub key: u128,
    pub age: Age,
    pub way: Way,
}

/// What is known of the resources of a run.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(super) records: Vec<Record>,
    index: HashTable<u32>,
    pub(super) ways: Ways,
    /// By record: the newest version, where there is something to tell of it.
    pub(super) held: HashMap<u32, Arc<Held>, RandomState>,
    /// By record: all versions, where changes are told.
    pub(super) history: HashMap<u32, Vec<Version>, RandomState>,
    /// By record: what rules read of the newest version.
    seals: HashMap<u32, Box<[u64]>, RandomState>,
    pub(super) accounts: Accounts,
    pub(super) twice: Twice,
    /// The extra inputs that there are, and the accounts they are of.
    pub(super) extra: Vec<(ExtraInput, Option<String>)>,
    /// Extra inputs that do not say whose they are.
    nobodys: Vec<(Box<Normalised>, Spot)>,
    pub(super) earlier: Option<Arc<Earlier>>,
    pub(super) carried: u64,
    /// Could some of the inputs not be read? Then what is not there may be there all the same.
    pub(super) partial: bool,
    turn: u64,
}

impl Ledger {
    /// Nothing known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, to be compared with an earlier state that the same auditor found.
    #[must_use]
    pub fn against(earlier: Earlier) -> Self {
        Self { earlier: Some(Arc::new(earlier)), ..Self::default() }
    }

    /// Takes note that some of the inputs could not be read: what is missing proves nothing.
    pub fn miss(&mut self) {
        self.partial = true;
    }

    /// Takes an item; they have to come in input order.
    pub fn take(&mut self, auditor: &Auditor, item: Assessed) {
        let body = &item.body;
        self.accounts.see((&item.kind.name, body.id()), body.account(), &item.spot);
        if item.kind.is_idle() {
            return;
        }
        let nobodys = item.kind.extra.is_some() && item.body.account().is_none();
        match item.body {
            Body::Item(whole) if nobodys => self.nobodys.push((whole, item.spot)),
            _ => self.enter(auditor, item),
        }
    }

    /// Takes the extra inputs that do not say whose they are: in a run of one account they are its.
    pub(super) fn take_nobodys(&mut self, auditor: &Auditor) {
        for (mut whole, spot) in std::mem::take(&mut self.nobodys) {
            if let Some(account) = self.accounts.only() {
                settle(&mut whole, account);
            }
            self.enter(auditor, auditor.assess(whole, spot));
        }
    }

    fn enter(&mut self, auditor: &Auditor, mut item: Assessed) {
        let turn = self.turn;
        self.turn += 1;
        self.see_extra(&item);
        let Assessed { key, age, .. } = item;
        let known = self.number(key).and_then(|at| Some((at, *self.record(at)?)));
        let order = known.map_or(Ordering::Greater, |(_, before)| age.cmp(&before.age));
        let history = auditor.tell.timeline || auditor.tell.events;
        if order == Ordering::Less && !history {
            return;
        }
        let before = known.filter(|_| order == Ordering::Greater);
        let (outcomes, details) = self.outcomes(auditor, &mut item, before);
        let way = self.ways.of(&outcomes);
        if let (Ordering::Equal, Some((at, _))) = (order, known) {
            self.twice.note(at, &item);
        }
        let at = match known {
            Some((at, _)) => at,
            None => self.add(Record { key, age, way }),
        };
        if let Some(record) = self.records.get_mut(at as usize).filter(|_| order != Ordering::Less)
        {
            *record = Record { key, age, way };
            match item.seals.take() {
                Some(seals) => drop(self.seals.insert(at, seals)),
                None => drop(self.seals.remove(&at)),
            }
        }
        let changes = item.body.change().map(|change| change.properties.as_slice().into());
        let held = self.hold(auditor, key, item, turn, &outcomes, details);
        if history && let Some(held) = &held {
            let held = Arc::clone(held);
            self.history.entry(at).or_default().push(Version { age, way, held, changes });
        }
        if order != Ordering::Less {
            match held {
                Some(held) => drop(self.held.insert(at, held)),
                None => drop(self.held.remove(&at)),
            }
        }
    }

    /// Takes note of the account of an item that was not read, since nothing
    /// [wants](Auditor::wants) its type.
    pub fn account(&mut self, auditor: &Auditor, account: Option<&str>, spot: &Spot) {
        self.accounts.see(("", ""), account.or(auditor.account.as_deref()), spot);
    }

    /// What is known of a resource.
    pub(super) fn find(&self, key: u128) -> Option<&Record> {
        self.record(self.number(key)?)
    }

    fn number(&self, key: u128) -> Option<u32> {
        let same = |at: &u32| self.record(*at).is_some_and(|record| record.key == key);
        self.index.find(short(key), same).copied()
    }

    fn record(&self, at: u32) -> Option<&Record> {
        self.records.get(at as usize)
    }

    fn add(&mut self, record: Record) -> u32 {
        let at = self.records.len() as u32;
        let records = &self.records;
        self.index.insert_unique(short(record.key), at, |at| {
            records.get(*at as usize).map_or(0, |record| short(record.key))
        });
        self.records.push(record);
        at
    }

    fn see_extra(&mut self, item: &Assessed) {
        let Some(extra) = item.kind.extra else { return };
        let account = item.body.account();
        if !self.extra.iter().any(|(known, of)| *known == extra && of.as_deref() == account) {
            self.extra.push((extra, account.map(str::to_owned)));
        }
    }

    /// The outcomes of an item: those that stay as they were before, and those to be judged now.
    fn outcomes(
        &mut self,
        auditor: &Auditor,
        item: &mut Assessed,
        before: Option<(u32, Record)>,
    ) -> (Vec<Outcome>, Vec<(u32, Box<Detail>)>) {
        let (mut outcomes, mut details) = (Vec::with_capacity(item.steps.len()), Vec::new());
        let seals = before.and_then(|(at, _)| self.seals.get(&at));
        for (n, step) in std::mem::take(&mut item.steps).into_iter().enumerate() {
            let Some(&rule) = item.kind.rules.get(n) else { break };
            let judged = match step {
                Step::Later => {
                    outcomes.push((rule, None));
                    continue;
                }
                Step::Is(judged) => judged,
                Step::Same => {
                    let seal = item.seals.as_ref().and_then(|own| own.get(n));
                    let same = seal.is_some() && seals.and_then(|known| known.get(n)) == seal;
                    let kept = before.filter(|_| same);
                    let kept = kept.and_then(|(_, record)| self.ways.outcome(record.way, rule));
                    // What is to be told is judged anew, to tell of values of this version.
                    if let Some(compliance) = kept.filter(|c| !is_loud(*c)) {
                        self.carried += 1;
                        outcomes.push((rule, Some(compliance)));
                        continue;
                    }
                    // INVARIANT (open-items-are-kept): `Auditor::assess` keeps items with a step
                    // that is not judged.
                    let Body::Item(whole) = &item.body else { continue };
                    auditor.judge(rule as usize, whole, &item.spot, Around::alone())
                }
            };
            outcomes.push((rule, Some(judged.compliance)));
            details.extend(judged.detail.map(|detail| (rule, detail)));
        }
        (outcomes, details)
    }

    /// What is kept of a version, if anything.
    fn hold(
        &self,
        auditor: &Auditor,
        key: u128,
        item: Assessed,
        turn: u64,
        outcomes: &[Outcome],
        details: Vec<(u32, Box<Detail>)>,
    ) -> Option<Arc<Held>> {
        let later = outcomes.iter().any(|(_, outcome)| outcome.is_none());
        let needed = (item.whole && (item.kind.other || later)) || auditor.tell.timeline;
        let compared = self.earlier.as_ref().is_some_and(|earlier| earlier.knows(key));
        let tell = auditor.tell;
        let told = tell.all || tell.timeline || tell.events || compared || !details.is_empty();
        if !needed && !told {
            return None;
        }
        let resource = match item.body.head() {
            Some(head) => resource(head),
            None => Resource {
                resource_type: item.kind.name.to_string(),
                resource_id: item.body.id().to_owned(),
                account: item.body.account().map(str::to_owned),
                captured: item.age.captured(),
                ..Resource::default()
            },
        };
        let resource = Arc::new(resource);
        let item_kept = match item.body {
            Body::Item(whole) if needed => Some(whole),
            Body::Item(_) | Body::Head(_) | Body::Quiet(_) => None,
        };
        let gone = !item.whole && details.is_empty();
        Some(Arc::new(Held { resource, spot: item.spot, turn, gone, details, item: item_kept }))
    }
}

/// The part of a key that the index is by.
fn short(key: u128) -> u64 {
    key as u64
}
