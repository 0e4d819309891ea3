//! The tree of field paths that rules mention, frozen for lookups by key.

use crate::base::ids::PathId;

const NONE: u32 = u32::MAX;

/// The place of the byte by which keys are told apart, where none of a node is shorter. Keys often
/// have their first word in common (`eventName`, `eventTime`).
const PLACE: usize = 5;

/// A node: a field, or a key on the way to fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Where its slots begin.
    slots: u32,
    /// Number of slots minus one (a power of two minus one); `NONE` without children.
    mask: u32,
    /// The field that ends here, or `NONE`.
    path: u32,
    /// Where else than in the first byte keys are told apart: within the shortest of its own.
    place: u32,
    /// The first bytes of its keys, and those at `place`, each modulo 64 as one bit: keys that
    /// have others there, which are most of them, need no look-up.
    bytes: [u64; 2],
}

impl Node {
    /// May the key at `start` of the text be a child's, or with dots in it lead to one?
    #[inline(always)]
    pub(super) fn may_have(self, text: &[u8], start: usize) -> bool {
        let has = |bits: u64, at: usize| {
            let byte = text.get(at).copied().unwrap_or(0);
            bits >> (byte & 63) & 1 != 0
        };
        has(self.bytes[0], start) && has(self.bytes[1], start + self.place as usize)
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
    words: Words,
    /// Where the key is, for those longer than its words.
    key: u32,
    node: u32,
}

/// A key by its ends: all of it up to 16 bytes, which keys rarely exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    /// The first eight bytes, filled up with zeros.
    head: u64,
    /// The last eight bytes of more than eight, else 0.
    tail: u64,
    len: u32,
}

impl Words {
    const EMPTY: Self = Self { head: 0, tail: 0, len: 0 };

    /// The key at `start..end` of a text.
    #[inline(always)]
    pub(super) fn read(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let key = text.get(start..end)?;
        let len = key.len();
        let head = match text[start..].first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) & (u64::MAX >> (64 - 8 * len.clamp(1, 8))),
            None => key.iter().rfold(0, |word, b| word << 8 | u64::from(*b)),
        };
        let tail =
            key.last_chunk().filter(|_| len > 8).map_or(0, |eight| u64::from_le_bytes(*eight));
        Some(if len == 0 { Self::EMPTY } else { Self { head, tail, len: len as u32 } })
    }

    /// Has the key, which these are the words of, a dot?
    #[inline(always)]
    pub(super) fn has_dot(self, key: &[u8]) -> bool {
        const LOW: u64 = 0x0101_0101_0101_0101;
        // Dots become zero bytes, and zero bytes borrow. Other bytes may seem to, but only above
        // a zero byte.
        let zero = |word: u64| word.wrapping_sub(LOW) & !word & (LOW << 7);
        let dot = |word: u64| zero(word ^ (LOW * u64::from(b'.')));
        dot(self.head) | dot(self.tail) != 0
            || (self.len > 16 && memchr::memchr(b'.', key).is_some())
    }

    #[inline(always)]
    fn hash(self) -> u32 {
        const K: u64 = 0x9E37_79B9_7F4A_7C15;
        let h = (self.head ^ self.tail.rotate_left(25)).wrapping_mul(K) ^ u64::from(self.len);
        (h.wrapping_mul(K) >> 32) as u32
    }
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

    /// The child of a node by a key with neither escapes nor dots, and its words.
    #[inline(always)]
    pub(super) fn child(&self, node: Node, words: Words, key: &[u8]) -> Option<u32> {
        let slots = self.slots.get(node.slots as usize..)?.get(..=node.mask as usize)?;
        let mut at = if node.mask == 0 { 0 } else { words.hash() & node.mask };
        // INVARIANT (paths-end): tables of more than one slot have an empty one.
        loop {
            let slot = slots.get(at as usize)?;
            if slot.node == NONE {
                return None;
            }
            if slot.words == words && (words.len <= 16 || self.same(slot, key)) {
                return Some(slot.node);
            }
            if node.mask == 0 {
                return None;
            }
            at = (at + 1) & node.mask;
        }
    }

    #[cold]
    fn same(&self, slot: &Slot, key: &[u8]) -> bool {
        self.keys.get(slot.key as usize..slot.key as usize + key.len()) == Some(key)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.slots) + self.keys.len()
    }
}

/// Collects paths, then freezes them.
#[derive(Debug)]
pub struct PathTreeBuilder {
    /// The children of each node, and the path that ends there.
    nodes: Vec<(Children, u32)>,
}

type Children = hashbrown::HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>;

impl Default for PathTreeBuilder {
    fn default() -> Self {
        Self { nodes: vec![(Children::default(), NONE)] }
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
                self.nodes.push((Children::default(), NONE));
                self.nodes[at as usize].0.insert(key.into(), new);
                new
            });
        }
        self.nodes[at as usize].1 = id.0;
    }

    /// The frozen tree.
    #[must_use]
    pub fn freeze(self) -> PathTree {
        const EMPTY: Slot = Slot { words: Words::EMPTY, key: 0, node: NONE };
        let mut nodes = Vec::with_capacity(self.nodes.len());
        let mut slots = Vec::new();
        let mut keys = Vec::new();
        for (children, path) in &self.nodes {
            let start = slots.len();
            let count = match children.len() {
                0 => 0,
                1 => 1,
                many => (many * 2).next_power_of_two(),
            };
            slots.resize(start + count, EMPTY);
            let mask = if count == 0 { NONE } else { count as u32 - 1 };
            // In key order, so that the layout does not depend on the map.
            let mut sorted: Vec<_> = children.iter().collect();
            sorted.sort_unstable();
            // The first part of a dotted key can be empty: then no byte tells keys apart.
            let shortest = sorted.iter().map(|(key, _)| key.len()).min().unwrap_or(0);
            let place = shortest.saturating_sub(1).min(PLACE);
            let mut bytes = [0; 2];
            for (key, node) in sorted {
                for (bits, at) in bytes.iter_mut().zip([0, place]) {
                    *bits |= key.get(at).map_or(u64::MAX, |byte| 1 << (byte & 63));
                }
                let words = Words::read(key, 0, key.len()).unwrap_or(Words::EMPTY);
                let mut at = words.hash() & mask;
                while slots[start + at as usize].node != NONE {
                    at = (at + 1) & mask;
                }
                slots[start + at as usize] = Slot { words, key: keys.len() as u32, node: *node };
                keys.extend_from_slice(key);
            }
            nodes.push(Node { slots: start as u32, mask, path: *path, place: place as u32, bytes });
        }
        PathTree { nodes: nodes.into(), slots: slots.into(), keys: keys.into() }
    }
}
