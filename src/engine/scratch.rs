//! What matching writes to: one per worker, reused from event to event, so that matching does not
//! allocate once the buffers have grown to the size of the events.

use crate::base::ids::{PathId, RuleId, TestId};
use crate::fields::{Field, FieldKind, Masks, Walker};
use crate::graph::Plan;

/// "None" in chains.
pub(super) const END: u32 = u32::MAX;

/// Buffers and marks of one worker for one plan.
///
/// Marks are not wiped between events: each carries the number of the event (`epoch`) that made
/// it, and older ones do not count.
#[derive(Debug)]
pub struct Scratch {
    pub(super) masks: Masks,
    pub(super) walker: Walker,
    pub(super) epoch: u32,
    /// One for each field of the walker.
    pub(super) slots: Vec<Slot>,
    /// Texts that are not in the event as such: unescaped ones, and those of the envelope.
    pub(super) side: Vec<u8>,
    pub(super) fold: Vec<u8>,
    pub(super) paths: Vec<PathMark>,
    /// For each test the epoch in which it last held.
    pub(super) held: Vec<u32>,
    /// For each test the value (see `value`) that it was last tried on.
    pub(super) tried: Vec<u32>,
    /// A number for each value of each event.
    pub(super) value: u32,
    /// The tests that hold, chained by path.
    pub(super) hits: Vec<(TestId, u32)>,
    /// For each clause `epoch * 4` plus the verdict.
    pub(super) clauses: Vec<u32>,
    /// For each rule the epoch in which it was last looked at.
    pub(super) rules: Vec<u32>,
    pub(super) matched: Vec<RuleId>,
    pub(super) combine: super::combine::Buffers,
    /// Rules whose evaluation ran out of steps.
    pub(super) exhausted: Vec<RuleId>,
}

/// A field's value, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// The next value of the same path, or `END`.
    pub next: u32,
    /// The exact test that the value is equal to, or `END`.
    pub exact: u32,
    /// The rank of a number among the bounds of the field's ranges, or `END` if not known yet.
    pub rank: u32,
    /// Its text: in `side` when `is_side`, else in the event.
    pub start: u32,
    pub len: u32,
    pub is_side: bool,
    pub kind: FieldKind,
    pub element: u32,
}

/// What is known of a path in this event.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathMark {
    pub epoch: u32,
    /// First value, or `END`.
    pub first: u32,
    /// Last value, or `END`.
    pub last: u32,
    /// First test that holds, or `END`.
    pub hits: u32,
}

impl Scratch {
    /// Buffers for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            masks: Masks::default(),
            walker: Walker::default(),
            epoch: 0,
            slots: Vec::new(),
            side: Vec::new(),
            fold: Vec::new(),
            paths: vec![PathMark { epoch: 0, first: END, last: END, hits: END }; plan.paths.len()],
            held: vec![0; plan.tests.len()],
            tried: vec![0; plan.tests.len()],
            value: 0,
            hits: Vec::new(),
            clauses: vec![0; plan.clauses.len()],
            rules: vec![0; plan.rule_count()],
            matched: Vec::new(),
            combine: super::combine::Buffers::default(),
            exhausted: Vec::new(),
        }
    }

    /// The masks of the text that was matched or read last.
    #[must_use]
    pub fn masks(&self) -> &Masks {
        &self.masks
    }

    /// Begins an event.
    pub(super) fn begin(&mut self) {
        // Marks are 30 bits of epoch and 2 of verdict; before they repeat, all are wiped.
        if self.epoch == u32::MAX >> 2 || self.value > u32::MAX / 2 {
            self.epoch = 0;
            self.value = 0;
            self.paths.iter_mut().for_each(|p| p.epoch = 0);
            for marks in [&mut self.held, &mut self.tried, &mut self.clauses, &mut self.rules] {
                marks.fill(0);
            }
        }
        self.epoch += 1;
        self.slots.clear();
        self.side.clear();
        self.hits.clear();
        self.matched.clear();
        self.exhausted.clear();
    }

    /// What is known of a path; nothing at first.
    #[inline]
    pub(super) fn path(&mut self, path: PathId) -> &mut PathMark {
        let mark = &mut self.paths[path.index()];
        if mark.epoch != self.epoch {
            *mark = PathMark { epoch: self.epoch, first: END, last: END, hits: END };
        }
        mark
    }

    /// The first value of a path, or `END`.
    #[inline]
    pub(super) fn first(&self, path: PathId) -> u32 {
        let mark = &self.paths[path.index()];
        if mark.epoch == self.epoch { mark.first } else { END }
    }

    /// Adds a value of a path; gives its number.
    #[inline]
    pub(super) fn add(&mut self, path: PathId, mut slot: Slot) -> u32 {
        slot.next = END;
        let at = self.slots.len() as u32;
        self.slots.push(slot);
        let mark = self.path(path);
        let last = std::mem::replace(&mut mark.last, at);
        if last == END {
            mark.first = at;
        } else {
            self.slots[last as usize].next = at;
        }
        at
    }

    /// The slot of a field of the walker: its text is in the event, or unescaped on the side.
    #[inline]
    pub(super) fn slot_of(&mut self, field: &Field, event: &[u8]) -> Slot {
        let (mut start, mut len) = (field.start, field.end - field.start);
        let is_side = field.kind == FieldKind::EscapedText;
        if is_side {
            let from = self.side.len();
            let raw = &event[field.start as usize..field.end as usize];
            crate::base::text::unescape_into(raw, &mut self.side);
            (start, len) = (from as u32, (self.side.len() - from) as u32);
        }
        let kind = if is_side { FieldKind::Text } else { field.kind };
        Slot { next: END, exact: END, rank: END, start, len, is_side, kind, element: field.element }
    }
}
