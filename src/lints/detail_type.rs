//! TL417: `detail-type` in another spelling at the beginning of a path.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Spanned;
use crate::inputs::{Path, Step};

/// Warns of `$.detailType` and the like.
pub(super) fn check(path: &Spanned<String>, diags: &mut Diags) {
    let Ok(parsed) = Path::parse(&path.value) else { return };
    let Some(Step::Key(key)) = parsed.steps().first() else { return };
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.eq_ignore_ascii_case("detailtype") && **key != *"detail-type" {
        let words = format!("events have no `{key}`");
        diags.push(
            Diag::new(Code::TL417, path.span, words)
                .label(format!("did you mean `{}`?", path.value.replacen(&**key, "detail-type", 1)))
                .help(
                    "only `<aws.events.event>` has a key `detailType`, and no path leads into it",
                ),
        );
    }
}
