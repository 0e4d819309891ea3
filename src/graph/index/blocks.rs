//! CIDR blocks. Two blocks are nested or apart, never half in one another; so sorted by their
//! first address, each knowing the block around it, the last one that begins at or before an
//! address leads by its surroundings to all that hold the address: a prefix trie laid flat.

use crate::base::ids::TestId;
use crate::operators::{Block, Ip};

const NONE: u32 = u32::MAX;

/// The blocks of one field, by address family.
#[derive(Debug, Clone, Default)]
pub struct BlockTree {
    v4: Family<u32>,
    v6: Family<u128>,
}

#[derive(Debug, Clone, Default)]
struct Family<A> {
    rows: Box<[Row<A>]>,
}

#[derive(Debug, Clone, Copy)]
struct Row<A> {
    first: A,
    last: A,
    around: u32,
    test: TestId,
}

impl BlockTree {
    /// Builds the tree.
    #[must_use]
    pub fn new(entries: &[(Block, TestId)]) -> Self {
        let v4 = entries.iter().filter(|e| matches!(e.0, Block::V4(..)));
        let v6 = entries.iter().filter(|e| matches!(e.0, Block::V6(..)));
        let low = |n: u128| n as u32;
        Self {
            v4: Family::new(v4.map(|(b, t)| (low(b.bounds().0), low(b.bounds().1), *t)).collect()),
            v6: Family::new(v6.map(|(b, t)| (b.bounds().0, b.bounds().1, *t)).collect()),
        }
    }

    /// Calls `hit` for every test whose block holds the address.
    #[inline]
    pub fn find(&self, ip: Ip, hit: impl FnMut(TestId)) {
        match ip {
            Ip::V4(a) => self.v4.find(a, hit),
            Ip::V6(a) => self.v6.find(a, hit),
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.v4.rows) + size_of_val(&*self.v6.rows)
    }
}

impl<A: Copy + Ord> Family<A> {
    fn new(mut blocks: Vec<(A, A, TestId)>) -> Self {
        blocks.sort_unstable_by_key(|b| (b.0, std::cmp::Reverse(b.1), b.2));
        let mut rows: Vec<Row<A>> = Vec::with_capacity(blocks.len());
        let mut open: Vec<u32> = Vec::new();
        for (first, last, test) in blocks {
            while open.last().is_some_and(|o| rows[*o as usize].last < first) {
                open.pop();
            }
            let around = open.last().copied().unwrap_or(NONE);
            open.push(rows.len() as u32);
            rows.push(Row { first, last, around, test });
        }
        Self { rows: rows.into() }
    }

    #[inline]
    fn find(&self, address: A, mut hit: impl FnMut(TestId)) {
        let mut at = self.rows.partition_point(|r| r.first <= address).wrapping_sub(1) as u32;
        while let Some(row) = self.rows.get(at as usize) {
            if address <= row.last {
                hit(row.test);
            }
            at = row.around;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_blocks_around_an_address() {
        let block = |a: u32, bits: u8| {
            let mask = u32::MAX.checked_shr(u32::from(bits)).unwrap_or(0);
            Block::V4(a & !mask, bits)
        };
        let mut seed = 3u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 32) as u32
        };
        let entries: Vec<(Block, TestId)> = (0..500)
            .map(|i| (block(next() & 0x0F0F_00FF, (next() % 33) as u8), TestId(i)))
            .collect();
        let tree = BlockTree::new(&entries);
        for _ in 0..2000 {
            let ip = Ip::V4(next() & 0x0F0F_00FF);
            let mut found = Vec::new();
            tree.find(ip, |t| found.push(t));
            found.sort_unstable();
            let want: Vec<TestId> =
                entries.iter().filter(|(b, _)| b.holds(ip)).map(|e| e.1).collect();
            assert_eq!(found, want);
        }
    }
}
