//! Which rules to look at for an event: each rule hangs at its most selective condition, and where
//! many hang at one test they are told apart by a second one, and so on: a small decision trie.

use super::plan::{Clause, Group, NONE, Next, Op, Step};
use crate::base::ids::{PathId, RuleId, StepId, TestId};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Rules that may hang at one step before they are told apart.
const CROWD: usize = 8;
/// Levels of the trie.
const LEVELS: usize = 5;
/// Alternatives of one condition that a rule may hang at below the first level.
const ALTERNATIVES: usize = 16;

/// What the choice looks at.
pub(super) struct View<'a> {
    pub clauses: &'a [Clause],
    pub clause_tests: &'a [TestId],
    pub rules: &'a [u32],
    pub ops: &'a [Op],
    pub groups: &'a [Group],
    /// How dear it is to hang at a test, apart from how many rules use it; the selectivity of its
    /// kind. `None` for tests that cannot be looked up, with the test to use in their place.
    pub weight: &'a dyn Fn(TestId) -> Weight,
    /// Is the test looked up for every value anyway (exact values)?
    pub exact: &'a dyn Fn(TestId) -> bool,
}

/// How a test serves as a place to hang rules at.
pub(super) struct Weight {
    /// The test to hang at: itself, or the presence of the field for `anything-but`.
    pub at: TestId,
    /// The dearer, the likelier it holds for any event.
    pub cost: u64,
}

/// The trie.
#[derive(Default)]
pub(super) struct Steps {
    pub entries: Vec<u32>,
    pub steps: Vec<Step>,
    pub step_rules: Vec<RuleId>,
    pub step_paths: Vec<PathId>,
    pub pairs: Vec<(StepId, TestId, Next)>,
    pub always: Vec<RuleId>,
}

/// Builds the trie for the rules that `selected` names.
pub(super) fn build(view: &View<'_>, tests: usize, selected: &[RuleId]) -> Steps {
    let mut usage = vec![0u32; tests];
    for &rule in selected {
        count(view, rule_ops(view, rule), &mut usage);
    }
    let mut out = Steps { entries: vec![NONE; tests], ..Steps::default() };
    let mut pairs: Vec<(TestId, RuleId)> = Vec::with_capacity(selected.len());
    let mut places = Vec::new();
    for &rule in selected {
        places.clear();
        if all_cost(view, rule_ops(view, rule), &usage, &mut Some(&mut places)).is_none() {
            out.always.push(rule);
        } else {
            places.sort_unstable();
            places.dedup();
            pairs.extend(places.iter().map(|t| (*t, rule)));
        }
    }
    pairs.sort_unstable();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let rules: Vec<RuleId> = group.iter().map(|p| p.1).collect();
        out.entries[group[0].0.index()] = out.next(view, &rules, 1).0;
    }
    out
}

fn rule_ops<'a>(view: &View<'a>, rule: RuleId) -> &'a [Op] {
    &view.ops[view.rules[rule.index()] as usize..view.rules[rule.index() + 1] as usize]
}

/// Adds up how many rules use each test.
fn count(view: &View<'_>, ops: &[Op], usage: &mut [u32]) {
    for op in ops {
        match op.get() {
            Ok(clause) => {
                for test in &view.clause_tests[view.clauses[clause.index()].tests()] {
                    let at = (view.weight)(*test).at;
                    usage[at.index()] = usage[at.index()].saturating_add(1);
                }
            }
            Err(group) => {
                let inner = &view.ops[view.groups[group].ops()];
                count(view, inner, usage);
            }
        }
    }
}

/// The cost of hanging a rule at the best of conditions that must all hold, `None` if none of
/// them will do; the tests to hang at go to `places`.
fn all_cost(
    view: &View<'_>,
    ops: &[Op],
    usage: &[u32],
    places: &mut Option<&mut Vec<TestId>>,
) -> Option<u64> {
    let (cost, best) = ops
        .iter()
        .filter_map(|op| Some((op_cost(view, *op, usage, &mut None)?, *op)))
        .min_by_key(|(cost, _)| *cost)?;
    if places.is_some() {
        op_cost(view, best, usage, places);
    }
    Some(cost)
}

fn op_cost(
    view: &View<'_>,
    op: Op,
    usage: &[u32],
    places: &mut Option<&mut Vec<TestId>>,
) -> Option<u64> {
    match op.get() {
        Ok(clause) => {
            let clause = view.clauses[clause.index()];
            if clause.absent() {
                return None;
            }
            let mut cost = 0u64;
            for test in &view.clause_tests[clause.tests()] {
                let weight = (view.weight)(*test);
                let users = u64::from(usage[weight.at.index()]);
                cost = cost.saturating_add(weight.cost.saturating_mul(users));
                if let Some(places) = places {
                    places.push(weight.at);
                }
            }
            Some(cost)
        }
        Err(group) => {
            let group = view.groups[group];
            let inner = &view.ops[group.ops()];
            if group.any {
                let mut cost = 0u64;
                for op in inner {
                    cost = cost.saturating_add(op_cost(view, *op, usage, places)?);
                }
                Some(cost)
            } else {
                all_cost(view, inner, usage, places)
            }
        }
    }
}

impl Steps {
    /// The way on to these rules.
    fn next(&mut self, view: &View<'_>, rules: &[RuleId], level: usize) -> Next {
        match rules {
            [one] => Next::rule(*one),
            many => Next::step(self.step(view, many, level)),
        }
    }

    /// A step for these rules, with the steps below it.
    fn step(&mut self, view: &View<'_>, rules: &[RuleId], level: usize) -> StepId {
        let id = StepId::new(self.steps.len());
        self.steps.push(Step::default());
        let mut here = Vec::new();
        let mut below: Vec<(TestId, RuleId)> = Vec::new();
        if rules.len() <= CROWD || level == LEVELS {
            here.extend_from_slice(rules);
        } else {
            divide(view, rules, &mut here, &mut below);
        }
        let step_rules = self.step_rules.len() as u32;
        self.step_rules.extend_from_slice(&here);
        let mut paths: Vec<PathId> = below.iter().map(|(t, _)| path_of(view, rules, *t)).collect();
        paths.sort_unstable();
        paths.dedup();
        let step_paths = self.step_paths.len() as u32;
        self.step_paths.extend_from_slice(&paths);
        self.steps[id.index()] = Step {
            rules: step_rules,
            rule_count: here.len() as u32,
            paths: step_paths,
            path_count: paths.len() as u32,
        };
        below.sort_unstable();
        for group in below.chunk_by(|a, b| a.0 == b.0) {
            let rules: Vec<RuleId> = group.iter().map(|p| p.1).collect();
            let next = self.next(view, &rules, level + 1);
            self.pairs.push((id, group[0].0, next));
        }
        id
    }
}

/// The field of a test that some condition of these rules has.
fn path_of(view: &View<'_>, rules: &[RuleId], test: TestId) -> PathId {
    exact_clauses(view, rules)
        .find(|(_, c)| view.clause_tests[c.tests()].contains(&test))
        .map_or(PathId(NONE), |(_, c)| c.path)
}

/// The conditions of rules, outside of groups, that consist of exact values only.
fn exact_clauses<'a>(
    view: &'a View<'_>,
    rules: &'a [RuleId],
) -> impl Iterator<Item = (RuleId, Clause)> + 'a {
    rules.iter().flat_map(move |rule| {
        rule_ops(view, *rule).iter().filter_map(move |op| {
            let clause = view.clauses[op.get().ok()?.index()];
            let tests = &view.clause_tests[clause.tests()];
            let fits = !clause.absent()
                && tests.len() <= ALTERNATIVES
                && tests.iter().all(|t| (view.exact)(*t));
            fits.then_some((*rule, clause))
        })
    })
}

/// Tells rules apart by the exact condition that the fewest others of them share; rules that no
/// condition tells apart stay `here`.
fn divide(
    view: &View<'_>,
    rules: &[RuleId],
    here: &mut Vec<RuleId>,
    below: &mut Vec<(TestId, RuleId)>,
) {
    let mut usage: HashMap<TestId, usize, FixedState> = HashMap::default();
    for (_, clause) in exact_clauses(view, rules) {
        for test in &view.clause_tests[clause.tests()] {
            *usage.entry(*test).or_default() += 1;
        }
    }
    for &rule in rules {
        let best = exact_clauses(view, std::slice::from_ref(&rule))
            .map(|(_, c)| (view.clause_tests[c.tests()].iter().map(|t| usage[t]).sum(), c))
            .min_by_key(|(cost, _): &(usize, Clause)| *cost);
        match best {
            Some((cost, clause)) if cost * 2 <= rules.len() => {
                below.extend(view.clause_tests[clause.tests()].iter().map(|t| (*t, rule)));
            }
            _ => here.push(rule),
        }
    }
}
