//! Prefixes and suffixes: a radix tree over the texts, walked along the value from its start or
//! from its end.

use crate::base::ids::TestId;

/// A radix tree, its nodes in one table, the children of a node side by side in byte order.
#[derive(Debug, Clone)]
pub struct AffixTree {
    nodes: Box<[Node]>,
    labels: Box<[u8]>,
    tests: Box<[TestId]>,
    reversed: bool,
    /// The first bytes of the texts, each modulo 64 as one bit.
    firsts: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    label: u32,
    len: u32,
    children: u32,
    count: u32,
    tests: u32,
    hits: u32,
}

impl AffixTree {
    /// Builds the tree; `reversed` for suffixes.
    #[must_use]
    pub fn new(entries: &[(&[u8], TestId)], reversed: bool) -> Self {
        let mut sorted: Vec<(Vec<u8>, TestId)> = entries
            .iter()
            .map(|(text, id)| {
                let mut text = text.to_vec();
                if reversed {
                    text.reverse();
                }
                (text, *id)
            })
            .collect();
        sorted.sort_unstable();
        let mut build =
            Build { nodes: vec![Node::default()], labels: Vec::new(), tests: Vec::new() };
        // Ranges of `sorted` still to be laid out: the node, its texts, and how much of them the
        // path to the node has used.
        let mut todo = vec![(0usize, 0usize, sorted.len(), 0usize)];
        while let Some((node, from, to, depth)) = todo.pop() {
            build.lay_out(&sorted, node, from, to, depth, &mut todo);
        }
        Self {
            nodes: build.nodes.into(),
            labels: build.labels.into(),
            tests: build.tests.into(),
            reversed,
            firsts: sorted.iter().fold(0, |all, (text, _)| {
                all | text.first().map_or(u64::MAX, |first| 1 << (first & 63))
            }),
        }
    }

    /// Calls `hit` for every test whose text the value begins (or ends) with.
    #[inline]
    pub fn find(&self, value: &[u8], hit: impl FnMut(TestId)) {
        let first = if self.reversed { value.last() } else { value.first() };
        let may_hit = first.map_or(u64::MAX, |first| self.firsts >> (first & 63));
        if may_hit & 1 != 0 {
            self.descend(value, hit);
        }
    }

    fn descend(&self, value: &[u8], mut hit: impl FnMut(TestId)) {
        let mut used = 0;
        let mut at = 0usize;
        loop {
            let node = self.nodes[at];
            let label = &self.labels[node.label as usize..(node.label + node.len) as usize];
            let rest = value.len() - used;
            if label.len() > rest {
                return;
            }
            // Most labels are short.
            let same = if self.reversed {
                value[rest - label.len()..rest].iter().rev().eq(label)
            } else if label.len() <= 8 {
                value[used..used + label.len()].iter().eq(label)
            } else {
                value[used..used + label.len()] == *label
            };
            if !same {
                return;
            }
            used += label.len();
            let hits = node.tests as usize..(node.tests + node.hits) as usize;
            self.tests[hits].iter().for_each(|t| hit(*t));
            if used == value.len() || node.count == 0 {
                return;
            }
            let next = if self.reversed { value[value.len() - 1 - used] } else { value[used] };
            let children =
                &self.nodes[node.children as usize..(node.children + node.count) as usize];
            let first = |n: &Node| self.labels[n.label as usize];
            match children.binary_search_by_key(&next, first) {
                Ok(i) => at = node.children as usize + i,
                Err(_) => return,
            }
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.nodes) + self.labels.len() + size_of_val(&*self.tests)
    }
}

struct Build {
    nodes: Vec<Node>,
    labels: Vec<u8>,
    tests: Vec<TestId>,
}

impl Build {
    fn lay_out(
        &mut self,
        sorted: &[(Vec<u8>, TestId)],
        node: usize,
        mut from: usize,
        to: usize,
        depth: usize,
        todo: &mut Vec<(usize, usize, usize, usize)>,
    ) {
        // Sorted, so what the first and last text share all of them share. The root, where
        // `depth` is 0, keeps an empty label so that its children can differ in the first byte.
        let common = match (sorted.get(from), to.checked_sub(1).and_then(|i| sorted.get(i))) {
            (Some((a, _)), Some((b, _))) if node != 0 => {
                a[depth..].iter().zip(&b[depth..]).take_while(|(x, y)| x == y).count()
            }
            _ => 0,
        };
        let label = self.labels.len() as u32;
        if common > 0 {
            self.labels.extend_from_slice(&sorted[from].0[depth..depth + common]);
        }
        let depth = depth + common;
        let tests = self.tests.len() as u32;
        while from < to && sorted[from].0.len() == depth {
            self.tests.push(sorted[from].1);
            from += 1;
        }
        let children = self.nodes.len();
        let mut start = from;
        while start < to {
            let byte = sorted[start].0[depth];
            let len = sorted[start..to].partition_point(|(t, _)| t[depth] == byte);
            todo.push((self.nodes.len(), start, start + len, depth));
            self.nodes.push(Node::default());
            start += len;
        }
        self.nodes[node] = Node {
            label,
            len: common as u32,
            children: children as u32,
            count: (self.nodes.len() - children) as u32,
            tests,
            hits: self.tests.len() as u32 - tests,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_all_affixes_of_a_value() {
        let texts = ["", "a", "ab", "abc", "abd", "b", "xyz", "ab", "é"];
        let entries: Vec<(&[u8], TestId)> =
            texts.iter().enumerate().map(|(i, t)| (t.as_bytes(), TestId::new(i))).collect();
        for reversed in [false, true] {
            let tree = AffixTree::new(&entries, reversed);
            for value in ["", "a", "abc", "abcd", "xab", "xyz", "zzé", "éz", "abdabc"] {
                let mut found = Vec::new();
                tree.find(value.as_bytes(), |t| found.push(t.index()));
                found.sort_unstable();
                let want: Vec<usize> = (0..texts.len())
                    .filter(|i| {
                        if reversed {
                            value.ends_with(texts[*i])
                        } else {
                            value.starts_with(texts[*i])
                        }
                    })
                    .collect();
                assert_eq!(found, want, "{value} {reversed}");
            }
        }
    }

    #[test]
    fn overlapping_texts_cost_their_length_once() {
        let long = "a".repeat(10_000);
        let entries: Vec<(&[u8], TestId)> =
            (0..10_000).map(|i| (&long.as_bytes()[..i], TestId::new(i))).collect();
        let tree = AffixTree::new(&entries, false);
        let mut found = 0;
        tree.find(long.as_bytes(), |_| found += 1);
        assert_eq!(found, 10_000);
        assert!(tree.heap_bytes() < 500_000, "{}", tree.heap_bytes());
    }
}
