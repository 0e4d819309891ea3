//! TL418: a path to a field that the rule's own pattern wants absent.

use super::branches::Branch;
use super::placeholders::in_every;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Spanned;
use crate::inputs::Path;
use crate::operators::pattern::Field;

/// Warns when every way in which the pattern holds wants the field absent. Of fields below it no
/// more is known: `exists: false` lets an object through.
pub(super) fn check(path: &Spanned<String>, branches: &[Branch<'_>], diags: &mut Diags) {
    let Some(dotted) = Path::parse(&path.value).ok().and_then(|p| p.dotted()) else { return };
    let ruled_out = in_every(branches, &|field| {
        field.absent && field.tests.is_empty() && *field.path == *dotted.as_bytes()
    });
    if ruled_out {
        let words = format!("the rule asks for `{dotted}` to be absent");
        let mut diag =
            Diag::new(Code::TL418, path.span, words).label("and its input for the value");
        let own = |f: &&&Field| f.absent && *f.path == *dotted.as_bytes();
        let first = branches.iter().flatten().find(own);
        if let Some(field) = first {
            diag = diag.also(field.span, "absent here");
        }
        diags.push(diag);
    }
}
