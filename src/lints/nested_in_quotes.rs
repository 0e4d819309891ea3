//! TL414: an object or list between the quotes of a JSON template.

use super::branches::Branch;
use super::placeholders::quoted;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::inputs::Transformer;

/// Warns of placeholders between quotes whose values have quotes of their own.
pub(super) fn check(transformer: &Transformer, branches: &[Branch<'_>], diags: &mut Diags) {
    for placeholder in quoted(transformer).iter().filter(|q| q.nested(branches)) {
        let name = placeholder.name;
        let words = format!("`<{name}>` between quotes is an object or list");
        let mut diag = Diag::new(Code::TL414, transformer.template.span, words)
            .label("with its own quotes this is no JSON, and nothing is delivered");
        if let Some((_, path)) = transformer.paths.iter().find(|(n, _)| n.value == name) {
            diag = diag.also(path.span, "its path");
        }
        diags.push(
            diag.help(format!("leave the quotes out: `<{name}>` alone is the value"))
                .help("or write `escape: json`, which makes a string of it"),
        );
    }
}
