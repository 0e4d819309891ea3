//! The words in the boxes.

use super::{DrawNode, Names};
use crate::base::text::show;
use crate::graph::builder::{Edge, MatchGraph, Node};
use crate::operators::Test;
use petgraph::Direction::Incoming;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

/// Tests listed in the title of a condition.
const MOST_LISTED: usize = 50;

/// Longest title in characters.
const MOST_TITLE: usize = 2000;

pub(super) fn node(
    graph: &MatchGraph,
    names: &dyn Names,
    node: NodeIndex<u32>,
    layer: usize,
    faded: bool,
) -> DrawNode {
    let mut severity = None;
    let (id, kind, label, title) = match graph.graph[node] {
        Node::Bus(bus) => {
            let name = graph.buses[bus as usize].clone();
            (format!("b{bus}"), "bus", name.clone(), format!("event bus {name}"))
        }
        Node::Path(path) => {
            let name = show(&graph.paths[path.index()]).into_owned();
            (format!("p{}", path.0), "path", name.clone(), format!("field {name}"))
        }
        Node::Test(test) => {
            let (path, test_) = &graph.tests[test.index()];
            let path = show(&graph.paths[path.index()]);
            (format!("t{}", test.0), "test", words(test_), format!("{path}: {test_}"))
        }
        Node::Clause(clause) => {
            let (label, title) = clause_words(graph, node);
            (format!("c{}", clause.0), "clause", label, title)
        }
        Node::All => {
            (format!("j{}", node.index()), "all", "all".to_owned(), "all inputs hold".to_owned())
        }
        Node::Any => {
            let title = "any input holds ($or)".to_owned();
            (format!("j{}", node.index()), "any", "any".to_owned(), title)
        }
        Node::Rule(rule) => {
            let name = names.rule(rule).to_owned();
            severity = names.severity(rule).map(crate::model::Severity::word);
            let title = match severity {
                Some(word) => format!("rule {name}, {word}"),
                None => format!("rule {name}"),
            };
            (format!("r{}", rule.0), "rule", name, title)
        }
        Node::Target(target) => {
            let name = names.target(target).to_owned();
            (format!("x{}", target.0), "target", name.clone(), format!("target {name}"))
        }
    };
    DrawNode { id, kind, label, title: cut(&title, MOST_TITLE), layer, severity, faded }
}

fn clause_words(graph: &MatchGraph, node: NodeIndex<u32>) -> (String, String) {
    let (mut tests, mut absent, mut path) = (Vec::new(), false, None);
    for edge in graph.graph.edges_directed(node, Incoming) {
        match (edge.weight(), graph.graph[edge.source()]) {
            (Edge::Absent, Node::Path(p)) => (absent, path) = (true, Some(p)),
            (_, Node::Test(t)) => {
                tests.push(t);
                path = Some(graph.tests[t.index()].0);
            }
            _ => {}
        }
    }
    tests.sort_unstable();
    let mut label = match (absent, tests.len()) {
        (true, 0) => "absent".to_owned(),
        (true, 1) => "or absent".to_owned(),
        (true, n) => format!("any of {n}, or absent"),
        (false, n) => format!("any of {n}"),
    };
    let path = path.map(|p| show(&graph.paths[p.index()])).unwrap_or_default();
    let mut all: Vec<String> =
        tests.iter().take(MOST_LISTED).map(|t| graph.tests[t.index()].1.to_string()).collect();
    if tests.len() > MOST_LISTED {
        all.push("...".to_owned());
    }
    if absent {
        all.push("{\"exists\":false}".to_owned());
    }
    if label.is_empty() {
        label.push_str("nothing");
    }
    (label, format!("{path}: [{}]", all.join(", ")))
}

/// A test as a person would say it: `prefix "aws."`.
fn words(test: &Test) -> String {
    let text = test.to_string();
    let inner = text.strip_prefix("{\"").and_then(|t| t.strip_suffix('}'));
    match inner.and_then(|t| t.split_once("\":")) {
        Some(_) if *test == Test::Exists => "exists".to_owned(),
        Some((_, range)) if matches!(test, Test::Numeric(_)) => {
            range.replace(['[', ']', '"'], "").replace(',', " ").replace(" <", " and <")
        }
        Some((operator, operand)) => format!("{operator} {}", operand_words(operand)),
        None => text,
    }
}

/// `{"prefix":"x"}` as `prefix "x"`, once more for what stands inside `anything-but`.
fn operand_words(operand: &str) -> String {
    let inner = operand.strip_prefix("{\"").and_then(|t| t.strip_suffix('}'));
    match inner.and_then(|t| t.split_once("\":")) {
        Some((operator, operand)) => format!("{operator} {operand}"),
        None => operand.to_owned(),
    }
}

/// The text, cut to a number of characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}
