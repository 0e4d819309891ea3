//! Number ranges: an interval tree over the ranks of their bounds.

use crate::base::ids::TestId;
use crate::base::number::{Decimal, Num};
use crate::operators::Range;

/// The ranges of one field. With the distinct bounds sorted, the `k`th bound has rank `2k + 1` and
/// what lies between it and the one before has rank `2k`; a range is then a pair of ranks.
#[derive(Debug, Clone)]
pub struct RangeTree {
    bounds: Box<[Decimal]>,
    rows: Box<[Row]>,
}

/// A range in a balanced tree laid flat: the middle of a stretch of rows is the root of its tree.
#[derive(Debug, Clone, Copy)]
struct Row {
    low: u32,
    high: u32,
    /// The greatest `high` of the tree below this row.
    reach: u32,
    test: TestId,
}

/// Up to so many ranges are tried one after the other.
const FEW: usize = 8;

/// A range by the ranks of its ends: it holds the numbers of rank `low` to `high`.
#[derive(Debug, Clone, Copy)]
pub struct Ranks {
    /// The rank of the least number in it.
    pub low: u32,
    /// The rank of the greatest.
    pub high: u32,
}

impl RangeTree {
    /// Builds the tree of the entries that are to be found (the second word of each says so), with
    /// ranks for all; gives the ranks, in the order of the entries.
    #[must_use]
    pub fn new(entries: &[(&Range, TestId, bool)]) -> (Self, Vec<Ranks>) {
        let ends = |r: &Range| [r.low.clone(), r.high.clone()].into_iter().flatten();
        let mut bounds: Vec<Decimal> =
            entries.iter().flat_map(|(r, ..)| ends(r)).map(|(n, _)| n).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let rank = |n: &Decimal| 2 * bounds.partition_point(|b| b < n) as u32 + 1;
        let ranks: Vec<Ranks> = entries
            .iter()
            .map(|(range, ..)| {
                let low = range.low.as_ref().map_or(0, |(n, within)| rank(n) + u32::from(!within));
                let high = range
                    .high
                    .as_ref()
                    .map_or(u32::MAX, |(n, within)| rank(n) - u32::from(!within));
                Ranks { low, high }
            })
            .collect();
        let found = entries.iter().zip(&ranks).filter(|((.., found), _)| *found);
        let mut rows: Vec<Row> = found
            .map(|((_, test, _), r)| Row { low: r.low, high: r.high, reach: r.high, test: *test })
            .collect();
        rows.sort_unstable_by_key(|r| (r.low, r.high, r.test));
        set_reach(&mut rows);
        (Self { bounds: bounds.into(), rows: rows.into() }, ranks)
    }

    /// The rank of a number.
    #[must_use]
    pub fn rank(&self, n: &Num<'_>) -> u32 {
        let below = self.bounds.partition_point(|b| b.as_num() < *n);
        let equal = self.bounds.get(below).is_some_and(|b| b.as_num() == *n);
        2 * below as u32 + u32::from(equal)
    }

    /// Calls `hit` for every test to be found whose range holds the numbers of this rank.
    pub fn find(&self, rank: u32, mut hit: impl FnMut(TestId)) {
        if self.rows.len() <= FEW {
            for row in &self.rows {
                if row.low <= rank && rank <= row.high {
                    hit(row.test);
                }
            }
        } else {
            stab(&self.rows, rank, &mut hit);
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.rows)
            + size_of_val(&*self.bounds)
            + self.bounds.iter().map(Decimal::heap_bytes).sum::<usize>()
    }
}

/// How many of these ranges hold a number, on average over the numbers that their bounds set apart.
#[must_use]
pub fn overlap(ranges: &[&Range]) -> usize {
    let entries: Vec<_> = ranges.iter().map(|r| (*r, TestId(0), false)).collect();
    let (tree, ranks) = RangeTree::new(&entries);
    let count = 2 * tree.bounds.len() + 1;
    // Each range counts once for every rank it holds.
    let held = |r: &Ranks| (r.high as usize + 1).min(count).saturating_sub(r.low as usize);
    ranks.iter().map(held).sum::<usize>() / count
}

fn set_reach(rows: &mut [Row]) -> u32 {
    if rows.is_empty() {
        return 0;
    }
    let middle = rows.len() / 2;
    let left = set_reach(&mut rows[..middle]);
    let right = set_reach(&mut rows[middle + 1..]);
    let root = &mut rows[middle];
    root.reach = root.high.max(left).max(right);
    root.reach
}

fn stab(rows: &[Row], rank: u32, hit: &mut impl FnMut(TestId)) {
    let middle = rows.len() / 2;
    let Some(root) = rows.get(middle) else { return };
    if root.reach < rank {
        return;
    }
    stab(&rows[..middle], rank, hit);
    if root.low <= rank {
        if rank <= root.high {
            hit(root.test);
        }
        stab(&rows[middle + 1..], rank, hit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_the_mean_number_of_ranges() {
        let range = |low: u32, high: u32| {
            let end = |n: u32| Some((Decimal::parse(n.to_string().as_bytes()), true));
            Range { low: end(low), high: end(high) }
        };
        let apart: Vec<Range> = (0..100).map(|i| range(i * 10, i * 10 + 5)).collect();
        assert_eq!(overlap(&apart.iter().collect::<Vec<_>>()), 0);
        let nested: Vec<Range> = (0..100).map(|i| range(i, 1000 - i)).collect();
        assert_eq!(overlap(&nested.iter().collect::<Vec<_>>()), 50);
        let open = Range { low: None, high: Some((Decimal::parse(b"1"), false)) };
        assert_eq!(overlap(&[&open, &open, &open]), 1);
    }

    #[test]
    fn finds_the_ranges_around_a_number() {
        let mut seed = 5u64;
        let mut next = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        let ranges: Vec<Range> = (0..400)
            .map(|_| {
                let a = next(50);
                let b = a + 1 + next(20);
                let end = |n: u64, within| Some((Decimal::parse(n.to_string().as_bytes()), within));
                Range {
                    low: if next(5) == 0 { None } else { end(a, next(2) == 0) },
                    high: if next(5) == 0 { None } else { end(b, next(2) == 0) },
                }
            })
            .filter(|r| r.low.is_some() || r.high.is_some())
            .collect();
        let entries: Vec<(&Range, TestId, bool)> =
            ranges.iter().enumerate().map(|(i, r)| (r, TestId::new(i), i % 3 > 0)).collect();
        let (tree, ranks) = RangeTree::new(&entries);
        let (few, _) = RangeTree::new(&entries[..FEW]);
        for tenths in 0..800 {
            let text = format!("{}.{}", tenths / 10, tenths % 10);
            let n = Num::parse(text.as_bytes());
            for (tree, entries) in [(&tree, &entries[..]), (&few, &entries[..FEW])] {
                let mut found = Vec::new();
                tree.find(tree.rank(&n), |t| found.push(t));
                found.sort_unstable();
                let want: Vec<TestId> =
                    entries.iter().filter(|e| e.2 && e.0.holds(&n)).map(|e| e.1).collect();
                assert_eq!(found, want, "{text}");
            }
            for (entry, ranks) in entries.iter().zip(&ranks) {
                let rank = tree.rank(&n);
                assert_eq!(ranks.low <= rank && rank <= ranks.high, entry.0.holds(&n), "{text}");
            }
        }
    }
}
