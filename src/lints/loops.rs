//! TL403: rules that can set themselves off, through targets that may put events on a bus.

use super::LintRule;
use super::branches::{self, Branch};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::ids::TargetId;
use crate::operators::{Affix, Test, disjoint, implies};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{HashMap, HashSet, VecDeque};

/// Buses, and for every step from bus to bus the first rule that takes it.
type Buses<'a> = DiGraph<&'a str, usize>;

/// Warns of loops, each once, at the first rule that is part of it.
pub(super) fn check<'p>(
    rules: &[LintRule<'_>],
    live: &[bool],
    puts: &dyn Fn(TargetId) -> &'p [String],
    diags: &mut Diags,
) {
    let steps = steps(rules, live, puts);
    let mut graph = Buses::new();
    let mut nodes: HashMap<&str, NodeIndex> = HashMap::new();
    let mut known = HashSet::new();
    for &(rule, to) in &steps {
        let mut node = |bus| *nodes.entry(bus).or_insert_with(|| graph.add_node(bus));
        let (from, to) = (node(rules[rule].bus), node(to));
        if known.insert((from, to)) {
            graph.add_edge(from, to, rule);
        }
    }
    let mut component = vec![0; graph.node_count()];
    for (number, members) in tarjan_scc(&graph).into_iter().enumerate() {
        members.into_iter().for_each(|bus| component[bus.index()] = number);
    }
    let mut told = HashSet::new();
    for of_one in steps.chunk_by(|a, b| a.0 == b.0) {
        let rule = of_one[0].0;
        let from = nodes[rules[rule].bus];
        let back = of_one
            .iter()
            .map(|(_, to)| nodes[to])
            .filter(|to| component[to.index()] == component[from.index()])
            .filter_map(|to| way(&graph, to, from))
            .min_by_key(Vec::len);
        if let Some(back) = back
            && told.insert(rule)
        {
            told.extend(&back);
            report(rules, rule, &back, diags);
        }
    }
}

/// Every rule that put events can reach, with each bus that its targets may put events on.
fn steps<'a, 'p: 'a>(
    rules: &[LintRule<'a>],
    live: &[bool],
    puts: &dyn Fn(TargetId) -> &'p [String],
) -> Vec<(usize, &'a str)> {
    let mut steps = Vec::new();
    for (index, rule) in rules.iter().enumerate().filter(|(i, _)| live[*i]) {
        let mut onto: Vec<&str> =
            rule.targets.iter().flat_map(|t| puts(*t)).map(String::as_str).collect();
        onto.sort_unstable();
        onto.dedup();
        let reached = !onto.is_empty()
            && branches::of(rule.pattern).is_some_and(|all| all.iter().any(|b| may_be_put(b)));
        if reached {
            steps.extend(onto.into_iter().map(|bus| (index, bus)));
        }
    }
    steps
}

/// The rules on a shortest way from one bus to another.
fn way(graph: &Buses<'_>, from: NodeIndex, to: NodeIndex) -> Option<Vec<usize>> {
    let mut came: HashMap<NodeIndex, (NodeIndex, usize)> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(bus) = queue.pop_front() {
        if bus == to {
            let mut rules = Vec::new();
            let mut at = to;
            while at != from {
                let (before, rule) = came[&at];
                rules.push(rule);
                at = before;
            }
            rules.reverse();
            return Some(rules);
        }
        for edge in graph.edges(bus) {
            if edge.target() != from && !came.contains_key(&edge.target()) {
                came.insert(edge.target(), (bus, *edge.weight()));
                queue.push_back(edge.target());
            }
        }
    }
    None
}

/// May an event that a target puts on a bus meet these conditions? Its `source` and `detail-type`
/// are strings, and `source` does not begin with `aws.`, which AWS keeps to itself.
fn may_be_put(branch: &Branch<'_>) -> bool {
    // Letter case aside, so that a rule meant for AWS's own events is not warned of.
    let aws = Test::Prefix(Affix { text: (*b"aws.").into(), ignore_case: true });
    let any = Test::Prefix(Affix { text: (*b"").into(), ignore_case: false });
    [&b"source"[..], b"detail-type"].into_iter().all(|path| {
        let own: Vec<_> = branch.iter().filter(|f| *f.path == *path).collect();
        let possible = |test: &Test| {
            let theirs = path == b"source" && implies(test, &aws);
            !(theirs || disjoint(test, &any))
        };
        own.iter().all(|f| f.tests.iter().any(possible))
            && own.iter().enumerate().all(|(i, a)| {
                own[..i]
                    .iter()
                    .all(|b| a.tests.iter().any(|a| b.tests.iter().any(|b| !disjoint(a, b))))
            })
    })
}

fn report(rules: &[LintRule<'_>], first: usize, back: &[usize], diags: &mut Diags) {
    let name = |rule: usize| &rules[rule].header.name;
    let words = if back.is_empty() {
        format!("rule `{}` can set itself off", name(first))
    } else {
        let chain = std::iter::once(&first).chain(back).chain(std::iter::once(&first));
        let chain: Vec<_> = chain.map(|r| format!("`{}`", name(*r))).collect();
        format!("rules can set each other off: {}", chain.join(" -> "))
    };
    let mut diag = Diag::new(Code::TL403, rules[first].header.span, words).label(format!(
        "its target may put events on a bus that leads back to `{}`",
        rules[first].bus
    ));
    for rule in back {
        diag = diag.also(rules[*rule].header.span, "part of the loop");
    }
    diags.push(
        diag.help("let the pattern ask for a `source` that the target does not use")
            .help("or take the bus from what the target may put events on"),
    );
}
