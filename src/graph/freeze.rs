//! The graph to the plan.

use super::builder::{Edge, MatchGraph, Node};
use super::index::affix::AffixTree;
use super::index::blocks::BlockTree;
use super::index::ranges::{self, RangeTree};
use super::index::wildcards::WildcardSet;
use super::plan::{
    Clause, ExactTable, Group, NONE, Op, PairTable, PathRow, Plan, TestKind, TestRow, hash_number,
    hash_text,
};
use super::steps::{self, View, Weight};
use crate::base::ids::{ClauseId, PathId, RuleId, TestId};
use crate::base::limits::Limits;
use crate::base::number::Decimal;
use crate::fields::PathTreeBuilder;
use crate::operators::{AnythingBut, Block, Literal, Range, Test, Wildcard};
use petgraph::Direction::Incoming;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

impl MatchGraph {
    /// Freezes the rules that `select` names. Rules keep their ids.
    ///
    /// # Errors
    /// When an index cannot be built.
    pub fn freeze(&self, limits: &Limits, select: impl Fn(RuleId) -> bool) -> Result<Plan, String> {
        let mut conditions = Conditions::default();
        conditions.read(self);
        let mut rows = Rows::default();
        rows.read(self);
        let selected: Vec<RuleId> =
            (0..self.rules.len()).map(RuleId::new).filter(|r| select(*r)).collect();
        let presence = self.presence();
        let crowding = self.crowding();
        let steps = {
            let weight = |test: TestId| self.weight(test, &presence, &crowding);
            let exact = |test: TestId| matches!(self.tests[test.index()].1, Test::Exact(_));
            let view = View {
                clauses: &conditions.clauses,
                clause_tests: &conditions.clause_tests,
                rules: &conditions.rules,
                ops: &conditions.ops,
                groups: &conditions.groups,
                weight: &weight,
                exact: &exact,
            };
            steps::build(&view, self.tests.len(), &selected)
        };
        for (row, entry) in rows.tests.iter_mut().zip(&steps.entries) {
            row.eager |= *entry != NONE;
        }
        let indexes = Indexes::new(self, &mut rows)?;
        let mut tree = PathTreeBuilder::default();
        for (id, path) in self.paths.iter().enumerate() {
            tree.add(path, PathId::new(id));
        }
        Ok(Plan {
            tree: tree.freeze(),
            paths: indexes.paths.into(),
            exact: ExactTable::new(&indexes.exact),
            exact_numbers: ExactTable::new(&indexes.numbers),
            folded: ExactTable::new(&indexes.folded),
            prefixes: indexes.prefixes.into(),
            suffixes: indexes.suffixes.into(),
            wildcards: indexes.wildcards.into(),
            ranges: indexes.ranges.into(),
            blocks: indexes.blocks.into(),
            tests: rows.tests.into(),
            texts: rows.texts.into(),
            numbers: rows.numbers.into(),
            others: rows.others.into(),
            excluded: rows.excluded.into(),
            clauses: conditions.clauses.into(),
            clause_tests: conditions.clause_tests.into(),
            rules: conditions.rules.into(),
            ops: conditions.ops.into(),
            groups: conditions.groups.into(),
            entries: steps.entries.into(),
            steps: steps.steps.into(),
            step_rules: steps.step_rules.into(),
            step_paths: steps.step_paths.into(),
            pairs: PairTable::new(&steps.pairs),
            always: steps.always.into(),
            combine_steps: limits.combine_steps,
            depth: limits.depth,
        })
    }

    /// For each path its `exists` test, where it has one.
    fn presence(&self) -> Vec<u32> {
        let mut presence = vec![NONE; self.paths.len()];
        for (id, (path, test)) in self.tests.iter().enumerate() {
            if *test == Test::Exists {
                presence[path.index()] = id as u32;
            }
        }
        presence
    }

    /// For each path how many of its ranges hold a number at once, about.
    fn crowding(&self) -> Vec<u64> {
        let mut ranges = vec![Vec::new(); self.paths.len()];
        for (path, test) in &self.tests {
            if let Test::Numeric(range) = test {
                ranges[path.index()].push(range);
            }
        }
        ranges.iter().map(|all| ranges::overlap(all) as u64).collect()
    }

    /// How well rules hang at a test. The numbers are rough likelihoods that any event passes it.
    fn weight(&self, test: TestId, presence: &[u32], crowding: &[u64]) -> Weight {
        let (path, what) = &self.tests[test.index()];
        let by_length = |len: usize| if len >= 4 { 3 } else { 12 };
        let cost = match what {
            Test::Exact(Literal::Text(_) | Literal::Number(_)) => 1,
            Test::Exact(_) => 6,
            Test::EqualsIgnoreCase(_) => 2,
            Test::Cidr(Block::V4(_, bits)) => {
                if *bits >= 16 {
                    2
                } else {
                    12
                }
            }
            Test::Cidr(Block::V6(_, bits)) => {
                if *bits >= 32 {
                    2
                } else {
                    12
                }
            }
            Test::Prefix(a) | Test::Suffix(a) => by_length(a.text.len()),
            Test::Wildcard(w) => 1 + by_length(w.pieces.iter().map(|p| p.len()).max().unwrap_or(0)),
            Test::Numeric(_) => crowding[path.index()].max(10),
            Test::Exists => 40,
            // INVARIANT (but-has-presence): the builder has added the field's `exists` test.
            Test::AnythingBut(_) => {
                return Weight { at: TestId(presence[path.index()]), cost: 60 };
            }
        };
        Weight { at: test, cost }
    }
}

/// Clauses, groups and the conditions of rules, read off the graph.
#[derive(Default)]
struct Conditions {
    clauses: Vec<Clause>,
    clause_tests: Vec<TestId>,
    rules: Vec<u32>,
    ops: Vec<Op>,
    groups: Vec<Group>,
    /// By node: the number of the group it became.
    group_of: hashbrown::HashMap<NodeIndex<u32>, usize, foldhash::fast::FixedState>,
}

impl Conditions {
    fn read(&mut self, graph: &MatchGraph) {
        self.read_clauses(graph);
        let mut own = Vec::new();
        let mut starts = Vec::with_capacity(graph.rules.len() + 1);
        for node in &graph.rules {
            starts.push(own.len() as u32);
            self.inputs(graph, *node, &mut own);
        }
        starts.push(own.len() as u32);
        // Groups have put their conditions into `ops` meanwhile; the rules' own come after them.
        let shift = self.ops.len() as u32;
        self.ops.append(&mut own);
        self.rules = starts.into_iter().map(|s| s + shift).collect();
    }

    fn read_clauses(&mut self, graph: &MatchGraph) {
        let mut nodes: Vec<(ClauseId, NodeIndex<u32>)> = graph
            .graph
            .node_indices()
            .filter_map(|n| match graph.graph[n] {
                Node::Clause(id) => Some((id, n)),
                _ => None,
            })
            .collect();
        nodes.sort_unstable();
        for (_, node) in nodes {
            let start = self.clause_tests.len();
            let mut absent = None;
            for edge in graph.graph.edges_directed(node, Incoming) {
                match (graph.graph[edge.source()], edge.weight()) {
                    (Node::Path(path), Edge::Absent) => absent = Some(path),
                    (Node::Test(test), _) => self.clause_tests.push(test),
                    _ => {}
                }
            }
            self.clause_tests[start..].sort_unstable();
            let count = (self.clause_tests.len() - start) as u32;
            let path = absent.or_else(|| {
                let first = self.clause_tests.get(start)?;
                Some(graph.tests[first.index()].0)
            });
            self.clauses.push(Clause {
                // INVARIANT (clause-has-path): a clause has tests or accepts absence.
                path: path.unwrap_or(PathId(NONE)),
                start: start as u32,
                packed: count * 2 + u32::from(absent.is_some()),
            });
        }
    }

    /// The conditions that flow into a node, in a fixed order.
    fn inputs(&mut self, graph: &MatchGraph, node: NodeIndex<u32>, into: &mut Vec<Op>) {
        let mut sources: Vec<NodeIndex<u32>> =
            graph.graph.neighbors_directed(node, Incoming).collect();
        sources.sort_unstable();
        for source in sources {
            match graph.graph[source] {
                Node::Clause(id) => into.push(Op::clause(id)),
                join @ (Node::All | Node::Any) => {
                    let known = self.group_of.get(&source).copied();
                    let group = known.unwrap_or_else(|| {
                        let mut inner = Vec::new();
                        self.inputs(graph, source, &mut inner);
                        self.groups.push(Group {
                            any: join == Node::Any,
                            start: self.ops.len() as u32,
                            len: inner.len() as u32,
                        });
                        self.ops.append(&mut inner);
                        self.group_of.insert(source, self.groups.len() - 1);
                        self.groups.len() - 1
                    });
                    into.push(Op::group(group));
                }
                Node::Bus(_) | Node::Path(_) | Node::Test(_) | Node::Rule(_) | Node::Target(_) => {}
            }
        }
    }
}

/// Tests as rows.
#[derive(Default)]
struct Rows {
    tests: Vec<TestRow>,
    texts: Vec<u8>,
    numbers: Vec<Decimal>,
    others: Vec<Test>,
    excluded: Vec<TestId>,
}

impl Rows {
    fn read(&mut self, graph: &MatchGraph) {
        let mut exact: hashbrown::HashMap<(PathId, &Literal), TestId, foldhash::fast::FixedState> =
            hashbrown::HashMap::default();
        let mut buts = false;
        for (_, test) in &graph.tests {
            buts |= matches!(test, Test::AnythingBut(AnythingBut::Values(_)));
        }
        if buts {
            for (id, (path, test)) in graph.tests.iter().enumerate() {
                if let Test::Exact(literal) = test {
                    exact.insert((*path, literal), TestId::new(id));
                }
            }
        }
        for (path, test) in &graph.tests {
            let (kind, at, len) = match test {
                Test::Exact(Literal::Text(text)) => {
                    let at = self.texts.len();
                    self.texts.extend_from_slice(text);
                    (TestKind::Text, at, text.len())
                }
                Test::Exact(Literal::Number(n)) => {
                    self.numbers.push(n.clone());
                    (TestKind::Number, self.numbers.len() - 1, 1)
                }
                Test::Exact(Literal::Null) => (TestKind::Null, 0, 0),
                Test::Exact(Literal::Bool(false)) => (TestKind::False, 0, 0),
                Test::Exact(Literal::Bool(true)) => (TestKind::True, 0, 0),
                Test::Exists => (TestKind::Exists, 0, 0),
                Test::AnythingBut(AnythingBut::Values(values)) => {
                    let at = self.excluded.len();
                    self.excluded
                        .extend(values.iter().filter_map(|v| exact.get(&(*path, v)).copied()));
                    self.excluded[at..].sort_unstable();
                    (TestKind::ButValues, at, self.excluded.len() - at)
                }
                // The ranks of its ends are known when all ranges of the field are.
                Test::Numeric(_) => (TestKind::Range, 0, 0),
                other => {
                    self.others.push(other.clone());
                    (TestKind::Other, self.others.len() - 1, 1)
                }
            };
            let eager = matches!(test, Test::Exact(_));
            self.tests.push(TestRow { path: *path, at: at as u32, len: len as u32, kind, eager });
        }
    }
}

/// The indexes of all paths.
#[derive(Default)]
struct Indexes {
    paths: Vec<PathRow>,
    exact: Vec<(u64, TestId)>,
    numbers: Vec<(u64, TestId)>,
    folded: Vec<(u64, TestId)>,
    prefixes: Vec<AffixTree>,
    suffixes: Vec<AffixTree>,
    wildcards: Vec<WildcardSet>,
    ranges: Vec<RangeTree>,
    blocks: Vec<BlockTree>,
}

/// The looked-up tests of one path, by kind.
#[derive(Default)]
struct Eager<'a> {
    prefixes: [Vec<(&'a [u8], TestId)>; 2],
    suffixes: [Vec<(&'a [u8], TestId)>; 2],
    wildcards: Vec<(&'a Wildcard, TestId)>,
    /// All ranges, whether looked up or not: their ranks go by the bounds of all.
    ranges: Vec<(&'a Range, TestId, bool)>,
    blocks: Vec<(Block, TestId)>,
}

impl Indexes {
    fn new(graph: &MatchGraph, rows: &mut Rows) -> Result<Self, String> {
        let mut out = Self { paths: vec![PathRow::EMPTY; graph.paths.len()], ..Self::default() };
        let mut eager: hashbrown::HashMap<PathId, Eager<'_>, foldhash::fast::FixedState> =
            hashbrown::HashMap::default();
        for (i, ((path, test), row)) in graph.tests.iter().zip(&rows.tests).enumerate() {
            let id = TestId::new(i);
            if let Test::Numeric(r) = test {
                out.paths[path.index()].ranged |= row.eager;
                eager.entry(*path).or_default().ranges.push((r, id, row.eager));
            }
            if !row.eager {
                continue;
            }
            let at = &mut out.paths[path.index()];
            match test {
                Test::Exact(Literal::Text(text)) => {
                    at.exact = true;
                    out.exact.push((hash_text(*path, text), id));
                }
                Test::Exact(Literal::Number(n)) => {
                    at.numbers = true;
                    out.numbers.push((hash_number(*path, &n.as_num()), id));
                }
                Test::Exact(Literal::Null) => at.truth[0] = id.0,
                Test::Exact(Literal::Bool(b)) => at.truth[1 + usize::from(*b)] = id.0,
                Test::Exists => at.exists = id.0,
                Test::EqualsIgnoreCase(text) => {
                    at.folded = true;
                    out.folded.push((hash_text(*path, text), id));
                }
                Test::Prefix(a) => {
                    let all = &mut eager.entry(*path).or_default().prefixes;
                    all[usize::from(a.ignore_case)].push((&a.text, id));
                }
                Test::Suffix(a) => {
                    let all = &mut eager.entry(*path).or_default().suffixes;
                    all[usize::from(a.ignore_case)].push((&a.text, id));
                }
                Test::Wildcard(w) => eager.entry(*path).or_default().wildcards.push((w, id)),
                Test::Cidr(b) => eager.entry(*path).or_default().blocks.push((*b, id)),
                // Ranges are listed above; and rules hang at the presence of the field in place of
                // `anything-but`.
                Test::Numeric(_) | Test::AnythingBut(_) => {}
            }
        }
        let mut eager: Vec<_> = eager.into_iter().collect();
        eager.sort_unstable_by_key(|(path, _)| *path);
        for (path, eager) in eager {
            out.index(path, &eager, &mut rows.tests)?;
        }
        Ok(out)
    }

    fn index(
        &mut self,
        path: PathId,
        eager: &Eager<'_>,
        tests: &mut [TestRow],
    ) -> Result<(), String> {
        fn put<T>(table: &mut Vec<T>, index: T) -> u32 {
            table.push(index);
            table.len() as u32 - 1
        }
        let row = &mut self.paths[path.index()];
        for fold in 0..2 {
            if !eager.prefixes[fold].is_empty() {
                let tree = AffixTree::new(&eager.prefixes[fold], false);
                row.prefixes[fold] = put(&mut self.prefixes, tree);
            }
            if !eager.suffixes[fold].is_empty() {
                let tree = AffixTree::new(&eager.suffixes[fold], true);
                row.suffixes[fold] = put(&mut self.suffixes, tree);
            }
        }
        if !eager.wildcards.is_empty() {
            row.wildcards = put(&mut self.wildcards, WildcardSet::new(&eager.wildcards)?);
        }
        if !eager.ranges.is_empty() {
            let (tree, ranks) = RangeTree::new(&eager.ranges);
            row.ranges = put(&mut self.ranges, tree);
            for ((_, test, _), ranks) in eager.ranges.iter().zip(ranks) {
                let test = &mut tests[test.index()];
                (test.at, test.len) = (ranks.low, ranks.high);
            }
        }
        if !eager.blocks.is_empty() {
            row.blocks = put(&mut self.blocks, BlockTree::new(&eager.blocks));
        }
        Ok(())
    }
}
