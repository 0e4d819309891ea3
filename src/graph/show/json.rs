//! JSON, for other tools.

use super::{Drawing, EdgeKind};
use serde_json::{Value, json};

impl Drawing {
    /// The drawing as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let nodes: Vec<Value> = self
            .nodes
            .iter()
            .map(|n| {
                let mut node = json!({
                    "id": n.id, "kind": n.kind, "label": n.label, "title": n.title,
                    "layer": n.layer,
                });
                if let Some(severity) = n.severity {
                    node["severity"] = severity.into();
                }
                if n.faded {
                    node["faded"] = true.into();
                }
                node
            })
            .collect();
        let edges: Vec<Value> = self
            .edges
            .iter()
            .map(|(from, to, kind)| {
                let kind = match kind {
                    EdgeKind::Holds => "holds",
                    EdgeKind::Absent => "absent",
                    EdgeKind::Related(_) => self.words_of(*kind).unwrap_or_default(),
                };
                json!({"from": self.nodes[*from].id, "to": self.nodes[*to].id, "kind": kind})
            })
            .collect();
        json!({"schema": "tripline/1", "nodes": nodes, "edges": edges})
    }
}
