//! Globs of names: resource types, accounts, regions, rules.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::operators::Wildcard;
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{text, wrong};

/// One glob.
pub(in crate::rules) fn one(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<Wildcard> {
    let written = text(diags, key, item)?;
    match Wildcard::parse(written.as_bytes()) {
        Ok(glob) => Some(glob),
        Err(why) => {
            diags.push(Diag::new(Code::TL305, item.span(), format!("`{key}`: {why}")));
            None
        }
    }
}

/// One glob or a list of globs; at least one.
pub(in crate::rules) fn several(diags: &mut Diags, key: &str, item: Item<'_>) -> Box<[Wildcard]> {
    if item.kind() != Kind::List {
        return one(diags, key, item).into_iter().collect();
    }
    if item.items().next().is_none() {
        wrong(diags, key, item, "at least one value");
    }
    item.items().filter_map(|element| one(diags, key, element)).collect()
}

/// Resource types, as they are written.
pub(in crate::rules) fn types(diags: &mut Diags, key: &str, item: Item<'_>) -> Vec<String> {
    let all: Vec<Item<'_>> =
        if item.kind() == Kind::List { item.items().collect() } else { vec![item] };
    if all.is_empty() {
        wrong(diags, key, item, "at least one resource type");
    }
    let mut read = Vec::new();
    for element in all {
        let Some(glob) = one(diags, key, element) else { continue };
        let word = element.str();
        if !word.contains("::") && !glob.matches(b"AWS::EC2::Instance") {
            let diag =
                Diag::new(Code::TL209, element.span(), format!("`{word}` is no resource type"));
            diags.push(
                diag.help("resource types look like `AWS::EC2::Instance`; `*` stands for anything"),
            );
        }
        read.push(word.into_owned());
    }
    read
}
