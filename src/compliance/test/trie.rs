//! A set of CIDR blocks as a binary radix tree: looking up an address or block takes a step for
//! each place where blocks of the set part, however many there are.

use crate::operators::Block;

/// Blocks of addresses.
#[derive(Debug, Clone)]
pub struct CidrSet {
    v4: Tree,
    v6: Tree,
    /// The blocks as given, for showing.
    blocks: Box<[Block]>,
}

#[derive(Debug, Clone)]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// The first `bits` bits of every block below, from the top.
    prefix: u128,
    bits: u8,
    /// Is this a block of the set? Then nothing needs to be below it.
    block: bool,
    /// Those that go on with a 0 and with a 1; 0 for none.
    next: [u32; 2],
}

fn masked(prefix: u128, bits: u8) -> u128 {
    prefix & !u128::MAX.checked_shr(u32::from(bits)).unwrap_or(0)
}

/// The bit after the first `bits`.
fn side(prefix: u128, bits: u8) -> usize {
    usize::from(prefix.checked_shl(u32::from(bits)).unwrap_or(0) >> 127 == 1)
}

impl Tree {
    fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    fn add(&mut self, node: Node) -> u32 {
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    fn insert(&mut self, prefix: u128, bits: u8) {
        let leaf = Node { prefix, bits, block: true, next: [0; 2] };
        let mut at = 0usize;
        loop {
            let here = self.nodes[at];
            if here.block {
                return;
            }
            if here.bits == bits {
                self.nodes[at] = leaf;
                return;
            }
            let way = side(prefix, here.bits);
            let child = here.next[way];
            if child == 0 {
                self.nodes[at].next[way] = self.add(leaf);
                return;
            }
            let below = self.nodes[child as usize];
            let common = (below.prefix ^ prefix).leading_zeros().min(128) as u8;
            let common = common.min(below.bits).min(bits);
            if common == below.bits {
                at = child as usize;
                continue;
            }
            // The ways part above the child: at the new block, or at a node of their own.
            if common == bits {
                self.nodes[at].next[way] = self.add(leaf);
                return;
            }
            let mut fork =
                Node { prefix: masked(prefix, common), bits: common, block: false, next: [0; 2] };
            fork.next[side(below.prefix, common)] = child;
            fork.next[side(prefix, common)] = self.add(leaf);
            self.nodes[at].next[way] = self.add(fork);
            return;
        }
    }

    fn holds(&self, prefix: u128, bits: u8) -> bool {
        let mut at = 0usize;
        loop {
            let here = self.nodes[at];
            if here.bits > bits || masked(prefix, here.bits) != here.prefix {
                return false;
            }
            if here.block {
                return true;
            }
            match here.next[side(prefix, here.bits)] {
                0 => return false,
                next => at = next as usize,
            }
            if here.bits == bits {
                return false;
            }
        }
    }
}

/// First address from the top bit on, and mask bits.
fn key(block: Block) -> (u128, u8) {
    match block {
        Block::V4(first, bits) => (u128::from(first) << 96, bits),
        Block::V6(first, bits) => (first, bits),
    }
}

impl CidrSet {
    /// The set of some blocks.
    #[must_use]
    pub fn new(blocks: impl IntoIterator<Item = Block>) -> Self {
        let (mut v4, mut v6) = (Tree::new(), Tree::new());
        let blocks: Box<[Block]> = blocks.into_iter().collect();
        for block in &blocks {
            let (prefix, bits) = key(*block);
            match block {
                Block::V4(..) => v4.insert(prefix, bits),
                Block::V6(..) => v6.insert(prefix, bits),
            }
        }
        Self { v4, v6, blocks }
    }

    /// Does one block of the set hold all of this one?
    #[must_use]
    pub fn holds(&self, block: Block) -> bool {
        let (prefix, bits) = key(block);
        match block {
            Block::V4(..) => self.v4.holds(prefix, bits),
            Block::V6(..) => self.v6.holds(prefix, bits),
        }
    }

    /// The blocks as they were given.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_looking_at_every_block() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            // Few bits in use, so that blocks nest and meet.
            let mut block = |most: u8| {
                let bits = rng.u8(0..=most);
                if rng.bool() {
                    Block::V4(
                        (u32::from(rng.u8(..)) << 24)
                            & !u32::MAX.checked_shr(u32::from(bits)).unwrap_or(0),
                        bits,
                    )
                } else {
                    Block::V6(masked(u128::from(rng.u8(..)) << 120, bits), bits)
                }
            };
            let blocks: Vec<Block> = (0..8).map(|_| block(9)).collect();
            let set = CidrSet::new(blocks.clone());
            for _ in 0..100 {
                let asked = block(12);
                let within = |b: &Block| {
                    let ((first, last), (from, to)) = (b.bounds(), asked.bounds());
                    matches!(
                        (b, asked),
                        (Block::V4(..), Block::V4(..)) | (Block::V6(..), Block::V6(..))
                    ) && first <= from
                        && to <= last
                };
                assert_eq!(set.holds(asked), blocks.iter().any(within), "{asked} in {blocks:?}");
            }
        }
    }
}
