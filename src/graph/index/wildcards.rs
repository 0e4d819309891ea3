//! Wildcards: one scan for a telling text of each, then the few that it brings up are tried.

use crate::base::ids::TestId;
use crate::operators::Wildcard;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeMap;

/// Below this many it is quicker to try each.
const FEW: usize = 4;

/// The wildcards of one field.
#[derive(Debug, Clone)]
pub struct WildcardSet {
    scan: Option<AhoCorasick>,
    /// For each text of the scan, where its wildcards begin in `rows`; one more at the end.
    starts: Box<[u32]>,
    rows: Box<[(TestId, Wildcard)]>,
}

impl WildcardSet {
    /// Builds the set. Each wildcard is found by the one of its texts that the fewest others
    /// have, the longest of those.
    ///
    /// # Errors
    /// When the texts are too many for an automaton.
    pub fn new(entries: &[(&Wildcard, TestId)]) -> Result<Self, String> {
        let mut sharers: BTreeMap<&[u8], usize> = BTreeMap::new();
        for (wildcard, _) in entries {
            for piece in wildcard.pieces.iter().filter(|p| !p.is_empty()) {
                *sharers.entry(piece).or_default() += 1;
            }
        }
        let mut by_text: BTreeMap<&[u8], Vec<(TestId, Wildcard)>> = BTreeMap::new();
        for (wildcard, test) in entries {
            let text = wildcard
                .pieces
                .iter()
                .filter(|p| !p.is_empty())
                .min_by_key(|p| (sharers[&***p], usize::MAX - p.len()));
            let text = text.map_or(&b""[..], |t| t);
            by_text.entry(text).or_default().push((*test, (*wildcard).clone()));
        }
        let few = entries.len() <= FEW || by_text.contains_key(&b""[..]);
        let scan = if few {
            None
        } else {
            let scan = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(by_text.keys())
                .map_err(|e| e.to_string())?;
            Some(scan)
        };
        let mut starts = vec![0];
        let mut rows = Vec::new();
        for group in by_text.into_values() {
            rows.extend(group);
            starts.push(rows.len() as u32);
        }
        Ok(Self { scan, starts: starts.into(), rows: rows.into() })
    }

    /// Calls `candidate` for the wildcards that the value may have the form of, and no few of the
    /// others; for each perhaps more than once.
    #[inline]
    pub fn find(&self, value: &[u8], mut candidate: impl FnMut(TestId, &Wildcard)) {
        let Some(scan) = &self.scan else {
            self.rows.iter().for_each(|(test, wildcard)| candidate(*test, wildcard));
            return;
        };
        for found in scan.find_overlapping_iter(value) {
            let text = found.pattern().as_usize();
            let rows = self.starts[text] as usize..self.starts[text + 1] as usize;
            self.rows[rows].iter().for_each(|(test, wildcard)| candidate(*test, wildcard));
        }
    }

    /// How many wildcards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let pieces = |w: &Wildcard| w.pieces.iter().map(|p| 16 + p.len()).sum::<usize>();
        self.scan.as_ref().map_or(0, AhoCorasick::memory_usage)
            + size_of_val(&*self.starts)
            + size_of_val(&*self.rows)
            + self.rows.iter().map(|(_, w)| pieces(w)).sum::<usize>()
    }
}
