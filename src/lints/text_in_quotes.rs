//! TL415: text between the quotes of a JSON template that may break it.

use super::branches::Branch;
use super::placeholders::{Quoted, in_every, quoted};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::inputs::Transformer;
use crate::operators::{Literal, Test};

/// Fields of the envelope whose values AWS makes.
const SAFE: [&str; 6] = ["id", "account", "region", "time", "source", "version"];

/// Notes, once a template, the placeholders between quotes whose values may hold quotes.
pub(super) fn check(transformer: &Transformer, branches: &[Branch<'_>], diags: &mut Diags) {
    let all = quoted(transformer);
    let free: Vec<String> = all
        .iter()
        .filter(|q| !q.nested(branches) && may_hold_quotes(q, branches))
        .map(|q| format!("`<{}>`", q.name))
        .collect();
    if free.is_empty() {
        return;
    }
    let words = format!("{} between quotes is not escaped", free.join(", "));
    diags.push(
        Diag::new(Code::TL415, transformer.template.span, words)
            .label("a value with a quote or a backslash breaks the JSON, as in AWS")
            .help("write `escape: json` beside the template")
            .help("or leave the quotes out where the value stands alone"),
    );
}

fn may_hold_quotes(placeholder: &Quoted<'_>, branches: &[Branch<'_>]) -> bool {
    // Reserved names that are not nested are names, ARNs and times.
    let Some(path) = &placeholder.path else { return false };
    let Some(dotted) = path.dotted() else { return true };
    let pinned = in_every(branches, &|field| {
        *field.path == *dotted.as_bytes() && !field.absent && field.tests.iter().all(harmless)
    });
    !pinned && !SAFE.contains(&&*dotted)
}

/// Does the test let through only values that need no escapes?
fn harmless(test: &Test) -> bool {
    match test {
        Test::Exact(Literal::Text(text)) => {
            text.iter().all(|b| *b >= b' ' && !matches!(b, b'"' | b'\\'))
        }
        Test::Exact(_) | Test::Numeric(_) | Test::Cidr(_) => true,
        _ => false,
    }
}
