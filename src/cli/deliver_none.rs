//! `eval --deliver` of a build without plugins.

use super::args::{DeliverArg, DeliverArgs, Global};
use super::bundle::Checked;
use super::exit::Failure;
use crate::model::{Effect, Planned};
use std::convert::Infallible;

/// There is none.
#[derive(Debug)]
pub(super) struct Courier(Infallible);

impl Courier {
    /// Says so.
    pub(super) fn new(
        _: &mut Checked,
        _: &DeliverArgs,
        _: DeliverArg,
        _: usize,
        _: &Global,
    ) -> Result<Self, Failure> {
        Err(Failure::usage("this build has no plugins (it was made without the feature `wasm`)"))
    }

    pub(super) fn send(&self, _: Planned) {
        match self.0 {}
    }

    pub(super) fn finish(self) -> Result<Vec<Effect>, Failure> {
        match self.0 {}
    }
}
