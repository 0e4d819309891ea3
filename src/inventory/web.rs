//! The graph of resources: who names whom in its relationships.

use super::{Census, Resource};
use crate::items::Relationship;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{HashMap, VecDeque};
use std::fmt::Write;

/// A resource of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node<'a> {
    /// One of the census.
    Known(&'a Resource),
    /// One that is only named by others: its type, its id or name, and their account.
    Named(&'a str, &'a str, &'a str),
}

/// Resources and their relationships. Edges lead from the resource that tells of a relationship;
/// their weights are its words. Cycles are the rule.
#[derive(Debug)]
pub struct Web<'a> {
    pub(super) graph: DiGraph<Node<'a>, &'a str>,
}

/// Candidates listed when a name is not unique.
const MOST_LISTED: usize = 10;

impl<'a> Web<'a> {
    /// The graph of a census that keeps relationships.
    #[must_use]
    pub fn new(census: &'a Census) -> Self {
        let resources = census.resources();
        let mut graph = DiGraph::with_capacity(resources.len(), resources.len());
        // Ids, names and ARNs of each type, with those that have them.
        let mut words: HashMap<(&str, &str), Vec<NodeIndex>> = HashMap::new();
        for resource in resources {
            let node = graph.add_node(Node::Known(resource));
            for word in own_words(resource) {
                let all = words.entry((&resource.resource_type, word)).or_default();
                if all.last() != Some(&node) {
                    all.push(node);
                }
            }
        }
        for (index, resource) in resources.iter().enumerate() {
            for relationship in &resource.relationships {
                let Some(word) = word_of(relationship) else { continue };
                let key = (&*relationship.resource_type, word);
                let known = words.get(&key).and_then(|all| nearest(&graph, all, resource, word));
                let to = known.unwrap_or_else(|| {
                    let node = graph.add_node(Node::Named(key.0, key.1, &resource.account));
                    words.entry(key).or_default().push(node);
                    node
                });
                graph.add_edge(NodeIndex::new(index), to, relationship.name.as_str());
            }
        }
        Self { graph }
    }

    /// The resource of this id, name or ARN, or `TYPE/ID`.
    ///
    /// # Errors
    /// There is none, or there are several: then they are listed.
    pub fn find(&self, word: &str) -> Result<NodeIndex, String> {
        let fits = |node: &NodeIndex| match self.graph[*node] {
            Node::Known(resource) => {
                own_words(resource).any(|w| w == word)
                    || is_typed(word, &resource.resource_type, &resource.id)
            }
            Node::Named(kind, name, _) => name == word || is_typed(word, kind, name),
        };
        let mut found: Vec<NodeIndex> = self.graph.node_indices().filter(fits).collect();
        // One that is there goes before one that is only named, an id before other words.
        let known = |node: &NodeIndex| matches!(self.graph[*node], Node::Known(_));
        if found.iter().any(known) {
            found.retain(known);
        }
        match &found[..] {
            [] => Err(self.unknown(word)),
            [one] => Ok(*one),
            several => {
                let mut words = format!("`{word}` is the name of {} resources:", several.len());
                for node in several.iter().take(MOST_LISTED) {
                    // Writing to a String cannot fail.
                    let _ = write!(words, "\n  {}", self.describe(*node));
                }
                if several.len() > MOST_LISTED {
                    words += "\n  ...";
                }
                Err(words + "\nname one by its ARN, or as TYPE/ID")
            }
        }
    }

    fn unknown(&self, word: &str) -> String {
        // Beyond these a hint is not worth the wait.
        let some = self.graph.node_weights().take(20_000);
        let known = some.map(|node| match node {
            Node::Known(resource) => &*resource.id,
            Node::Named(_, name, _) => name,
        });
        let near = crate::base::suggest::nearest(word, known);
        let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        format!("no resource has the id, name or ARN `{word}`{hint}")
    }

    /// A resource in one line.
    pub(super) fn describe(&self, node: NodeIndex) -> String {
        match self.graph[node] {
            Node::Known(r) => {
                let arn = r.arn.as_deref().map_or(String::new(), |arn| format!("  {arn}"));
                format!("{}/{}  {}  {}{arn}", r.resource_type, r.id, r.account, r.region)
            }
            Node::Named(kind, name, account) => {
                format!("{kind}/{name}  {account}  (not in the inputs)")
            }
        }
    }

    /// The resources at most `depth` relationships away, in either direction, with their distances
    /// in order.
    pub(super) fn near(&self, center: NodeIndex, depth: usize) -> Vec<(NodeIndex, usize)> {
        let mut seen = vec![false; self.graph.node_count()];
        let mut found = Vec::new();
        let mut waiting = VecDeque::from([(center, 0)]);
        seen[center.index()] = true;
        while let Some((node, distance)) = waiting.pop_front() {
            found.push((node, distance));
            if distance == depth {
                continue;
            }
            let mut next: Vec<NodeIndex> = self.graph.neighbors_undirected(node).collect();
            next.sort_unstable();
            for other in next {
                if !std::mem::replace(&mut seen[other.index()], true) {
                    waiting.push_back((other, distance + 1));
                }
            }
        }
        found
    }
}

/// `TYPE/ID`.
fn is_typed(word: &str, kind: &str, id: &str) -> bool {
    word.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')) == Some(id)
}

fn own_words(resource: &Resource) -> impl Iterator<Item = &str> {
    [Some(&*resource.id), resource.name.as_deref(), resource.arn.as_deref()].into_iter().flatten()
}

fn word_of(relationship: &Relationship) -> Option<&str> {
    relationship.resource_id.as_deref().or(relationship.resource_name.as_deref())
}

/// Of resources of one type and name the one of the same account and region, else of the same
/// account; of another account only by a word that no two resources have.
fn nearest(
    graph: &DiGraph<Node<'_>, &str>,
    all: &[NodeIndex],
    from: &Resource,
    word: &str,
) -> Option<NodeIndex> {
    let home = |node: &NodeIndex| match graph[*node] {
        Node::Known(r) if r.account == from.account => 3 + u32::from(r.region == from.region),
        Node::Known(_) => u32::from(is_unique(word)),
        Node::Named(_, _, account) => {
            if *account == *from.account {
                2
            } else {
                0
            }
        }
    };
    let best = all.iter().copied().max_by_key(|n| (home(n), std::cmp::Reverse(*n)))?;
    (home(&best) > 0).then_some(best)
}

/// Is this an ARN, or an id such as `vpc-0a1b2c3d`?
fn is_unique(word: &str) -> bool {
    let digits = word.rsplit_once('-').map_or("", |(_, digits)| digits);
    word.starts_with("arn:") || (digits.len() >= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}
