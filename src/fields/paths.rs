//! The tree of field paths that rules mention, frozen for lookups by key.

use crate::base::ids::PathId;

const NONE: u32 = u32::MAX;

/// A node: a field, or a key on the way to fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Where its slots begin.
    slots: u32,
    /// Number of slots minus one (a power of two minus one); `NONE` without children.
    mask: u32,
    /// The field that ends here, or `NONE`.
    path: u32,
    /// The first bytes of its keys, each modulo 64 as one bit: keys that begin otherwise, which
    /// are most of them, need no look-up.
    firsts: u64,
}

impl Node {
    /// May a key that begins with this byte (the quote after it if it is empty) be a child's, or
    /// with dots in it lead to one?
    #[inline(always)]
    pub(super) fn may_have(self, first: u8) -> bool {
        self.firsts >> (first & 63) & 1 != 0
    }

    /// Does some rule look further below?
    #[inline]
    pub(super) fn has_children(self) -> bool {
        self.mask != NONE
    }

    /// The field that ends here.
    #[inline]
    pub(super) fn path(self) -> Option<PathId> {
        (self.path != NONE).then_some(PathId(self.path))
    }
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    key: u32,
    len: u32,
    node: u32,
}

/// The frozen tree. Node 0 is the event itself.
#[derive(Debug, Clone)]
pub struct PathTree {
    nodes: Box<[Node]>,
    slots: Box<[Slot]>,
    keys: Box<[u8]>,
}

impl PathTree {
    /// A node by its number.
    #[inline]
    pub(super) fn node(&self, at: u32) -> Node {
        self.nodes[at as usize]
    }

    /// The child of a node by its key, which has neither escapes nor dots.
    #[inline]
    pub(super) fn child(&self, node: Node, key: &[u8]) -> Option<u32> {
        let hash = hash(key);
        let mut at = hash & node.mask;
        loop {
            let slot = self.slots.get(node.slots as usize + at as usize)?;
            if slot.node == NONE {
                return None;
            }
            if slot.hash == hash
                && self.keys.get(slot.key as usize..(slot.key + slot.len) as usize) == Some(key)
            {
                return Some(slot.node);
            }
            at = (at + 1) & node.mask;
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.slots) + self.keys.len()
    }
}

/// A hash of a key; short keys, which most are, by two words.
#[inline]
fn hash(key: &[u8]) -> u32 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let word = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&key[at..at + 8]);
        u64::from_le_bytes(bytes)
    };
    let half = |at: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&key[at..at + 4]);
        u64::from(u32::from_le_bytes(bytes))
    };
    let len = key.len();
    let mut h = len as u64;
    match len {
        0 => {}
        1..4 => {
            h ^= u64::from(key[0]) << 8
                | u64::from(key[len / 2]) << 16
                | u64::from(key[len - 1]) << 24;
        }
        4..8 => h ^= (half(0) | half(len - 4) << 32).rotate_left(8),
        _ => {
            let mut at = 0;
            while at + 8 < len {
                h = (h ^ word(at)).wrapping_mul(K).rotate_left(29);
                at += 8;
            }
            h ^= word(len - 8);
        }
    }
    h = h.wrapping_mul(K);
    (h ^ (h >> 32)) as u32
}

/// Collects paths, then freezes them.
#[derive(Debug)]
pub struct PathTreeBuilder {
    nodes: Vec<(hashbrown::HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>, u32)>,
}

impl Default for PathTreeBuilder {
    fn default() -> Self {
        Self { nodes: vec![(hashbrown::HashMap::default(), NONE)] }
    }
}

impl PathTreeBuilder {
    /// Adds a path, its keys joined by dots.
    pub fn add(&mut self, path: &[u8], id: PathId) {
        let mut at = 0u32;
        for key in path.split(|b| *b == b'.') {
            let known = self.nodes[at as usize].0.get(key).copied();
            at = known.unwrap_or_else(|| {
                let new = self.nodes.len() as u32;
                self.nodes.push((hashbrown::HashMap::default(), NONE));
                self.nodes[at as usize].0.insert(key.into(), new);
                new
            });
        }
        self.nodes[at as usize].1 = id.0;
    }

    /// The frozen tree.
    #[must_use]
    pub fn freeze(self) -> PathTree {
        const EMPTY: Slot = Slot { hash: 0, key: 0, len: 0, node: NONE };
        let mut nodes = Vec::with_capacity(self.nodes.len());
        let mut slots = Vec::new();
        let mut keys = Vec::new();
        for (children, path) in &self.nodes {
            let start = slots.len();
            let count = if children.is_empty() {
                0
            } else {
                (children.len() * 2).next_power_of_two().max(4)
            };
            slots.resize(start + count, EMPTY);
            let mask = if count == 0 { NONE } else { count as u32 - 1 };
            // In key order, so that the layout does not depend on the map.
            let mut sorted: Vec<_> = children.iter().collect();
            sorted.sort_unstable();
            let mut firsts = 0;
            for (key, node) in sorted {
                // The first part of a dotted key can be empty.
                firsts |= key.first().map_or(u64::MAX, |first| 1 << (first & 63));
                let hash = hash(key);
                let mut at = hash & mask;
                while slots[start + at as usize].node != NONE {
                    at = (at + 1) & mask;
                }
                slots[start + at as usize] =
                    Slot { hash, key: keys.len() as u32, len: key.len() as u32, node: *node };
                keys.extend_from_slice(key);
            }
            nodes.push(Node { slots: start as u32, mask, path: *path, firsts });
        }
        PathTree { nodes: nodes.into(), slots: slots.into(), keys: keys.into() }
    }
}
