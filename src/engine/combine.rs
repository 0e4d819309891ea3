//! Do values that pass belong together? Fields of different elements of one array never make a
//! match together, and a field counts as absent when no value of it lies in the elements that the
//! others are pinned to. Needed only for events with arrays of objects on the paths of rules.
//!
//! The search chooses one branch of every `$or`, then for every condition an element in which one
//! of its values passes. Conditions whose values lie in different top-level arrays cannot
//! contradict each other and are searched apart; what remains is bounded by a number of steps.

use super::matcher::{Run, Verdict};
use super::scratch::END;
use crate::base::ids::{ClauseId, PathId};
use crate::graph::Op;

/// Reused buffers of the search.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    /// Conditions still to be taken apart.
    todo: Vec<Op>,
    /// Clauses of the branches chosen.
    chosen: Vec<ClauseId>,
    /// Clauses with their candidate elements.
    vars: Vec<Var>,
    /// Candidate elements, by clause.
    candidates: Vec<u32>,
    /// For each array the element it is pinned to, or `END`.
    pins: Vec<u32>,
    /// Pinned arrays, to undo.
    trail: Vec<u32>,
    /// Paths chosen to be absent.
    absent: Vec<PathId>,
    /// Component of each array, as a union-find forest.
    component: Vec<u32>,
    steps: u32,
}

/// A clause of the search.
#[derive(Debug, Clone, Copy)]
struct Var {
    path: PathId,
    start: u32,
    end: u32,
    absent: bool,
    component: u32,
}

/// How a search ends when its steps are used up.
struct OutOfSteps;

impl Run<'_> {
    /// Can values be chosen that belong together? `None` when the limit of steps was met.
    pub(super) fn combine(&mut self, ops: &[Op]) -> Option<bool> {
        let buffers = &mut self.s.combine;
        buffers.todo.clear();
        buffers.chosen.clear();
        buffers.todo.extend_from_slice(ops);
        buffers.steps = self.plan.combine_steps;
        self.branch().ok()
    }

    fn spend(&mut self) -> Result<(), OutOfSteps> {
        let left = &mut self.s.combine.steps;
        *left = left.checked_sub(1).ok_or(OutOfSteps)?;
        Ok(())
    }

    /// Takes conditions apart, trying the branches of each `$or` in turn.
    fn branch(&mut self) -> Result<bool, OutOfSteps> {
        self.spend()?;
        let Some(op) = self.s.combine.todo.pop() else {
            return self.solve();
        };
        let found = match op.get() {
            Ok(clause) => {
                if self.clause(clause) == Verdict::No {
                    false
                } else {
                    self.s.combine.chosen.push(clause);
                    let found = self.branch()?;
                    self.s.combine.chosen.pop();
                    found
                }
            }
            Err(group) => {
                let plan = self.plan;
                let group = plan.groups[group];
                let inner = &plan.ops[group.ops()];
                if group.any {
                    self.any(inner)?
                } else {
                    let before = self.s.combine.todo.len();
                    self.s.combine.todo.extend_from_slice(inner);
                    let found = self.branch()?;
                    self.s.combine.todo.truncate(before);
                    found
                }
            }
        };
        self.s.combine.todo.push(op);
        Ok(found)
    }

    fn any(&mut self, branches: &[Op]) -> Result<bool, OutOfSteps> {
        for op in branches {
            if self.op(*op) != Verdict::No {
                self.s.combine.todo.push(*op);
                if self.branch()? {
                    return Ok(true);
                }
                self.s.combine.todo.pop();
            }
        }
        Ok(false)
    }

    /// Searches elements for the clauses chosen.
    fn solve(&mut self) -> Result<bool, OutOfSteps> {
        if !self.gather() {
            return Ok(false);
        }
        let buffers = &mut self.s.combine;
        let vars = &mut buffers.vars;
        // One clause alone, or several that never meet in an array, cannot be at odds, unless one
        // of them waits for the others to pin its array.
        let in_arrays = vars.iter().filter(|v| v.component != END).count();
        if in_arrays == 0 || (in_arrays == 1 && !vars.iter().any(|v| v.absent)) {
            return Ok(true);
        }
        vars.sort_unstable_by_key(|v| (v.component, v.end - v.start, v.path, v.start));
        buffers.pins.clear();
        buffers.pins.resize(buffers.component.len(), END);
        buffers.trail.clear();
        buffers.absent.clear();
        let mut from = 0;
        while from < self.s.combine.vars.len() {
            let vars = &self.s.combine.vars[from..];
            let same = vars.partition_point(|v| v.component == vars[0].component);
            if vars[0].component != END && !self.search(from, from + same)? {
                return Ok(false);
            }
            from += same;
        }
        Ok(true)
    }

    /// Lists the candidate elements of the clauses chosen; `false` when a clause has none.
    fn gather(&mut self) -> bool {
        let arrays = self.s.walker.elements.iter().map(|e| e.array.wrapping_add(1)).max();
        let b = &mut self.s.combine;
        b.vars.clear();
        b.candidates.clear();
        b.component.clear();
        b.component.extend(0..arrays.unwrap_or(0));
        let chosen = std::mem::take(&mut b.chosen);
        let plan = self.plan;
        let mut sound = true;
        for id in &chosen {
            let clause = plan.clauses[id.index()];
            let start = self.s.combine.candidates.len();
            let mut values = 0;
            let mut at = self.s.first(clause.path);
            while at != END {
                values += 1;
                let element = self.s.slots[at as usize].element;
                let known = self.s.combine.candidates[start..].last() == Some(&element);
                if !known && clause.tests().any(|t| self.try_test(plan.clause_tests[t], at)) {
                    self.s.combine.candidates.push(element);
                }
                at = self.s.slots[at as usize].next;
            }
            let candidates = &mut self.s.combine.candidates;
            candidates[start..].sort_unstable();
            let mut kept = start;
            for i in start..candidates.len() {
                if i == start || candidates[i] != candidates[kept - 1] {
                    candidates[kept] = candidates[i];
                    kept += 1;
                }
            }
            candidates.truncate(kept);
            let absent = clause.absent() && values > 0;
            if kept == start && !clause.absent() {
                sound = false;
                break;
            }
            // A field without any value is absent whatever the others are pinned to.
            if clause.absent() && values == 0 {
                continue;
            }
            let component = self.join(clause.path, start, kept, absent);
            let (start, end) = (start as u32, kept as u32);
            self.s.combine.vars.push(Var { path: clause.path, start, end, absent, component });
        }
        self.s.combine.chosen = chosen;
        for at in 0..self.s.combine.vars.len() {
            let component = self.s.combine.vars[at].component;
            if component != END {
                self.s.combine.vars[at].component = self.root(component);
            }
        }
        sound
    }

    /// Joins the outermost arrays that a clause has to do with into one component.
    fn join(&mut self, path: PathId, start: usize, end: usize, absent: bool) -> u32 {
        let mut component = END;
        for i in start..end {
            component = self.unite(component, self.s.combine.candidates[i]);
        }
        if absent {
            let mut at = self.s.first(path);
            while at != END {
                component = self.unite(component, self.s.slots[at as usize].element);
                at = self.s.slots[at as usize].next;
            }
        }
        component
    }

    fn unite(&mut self, component: u32, element: u32) -> u32 {
        let elements = &self.s.walker.elements;
        let mut outer = element;
        if outer == 0 {
            return component;
        }
        while elements[outer as usize].parent != 0 {
            outer = elements[outer as usize].parent;
        }
        let array = elements[outer as usize].array;
        let root = self.root(array);
        if component == END {
            return root;
        }
        let other = self.root(component);
        self.s.combine.component[other as usize] = root;
        root
    }

    fn root(&mut self, mut array: u32) -> u32 {
        let component = &mut self.s.combine.component;
        while component[array as usize] != array {
            let above = component[component[array as usize] as usize];
            component[array as usize] = above;
            array = above;
        }
        array
    }

    /// Chooses elements for the clauses `at..end`, which form one component.
    fn search(&mut self, at: usize, end: usize) -> Result<bool, OutOfSteps> {
        self.spend()?;
        if at == end {
            return Ok(self.absences_hold());
        }
        let var = self.s.combine.vars[at];
        let (from, within) = self.narrowed(var);
        for i in from..var.end {
            let element = self.s.combine.candidates[i as usize];
            if within.is_some_and(|pinned| !self.lies_in(element, |e, _| e == pinned)) {
                break;
            }
            let before = self.s.combine.trail.len();
            if self.pin(element) && self.search(at + 1, end)? {
                return Ok(true);
            }
            self.unpin(before);
            self.spend()?;
        }
        if var.absent {
            self.s.combine.absent.push(var.path);
            let found = self.search(at + 1, end)?;
            self.s.combine.absent.pop();
            return Ok(found);
        }
        Ok(false)
    }

    /// Where the candidates that may fit begin, and the element that they all lie in if an array
    /// around every candidate is pinned to one: elements are numbered in the order of the event, so
    /// those within another one follow it.
    fn narrowed(&self, var: Var) -> (u32, Option<u32>) {
        let buffers = &self.s.combine;
        let candidates = &buffers.candidates[var.start as usize..var.end as usize];
        let (Some(&first), Some(&last)) = (candidates.first(), candidates.last()) else {
            return (var.start, None);
        };
        let mut around = first;
        while around != 0 {
            let element = self.s.walker.elements[around as usize];
            let pinned = buffers.pins[element.array as usize];
            // What holds the first and the last candidate holds those between them.
            if pinned != END && self.lies_in(last, |_, array| array == element.array) {
                let before = candidates.partition_point(|c| *c < pinned);
                return (var.start + before as u32, Some(pinned));
            }
            around = element.parent;
        }
        (var.start, None)
    }

    /// Is one of the elements from `element` outwards, or its array, the one asked for?
    fn lies_in(&self, mut element: u32, asked: impl Fn(u32, u32) -> bool) -> bool {
        while element != 0 {
            let e = self.s.walker.elements[element as usize];
            if asked(element, e.array) {
                return true;
            }
            element = e.parent;
        }
        false
    }

    /// Has no path chosen to be absent a value in the elements that are pinned?
    fn absences_hold(&self) -> bool {
        self.s.combine.absent.iter().all(|path| {
            let mut at = self.s.first(*path);
            while at != END {
                let slot = &self.s.slots[at as usize];
                if self.fits(slot.element) {
                    return false;
                }
                at = slot.next;
            }
            true
        })
    }

    /// Does an element lie in no other element of an array than the one it is pinned to?
    fn fits(&self, mut element: u32) -> bool {
        while element != 0 {
            let e = self.s.walker.elements[element as usize];
            let pin = self.s.combine.pins[e.array as usize];
            if pin != END && pin != element {
                return false;
            }
            element = e.parent;
        }
        true
    }

    /// Pins the arrays around an element to it, if it fits. What was pinned is on the trail.
    fn pin(&mut self, mut element: u32) -> bool {
        if !self.fits(element) {
            return false;
        }
        while element != 0 {
            let e = self.s.walker.elements[element as usize];
            let b = &mut self.s.combine;
            if b.pins[e.array as usize] == END {
                b.pins[e.array as usize] = element;
                b.trail.push(e.array);
            }
            element = e.parent;
        }
        true
    }

    fn unpin(&mut self, before: usize) {
        let b = &mut self.s.combine;
        while b.trail.len() > before {
            if let Some(array) = b.trail.pop() {
                b.pins[array as usize] = END;
            }
        }
    }
}
