//! A resource and what is around it, as a drawing.

use super::Web;
use super::web::Node;
use crate::graph::show::{About, DrawNode, Drawing, EdgeKind};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::HashMap;

const RESOURCES: About = About {
    title: "related resources",
    legend: &[("bus", "the resource"), ("path", "related"), ("test", "deleted")],
    advice: "choose a smaller `--depth`, or `--format dot`",
};

impl Web<'_> {
    /// The resource and all that are at most `depth` relationships away from it, by distance.
    /// Between two resources one relationship is drawn: the one that the nearer resource tells.
    #[must_use]
    pub fn around(&self, center: NodeIndex, depth: usize) -> Drawing {
        let near = self.near(center, depth);
        let places: HashMap<NodeIndex, usize> =
            near.iter().enumerate().map(|(place, (node, _))| (*node, place)).collect();
        let nodes = near.iter().map(|(node, distance)| self.drawn(*node, *distance)).collect();
        let mut words: Vec<String> = Vec::new();
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut pairs: HashMap<(usize, usize), usize> = HashMap::new();
        let mut edges: Vec<(usize, usize, EdgeKind)> = Vec::new();
        for (from, (node, _)) in near.iter().enumerate() {
            let mut out: Vec<_> = self
                .graph
                .edges(*node)
                .filter_map(|e| Some((*places.get(&e.target())?, e.id(), *e.weight())))
                .collect();
            out.sort_unstable_by_key(|(to, id, _)| (*to, *id));
            for (to, _, name) in out {
                // `near` is by distance, so the nearer one has its say first.
                if *pairs.entry((from.min(to), from.max(to))).or_insert(from) != from || from == to
                {
                    continue;
                }
                let at = *known.entry(name).or_insert_with(|| {
                    words.push(name.to_owned());
                    words.len() as u32 - 1
                });
                edges.push((from, to, EdgeKind::Related(at)));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        Drawing { about: &RESOURCES, words, nodes, edges }
    }

    fn drawn(&self, node: NodeIndex, distance: usize) -> DrawNode {
        let (kind, label, faded) = match self.graph[node] {
            Node::Known(r) => {
                let kind = match (distance, r.deleted) {
                    (_, true) => "test",
                    (0, _) => "bus",
                    _ => "path",
                };
                let name = r.name.as_deref().filter(|n| !n.is_empty() && **n != *r.id);
                let id = match name {
                    Some(name) if r.id.starts_with("arn:") => name.to_owned(),
                    Some(name) => format!("{name} ({})", r.id),
                    None => r.id.to_string(),
                };
                (kind, format!("{} {id}", short(&r.resource_type)), false)
            }
            Node::Named(kind, name, _) => ("path", format!("{} {name}", short(kind)), true),
        };
        DrawNode {
            id: format!("r{}", node.index()),
            kind,
            label,
            title: self.describe(node),
            layer: distance,
            severity: None,
            faded,
        }
    }
}

/// A type without the vendor: `EC2::Instance`.
fn short(kind: &str) -> &str {
    kind.strip_prefix("AWS::").unwrap_or(kind)
}
