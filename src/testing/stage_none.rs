//! Plugins in cases, in a build without plugins.

use super::case::Case;
use super::events::Event;
use super::played::Played;
use crate::base::ids::RuleId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::graph::MatchGraph;
use crate::rules::Bundle;

/// Where plugins would run.
#[derive(Debug, Default)]
pub struct Stage(());

/// What a case is played with.
#[allow(dead_code, reason = "a build with plugins reads it")]
pub(super) struct Scene<'a> {
    pub case: &'a Case<'a>,
    pub bundle: &'a Bundle,
    pub sources: &'a Sources,
    pub limits: &'a Limits,
    pub graph: &'a MatchGraph,
}

impl Stage {
    /// Says that there are none.
    #[allow(clippy::unused_self, reason = "as in a build with plugins")]
    pub(super) fn play(
        &mut self,
        _: Scene<'_>,
        _: &[Event],
        _: &[Vec<RuleId>],
    ) -> Result<Played, Vec<String>> {
        let words = "this build has no plugins (it was made without the feature `wasm`), and what \
                     the case expects shows only when they run";
        Err(vec![words.to_owned()])
    }
}
