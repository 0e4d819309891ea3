//! Which nodes a drawing shows.

use crate::base::ids::RuleId;
use crate::graph::builder::{MatchGraph, Node};
use petgraph::Direction::{self, Incoming, Outgoing};
use petgraph::graph::NodeIndex;

/// Other rules shown around one.
const MOST_OTHERS: usize = 20;

/// Nodes to show, by index, and edges from shared conditions to other rules.
type Selection = (Vec<bool>, Vec<(NodeIndex<u32>, NodeIndex<u32>)>);

pub(super) fn select(graph: &MatchGraph, around: Option<RuleId>) -> Selection {
    let mut kept = vec![false; graph.graph.node_count()];
    let mut others = Vec::new();
    match around.map(|rule| graph.rules.get(rule.index())) {
        None => {
            // Tests that only help to run others lead to no rule and are left out.
            spread(graph, &graph.rules, Incoming, &mut kept);
            spread(graph, &graph.rules, Outgoing, &mut kept);
        }
        Some(None) => {}
        Some(Some(rule)) => {
            spread(graph, &[*rule], Incoming, &mut kept);
            let conditions: Vec<NodeIndex<u32>> = graph
                .graph
                .node_indices()
                .filter(|n| kept[n.index()] && matches!(graph.graph[*n], Node::Clause(_)))
                .collect();
            spread(graph, &[*rule], Outgoing, &mut kept);
            for condition in conditions {
                let mut reached = vec![false; kept.len()];
                spread(graph, &[condition], Outgoing, &mut reached);
                for other in graph.rules.iter().filter(|r| reached[r.index()] && *r != rule) {
                    let known = others.iter().any(|(_, to)| to == other);
                    if known || count(&others) < MOST_OTHERS {
                        others.push((condition, *other));
                        kept[other.index()] = true;
                    }
                }
            }
            // Joins between shared conditions and other rules are not shown, so neither are edges
            // that the graph has: those to other rules are all in `others`.
        }
    }
    (kept, others)
}

fn count(others: &[(NodeIndex<u32>, NodeIndex<u32>)]) -> usize {
    let mut rules: Vec<_> = others.iter().map(|(_, to)| *to).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.len()
}

/// Marks the nodes and all that can be reached from them.
fn spread(graph: &MatchGraph, from: &[NodeIndex<u32>], way: Direction, kept: &mut [bool]) {
    let mut seen = vec![false; kept.len()];
    let mut todo = from.to_vec();
    while let Some(node) = todo.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        kept[node.index()] = true;
        todo.extend(graph.graph.neighbors_directed(node, way));
    }
}
