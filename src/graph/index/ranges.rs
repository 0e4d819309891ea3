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

impl RangeTree {
    /// Builds the tree.
    #[must_use]
    pub fn new(entries: &[(&Range, TestId)]) -> Self {
        let ends = |r: &Range| [r.low.clone(), r.high.clone()].into_iter().flatten();
        let mut bounds: Vec<Decimal> =
            entries.iter().flat_map(|(r, _)| ends(r)).map(|(n, _)| n).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let rank = |n: &Decimal| 2 * bounds.partition_point(|b| b < n) as u32 + 1;
        let mut rows: Vec<Row> = entries
            .iter()
            .map(|(range, test)| {
                let low = range.low.as_ref().map_or(0, |(n, within)| rank(n) + u32::from(!within));
                let high = range
                    .high
                    .as_ref()
                    .map_or(u32::MAX, |(n, within)| rank(n) - u32::from(!within));
                Row { low, high, reach: high, test: *test }
            })
            .collect();
        rows.sort_unstable_by_key(|r| (r.low, r.high, r.test));
        set_reach(&mut rows);
        Self { bounds: bounds.into(), rows: rows.into() }
    }

    /// Calls `hit` for every test whose range holds the number.
    pub fn find(&self, n: &Num<'_>, mut hit: impl FnMut(TestId)) {
        let below = self.bounds.partition_point(|b| b.as_num() < *n);
        let equal = self.bounds.get(below).is_some_and(|b| b.as_num() == *n);
        stab(&self.rows, 2 * below as u32 + u32::from(equal), &mut hit);
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.rows)
            + size_of_val(&*self.bounds)
            + self.bounds.iter().map(Decimal::heap_bytes).sum::<usize>()
    }
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
        let entries: Vec<(&Range, TestId)> =
            ranges.iter().enumerate().map(|(i, r)| (r, TestId::new(i))).collect();
        let tree = RangeTree::new(&entries);
        for tenths in 0..800 {
            let text = format!("{}.{}", tenths / 10, tenths % 10);
            let n = Num::parse(text.as_bytes());
            let mut found = Vec::new();
            tree.find(&n, |t| found.push(t));
            found.sort_unstable();
            let want: Vec<TestId> =
                entries.iter().filter(|(r, _)| r.holds(&n)).map(|e| e.1).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
