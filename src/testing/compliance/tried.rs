//! Items of a case, judged by rules as `eval` does it.

use crate::audit::{AskPlugin, Auditor, Ledger, Setup, Spot, Tell, Verdicts};
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::items::{Content, Normalised, read};
use crate::rules::{ComplianceRule, Waiver};
use crate::sources::InputFormat;
use crate::testing::case::Case;
use crate::testing::gather::{Gatherer, Sight};
use jiff::Timestamp;
use std::sync::Arc;

/// The items of a case, with what they are called.
///
/// # Errors
/// Everything that could not be read.
pub(in crate::testing) fn items(
    case: &Case<'_>,
    sources: &Sources,
    limits: &Limits,
) -> Result<Vec<(Normalised, Spot)>, Vec<String>> {
    let (file, form) = (case.file.as_str(), Some(InputFormat::Config));
    let gatherer = Gatherer { sources, limits, file, form, noun: "items" };
    let mut all = Vec::new();
    gatherer.each(&case.items, &mut |Sight { label, chunk, record, .. }| {
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        match read(bytes.into(), limits.depth).map_err(|e| e.message)? {
            Content::Item(item) => {
                let place = Some(record.place);
                let (input, index, quoted) = (label.into(), record.index, record.quoted);
                all.push((*item, Spot { input, index, place, quoted }));
                Ok(())
            }
            Content::Other(word) => Err(format!("a message of type `{word}` holds no item")),
        }
    })?;
    Ok(all)
}

/// When the newest of the items was captured.
pub(in crate::testing) fn newest(items: &[(Normalised, Spot)]) -> Option<Timestamp> {
    items.iter().filter_map(|(item, _)| item.head.captured).max()
}

/// Rules to try items on.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Tried {
    pub rules: Arc<[ComplianceRule]>,
    pub waivers: Vec<Waiver>,
    pub now: Timestamp,
    pub plugins: Option<Arc<dyn AskPlugin>>,
}

impl Tried {
    /// What the rules say of the items.
    pub fn on(&self, items: &[(Normalised, Spot)]) -> Verdicts {
        let auditor = Auditor::new(Setup {
            rules: Arc::clone(&self.rules),
            waivers: self.waivers.clone(),
            now: self.now,
            plugins: self.plugins.clone(),
            tell: Tell { all: true, timeline: true, events: true },
            ..Setup::default()
        });
        let mut ledger = Ledger::new();
        for (item, spot) in items {
            ledger.take(&auditor, auditor.assess(Box::new(item.clone()), spot.clone()));
        }
        ledger.finish(&auditor)
    }
}
