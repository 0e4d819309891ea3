//! What a document may refer to.

use super::names::Registry;
use super::values::Known;
use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::base::span::Sources;
use crate::operators::pattern::{self, Condition, Pattern};
use crate::operators::{Compat, Context};
use crate::read::tree::Item;

/// The bus that is always there.
pub const DEFAULT_BUS: &str = "default";

/// The definitions of a bundle, by name.
#[derive(Debug)]
pub struct Scope<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// The names of the targets.
    pub targets: &'a Registry,
    /// The names of the buses.
    pub buses: &'a Registry,
    /// Parameters and lists.
    pub values: &'a Known<'a>,
}

impl Scope<'_> {
    /// Reads an event pattern.
    pub fn pattern(&self, diags: &mut Diags, item: Item<'_>) -> Pattern {
        let mut context =
            Context { compat: Compat::Tripline, references: true, values: self.values, diags };
        let mut pattern = pattern::parse(&mut context, item);
        trim(&mut pattern);
        pattern
    }

    /// The target that the value of `key` names.
    pub fn target(&self, diags: &mut Diags, key: &str, item: Item<'_>) -> Option<TargetId> {
        self.targets.resolve(diags, key, item).map(TargetId::new)
    }

    /// The bus that the value of `key` names.
    pub fn bus(&self, diags: &mut Diags, key: &str, item: Item<'_>) -> Option<String> {
        if *item.text() == *DEFAULT_BUS.as_bytes() {
            return Some(DEFAULT_BUS.to_owned());
        }
        self.buses.resolve(diags, key, item)?;
        Some(item.str().into_owned())
    }
}

/// Gives back what lists have room for beyond what they hold. Most hold one thing and have room for
/// four: with a million rules that is half a gigabyte, and the time to fetch it.
fn trim(pattern: &mut Pattern) {
    pattern.all.shrink_to_fit();
    for condition in &mut pattern.all {
        match condition {
            Condition::Field(field) => field.tests.shrink_to_fit(),
            Condition::Any(branches) => {
                branches.shrink_to_fit();
                branches.iter_mut().for_each(trim);
            }
        }
    }
}
