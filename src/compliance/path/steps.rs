//! The steps of a compiled path.

use super::filter::Filter;
use super::normal;
use crate::base::text::Text;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// One segment of a path.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The value of a key of a map.
    Name(Text),
    /// An element of a list, from the end if negative.
    Index(i64),
    /// All elements of a list or values of a map.
    All,
    /// Some elements of a list.
    Slice(Slice),
    /// The elements or values for which a filter holds.
    Filter(Box<Filter>),
    /// The nodes of several steps, one after the other.
    Union(Box<[Step]>),
    /// A step from the value and from everything below it.
    Descend(Box<Step>),
}

/// `start:end:step` of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub step: i64,
}

impl Slice {
    /// The indexes it picks from a list of `len` elements, in order (RFC 9535, 2.3.4.2.2).
    pub fn picks(self, len: usize) -> impl Iterator<Item = usize> {
        let size = i64::try_from(len).unwrap_or(i64::MAX);
        let place = |i: i64| if i >= 0 { i } else { size.saturating_add(i) };
        let (mut at, stop) = if self.step >= 0 {
            let start = place(self.start.unwrap_or(0)).clamp(0, size);
            (start, place(self.end.unwrap_or(size)).clamp(0, size))
        } else {
            let start = self.start.map_or(size - 1, place).clamp(-1, size - 1);
            (start, self.end.map_or(-1, place).clamp(-1, size - 1))
        };
        std::iter::from_fn(move || {
            let more = if self.step > 0 { at < stop } else { self.step < 0 && at > stop };
            let pick = more.then(|| usize::try_from(at).ok()).flatten()?;
            at = at.saturating_add(self.step);
            Some(pick)
        })
    }
}

impl Step {
    /// Does it lead to one node at most?
    pub fn is_singular(&self) -> bool {
        matches!(self, Self::Name(_) | Self::Index(_))
    }

    /// The name of a step by name.
    pub fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// Where a singular step leads; adds to `passed` what it passes on the way.
    pub fn single<'t>(&self, from: Item<'t>, passed: &mut u64) -> Option<Item<'t>> {
        match self {
            Self::Name(name) => from.member(name, passed),
            Self::Index(index) => element(from, *index, passed),
            _ => None,
        }
    }
}

/// An element by its index, counted from the end if negative.
fn element<'t>(from: Item<'t>, index: i64, passed: &mut u64) -> Option<Item<'t>> {
    if from.kind() != Kind::List {
        return None;
    }
    let back = usize::try_from(index.unsigned_abs()).ok()?;
    let at = if index >= 0 {
        back
    } else {
        let len = from.len();
        *passed += len as u64;
        len.checked_sub(back)?
    };
    *passed += at as u64;
    from.items().nth(at)
}

/// The step as a path has it, in the short form where there is one.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(&normal::name(name)),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::All => f.write_str("[*]"),
            Self::Slice(slice) => {
                let end = |end: Option<i64>| end.map_or(String::new(), |n| n.to_string());
                write!(f, "[{}:{}:{}]", end(slice.start), end(slice.end), slice.step)
            }
            Self::Filter(_) => f.write_str("[?…]"),
            Self::Union(steps) => {
                for (i, step) in steps.iter().enumerate() {
                    write!(f, "{}{step}", if i > 0 { "," } else { "" })?;
                }
                Ok(())
            }
            Self::Descend(step) => write!(f, "..{step}"),
        }
    }
}
