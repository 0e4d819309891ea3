//! TL416: a name in `input-paths-map` that its template does not use.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::inputs::{Transformer, scan};

/// Warns of names without a placeholder.
pub(super) fn check(transformer: &Transformer, diags: &mut Diags) {
    let used = scan(&transformer.template.value);
    for (name, _) in &transformer.paths {
        if used.iter().all(|token| token.name != name.value) {
            let words = format!("the template does not use `{}`", name.value);
            diags.push(
                Diag::new(Code::TL416, name.span, words)
                    .also(transformer.template.span, "the template")
                    .help(format!(
                        "write `<{}>` where its value belongs, or remove it",
                        name.value
                    )),
            );
        }
    }
}
