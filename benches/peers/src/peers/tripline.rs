//! Ours: the matcher alone on bytes already checked, and with the full validating pass.

use super::{Loaded, OURS, OURS_CHECKED, Peer};
use crate::data::Events;
use crate::rules::Rule;
use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Instant;
use tripline::matching::{Plan, PlanBuilder, Scratch};

/// A plan and the scratch of the one thread that matches with it.
pub struct TriplinePeer {
    plan: Rc<OnceCell<Plan>>,
    scratch: Option<Scratch>,
    checked: bool,
}

impl std::fmt::Debug for TriplinePeer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriplinePeer").field("checked", &self.checked).finish_non_exhaustive()
    }
}

/// Both ways of matching over one plan, which the first to be loaded compiles.
pub fn both() -> [TriplinePeer; 2] {
    let plan = Rc::new(OnceCell::new());
    [false, true].map(|checked| TriplinePeer { plan: Rc::clone(&plan), scratch: None, checked })
}

/// Compiles rules from their JSON texts.
///
/// # Errors
/// The first rule that is refused, or why the plan cannot be built.
pub fn compile(rules: &[Rule]) -> Result<Plan, String> {
    let mut builder = PlanBuilder::new();
    for rule in rules {
        let added = builder.add(&rule.name, rule.pattern.as_bytes());
        added.map_err(|error| format!("{}: {error}", rule.name))?;
    }
    builder.build()
}

impl Peer for TriplinePeer {
    fn name(&self) -> &'static str {
        if self.checked { OURS_CHECKED } else { OURS }
    }

    fn load(&mut self, rules: &[Rule]) -> Result<Loaded, String> {
        let mut note = String::from("shares the plan");
        if self.plan.get().is_none() {
            let plan = compile(rules)?;
            note.clear();
            self.plan.get_or_init(|| plan);
        }
        let plan = self.plan.get().ok_or("no plan")?;
        self.scratch = Some(Scratch::new(plan));
        Ok(Loaded { plan_bytes: Some(plan.heap_bytes()), note, ..Loaded::default() })
    }

    fn matches(&mut self, event: &[u8]) -> usize {
        let (Some(plan), Some(scratch)) = (self.plan.get(), &mut self.scratch) else { return 0 };
        if self.checked {
            plan.check_and_match(scratch, event).map_or(0, |rules| rules.len())
        } else {
            plan.matches(scratch, event).len()
        }
    }
}

/// Events a second of `threads` threads together, each running all events `passes` times with a
/// scratch of its own over one shared plan. Wall-clock time, unlike every other figure.
///
/// # Errors
/// The rules cannot be compiled.
pub fn all_cores(
    rules: &[Rule],
    events: &Events,
    threads: usize,
    passes: usize,
) -> Result<f64, String> {
    let plan = compile(rules)?;
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut scratch = Scratch::new(&plan);
                for _ in 0..passes {
                    for event in events.iter() {
                        std::hint::black_box(plan.matches(&mut scratch, event));
                    }
                }
            });
        }
    });
    Ok((threads * passes * events.len()) as f64 / start.elapsed().as_secs_f64())
}
