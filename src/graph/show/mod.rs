//! Pictures of the matching graph: a neutral [`Drawing`], and one file for each form.

mod dot;
mod json;
mod label;
mod layout;
mod mermaid;
mod select;
mod svg;
#[cfg(test)]
mod tests;

use super::builder::{Edge, MatchGraph, Node};
use crate::base::ids::{RuleId, TargetId};
use crate::model::Severity;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

/// What a picture needs to know besides the graph.
pub trait Names {
    /// The name of a rule.
    fn rule(&self, rule: RuleId) -> &str;
    /// How much its findings matter.
    fn severity(&self, rule: RuleId) -> Option<Severity>;
    /// The name of a target.
    fn target(&self, target: TargetId) -> &str;
}

/// What an edge of a drawing means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// What flows on when the left node holds.
    Holds,
    /// The field is accepted when it is absent.
    Absent,
    /// A relationship of these words, a position in `Drawing::words`. Such an edge may lead to any
    /// column, its own included.
    Related(u32),
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawNode {
    /// Letters and digits, unique in the drawing and the same in every run.
    pub id: String,
    /// One of `bus`, `path`, `test`, `clause`, `all`, `any`, `rule`, `target`: how it is drawn.
    pub kind: &'static str,
    /// A few words.
    pub label: String,
    /// The whole of it, possibly long.
    pub title: String,
    /// The column, from 0 on the left; edges but those of relationships lead to later ones.
    pub layer: usize,
    /// A rule's severity.
    pub severity: Option<&'static str>,
    /// Is it there for comparison only?
    pub faded: bool,
}

/// What a picture says about itself.
#[derive(Debug, PartialEq, Eq)]
pub struct About {
    /// What it shows.
    pub title: &'static str,
    /// Kinds of boxes with their words, in the order of the legend.
    pub legend: &'static [(&'static str, &'static str)],
    /// What to do when it has too many boxes.
    pub advice: &'static str,
}

/// The matching graph.
const MATCHING: About = About {
    title: "matching graph",
    legend: &[
        ("bus", "event bus"),
        ("path", "field"),
        ("test", "test"),
        ("clause", "any of several tests"),
        ("all", "all of"),
        ("any", "$or"),
        ("rule", "rule"),
        ("target", "target"),
    ],
    advice: "draw a part with `--around RULE`, or choose `--format dot` or `json`",
};

/// A graph ready to be drawn. Conditions of a single test are one box with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What the picture says about itself.
    pub about: &'static About,
    /// The words of relationships.
    pub words: Vec<String>,
    /// The boxes, by column.
    pub nodes: Vec<DrawNode>,
    /// From, to (positions in `nodes`), meaning; sorted.
    pub edges: Vec<(usize, usize, EdgeKind)>,
}

impl Drawing {
    /// The words of an edge, if it has any.
    fn words_of(&self, kind: EdgeKind) -> Option<&str> {
        match kind {
            EdgeKind::Holds => None,
            EdgeKind::Absent => Some("absent"),
            EdgeKind::Related(at) => self.words.get(at as usize).map(String::as_str),
        }
    }

    /// Draws all rules, or what lies around one: all that leads to it and from it, and some other
    /// rules that share one of its conditions, faded.
    #[must_use]
    pub fn new(graph: &MatchGraph, names: &dyn Names, around: Option<RuleId>) -> Self {
        let (kept, faded) = select::select(graph, around);
        let layers = layers(graph, &kept);
        let mut order: Vec<NodeIndex<u32>> =
            graph.graph.node_indices().filter(|n| kept[n.index()]).collect();
        order.retain(|n| same_as(graph, *n).is_none());
        order.sort_by_key(|n| (layers[n.index()], n.index()));
        let mut places = vec![usize::MAX; kept.len()];
        for (place, node) in order.iter().enumerate() {
            places[node.index()] = place;
        }
        let place = |node: NodeIndex<u32>| places[same_as(graph, node).unwrap_or(node).index()];
        let mut edges: Vec<(usize, usize, EdgeKind)> = graph
            .graph
            .edge_references()
            .filter(|e| kept[e.source().index()] && kept[e.target().index()])
            .map(|e| {
                let kind = match e.weight() {
                    Edge::Holds => EdgeKind::Holds,
                    Edge::Absent => EdgeKind::Absent,
                };
                (place(e.source()), place(e.target()), kind)
            })
            .chain(faded.iter().map(|(from, to)| (place(*from), place(*to), EdgeKind::Holds)))
            .filter(|(from, to, _)| from != to)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let is_faded = |node: NodeIndex<u32>| faded.iter().any(|(_, to)| *to == node);
        let nodes = order
            .iter()
            .map(|n| label::node(graph, names, *n, layers[n.index()], is_faded(*n)))
            .collect();
        Self { about: &MATCHING, words: Vec::new(), nodes, edges }
    }
}

/// The test that a condition of one test is drawn as.
fn same_as(graph: &MatchGraph, node: NodeIndex<u32>) -> Option<NodeIndex<u32>> {
    if !matches!(graph.graph[node], Node::Clause(_)) {
        return None;
    }
    let mut into = graph.graph.edges_directed(node, Incoming);
    match (into.next(), into.next()) {
        (Some(only), None) if *only.weight() == Edge::Holds => Some(only.source()),
        _ => None,
    }
}

/// The column of every kept node: the length of the longest way to it, with all rules in one
/// column and all targets in the next.
fn layers(graph: &MatchGraph, kept: &[bool]) -> Vec<usize> {
    let graph_ = &graph.graph;
    let mut layers = vec![0usize; graph_.node_count()];
    let mut waiting: Vec<usize> = vec![0; graph_.node_count()];
    let inner = |n: NodeIndex<u32>| kept[n.index()] && !is_end(graph_[n]);
    for node in graph_.node_indices().filter(|n| inner(*n)) {
        waiting[node.index()] =
            graph_.neighbors_directed(node, Incoming).filter(|n| inner(*n)).count();
    }
    let mut ready: Vec<NodeIndex<u32>> =
        graph_.node_indices().filter(|n| inner(*n) && waiting[n.index()] == 0).collect();
    while let Some(node) = ready.pop() {
        let from = layers[same_as(graph, node).unwrap_or(node).index()];
        layers[node.index()] = layers[node.index()].max(from);
        for next in graph_.neighbors_directed(node, Outgoing).filter(|n| inner(*n)) {
            let layer = match same_as(graph, next) {
                Some(_) => layers[node.index()],
                None => layers[node.index()] + 1,
            };
            layers[next.index()] = layers[next.index()].max(layer);
            waiting[next.index()] -= 1;
            if waiting[next.index()] == 0 {
                ready.push(next);
            }
        }
    }
    let last = graph_.node_indices().filter(|n| inner(*n)).map(|n| layers[n.index()]).max();
    let last = last.map_or(0, |n| n + 1);
    for node in graph_.node_indices() {
        match graph_[node] {
            Node::Rule(_) => layers[node.index()] = last,
            Node::Target(_) => layers[node.index()] = last + 1,
            _ => {}
        }
    }
    layers
}

fn is_end(node: Node) -> bool {
    matches!(node, Node::Rule(_) | Node::Target(_))
}
