//! Matching a record that is the `detail` of an event which nobody has written yet: the envelope's
//! fields are handed in beside it, so that the event need not be put together to be matched.

use super::matcher::Run;
use super::scratch::{END, Scratch, Slot};
use crate::base::ids::{PathId, RuleId};
use crate::base::text;
use crate::fields::{EventError, FieldKind, PathTree, PathTreeBuilder, check};
use crate::graph::{MatchGraph, Plan};

/// How records are matched by a plan: one walk finds what rules ask of the record, and what the
/// envelope is made of.
#[derive(Debug)]
pub struct RecordPlan {
    /// The plan's paths below the key of the record, and the wanted ones.
    tree: PathTree,
    /// For each number of a path, the plan's own and those behind them, which of the wanted ones
    /// it is.
    places: Box<[u8]>,
    /// The plan's numbers of the envelope's fields, where rules ask for them.
    around: Box<[Option<PathId>]>,
}

impl RecordPlan {
    /// Prepares for records that stand at the key `at` of their events. `wanted` are the paths of a
    /// record that the envelope is made of, `around` the keys of the envelope.
    #[must_use]
    pub fn new(graph: &MatchGraph, at: &str, wanted: &[&str], around: &[&str]) -> Self {
        let prefix = [at.as_bytes(), b"."].concat();
        let find = |path: &[u8]| graph.paths.iter().position(|p| **p == *path).map(PathId::new);
        let mut tree = PathTreeBuilder::default();
        for (id, path) in graph.paths.iter().enumerate() {
            if let Some(below) = path.strip_prefix(&*prefix) {
                tree.add(below, PathId::new(id));
            }
        }
        let mut places = vec![u8::MAX; graph.paths.len() + wanted.len()];
        for (i, path) in wanted.iter().enumerate() {
            let id = find(&[&*prefix, path.as_bytes()].concat()).unwrap_or_else(|| {
                let id = PathId::new(graph.paths.len() + i);
                tree.add(path.as_bytes(), id);
                id
            });
            places[id.index()] = i as u8;
        }
        let around = around.iter().map(|key| find(key.as_bytes())).collect();
        Self { tree: tree.freeze(), places: places.into(), around }
    }

    /// Proves that a record is JSON, and finds its fields. The wanted ones that are strings come
    /// back as they are written, quotes included; of several the last counts.
    ///
    /// # Errors
    /// The first fault of the record.
    pub fn read<'t, const N: usize>(
        &self,
        plan: &Plan,
        scratch: &mut Scratch,
        record: &'t [u8],
    ) -> Result<[Option<&'t [u8]>; N], EventError> {
        check(record, &mut scratch.masks, plan.depth - 1)?;
        let start = record.iter().position(|b| *b == b'{').unwrap_or(record.len());
        scratch.walker.walk(record, &scratch.masks, &self.tree, start);
        let mut found = [None; N];
        for field in &scratch.walker.fields {
            let text = matches!(field.kind, FieldKind::Text | FieldKind::EscapedText);
            // Of the plan's paths few are wanted.
            let wanted = self.places.get(field.path.index()).map_or(N, |w| usize::from(*w));
            if let (true, Some(slot)) = (text, found.get_mut(wanted)) {
                *slot = record.get(field.start as usize - 1..field.end as usize + 1);
            }
        }
        Ok(found)
    }

    /// The rules that the event of the record matches. `around` are the texts of the envelope's
    /// fields, in the order given to `new`, without escapes.
    pub fn matches<'s>(
        &self,
        plan: &Plan,
        scratch: &'s mut Scratch,
        record: &[u8],
        around: &[Option<&[u8]>],
    ) -> &'s [RuleId] {
        scratch.begin();
        let mut run = Run { plan, event: record, s: scratch };
        for at in 0..run.s.walker.fields.len() {
            let field = run.s.walker.fields[at];
            if field.path.index() < plan.paths.len() {
                let slot = run.s.slot_of(&field, record);
                let slot = run.s.add(field.path, slot);
                run.look_up(field.path, slot);
            }
        }
        for (path, value) in self.around.iter().zip(around) {
            if let (Some(path), Some(value)) = (*path, value) {
                let start = run.s.side.len() as u32;
                text::unescape_into(value, &mut run.s.side);
                let len = run.s.side.len() as u32 - start;
                let (next, exact, rank) = (END, END, END);
                let (is_side, kind, element) = (true, FieldKind::Text, 0);
                let slot =
                    run.s.add(path, Slot { next, exact, rank, start, len, is_side, kind, element });
                run.look_up(path, slot);
            }
        }
        run.finish();
        &scratch.matched
    }
}
