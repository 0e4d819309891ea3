//! TL404 and TL405: one field tested twice in a way that AWS reads differently.

use super::LintRule;
use super::canon::same_alternatives;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::text::{Text, show};
use crate::operators::pattern::{Condition, Field, Pattern};
use std::collections::HashMap;

/// The conditions that enclose a part of a pattern, by path.
type Outer<'p> = HashMap<&'p Text, Vec<&'p Field>>;

/// Warns of fields tested inside and outside `$or`, and of fields in two spellings.
pub(super) fn check(rule: &LintRule<'_>, diags: &mut Diags) {
    if !plain(rule.pattern) {
        conjunction(rule.pattern, &mut Outer::default(), diags);
    }
}

/// Is there surely nothing to find? Most patterns are a handful of different fields.
fn plain(pattern: &Pattern) -> bool {
    fn path(condition: &Condition) -> Option<&Text> {
        match condition {
            Condition::Field(field) => Some(&field.path),
            Condition::Any(_) => None,
        }
    }
    pattern.all.len() <= 8
        && pattern
            .all
            .iter()
            .enumerate()
            .all(|(i, a)| path(a).is_some() && pattern.all[..i].iter().all(|b| path(a) != path(b)))
}

fn conjunction<'p>(pattern: &'p Pattern, outer: &mut Outer<'p>, diags: &mut Diags) {
    let fields = || {
        pattern.all.iter().filter_map(|c| match c {
            Condition::Field(field) => Some(field),
            Condition::Any(_) => None,
        })
    };
    let mut own: HashMap<&Text, &Field> = HashMap::new();
    for field in fields() {
        inside(field, outer, diags);
        // Reading refuses a key that stands twice, so a dotted spelling met a nested one.
        if let Some(first) = own.insert(&field.path, field) {
            diags.push(
                Diag::new(
                    Code::TL405,
                    field.span,
                    format!("`{}` is tested in two spellings", show(&field.path)),
                )
                .label("the same field, written with a dot or as nested keys")
                .also(first.span, "the other spelling")
                .help("both must pass here, while AWS keeps only one of them: write one list"),
            );
        }
    }
    for field in fields() {
        outer.entry(&field.path).or_default().push(field);
    }
    for condition in &pattern.all {
        if let Condition::Any(branches) = condition {
            branches.iter().for_each(|branch| conjunction(branch, outer, diags));
        }
    }
    for field in fields() {
        if let Some(all) = outer.get_mut(&field.path) {
            all.pop();
        }
    }
}

/// Warns when the field, which may stand inside `$or`, is tested around it too. When both tests
/// are the same it does not matter which of them counts.
fn inside(field: &Field, outer: &Outer<'_>, diags: &mut Diags) {
    let around = outer.get(&field.path).into_iter().flatten();
    if let Some(around) = around.into_iter().find(|f| !same_alternatives(f, field)) {
        diags.push(
            Diag::new(
                Code::TL404,
                field.span,
                format!("`{}` is tested inside and outside `$or`", show(&field.path)),
            )
            .label("inside")
            .also(around.span, "outside")
            .help("both must pass here, while for AWS the one written later overrides the other")
            .help("move the outer test into every branch, or drop one of the two"),
        );
    }
}
