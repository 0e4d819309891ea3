//! The hot path: an event's bytes to the rules that match.
//!
//! 1. Walk the event along the plan's paths.
//! 2. Look every value up in the indexes of its path: tests that hold are marked (`look_up`).
//! 3. From each test that holds and that rules hang at, follow the decision trie to the rules
//!    worth a look.
//! 4. Check their remaining conditions against the marks; tests that are in no index are tried
//!    only now.
//! 5. Where array elements are involved, see that the values chosen belong together (`combine`).

use super::scratch::{END, Scratch, Slot};
use crate::base::ids::{ClauseId, RuleId, StepId, TestId};
use crate::base::number::Num;
use crate::fields::{EventError, FieldKind, check};
use crate::graph::{Clause, Next, Op, Plan, TestKind};
use crate::operators::Value;

/// What a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does not hold.
    No = 1,
    /// It holds when the other fields are pinned to the right array elements.
    Perhaps = 2,
    /// It holds, as far as its own field goes.
    Yes = 3,
}

impl Plan {
    /// The rules that an event matches, in order. `event` must be JSON: on other bytes the answer
    /// means nothing (see [`Plan::check_and_match`]).
    pub fn matches<'s>(&self, scratch: &'s mut Scratch, event: &[u8]) -> &'s [RuleId] {
        scratch.masks.read(event);
        self.run(scratch, event);
        &scratch.matched
    }

    /// The rules that an event matches, in order, after proof that the event is JSON.
    ///
    /// # Errors
    /// The first fault of the event.
    pub fn check_and_match<'s>(
        &self,
        scratch: &'s mut Scratch,
        event: &[u8],
    ) -> Result<&'s [RuleId], EventError> {
        check(event, &mut scratch.masks, self.depth)?;
        self.run(scratch, event);
        Ok(&scratch.matched)
    }

    fn run(&self, scratch: &mut Scratch, event: &[u8]) {
        scratch.begin();
        // Whitespace before the object is all that may come first.
        let start = event.iter().position(|b| *b == b'{').unwrap_or(event.len());
        scratch.walker.walk(event, &scratch.masks, &self.tree, start);
        self.decide(scratch, event);
    }

    fn decide(&self, scratch: &mut Scratch, event: &[u8]) {
        let mut run = Run { plan: self, event, s: scratch };
        run.look_up_fields();
        run.finish();
    }
}

impl Scratch {
    /// The rules that the last event matched, in order.
    #[must_use]
    pub fn matched(&self) -> &[RuleId] {
        &self.matched
    }

    /// Is there anything to tell of the last event: rules that match, or could not be decided?
    #[must_use]
    pub fn tells(&self) -> bool {
        !self.matched.is_empty() || !self.exhausted.is_empty()
    }

    /// Rules of the last event that could not be decided within the limit of steps, because of
    /// too many ways to combine array elements.
    #[must_use]
    pub fn exhausted(&self) -> &[RuleId] {
        &self.exhausted
    }
}

/// The matching of one event.
pub(super) struct Run<'a> {
    pub plan: &'a Plan,
    pub event: &'a [u8],
    pub s: &'a mut Scratch,
}

impl Run<'_> {
    /// From the tests that hold to the rules that match.
    pub(super) fn finish(&mut self) {
        self.follow_hits();
        self.s.matched.sort_unstable();
    }

    /// From the tests that hold, and for rules that need none, to the rules worth a look.
    fn follow_hits(&mut self) {
        let plan = self.plan;
        for at in 0..self.s.hits.len() {
            let entry = plan.entries[self.s.hits[at].0.index()];
            if entry != END {
                self.follow(Next(entry));
            }
        }
        for &rule in &plan.always {
            self.look_at(rule);
        }
    }

    #[inline]
    fn follow(&mut self, next: Next) {
        match next.get() {
            Ok(rule) => self.look_at(rule),
            Err(step) => self.follow_step(step),
        }
    }

    fn follow_step(&mut self, at: StepId) {
        let plan = self.plan;
        let step = plan.steps[at.index()];
        let rules = step.rules as usize..(step.rules + step.rule_count) as usize;
        for &rule in &plan.step_rules[rules] {
            self.look_at(rule);
        }
        let paths = step.paths as usize..(step.paths + step.path_count) as usize;
        for &path in &plan.step_paths[paths] {
            let mark = self.s.paths[path.index()];
            let mut hit = if mark.epoch == self.s.epoch { mark.hits } else { END };
            while hit != END {
                let (test, next) = self.s.hits[hit as usize];
                if let Some(next) = plan.pairs.find(at, test) {
                    self.follow(next);
                }
                hit = next;
            }
        }
    }

    fn look_at(&mut self, rule: RuleId) {
        let epoch = self.s.epoch;
        if std::mem::replace(&mut self.s.rules[rule.index()], epoch) == epoch {
            return;
        }
        let plan = self.plan;
        let verdict = self.all(plan.rule_ops(rule));
        if verdict == Verdict::No {
            return;
        }
        // One condition alone cannot be at odds with others over array elements.
        if self.s.walker.elements.len() > 1
            && (verdict == Verdict::Perhaps || self.in_arrays(plan.rule_ops(rule)) > 1)
        {
            match self.combine(plan.rule_ops(rule)) {
                Some(true) => {}
                Some(false) => return,
                None => {
                    self.s.exhausted.push(rule);
                    return;
                }
            }
        }
        self.s.matched.push(rule);
    }

    /// How many conditions have values in array elements, counted up to two.
    fn in_arrays(&self, ops: &[Op]) -> usize {
        let mut count = 0;
        for op in ops {
            count += match op.get() {
                Ok(clause) => {
                    let mut at = self.s.first(self.plan.clauses[clause.index()].path);
                    while at != END && self.s.slots[at as usize].element == 0 {
                        at = self.s.slots[at as usize].next;
                    }
                    usize::from(at != END)
                }
                Err(group) => self.in_arrays(&self.plan.ops[self.plan.groups[group].ops()]),
            };
            if count > 1 {
                break;
            }
        }
        count
    }

    fn all(&mut self, ops: &[Op]) -> Verdict {
        let mut verdict = Verdict::Yes;
        for op in ops {
            match self.op(*op) {
                Verdict::No => return Verdict::No,
                Verdict::Perhaps => verdict = Verdict::Perhaps,
                Verdict::Yes => {}
            }
        }
        verdict
    }

    /// What a condition says, array elements apart.
    #[inline]
    pub(super) fn op(&mut self, op: Op) -> Verdict {
        match op.get() {
            Ok(clause) => self.clause(clause),
            Err(group) => self.group(group),
        }
    }

    fn group(&mut self, group: usize) -> Verdict {
        let plan = self.plan;
        let group = plan.groups[group];
        let ops = &plan.ops[group.ops()];
        if !group.any {
            return self.all(ops);
        }
        let mut verdict = Verdict::No;
        for op in ops {
            match self.op(*op) {
                Verdict::Yes => return Verdict::Yes,
                Verdict::Perhaps => verdict = Verdict::Perhaps,
                Verdict::No => {}
            }
        }
        verdict
    }

    #[inline]
    pub(super) fn clause(&mut self, id: ClauseId) -> Verdict {
        let known = self.s.clauses[id.index()];
        if known >> 2 == self.s.epoch {
            return match known & 3 {
                1 => Verdict::No,
                2 => Verdict::Perhaps,
                _ => Verdict::Yes,
            };
        }
        let verdict = self.decide_clause(self.plan.clauses[id.index()]);
        self.s.clauses[id.index()] = self.s.epoch << 2 | verdict as u32;
        verdict
    }

    fn decide_clause(&mut self, clause: Clause) -> Verdict {
        let plan = self.plan;
        let first = self.s.first(clause.path);
        if first == END {
            return if clause.absent() { Verdict::Yes } else { Verdict::No };
        }
        for test in &plan.clause_tests[clause.tests()] {
            let holds = if plan.tests[test.index()].eager {
                self.s.held[test.index()] == self.s.epoch
            } else {
                let mut at = first;
                loop {
                    if self.try_test(*test, at) {
                        break true;
                    }
                    at = self.s.slots[at as usize].next;
                    if at == END {
                        break false;
                    }
                }
            };
            if holds {
                return Verdict::Yes;
            }
        }
        if !clause.absent() {
            return Verdict::No;
        }
        // Absent only if every value lies in some array element, and not in those the other
        // fields get pinned to.
        let mut at = first;
        while at != END {
            let slot = self.s.slots[at as usize];
            if slot.element == 0 {
                return Verdict::No;
            }
            at = slot.next;
        }
        Verdict::Perhaps
    }

    /// Tries a test on one value.
    #[inline]
    pub(super) fn try_test(&mut self, test: TestId, at: u32) -> bool {
        let plan = self.plan;
        let row = &plan.tests[test.index()];
        let slot = self.s.slots[at as usize];
        match row.kind {
            TestKind::Exists => true,
            TestKind::ButValues => {
                let list = &plan.excluded[row.at as usize..(row.at + row.len) as usize];
                slot.exact == END || list.binary_search(&TestId(slot.exact)).is_err()
            }
            TestKind::Range => {
                slot.kind == FieldKind::Number
                    && (row.at..=row.len).contains(&self.rank(row.path, at))
            }
            TestKind::Other => self.try_other(row.at, &slot),
            // INVARIANT (exact-is-eager): exact tests are all in the indexes, so the one that a
            // value is equal to is known.
            TestKind::Text
            | TestKind::Number
            | TestKind::Null
            | TestKind::False
            | TestKind::True => slot.exact == test.0,
        }
    }

    /// Tries a test of the plan's `others` on one value.
    fn try_other(&mut self, other: u32, slot: &Slot) -> bool {
        let side = if slot.is_side { &self.s.side[..] } else { self.event };
        let text = &side[slot.start as usize..(slot.start + slot.len) as usize];
        let value = match slot.kind {
            FieldKind::Text | FieldKind::EscapedText => Value::Text(text),
            FieldKind::Number => Value::Number(Num::parse(text)),
            FieldKind::True => Value::Bool(true),
            FieldKind::False => Value::Bool(false),
            FieldKind::Null => Value::Null,
        };
        self.plan.others[other as usize].holds(&value, &mut self.s.fold)
    }
}
