//! The newest blocks in memory: whoever is up to date reads them from here.

use super::{Block, Seq};
use std::collections::VecDeque;

/// Bytes of blocks that are kept.
const BYTES: usize = 32 << 20;

/// The end of the log.
#[derive(Debug)]
pub(super) struct Tail {
    blocks: VecDeque<Block>,
    bytes: usize,
    /// The number of the next entry.
    pub next: Seq,
    /// Takes nothing more?
    pub closed: bool,
    /// Is whoever waits to go on?
    pub nudged: bool,
}

impl Tail {
    pub fn new(next: Seq) -> Self {
        Self { blocks: VecDeque::new(), bytes: 0, next, closed: false, nudged: false }
    }

    /// A block was written; `next` is the number after its last entry.
    pub fn push(&mut self, block: Block, next: Seq) {
        self.next = next;
        self.bytes += block.bytes.len();
        self.blocks.push_back(block);
        while self.bytes > BYTES && self.blocks.len() > 1 {
            self.bytes -= self.blocks.pop_front().map_or(0, |old| old.bytes.len());
        }
    }

    /// Blocks from the one with this number on; `None` if that is not here any more.
    pub fn from(&self, from: Seq, bytes: usize) -> Option<Vec<Block>> {
        if from >= self.next {
            return Some(Vec::new());
        }
        let after = self.blocks.partition_point(|block| block.first <= from);
        let start = after.checked_sub(1)?;
        let mut taken = 0;
        let mut all = Vec::new();
        for block in self.blocks.range(start..) {
            all.push(block.clone());
            taken += block.bytes.len();
            if taken >= bytes {
                break;
            }
        }
        Some(all)
    }
}
