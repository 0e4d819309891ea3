//! Plans straight from patterns, for programs that embed the matcher.

use crate::base::diag::Diags;
use crate::base::ids::{RuleId, SourceId};
use crate::base::limits::Limits;
use crate::graph::{GraphBuilder, Plan, RuleInput};
use crate::operators::pattern::{self, Pattern};
use crate::operators::{Compat, Context, NoValues};
use crate::read::json;

/// Collects rules given as JSON patterns and compiles them into a [`Plan`].
#[derive(Debug, Default)]
pub struct PlanBuilder {
    graph: GraphBuilder,
    limits: Limits,
    names: Vec<String>,
}

impl PlanBuilder {
    /// A builder with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule; ids are dense in the order of adding.
    ///
    /// # Errors
    /// The first problem of the pattern, with its byte offset.
    pub fn add(&mut self, name: &str, pattern: &[u8]) -> Result<RuleId, String> {
        let pattern = parse_pattern(pattern, Compat::Tripline, &self.limits)?;
        self.names.push(name.to_owned());
        Ok(self.graph.add(RuleInput { pattern: &pattern, bus: "default", targets: &[] }))
    }

    /// The name a rule was added under.
    #[must_use]
    pub fn name(&self, rule: RuleId) -> &str {
        &self.names[rule.index()]
    }

    /// The plan of all rules added.
    ///
    /// # Errors
    /// When the rules are beyond the limits of an index.
    pub fn build(self) -> Result<Plan, String> {
        self.graph.finish().freeze(&self.limits, |_| true)
    }
}

/// Reads a pattern from JSON text.
///
/// # Errors
/// The first problem, with its byte offset.
pub fn parse_pattern(text: &[u8], compat: Compat, limits: &Limits) -> Result<Pattern, String> {
    let tree = json::read(SourceId(0), text.into(), limits.depth)
        .map_err(|e| format!("{} (byte {})", e.message, e.at))?;
    let mut diags = Diags::default();
    // JSON has no aliases, so its nesting is bounded already.
    let _too_deep = crate::read::duplicates::check(&tree, limits, &mut diags);
    let mut context = Context { compat, references: false, values: &NoValues, diags: &mut diags };
    let pattern = pattern::parse(&mut context, tree.root());
    match first_error(&diags) {
        Some(error) => Err(error),
        None => Ok(pattern),
    }
}

fn first_error(diags: &Diags) -> Option<String> {
    use crate::base::diag::Level;
    let error = diags.as_slice().iter().find(|d| d.level == Level::Error)?;
    Some(match error.span {
        Some(span) => format!("{} (byte {})", error.message, span.start),
        None => error.message.clone(),
    })
}
