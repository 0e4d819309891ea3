//! Mermaid, which GitHub draws in Markdown.

use super::label::cut;
use super::{DrawNode, Drawing, EdgeKind};
use std::fmt::Write;

/// Longest label in characters.
const MOST_LABEL: usize = 60;

const CLASSES: &str = "  classDef bus fill:#334155,stroke:#334155,color:#fff
  classDef path fill:#e2e8f0,stroke:#94a3b8,color:#0f172a
  classDef test fill:#dbeafe,stroke:#60a5fa,color:#1e3a8a
  classDef clause fill:#ccfbf1,stroke:#2dd4bf,color:#134e4a
  classDef all fill:#fef3c7,stroke:#f59e0b,color:#78350f
  classDef any fill:#fef3c7,stroke:#f59e0b,color:#78350f
  classDef rule fill:#fee2e2,stroke:#f87171,color:#7f1d1d
  classDef target fill:#ede9fe,stroke:#a78bfa,color:#4c1d95
  classDef faded fill:none,stroke:#94a3b8,color:#64748b,stroke-dasharray:3
";

impl Drawing {
    /// The drawing as a Mermaid flowchart.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        // Writing to a String cannot fail.
        for node in &self.nodes {
            let (open, close) = brackets(node);
            let class = if node.faded { "faded" } else { node.kind };
            let label = escaped(&cut(&node.label, MOST_LABEL));
            let _ = writeln!(out, "  {}{open}\"{label}\"{close}:::{class}", node.id);
        }
        for (from, to, kind) in &self.edges {
            let arrow = match (kind, self.words_of(*kind)) {
                (EdgeKind::Absent, _) => "-. absent .->".to_owned(),
                (EdgeKind::Related(_), Some(words)) if !words.is_empty() => {
                    format!("-->|\"{}\"|", escaped(&cut(words, MOST_LABEL)))
                }
                _ => "-->".to_owned(),
            };
            let _ = writeln!(out, "  {} {arrow} {}", self.nodes[*from].id, self.nodes[*to].id);
        }
        out.push_str(CLASSES);
        out
    }
}

fn brackets(node: &DrawNode) -> (&'static str, &'static str) {
    match node.kind {
        "bus" | "target" => ("([", "])"),
        "path" => ("[", "]"),
        "all" | "any" => ("((", "))"),
        _ => ("(", ")"),
    }
}

/// Text for a quoted label: Mermaid reads Markdown and HTML there, and entities in its own way.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() || " .,:/-=…$".contains(c) => out.push(c),
            c if c.is_control() => out.push(' '),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
