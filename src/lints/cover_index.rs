//! Which rules might cover which: found through one condition of the covering rule, so that not
//! every rule is compared with every other.

use super::branches::Branch;
use super::canon::hash_of;
use crate::operators::pattern::Field;
use crate::operators::{Literal, Test};
use std::collections::HashMap;

/// A rule that may cover and be covered.
pub(super) struct Candidate<'a> {
    /// Its position among all rules.
    pub rule: usize,
    /// Its bus.
    pub bus: &'a str,
    /// The ways in which it can hold; at least one, each sorted by path.
    pub ways: Vec<Branch<'a>>,
}

/// Candidates by a condition that what they cover must share. Keys are hashes: two that fall
/// together only bring candidates that do not cover.
pub(super) struct CoverIndex {
    by_key: HashMap<u64, Vec<u32>>,
}

impl CoverIndex {
    /// Indexes each way of each candidate by its condition that the fewest rules have.
    pub(super) fn new(all: &[Candidate<'_>]) -> Self {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for candidate in all {
            for key in asked(candidate) {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut by_key: HashMap<u64, Vec<u32>> = HashMap::new();
        for (index, candidate) in all.iter().enumerate() {
            for way in &candidate.ways {
                let cost = |keys: &Vec<u64>| -> u64 {
                    keys.iter().map(|k| u64::from(counts.get(k).copied().unwrap_or(0))).sum()
                };
                let keys = way.iter().map(|f| offered(candidate.bus, f)).min_by_key(cost);
                for key in keys.unwrap_or_default() {
                    let list = by_key.entry(key).or_default();
                    if list.last() != Some(&(index as u32)) {
                        list.push(index as u32);
                    }
                }
            }
        }
        Self { by_key }
    }

    /// The candidates that might cover `candidate`, in order, each once.
    pub(super) fn might_cover(&self, candidate: &Candidate<'_>) -> Vec<u32> {
        let lists = asked(candidate).filter_map(|key| self.by_key.get(&key));
        let mut all: Vec<u32> = lists.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The keys under which to look for what covers a candidate. Each of its ways has to be covered,
/// so the first will do.
fn asked<'c>(candidate: &'c Candidate<'_>) -> impl Iterator<Item = u64> + 'c {
    let bus = candidate.bus;
    candidate.ways.first().into_iter().flatten().flat_map(move |field| {
        let first = field.tests.first();
        let exact = first.filter(|t| matches!(t, Test::Exact(_)));
        let exact = exact.map(|t| exact_key(bus, field, t));
        let begins = first.and_then(begins).into_iter().flat_map(move |text| {
            let lengths = LENGTHS.into_iter().take_while(|n| *n <= text.len());
            lengths.map(move |n| begins_key(bus, field, &text[..n]))
        });
        begins.chain(exact).chain([path_key(bus, field)])
    })
}

/// The keys of a condition of a covering rule. Where it takes nothing but plain values, whatever
/// it covers takes some of these, the first of its list among them; where all that it takes are
/// strings that begin in certain ways, whatever it covers begins so.
fn offered(bus: &str, field: &Field) -> Vec<u64> {
    if field.absent || field.tests.is_empty() {
        return vec![path_key(bus, field)];
    }
    if field.tests.iter().all(|t| matches!(t, Test::Exact(_))) {
        return field.tests.iter().map(|t| exact_key(bus, field, t)).collect();
    }
    let all: Option<Vec<&[u8]>> = field.tests.iter().map(begins).collect();
    let shortest = all.iter().flatten().map(|text| text.len()).min().unwrap_or(0);
    match (all, LENGTHS.into_iter().rev().find(|n| *n <= shortest)) {
        (Some(all), Some(n)) => all.iter().map(|t| begins_key(bus, field, &t[..n])).collect(),
        _ => vec![path_key(bus, field)],
    }
}

/// Lengths of beginnings that are keys.
const LENGTHS: [usize; 12] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/// How the strings begin that pass; `None` for tests that others than strings pass, and for those
/// that do not look at letters as they are.
fn begins(test: &Test) -> Option<&[u8]> {
    match test {
        Test::Exact(Literal::Text(text)) => Some(text),
        Test::Prefix(affix) if !affix.ignore_case => Some(&affix.text),
        Test::Wildcard(wildcard) => wildcard.pieces.first().map(|p| &**p),
        _ => None,
    }
}

fn path_key(bus: &str, field: &Field) -> u64 {
    hash_of((0u8, bus, &*field.path))
}

fn exact_key(bus: &str, field: &Field, test: &Test) -> u64 {
    hash_of((1u8, bus, &*field.path, test))
}

fn begins_key(bus: &str, field: &Field, text: &[u8]) -> u64 {
    hash_of((2u8, bus, &*field.path, text))
}
