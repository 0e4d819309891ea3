//! An item after its own rules: what goes from the threads that judge to the one that keeps count.

use super::judge::Judged;
use super::key::Age;
use super::kinds::Kind;
use super::spot::Spot;
use crate::items::{Change, Head, Normalised};
use std::sync::Arc;

/// An item with what could be said of it alone.
#[derive(Debug)]
pub struct Assessed {
    /// The key of its resource.
    pub(super) key: u128,
    /// How old the state is that it shows.
    pub(super) age: Age,
    pub(super) kind: Arc<Kind>,
    /// By rule of its type.
    pub(super) steps: Vec<Step>,
    /// By rule of its type: the seal of what the rule reads, where a message told what changed.
    pub(super) seals: Option<Box<[u64]>>,
    pub(super) spot: Spot,
    /// Is the resource there, with its configuration?
    pub(super) whole: bool,
    pub(super) body: Body,
}

impl Assessed {
    /// Is there a result that is told with its reason?
    #[must_use]
    pub fn is_loud(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Is(judged) if judged.detail.is_some()))
    }
}

/// How far a rule got with an item.
#[derive(Debug)]
pub(super) enum Step {
    /// Judged.
    Is(Judged),
    /// As the version before, if that one read the same; else to be judged.
    Same,
    /// To be judged at the end.
    Later,
}

/// What is left of an item.
#[derive(Debug)]
pub(super) enum Body {
    /// All of it.
    Item(Box<Normalised>),
    /// What every item has.
    Head(Box<Bare>),
}

/// What remains of an item that need not be kept.
#[derive(Debug)]
pub(super) struct Bare {
    pub head: Head,
    pub change: Option<Change>,
}

impl From<Box<Normalised>> for Bare {
    fn from(item: Box<Normalised>) -> Self {
        Self { head: item.head, change: item.change }
    }
}

impl Body {
    /// What every item has.
    pub fn head(&self) -> &Head {
        match self {
            Self::Item(item) => &item.head,
            Self::Head(bare) => &bare.head,
        }
    }

    /// What changed, where a message told.
    pub fn change(&self) -> Option<&Change> {
        match self {
            Self::Item(item) => item.change.as_ref(),
            Self::Head(bare) => bare.change.as_ref(),
        }
    }
}
