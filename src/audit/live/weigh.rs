//! An item judged by itself, on any thread.

use crate::audit::accounts::settle;
use crate::audit::auditor::Auditor;
use crate::audit::judge::{Around, Detail, Judged, State};
use crate::audit::key::Age;
use crate::audit::kinds::Kind;
use crate::audit::spot::Spot;
use crate::compliance::{NoItems, Turns};
use crate::items::{Head, Normalised};
use crate::model::ComplianceType;
use jiff::Timestamp;
use std::sync::Arc;

/// A rule, its outcome if it was judged, and until when that holds.
pub(super) type Weight = (u32, Option<ComplianceType>, Option<Timestamp>);

/// An item with what could be said of it alone.
#[derive(Debug)]
pub struct Weighed {
    pub(super) age: Age,
    pub(super) kind: Arc<Kind>,
    pub(super) head: Head,
    pub(super) gone: bool,
    pub(super) whole: bool,
    pub(super) outcomes: Vec<Weight>,
    pub(super) details: Vec<(u32, Box<Detail>)>,
    pub(super) item: Option<Box<Normalised>>,
}

impl Auditor {
    /// Makes an item that names no account one of the account that such items are of.
    pub fn own(&self, item: &mut Normalised) {
        if let (None, Some(account)) = (&item.head.account, &self.account) {
            settle(item, account);
        }
    }

    /// Judges an [owned](Auditor::own) item, of the resource of this number, by all rules that can
    /// be answered from it alone.
    #[must_use]
    pub fn weigh(&self, item: Box<Normalised>, number: u64) -> Weighed {
        let kind = self.kinds.of(&item.head.resource_type);
        let state = State::of(&item);
        let (mut outcomes, mut details) = (Vec::with_capacity(kind.rules.len()), Vec::new());
        for &rule in &kind.rules {
            let turns = Turns::default();
            let judged = match &state {
                State::Gone => Judged::quiet(ComplianceType::NotApplicable),
                State::Elsewhere(words) => {
                    Judged::told(ComplianceType::InsufficientData, words.clone())
                }
                State::Whole if self.waits(rule) => {
                    outcomes.push((rule, None, None));
                    continue;
                }
                State::Whole => {
                    let around = Around { others: &NoItems, turns: Some(&turns) };
                    self.judge(rule as usize, &item, &spot(number), around)
                }
            };
            outcomes.push((rule, Some(judged.compliance), turns.first()));
            details.extend(judged.detail.map(|detail| (rule, detail)));
        }
        let whole = state == State::Whole;
        let again = outcomes.iter().any(|(_, outcome, until)| outcome.is_none() || until.is_some());
        Weighed {
            age: Age::of(&item.head),
            head: item.head.clone(),
            gone: state == State::Gone,
            whole,
            outcomes,
            details,
            item: Some(item).filter(|_| whole && (kind.other || again)),
            kind,
        }
    }
}

/// Items that live on stand in no file: their numbers say which they are.
pub(super) fn spot(number: u64) -> Spot {
    Spot { input: Arc::from("config"), index: number, place: None, quoted: true }
}
