//! Reading operands from rule files: what several operators share. Problems go to the context;
//! `None` means that there was one. References (`{ param: NAME }`, `{ list: NAME }`) are resolved
//! by the context.

use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::operators::{Context, Literal, Operand};
use crate::read::tree::{Item, Kind};

/// The scalars of a list, of a reference, or one by itself.
pub(super) fn scalars<'t>(
    context: &mut Context<'_>,
    name: &str,
    item: Item<'t>,
) -> Option<Vec<Operand<'t>>> {
    const TAKES: &str = "strings, numbers, true, false and null";
    let before = context.diags.len();
    let mut all = Vec::new();
    let elements: Vec<Item<'t>> =
        if item.kind() == Kind::List { item.items().collect() } else { vec![item] };
    for element in elements {
        match context.operands(element) {
            Some(operands) => all.extend(operands),
            None => context.wrong(name, element, TAKES),
        }
    }
    if all.is_empty() && context.diags.len() == before {
        context.wrong(name, item, "at least one value");
    }
    (context.diags.len() == before).then_some(all)
}

/// The values of a list, of a reference, or one by itself.
pub(super) fn literals(
    context: &mut Context<'_>,
    name: &str,
    item: Item<'_>,
) -> Option<Vec<Literal>> {
    Some(scalars(context, name, item)?.iter().map(Literal::from_operand).collect())
}

/// The strings of a list, of a reference, or one by itself.
pub(super) fn texts(
    context: &mut Context<'_>,
    name: &str,
    item: Item<'_>,
) -> Option<Vec<Operand<'static>>> {
    let before = context.diags.len();
    let read = context.strings(name, item, true, "a string or a list of strings")?;
    let read = read
        .into_iter()
        .map(|o| Operand { kind: o.kind, text: o.text.into_owned().into(), span: o.span })
        .collect();
    (context.diags.len() == before).then_some(read)
}

/// One value: a scalar, or a reference to one.
pub(super) fn one<'t>(
    context: &mut Context<'_>,
    name: &str,
    item: Item<'t>,
    takes: &str,
    kind: Option<Kind>,
) -> Option<Operand<'t>> {
    let before = context.diags.len();
    let mut read = context.operands(item).unwrap_or_default();
    match (read.len(), read.pop()) {
        (1, Some(only)) if kind.is_none_or(|k| k == only.kind) => Some(only),
        _ => {
            if context.diags.len() == before {
                context.wrong(name, item, takes);
            }
            None
        }
    }
}

/// One string.
pub(super) fn text(context: &mut Context<'_>, name: &str, item: Item<'_>) -> Option<String> {
    let read = one(context, name, item, "a string", Some(Kind::Text))?;
    Some(crate::base::text::show(&read.text).into_owned())
}

/// `true` or `false`, or a reference to one.
pub(super) fn boolean(context: &mut Context<'_>, name: &str, item: Item<'_>) -> Option<bool> {
    let read = one(context, name, item, "true or false", Some(Kind::Bool))?;
    Some(read.text.eq_ignore_ascii_case(b"true"))
}

/// Reports an operand whose text is not what the operator takes.
pub(super) fn refuse(
    context: &mut Context<'_>,
    item: Item<'_>,
    words: impl Into<String>,
    help: Option<String>,
) {
    let diag = Diag::new(Code::TL302, item.span(), words);
    context.diags.push(match help {
        Some(help) => diag.help(help),
        None => diag,
    });
}

/// Reports a key that the map of an operator does not have.
pub(super) fn unknown_key(context: &mut Context<'_>, name: &str, key: Item<'_>, keys: &[&str]) {
    let near = crate::base::suggest::nearest(&key.str(), keys.iter().copied());
    let help = near.map_or_else(
        || format!("keys of `{name}`: {}", keys.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    refuse(context, key, format!("unknown key `{}` of `{name}`", key.str()), Some(help));
}
