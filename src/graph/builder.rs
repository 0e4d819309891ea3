//! The matching graph: buses → paths → tests → clauses → joins → rules → targets.
//!
//! Only this file and `show` know petgraph. Every node is made once: rules that share a test, a
//! condition or a whole `$or` share its node.

use crate::base::ids::{ClauseId, PathId, RuleId, TargetId, TestId};
use crate::base::text::Text;
use crate::operators::pattern::{Condition, Field, Pattern};
use crate::operators::{AnythingBut, Literal, Test};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use petgraph::graph::{DiGraph, NodeIndex};
use std::hash::{BuildHasher, Hash, Hasher};

/// A node of the matching graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// An event bus: where events come from.
    Bus(u32),
    /// A field of the event.
    Path(PathId),
    /// A test of the field's values.
    Test(TestId),
    /// Any of several tests on one field, or its absence.
    Clause(ClauseId),
    /// All of its inputs.
    All,
    /// Any of its inputs.
    Any,
    /// A rule: all of its inputs.
    Rule(RuleId),
    /// A target of rules.
    Target(TargetId),
}

/// What an edge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    /// What flows on when the upper node holds.
    Holds,
    /// From a path to a clause that accepts its absence.
    Absent,
}

/// A rule on its way into the graph.
#[derive(Debug, Clone, Copy)]
pub struct RuleInput<'a> {
    /// Its conditions.
    pub pattern: &'a Pattern,
    /// Its bus.
    pub bus: &'a str,
    /// Its targets.
    pub targets: &'a [TargetId],
}

/// The graph with the tables that its nodes point into.
#[derive(Debug)]
pub struct MatchGraph {
    /// The graph itself; edges lead from events to targets.
    pub graph: DiGraph<Node, Edge, u32>,
    /// Bus names by the number in `Node::Bus`.
    pub buses: Vec<String>,
    /// Paths by id, keys joined by dots.
    pub paths: Vec<Text>,
    /// Tests by id, with their path.
    pub tests: Vec<(PathId, Test)>,
    /// The node of every rule, by id.
    pub rules: Vec<NodeIndex<u32>>,
}

/// The path of a clause, whether it accepts absence, its tests, and its node.
type ClauseKey = (PathId, bool, Box<[u32]>, NodeIndex<u32>);

/// The joins by whether any input is enough, and their inputs.
type Joins = hashbrown::HashMap<(bool, Box<[u32]>), NodeIndex<u32>, FixedState>;

/// Adds rules to a [`MatchGraph`].
pub struct GraphBuilder {
    out: MatchGraph,
    hash: FixedState,
    paths: HashTable<u32>,
    path_nodes: Vec<NodeIndex<u32>>,
    tests: HashTable<u32>,
    test_nodes: Vec<NodeIndex<u32>>,
    clauses: HashTable<u32>,
    clause_keys: Vec<ClauseKey>,
    joins: Joins,
    bus_nodes: Vec<NodeIndex<u32>>,
    bus_paths: hashbrown::HashSet<(u32, u32), FixedState>,
    targets: hashbrown::HashMap<TargetId, NodeIndex<u32>, FixedState>,
}

impl std::fmt::Debug for GraphBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GraphBuilder").field("rules", &self.out.rules.len()).finish_non_exhaustive()
    }
}

impl Default for GraphBuilder {
    fn default() -> Self {
        Self {
            out: MatchGraph {
                graph: DiGraph::default(),
                buses: Vec::new(),
                paths: Vec::new(),
                tests: Vec::new(),
                rules: Vec::new(),
            },
            hash: FixedState::default(),
            paths: HashTable::new(),
            path_nodes: Vec::new(),
            tests: HashTable::new(),
            test_nodes: Vec::new(),
            clauses: HashTable::new(),
            clause_keys: Vec::new(),
            joins: hashbrown::HashMap::default(),
            bus_nodes: Vec::new(),
            bus_paths: hashbrown::HashSet::default(),
            targets: hashbrown::HashMap::default(),
        }
    }
}

impl GraphBuilder {
    /// Adds a rule; ids are given in order.
    pub fn add(&mut self, rule: RuleInput<'_>) -> RuleId {
        let id = RuleId::new(self.out.rules.len());
        let bus = self.bus(rule.bus);
        let node = self.out.graph.add_node(Node::Rule(id));
        self.out.rules.push(node);
        let inputs = self.conditions(bus, rule.pattern);
        if inputs.is_empty() {
            // A pattern without conditions is refused by parsing; the bus keeps it in the graph.
            self.out.graph.add_edge(self.bus_nodes[bus as usize], node, Edge::Holds);
        }
        for input in inputs {
            self.out.graph.add_edge(input, node, Edge::Holds);
        }
        for target in rule.targets {
            let graph = &mut self.out.graph;
            let leaf = *self
                .targets
                .entry(*target)
                .or_insert_with(|| graph.add_node(Node::Target(*target)));
            graph.update_edge(node, leaf, Edge::Holds);
        }
        id
    }

    /// The finished graph.
    #[must_use]
    pub fn finish(self) -> MatchGraph {
        self.out
    }

    fn bus(&mut self, name: &str) -> u32 {
        if let Some(known) = self.out.buses.iter().position(|b| b == name) {
            return known as u32;
        }
        let id = self.out.buses.len() as u32;
        self.out.buses.push(name.to_owned());
        self.bus_nodes.push(self.out.graph.add_node(Node::Bus(id)));
        id
    }

    /// The nodes that must all hold for a pattern, sorted, each once.
    fn conditions(&mut self, bus: u32, pattern: &Pattern) -> Vec<NodeIndex<u32>> {
        let mut nodes: Vec<_> = pattern
            .all
            .iter()
            .map(|condition| match condition {
                Condition::Field(field) => self.clause(bus, field),
                Condition::Any(branches) => {
                    let branches = branches
                        .iter()
                        .map(|b| {
                            let all = self.conditions(bus, b);
                            self.join(Node::All, all)
                        })
                        .collect();
                    self.join(Node::Any, branches)
                }
            })
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The node that joins others; a single one needs no join.
    fn join(&mut self, kind: Node, mut inputs: Vec<NodeIndex<u32>>) -> NodeIndex<u32> {
        inputs.sort_unstable();
        inputs.dedup();
        if let [one] = *inputs {
            return one;
        }
        let key = (kind == Node::Any, inputs.iter().map(|n| n.index() as u32).collect());
        if let Some(known) = self.joins.get(&key) {
            return *known;
        }
        let node = self.out.graph.add_node(kind);
        for input in inputs {
            self.out.graph.add_edge(input, node, Edge::Holds);
        }
        self.joins.insert(key, node);
        node
    }

    fn clause(&mut self, bus: u32, field: &Field) -> NodeIndex<u32> {
        let path = self.path(bus, &field.path);
        let mut tests: Vec<u32> = field.tests.iter().map(|t| self.test(path, t).0).collect();
        tests.sort_unstable();
        tests.dedup();
        let hash = self.hash.hash_one((path, field.absent, &*tests));
        let keys = &self.clause_keys;
        let same = |id: &u32| {
            let (p, a, t, _) = &keys[*id as usize];
            *p == path && *a == field.absent && **t == *tests
        };
        if let Some(known) = self.clauses.find(hash, same) {
            return keys[*known as usize].3;
        }
        let id = ClauseId::new(self.clause_keys.len());
        let node = self.out.graph.add_node(Node::Clause(id));
        if field.absent {
            self.out.graph.add_edge(self.path_nodes[path.index()], node, Edge::Absent);
        }
        for test in &tests {
            self.out.graph.add_edge(self.test_nodes[*test as usize], node, Edge::Holds);
        }
        self.clause_keys.push((path, field.absent, tests.into(), node));
        let (keys, hasher) = (&self.clause_keys, &self.hash);
        self.clauses.insert_unique(hash, id.0, |i| {
            let (p, a, t, _) = &keys[*i as usize];
            hasher.hash_one((*p, *a, &**t))
        });
        node
    }

    fn path(&mut self, bus: u32, path: &[u8]) -> PathId {
        let hash = self.hash.hash_one(path);
        let paths = &self.out.paths;
        let id = match self.paths.find(hash, |id| *paths[*id as usize] == *path) {
            Some(known) => PathId(*known),
            None => {
                let id = PathId::new(self.out.paths.len());
                self.out.paths.push(path.into());
                self.path_nodes.push(self.out.graph.add_node(Node::Path(id)));
                let (paths, hasher) = (&self.out.paths, &self.hash);
                self.paths.insert_unique(hash, id.0, |i| hasher.hash_one(&*paths[*i as usize]));
                id
            }
        };
        if self.bus_paths.insert((bus, id.0)) {
            let (bus, node) = (self.bus_nodes[bus as usize], self.path_nodes[id.index()]);
            self.out.graph.add_edge(bus, node, Edge::Holds);
        }
        id
    }

    fn test(&mut self, path: PathId, test: &Test) -> TestId {
        let hash = hash_test(&self.hash, path, test);
        let tests = &self.out.tests;
        let same = |id: &u32| {
            let (p, t) = &tests[*id as usize];
            *p == path && t == test
        };
        if let Some(known) = self.tests.find(hash, same) {
            return TestId(*known);
        }
        // The values that `anything-but` excludes are tests of their own: whether a value is one
        // of them is then known from one look-up, however many there are.
        if let Test::AnythingBut(but) = test {
            if let AnythingBut::Values(values) = but {
                for value in values {
                    self.test(path, &Test::Exact(value.clone()));
                }
            }
            // Nearly any value passes, so rules hang at the presence of the field.
            self.test(path, &Test::Exists);
        }
        let id = TestId::new(self.out.tests.len());
        self.out.tests.push((path, test.clone()));
        let node = self.out.graph.add_node(Node::Test(id));
        self.test_nodes.push(node);
        self.out.graph.add_edge(self.path_nodes[path.index()], node, Edge::Holds);
        let (tests, hasher) = (&self.out.tests, &self.hash);
        self.tests.insert_unique(hash, id.0, |i| {
            let (p, t) = &tests[*i as usize];
            hash_test(hasher, *p, t)
        });
        id
    }

    /// The id of a test that is in the graph.
    #[must_use]
    pub fn find_test(&self, path: PathId, test: &Test) -> Option<TestId> {
        let tests = &self.out.tests;
        self.tests
            .find(hash_test(&self.hash, path, test), |id| {
                let (p, t) = &tests[*id as usize];
                *p == path && t == test
            })
            .map(|id| TestId(*id))
    }
}

fn hash_test(state: &FixedState, path: PathId, test: &Test) -> u64 {
    let mut hasher = state.build_hasher();
    path.hash(&mut hasher);
    match test {
        // Equal numbers hash alike whatever their tail; strings are the common case.
        Test::Exact(Literal::Text(text)) => hasher.write(text),
        other => other.hash(&mut hasher),
    }
    hasher.finish()
}
