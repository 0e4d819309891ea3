//! TL401: a rule that can never match.

use super::LintRule;
use super::branches::{Branch, clash, written_out};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::text::show;

/// Warns when every way in which the pattern could hold contradicts itself; says whether it did.
pub(super) fn check(
    rule: &LintRule<'_>,
    branches: Option<&[Branch<'_>]>,
    diags: &mut Diags,
) -> bool {
    if !branches.is_some_and(<[_]>::is_empty) {
        return false;
    }
    let words = format!("rule `{}` can never match", rule.header.name);
    let mut diag = Diag::new(Code::TL401, rule.header.span, words);
    let ways = written_out(rule.pattern);
    match ways.first().and_then(|way| clash(way)) {
        Some((absent, Some(needed))) => {
            let path = show(&absent.path);
            diag = diag
                .label(format!("`{path}` would have to be absent and have a value"))
                .also(absent.span, "absent here")
                .also(needed.span, "a value is needed here");
            if ways.len() > 1 {
                diag = diag.help("the other branches of its `$or` contradict themselves as well");
            }
            diag = diag.help(format!(
                "to accept both, write one list: `[{{\"exists\": false}}, ...]` for `{path}`"
            ));
        }
        Some((field, None)) => {
            diag = diag
                .label(format!("nothing can pass the test of `{}`", show(&field.path)))
                .also(field.span, "no alternatives");
        }
        None => diag = diag.label("its `$or` has no branches"),
    }
    diags.push(diag);
    true
}
