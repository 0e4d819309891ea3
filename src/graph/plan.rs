//! The frozen plan: flat tables that matching reads and never changes.

use super::index::affix::AffixTree;
use super::index::blocks::BlockTree;
use super::index::ranges::RangeTree;
use super::index::wildcards::WildcardSet;
use crate::base::ids::{ClauseId, PathId, RuleId, StepId, TestId};
use crate::base::number::{Decimal, Num, NumKey};
use crate::base::text::Text;
use crate::fields::PathTree;
use crate::operators::Test;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

/// "None" in tables of `u32`.
pub(crate) const NONE: u32 = u32::MAX;

/// Everything that matching needs to know of a set of rules.
#[derive(Debug)]
pub struct Plan {
    pub(crate) tree: PathTree,
    pub(crate) paths: Box<[PathRow]>,
    pub(crate) tests: Box<[TestRow]>,
    /// Texts of exact tests and folded texts, one after another.
    pub(crate) texts: Box<[u8]>,
    pub(crate) numbers: Box<[Decimal]>,
    /// Tests that are neither a plain value nor a list of values.
    pub(crate) others: Box<[Test]>,
    /// Sorted lists of the exact tests that `anything-but` excludes.
    pub(crate) excluded: Box<[TestId]>,
    pub(crate) exact: ExactTable,
    pub(crate) exact_numbers: ExactTable,
    pub(crate) folded: ExactTable,
    pub(crate) prefixes: Box<[AffixTree]>,
    pub(crate) suffixes: Box<[AffixTree]>,
    pub(crate) wildcards: Box<[WildcardSet]>,
    pub(crate) ranges: Box<[RangeTree]>,
    pub(crate) blocks: Box<[BlockTree]>,
    pub(crate) clauses: Box<[Clause]>,
    pub(crate) clause_tests: Box<[TestId]>,
    /// Where each rule's conditions begin in `ops`; one more at the end.
    pub(crate) rules: Box<[u32]>,
    pub(crate) ops: Box<[Op]>,
    pub(crate) groups: Box<[Group]>,
    /// For each test the `Next` that its holding leads to, or `NONE`.
    pub(crate) entries: Box<[u32]>,
    pub(crate) steps: Box<[Step]>,
    pub(crate) step_rules: Box<[RuleId]>,
    pub(crate) step_paths: Box<[PathId]>,
    pub(crate) pairs: PairTable,
    /// Rules without a test that must hold, to be looked at for every event.
    pub(crate) always: Box<[RuleId]>,
    /// The most steps that combining array elements may take for one rule.
    pub(crate) combine_steps: u32,
    pub(crate) depth: usize,
}

/// What a path has to offer.
#[derive(Debug, Clone, Copy)]
pub struct PathRow {
    /// Are there exact strings to look up?
    pub exact: bool,
    /// Are there exact numbers to look up?
    pub numbers: bool,
    /// Are there folded strings to look up?
    pub folded: bool,
    /// The tests of single values, or `NONE`.
    pub truth: [u32; 3],
    /// The test that any value passes, or `NONE`.
    pub exists: u32,
    /// Prefix trees, plain and folded, or `NONE`.
    pub prefixes: [u32; 2],
    /// Suffix trees, plain and folded, or `NONE`.
    pub suffixes: [u32; 2],
    /// Wildcards, or `NONE`.
    pub wildcards: u32,
    /// Ranges, or `NONE`.
    pub ranges: u32,
    /// Are there ranges to look up?
    pub ranged: bool,
    /// CIDR blocks, or `NONE`.
    pub blocks: u32,
}

impl PathRow {
    pub(crate) const EMPTY: Self = Self {
        exact: false,
        numbers: false,
        folded: false,
        truth: [NONE; 3],
        exists: NONE,
        prefixes: [NONE; 2],
        suffixes: [NONE; 2],
        wildcards: NONE,
        ranges: NONE,
        ranged: false,
        blocks: NONE,
    };

    /// Are there indexes of strings besides the exact ones?
    #[inline]
    #[must_use]
    pub fn rare(&self) -> bool {
        self.folded
            || (self.prefixes[0] & self.prefixes[1] & self.suffixes[0] & self.suffixes[1]) != NONE
            || (self.wildcards & self.blocks) != NONE
    }
}

/// The kind of a test, with where its operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestKind {
    /// A string in `texts`.
    Text,
    /// A number in `numbers`.
    Number,
    /// `null`, `false`, `true`.
    Null,
    /// `false`.
    False,
    /// `true`.
    True,
    /// Any value.
    Exists,
    /// None of the exact tests in `excluded`.
    ButValues,
    /// A range of numbers: those of the ranks `at` to `len` among the bounds of the field's ranges.
    Range,
    /// A test in `others`.
    Other,
}

/// A test.
#[derive(Debug, Clone, Copy)]
pub struct TestRow {
    /// Its field.
    pub path: PathId,
    /// Where its operand begins.
    pub at: u32,
    /// How much of it there is.
    pub len: u32,
    /// Its kind.
    pub kind: TestKind,
    /// Is it looked up for every value? Others are tried when a rule asks.
    pub eager: bool,
}

/// A condition on a field: one of several tests, or absence.
#[derive(Debug, Clone, Copy)]
pub struct Clause {
    /// The field.
    pub path: PathId,
    /// Where its tests begin in `clause_tests`.
    pub start: u32,
    /// Twice the number of its tests, plus one when absence is accepted.
    pub packed: u32,
}

impl Clause {
    /// Is absence accepted?
    #[inline]
    #[must_use]
    pub fn absent(self) -> bool {
        self.packed & 1 == 1
    }

    /// The extent of its tests.
    #[inline]
    #[must_use]
    pub fn tests(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.packed / 2) as usize
    }
}

/// A condition of a rule or group: a clause, or a group of conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Op(pub u32);

impl Op {
    const GROUP: u32 = 1 << 31;

    /// A clause.
    #[must_use]
    pub fn clause(id: ClauseId) -> Self {
        Self(id.0)
    }

    /// A group.
    #[must_use]
    pub fn group(index: usize) -> Self {
        Self(index as u32 | Self::GROUP)
    }

    /// Which of the two it is.
    #[inline]
    pub fn get(self) -> Result<ClauseId, usize> {
        if self.0 & Self::GROUP == 0 {
            Ok(ClauseId(self.0))
        } else {
            Err((self.0 & !Self::GROUP) as usize)
        }
    }
}

/// Conditions joined by "all" or "any".
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Is one enough?
    pub any: bool,
    /// Where its conditions begin in `ops`.
    pub start: u32,
    /// How many there are.
    pub len: u32,
}

impl Group {
    /// The extent of its conditions.
    #[inline]
    #[must_use]
    pub fn ops(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// A step of the way from tests that hold to rules: rules to look at now, and the fields whose
/// holding tests lead on to more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    /// Where its rules begin in `step_rules`.
    pub rules: u32,
    /// How many there are.
    pub rule_count: u32,
    /// Where its fields begin in `step_paths`.
    pub paths: u32,
    /// How many there are.
    pub path_count: u32,
}

/// Where a test that holds leads: to a step, or, as most do in large bundles, straight to the one
/// rule behind it, which saves a look at two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Next(pub u32);

impl Next {
    const RULE: u32 = 1 << 31;

    pub(crate) fn step(id: StepId) -> Self {
        Self(id.0)
    }

    pub(crate) fn rule(id: RuleId) -> Self {
        Self(id.0 | Self::RULE)
    }

    /// Which of the two it is.
    #[inline]
    pub(crate) fn get(self) -> Result<RuleId, StepId> {
        if self.0 & Self::RULE != 0 {
            Ok(RuleId(self.0 & !Self::RULE))
        } else {
            Err(StepId(self.0))
        }
    }
}

/// A hash table from values to tests, by open addressing.
#[derive(Debug, Default)]
pub struct ExactTable {
    slots: Box<[(u32, u32)]>,
}

const HASH: FixedState = FixedState::with_seed(0x7452_4970);

/// The hash of a text of a field.
#[inline]
pub(crate) fn hash_text(path: PathId, text: &[u8]) -> u64 {
    let mut hasher = HASH.build_hasher();
    hasher.write(text);
    hasher.finish() ^ u64::from(path.0).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The hash of a number of a field.
#[inline]
pub(crate) fn hash_number(path: PathId, n: &Num<'_>) -> u64 {
    HASH.hash_one(NumKey(*n)) ^ u64::from(path.0).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The slots of a hash table. Most look-ups find nothing: the emptier a small table, the surer the
/// processor foretells that. In large ones the memory counts.
fn table_size(entries: usize) -> usize {
    (entries * 16).min(4096).max(entries * 3 / 2 + 1).next_power_of_two()
}

impl ExactTable {
    /// Builds the table from hashes and tests.
    #[must_use]
    pub fn new(entries: &[(u64, TestId)]) -> Self {
        if entries.is_empty() {
            return Self::default();
        }
        let size = table_size(entries.len());
        let mut slots = vec![(0, NONE); size];
        for (hash, test) in entries {
            let mut at = *hash as usize & (size - 1);
            while slots[at].1 != NONE {
                at = (at + 1) & (size - 1);
            }
            slots[at] = ((hash >> 32) as u32, test.0);
        }
        Self { slots: slots.into() }
    }

    /// The test of this hash that `same` says is the one.
    #[inline]
    pub fn find(&self, hash: u64, same: impl Fn(TestId) -> bool) -> Option<TestId> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let (tag, test) = self.slots[at];
            if test == NONE {
                return None;
            }
            if tag == (hash >> 32) as u32 && same(TestId(test)) {
                return Some(TestId(test));
            }
            at = (at + 1) & mask;
        }
    }

    fn heap_bytes(&self) -> usize {
        size_of_val(&*self.slots)
    }
}

/// From a step and a test that holds to the next step.
#[derive(Debug, Default)]
pub(crate) struct PairTable {
    slots: Box<[(u32, u32, u32)]>,
}

impl PairTable {
    pub(crate) fn new(entries: &[(StepId, TestId, Next)]) -> Self {
        if entries.is_empty() {
            return Self::default();
        }
        let size = table_size(entries.len());
        let mut slots = vec![(0, 0, NONE); size];
        for (step, test, next) in entries {
            let mut at = Self::hash(*step, *test) & (size - 1);
            while slots[at].2 != NONE {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (step.0, test.0, next.0);
        }
        Self { slots: slots.into() }
    }

    #[inline]
    fn hash(step: StepId, test: TestId) -> usize {
        let pair = u64::from(step.0) << 32 | u64::from(test.0);
        (pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 29) as usize
    }

    #[inline]
    pub(crate) fn find(&self, step: StepId, test: TestId) -> Option<Next> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = Self::hash(step, test) & mask;
        loop {
            let (s, t, next) = self.slots[at];
            if next == NONE {
                return None;
            }
            if s == step.0 && t == test.0 {
                return Some(Next(next));
            }
            at = (at + 1) & mask;
        }
    }
}

impl Plan {
    /// How many rules the plan numbers.
    #[must_use]
    pub fn rule_count(&self) -> usize {
        self.rules.len() - 1
    }

    /// The conditions of a rule.
    #[inline]
    pub(crate) fn rule_ops(&self, rule: RuleId) -> &[Op] {
        &self.ops[self.rules[rule.index()] as usize..self.rules[rule.index() + 1] as usize]
    }

    /// The text of an exact test.
    #[inline]
    pub(crate) fn text(&self, row: &TestRow) -> &[u8] {
        &self.texts[row.at as usize..(row.at + row.len) as usize]
    }

    /// The folded text of an `equals-ignore-case` test.
    #[inline]
    pub(crate) fn folded_text(&self, row: &TestRow) -> &[u8] {
        match self.others.get(row.at as usize) {
            Some(Test::EqualsIgnoreCase(text)) => text,
            _ => &[],
        }
    }

    /// Bytes that the plan takes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        fn of<T>(all: &[T]) -> usize {
            size_of_val(all)
        }
        of(&self.paths)
            + of(&self.tests)
            + self.texts.len()
            + of(&self.numbers)
            + self.numbers.iter().map(Decimal::heap_bytes).sum::<usize>()
            + of(&self.others)
            + self.others.iter().map(operand_bytes).sum::<usize>()
            + of(&self.excluded)
            + self.exact.heap_bytes()
            + self.exact_numbers.heap_bytes()
            + self.folded.heap_bytes()
            + self.prefixes.iter().map(AffixTree::heap_bytes).sum::<usize>()
            + self.suffixes.iter().map(AffixTree::heap_bytes).sum::<usize>()
            + self.wildcards.iter().map(WildcardSet::heap_bytes).sum::<usize>()
            + self.ranges.iter().map(RangeTree::heap_bytes).sum::<usize>()
            + self.blocks.iter().map(BlockTree::heap_bytes).sum::<usize>()
            + of(&self.clauses)
            + of(&self.clause_tests)
            + of(&self.rules)
            + of(&self.ops)
            + of(&self.groups)
            + of(&self.entries)
            + of(&self.steps)
            + of(&self.step_rules)
            + of(&self.step_paths)
            + of(&self.pairs.slots)
            + of(&self.always)
            + self.tree.heap_bytes()
    }
}

/// What the operand of a test holds on the heap, about.
fn operand_bytes(test: &Test) -> usize {
    use crate::operators::AnythingBut;
    let texts = |all: &[Text]| all.iter().map(|t| 16 + t.len()).sum::<usize>();
    match test {
        Test::Prefix(a) | Test::Suffix(a) => a.text.len(),
        Test::EqualsIgnoreCase(t) => t.len(),
        Test::Wildcard(w) => texts(&w.pieces),
        Test::AnythingBut(AnythingBut::EqualsIgnoreCase(t)) => texts(t),
        Test::AnythingBut(AnythingBut::Prefix(a) | AnythingBut::Suffix(a)) => {
            a.iter().map(|a| 24 + a.text.len()).sum()
        }
        Test::AnythingBut(AnythingBut::Wildcard(w)) => {
            w.iter().map(|w| 16 + texts(&w.pieces)).sum()
        }
        Test::AnythingBut(AnythingBut::Values(_))
        | Test::Exact(_)
        | Test::Numeric(_)
        | Test::Cidr(_)
        | Test::Exists => 0,
    }
}
