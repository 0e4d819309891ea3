//! Overlays: other values of a rule's parameters for some resources.

use super::selector;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::compliance::Selector;
use crate::operators::Operand;
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, Key, near, wrong};
use crate::rules::parameter::{self, Given, Parameter};

/// The keys of an overlay.
pub static KEYS: &[Key] = &[
    Key::required("when", r##"{"$ref": "#/$defs/selector"}"##, "Which resources it is for."),
    Key::required(
        "params",
        r#"{"type": "object", "minProperties": 1}"#,
        "The values of parameters for those.",
    ),
];

/// An overlay: the values by the numbers of the parameters.
pub(super) struct Overlay {
    pub selector: Selector,
    pub values: Vec<(usize, Vec<Operand<'static>>)>,
}

/// Reads overlays over parameters whose documents are `documents`.
pub(super) fn read(
    diags: &mut Diags,
    item: Item<'_>,
    params: &[Parameter],
    documents: &[(Item<'_>, Item<'_>)],
) -> Vec<Overlay> {
    if item.kind() != Kind::List {
        wrong(diags, "overlays", item, "a list of maps with the keys `when` and `params`");
        return Vec::new();
    }
    let one = |element: Item<'_>| {
        let fields = Fields::read(diags, "an overlay", element.span().head(), element, KEYS)?;
        let when = fields
            .get("when")
            .and_then(|w| selector::read(diags, "`when` of an overlay", w.span(), w));
        let values = fields.get("params").map(|p| values(diags, p, params, documents));
        Some(Overlay { selector: when?, values: values? })
    };
    item.items().filter_map(one).collect()
}

fn values(
    diags: &mut Diags,
    item: Item<'_>,
    params: &[Parameter],
    documents: &[(Item<'_>, Item<'_>)],
) -> Vec<(usize, Vec<Operand<'static>>)> {
    if item.kind() != Kind::Map {
        wrong(diags, "params", item, "a map from parameters to values");
    }
    let mut all = Vec::new();
    for (key, value) in item.entries() {
        let name = key.str();
        let Some(at) = params.iter().position(|p| p.name == name) else {
            diags.push(unknown(key, params));
            continue;
        };
        let (key, document) = documents[at];
        // What is wrong with the document itself has been reported.
        let mut own = Diags::default();
        let read = parameter::read(&mut own, key, document, Some(Given::Value(value)));
        if params[at].broken {
            continue;
        }
        diags.extend(own);
        all.extend(read.value.filter(|_| read.given).map(|value| (at, value)));
    }
    all
}

/// The diagnostic for a parameter that the rule has not.
pub(super) fn unknown(key: Item<'_>, params: &[Parameter]) -> Diag {
    let name = key.str();
    let words = format!("no parameter of the rule is called `{name}`");
    let diag = Diag::new(Code::TL205, key.span(), words);
    match near(&name, params.iter().map(|p| p.name.as_str())) {
        Some(near) => diag.label(format!("did you mean `{near}`?")),
        None => diag,
    }
}
