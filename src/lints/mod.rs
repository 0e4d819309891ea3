//! Floor 6: lints. What `tripline check` warns of in rules that are sound by themselves: each
//! warning is proved from the meaning of patterns (`engine::reference`), one lint a file, and
//! what they decide stands in `docs/lints.md`. A lint that is not sure keeps silent.

mod absent_part;
mod alarms;
mod branches;
mod canon;
mod conjunction;
mod cover_index;
mod covers;
mod detail_type;
mod ended;
mod gate;
mod letter_case;
mod loops;
mod nested_in_quotes;
mod never;
mod overlap;
mod placeholders;
#[cfg(test)]
#[allow(clippy::panic, clippy::print_stdout, reason = "tests fail by panic and print their counts")]
mod tests;
mod text_in_quotes;
mod unused_part;

use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::base::limits::Limits;
use crate::inputs::Input;
use crate::model::{RuleHeader, RuleState};
use crate::operators::pattern::Pattern;
use crate::rules::Routing;
use branches::Branch;

pub use alarms::alarms;
pub use ended::ended;
pub use letter_case::letter_case;

/// A rule as lints see it.
#[derive(Debug, Clone, Copy)]
pub struct LintRule<'a> {
    /// Its name and place.
    pub header: &'a RuleHeader,
    /// Its conditions.
    pub pattern: &'a Pattern,
    /// Its bus.
    pub bus: &'a str,
    /// Whether it fires.
    pub state: RuleState,
    /// What it invokes.
    pub targets: &'a [TargetId],
    /// With what, and from where in the file.
    pub routings: &'a [Routing],
}

/// Looks at all rules of a bundle. `puts` gives the buses that a target may put events on.
#[must_use]
pub fn lint<'p>(
    rules: &[LintRule<'_>],
    puts: &dyn Fn(TargetId) -> &'p [String],
    limits: &Limits,
) -> Diags {
    let mut diags = Diags::default();
    let mut live = Vec::with_capacity(rules.len());
    for rule in rules {
        let branches = branches::of(rule.pattern);
        let never = never::check(rule, branches.as_deref(), &mut diags);
        if let Some(branches) = &branches {
            gate::check(rule, branches, &mut diags);
        }
        overlap::check(rule, &mut diags);
        inputs(rule, branches.as_deref().unwrap_or_default(), &mut diags);
        live.push(!never && rule.state != RuleState::Disabled);
    }
    covers::check(rules, &live, limits, &mut diags);
    loops::check(rules, &live, puts, &mut diags);
    diags
}

/// Looks at what the targets of a rule get.
fn inputs(rule: &LintRule<'_>, branches: &[Branch<'_>], diags: &mut Diags) {
    for routing in rule.routings {
        match &routing.input {
            Input::Event | Input::Constant(_) => {}
            Input::Path(path) => {
                detail_type::check(path, diags);
                absent_part::check(path, branches, diags);
            }
            Input::Transformer(transformer) => {
                for (_, path) in &transformer.paths {
                    detail_type::check(path, diags);
                    absent_part::check(path, branches, diags);
                }
                unused_part::check(transformer, diags);
                nested_in_quotes::check(transformer, branches, diags);
                text_in_quotes::check(transformer, branches, diags);
            }
        }
    }
}
