//! Graphviz.

use super::label::cut;
use super::{Drawing, EdgeKind};
use std::fmt::Write;

/// Longest label in characters.
const MOST_LABEL: usize = 60;

impl Drawing {
    /// The drawing in Graphviz's language.
    #[must_use]
    pub fn dot(&self) -> String {
        let mut out = String::from(
            "digraph tripline {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", \
             fontname=\"monospace\", fontsize=10];\n  edge [color=\"#64748b\", arrowsize=0.6];\n",
        );
        let layers = self.nodes.iter().map(|n| n.layer + 1).max().unwrap_or(0);
        // Writing to a String cannot fail.
        for layer in 0..layers {
            let _ = writeln!(out, "  {{\n    rank=same;");
            for node in self.nodes.iter().filter(|n| n.layer == layer) {
                let (fill, font) = colours(node.kind);
                let shape = if matches!(node.kind, "all" | "any") { ", shape=circle" } else { "" };
                let faded = if node.faded { ", style=\"rounded,dashed\"" } else { "" };
                let _ = writeln!(
                    out,
                    "    {} [label={}, tooltip={}, fillcolor=\"{fill}\", fontcolor=\"{}\"{shape}{faded}];",
                    node.id,
                    quoted(&cut(&node.label, MOST_LABEL)),
                    quoted(&node.title),
                    if node.faded { "#64748b" } else { font },
                );
            }
            out.push_str("  }\n");
        }
        for (from, to, kind) in &self.edges {
            let style = match kind {
                EdgeKind::Holds => String::new(),
                EdgeKind::Absent => " [style=dashed, label=\"absent\"]".to_owned(),
                EdgeKind::Related(_) => {
                    let words = cut(self.words_of(*kind).unwrap_or_default(), MOST_LABEL);
                    format!(" [label={}, fontsize=8]", quoted(&words))
                }
            };
            let _ = writeln!(out, "  {} -> {}{style};", self.nodes[*from].id, self.nodes[*to].id);
        }
        out.push_str("}\n");
        out
    }
}

fn colours(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "bus" => ("#334155", "#ffffff"),
        "path" => ("#e2e8f0", "#0f172a"),
        "test" => ("#dbeafe", "#1e3a8a"),
        "clause" => ("#ccfbf1", "#134e4a"),
        "all" | "any" => ("#fef3c7", "#78350f"),
        "rule" => ("#fee2e2", "#7f1d1d"),
        _ => ("#ede9fe", "#4c1d95"),
    }
}

/// A string of Graphviz: only quotes and backslashes are special, line ends are not wanted.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
