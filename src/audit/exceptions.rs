//! Waivers held against results. Which of them would accept a result is kept with it, so that only
//! results that count at the end make a waiver used, expired or unused.

use crate::items::Normalised;
use crate::model::{Notice, NoticeKind, Waived};
use crate::rules::{ComplianceRule, Waiver};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The waivers of a run.
#[derive(Debug, Clone)]
pub(super) struct Exceptions {
    all: Arc<[Waiver]>,
    /// By waiver: is its last day over?
    over: Vec<bool>,
    /// By rule: the waivers that name it.
    of: Arc<[Box<[u32]>]>,
}

/// How often waivers accepted something, or would have.
#[derive(Debug)]
pub(super) struct Uses(Vec<Use>);

#[derive(Debug, Clone, Copy, Default)]
struct Use {
    /// Results that it accepts, or would if it were not over.
    found: u64,
    /// Of those, the ones that no other waiver accepts in its stead.
    left: u64,
}

impl Exceptions {
    /// Waivers for these rules. A waiver holds to the end of its last day in UTC.
    pub fn new(all: Vec<Waiver>, rules: &[ComplianceRule], now: Timestamp) -> Self {
        let naming = |rule: &ComplianceRule| {
            let name = rule.header.name.as_bytes();
            let names = |waiver: &Waiver| waiver.rules.iter().any(|glob| glob.matches(name));
            let found = all.iter().enumerate().filter(|(_, waiver)| names(waiver));
            found.map(|(index, _)| index as u32).collect()
        };
        let of = rules.iter().map(naming).collect();
        Self { all: all.into(), over: Vec::new(), of }.at(now)
    }

    /// The same at another time.
    pub fn at(&self, now: Timestamp) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        let over = self.all.iter().map(|waiver| waiver.expires < today).collect();
        Self { all: Arc::clone(&self.all), over, of: Arc::clone(&self.of) }
    }

    /// Do other waivers hold than at another time?
    pub fn differ(&self, then: &Self) -> bool {
        self.over != then.over
    }

    /// The waivers that accept, or once did, what a rule says of an item.
    pub fn for_item(&self, rule: usize, item: &Normalised) -> Box<[u32]> {
        let named = self.of.get(rule).map(|of| &**of).unwrap_or_default().iter().copied();
        let root = item.tree.root();
        let selects = |at: &u32| {
            let waiver = self.all.get(*at as usize);
            waiver.is_some_and(|w| w.resources.iter().any(|selector| selector.selects(root)))
        };
        named.filter(selects).collect()
    }

    /// The first of these that is not over: what the result shows.
    pub fn accepting(&self, found: &[u32]) -> Option<Arc<Waived>> {
        let holds = |at: &&u32| self.over.get(**at as usize) == Some(&false);
        let at = found.iter().find(holds)?;
        self.all.get(*at as usize).map(|waiver| Arc::clone(&waiver.shown))
    }

    /// Nothing used yet.
    pub fn unused(&self) -> Uses {
        Uses(vec![Use::default(); self.all.len()])
    }

    /// Counts the waivers of a result that counts; true if one accepts it.
    pub fn count(&self, found: &[u32], uses: &mut Uses) -> bool {
        let accepted = self.accepting(found).is_some();
        for at in found {
            if let Some(of) = uses.0.get_mut(*at as usize) {
                of.found += 1;
                of.left += u64::from(!accepted);
            }
        }
        accepted
    }

    /// What is wrong with waivers, in their order.
    pub fn notices(&self, uses: &Uses) -> Vec<Notice> {
        let mut notices = Vec::new();
        for ((waiver, over), used) in self.all.iter().zip(&self.over).zip(&uses.0) {
            let expires = &waiver.shown.expires;
            let (kind, message) = match (over, used.left, used.found) {
                (true, 0, _) => {
                    let words =
                        format!("it ended on {expires} and nothing is left for it to accept");
                    (NoticeKind::WaiverUnused, words)
                }
                (true, left, _) => {
                    let results = if left == 1 { "result counts" } else { "results count" };
                    let words = format!("it ended on {expires}: {left} {results} again");
                    (NoticeKind::WaiverExpired, words)
                }
                (false, _, 0) => {
                    (NoticeKind::WaiverUnused, "there is nothing for it to accept".to_owned())
                }
                (false, ..) => continue,
            };
            notices.push(Notice {
                kind,
                subject: waiver.shown.waiver.clone(),
                message,
                file: Some((Arc::clone(&waiver.file), waiver.line)),
            });
        }
        notices
    }
}
