//! What can be judged at the end only: rules that look at other items or need an extra input.

use super::auditor::Auditor;
use super::judge::{Around, Judged, State};
use super::ledger::Ledger;
use super::others::Others;
use super::parts::others_of_rule;
use crate::items::Head;
use crate::model::ComplianceType;
use crate::rules::ExtraInput;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Judgements that a thread takes at once.
const BLOCK: usize = 32;

/// A judgement at the end.
#[derive(Debug)]
pub(super) struct Late {
    /// The resource, an index into the ledger's records.
    pub record: u32,
    pub rule: u32,
    pub judged: Judged,
}

impl Ledger {
    /// The judgements that were put off, by record and rule.
    pub(super) fn judge_late(&self, auditor: &Auditor) -> Vec<Late> {
        let mut open = Vec::new();
        for (at, record) in self.records.iter().enumerate() {
            let outcomes = self.ways.get(record.way).iter();
            let waiting = outcomes.filter(|(_, outcome)| outcome.is_none());
            open.extend(waiting.map(|(rule, _)| (at as u32, *rule)));
        }
        if open.is_empty() {
            return Vec::new();
        }
        let others = self.others(auditor);
        let judge = |(record, rule): &(u32, u32)| Late {
            record: *record,
            rule: *rule,
            judged: self.judge_one(auditor, *record, *rule as usize, &others),
        };
        let blocks: Vec<_> = open.chunks(BLOCK).collect();
        let threads = auditor.threads.clamp(1, blocks.len());
        if threads == 1 {
            return open.iter().map(judge).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.extend(block.iter().map(judge));
            }
            done
        };
        let mut late: Vec<Late> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let ended = all.into_iter().map(std::thread::ScopedJoinHandle::join);
            ended.flat_map(|end| end.unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
        });
        late.sort_by_key(|late| (late.record, late.rule));
        late
    }

    /// The newest versions of the resources that rules look at, with the indexes that they need.
    fn others(&self, auditor: &Auditor) -> Others<'_> {
        let held = (0..self.records.len() as u32).filter_map(|at| self.held.get(&at));
        let items = held.filter_map(|held| held.item.as_deref()).filter(|item| {
            auditor.kinds.of(&item.head.resource_type).other && State::of(item) == State::Whole
        });
        let mut others = Others::new(items.collect());
        for rule in &*auditor.rules {
            others_of_rule(rule, &mut |related| others.prepare(related));
        }
        others
    }

    fn judge_one(&self, auditor: &Auditor, at: u32, rule: usize, others: &Others<'_>) -> Judged {
        // INVARIANT (open-items-are-kept): items with a judgement put off are held whole.
        let held = self.held.get(&at).and_then(|held| Some((held, held.item.as_deref()?)));
        let Some((held, item)) = held else {
            return Judged::quiet(ComplianceType::NotApplicable);
        };
        match absent(auditor, &self.extra, rule, &item.head) {
            Some(words) => auditor.judge_without(rule, item, &words, Around::alone()),
            None => auditor.judge(rule, item, &held.spot, Around::others(others)),
        }
    }
}

/// Which of a rule's extra inputs is not there for the account of an item, in words. `extra` has
/// those that there are, with their accounts.
pub(super) fn absent(
    auditor: &Auditor,
    extra: &[(ExtraInput, Option<String>)],
    rule: usize,
    head: &Head,
) -> Option<String> {
    for input in auditor.inputs(rule) {
        let given = || extra.iter().filter(|(known, _)| known == input).map(|(_, of)| of);
        let fits = |of: &Option<String>| *of == head.account || head.account.is_none();
        if given().any(fits) {
            continue;
        }
        let of = head.account.as_ref().filter(|_| given().next().is_some());
        let of = of.map_or(String::new(), |account| format!(" of account {account}"));
        let not_said = given().any(Option::is_none);
        let why = if not_said { "; the one given does not say whose it is" } else { "" };
        return Some(format!("needs the input `{}`{of}{why}", input.word()));
    }
    None
}
