//! Notices as the grouped forms keep them: the first of each kind.

use crate::model::{Notice, NoticeKind};
use crate::report::eval::samples::Samples;
use std::collections::BTreeMap;

/// The notices of a run.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Notices {
    keep: usize,
    kinds: BTreeMap<&'static str, Samples<Notice>>,
}

impl Notices {
    /// None yet; keeps the first `keep` of a kind.
    pub(in crate::report::eval) fn new(keep: usize) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Takes a notice.
    pub(in crate::report::eval) fn add(&mut self, notice: &Notice) {
        let samples = self.kinds.entry(notice.kind.word()).or_default();
        samples.add(notice, self.keep);
    }

    /// The kinds that there are, by their words.
    pub(in crate::report::eval) fn kinds(
        &self,
    ) -> impl Iterator<Item = (&'static str, &Samples<Notice>)> {
        self.kinds.iter().map(|(word, samples)| (*word, samples))
    }

    /// Those of a kind.
    pub(in crate::report::eval) fn of(&self, kind: NoticeKind) -> Option<&Samples<Notice>> {
        self.kinds.get(kind.word())
    }
}
