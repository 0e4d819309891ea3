//! From the values of an event to the tests that hold for them: step 2 of the hot path. Exact values
//! are looked up in one hash table for all paths, other tests in the index of their kind and path.

use super::matcher::Run;
use super::scratch::{END, Scratch, Slot};
use crate::base::fold::fold_with;
use crate::base::ids::{PathId, TestId};
use crate::base::number::Num;
use crate::fields::FieldKind;
use crate::graph::{hash_number, hash_text};
use crate::operators::parse_ip;

impl Run<'_> {
    /// Looks up every field that the walk found.
    pub(super) fn look_up_fields(&mut self) {
        for at in 0..self.s.walker.fields.len() {
            let field = self.s.walker.fields[at];
            let slot = self.s.slot_of(&field, self.event);
            let slot = self.s.add(field.path, slot);
            self.look_up(field.path, slot);
        }
    }

    /// Marks the indexed tests that hold for a value.
    #[inline]
    pub(super) fn look_up(&mut self, path: PathId, at: u32) {
        let plan = self.plan;
        let row = plan.paths[path.index()];
        let slot = self.s.slots[at as usize];
        if row.exists != END {
            self.hit(path, TestId(row.exists));
        }
        match slot.kind {
            FieldKind::Text | FieldKind::EscapedText => {
                if row.exact {
                    let text = self.text(&slot);
                    let hash = hash_text(path, text);
                    let found = plan.exact.find(hash, |test| {
                        let row = &plan.tests[test.index()];
                        row.path == path && same(plan.text(row), text)
                    });
                    if let Some(test) = found {
                        self.s.slots[at as usize].exact = test.0;
                        self.hit(path, test);
                    }
                }
                if row.rare() {
                    self.look_up_text(path, &slot);
                }
            }
            FieldKind::Number => {
                if row.numbers || row.ranged {
                    self.look_up_number(path, at);
                }
            }
            FieldKind::Null => self.look_up_word(path, at, row.truth[0]),
            FieldKind::False => self.look_up_word(path, at, row.truth[1]),
            FieldKind::True => self.look_up_word(path, at, row.truth[2]),
        }
    }

    fn look_up_word(&mut self, path: PathId, at: u32, test: u32) {
        if test != END {
            self.s.slots[at as usize].exact = test;
            self.hit(path, TestId(test));
        }
    }

    fn look_up_number(&mut self, path: PathId, at: u32) {
        let plan = self.plan;
        let row = plan.paths[path.index()];
        let slot = self.s.slots[at as usize];
        let event = self.event;
        let text = &event[slot.start as usize..(slot.start + slot.len) as usize];
        let n = Num::parse(text);
        if row.numbers {
            let hash = hash_number(path, &n);
            let found = plan.exact_numbers.find(hash, |test| {
                let row = &plan.tests[test.index()];
                row.path == path && plan.numbers[row.at as usize].as_num() == n
            });
            if let Some(test) = found {
                self.s.slots[at as usize].exact = test.0;
                self.hit(path, test);
            }
        }
        if row.ranged {
            let ranges = &plan.ranges[row.ranges as usize];
            let rank = ranges.rank(&n);
            self.s.slots[at as usize].rank = rank;
            ranges.find(rank, |test| self.hit(path, test));
        }
    }

    /// The rank of a number among the bounds of its field's ranges.
    pub(super) fn rank(&mut self, path: PathId, at: u32) -> u32 {
        let slot = &mut self.s.slots[at as usize];
        if slot.rank == END {
            let text = &self.event[slot.start as usize..(slot.start + slot.len) as usize];
            let plan = self.plan;
            let ranges = &plan.ranges[plan.paths[path.index()].ranges as usize];
            slot.rank = ranges.rank(&Num::parse(text));
        }
        slot.rank
    }

    /// The indexes of strings other than exact ones.
    fn look_up_text(&mut self, path: PathId, slot: &Slot) {
        let plan = self.plan;
        let row = plan.paths[path.index()];
        // The side buffer and the folding buffer leave the scratch while values lie in them.
        let side = std::mem::take(&mut self.s.side);
        let mut buffer = std::mem::take(&mut self.s.fold);
        let from = if slot.is_side { &side[..] } else { self.event };
        let text = &from[slot.start as usize..(slot.start + slot.len) as usize];
        if row.prefixes[0] != END {
            plan.prefixes[row.prefixes[0] as usize].find(text, |t| self.hit(path, t));
        }
        if row.suffixes[0] != END {
            plan.suffixes[row.suffixes[0] as usize].find(text, |t| self.hit(path, t));
        }
        if row.wildcards != END {
            self.s.value += 1;
            let value = self.s.value;
            plan.wildcards[row.wildcards as usize].find(text, |test, wildcard| {
                let tried = &mut self.s.tried[test.index()];
                if std::mem::replace(tried, value) != value && wildcard.matches(text) {
                    self.hit(path, test);
                }
            });
        }
        if row.blocks != END
            && let Some(ip) = parse_ip(text)
        {
            plan.blocks[row.blocks as usize].find(ip, |t| self.hit(path, t));
        }
        if row.folded || row.prefixes[1] != END || row.suffixes[1] != END {
            let folded = if text.is_ascii() {
                buffer.clear();
                buffer.extend(text.iter().map(u8::to_ascii_lowercase));
                &buffer
            } else {
                fold_with(text, &mut buffer)
            };
            if row.folded {
                let hash = hash_text(path, folded);
                let found = plan.folded.find(hash, |test| {
                    let row = &plan.tests[test.index()];
                    row.path == path && same(plan.folded_text(row), folded)
                });
                if let Some(test) = found {
                    self.hit(path, test);
                }
            }
            if row.prefixes[1] != END {
                plan.prefixes[row.prefixes[1] as usize].find(folded, |t| self.hit(path, t));
            }
            if row.suffixes[1] != END {
                plan.suffixes[row.suffixes[1] as usize].find(folded, |t| self.hit(path, t));
            }
        }
        self.s.side = side;
        self.s.fold = buffer;
    }

    #[inline]
    fn hit(&mut self, path: PathId, test: TestId) {
        mark(self.s, path, test);
    }

    #[inline]
    pub(super) fn text(&self, slot: &Slot) -> &[u8] {
        let from = if slot.is_side { &self.s.side[..] } else { self.event };
        &from[slot.start as usize..(slot.start + slot.len) as usize]
    }
}

#[inline]
fn mark(s: &mut Scratch, path: PathId, test: TestId) {
    let epoch = s.epoch;
    if std::mem::replace(&mut s.held[test.index()], epoch) != epoch {
        let at = s.hits.len() as u32;
        let next = std::mem::replace(&mut s.path(path).hits, at);
        s.hits.push((test, next));
    }
}

/// Are two texts the same? Short ones, which most are, without a call.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() || a.len() > 32 {
        return a == b;
    }
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    a.iter().zip(b).all(|(a, b)| u64::from_le_bytes(*a) == u64::from_le_bytes(*b))
        && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}
