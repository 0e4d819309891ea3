//! Event patterns: conditions on fields, joined by "all" (keys) and "any" (`$or`).

use super::{Compat, Context, Literal, Reading, Test, find};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::base::text::{Text, show};
use crate::read::tree::{Item, Kind};

/// A pattern: the conditions an event must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// All of these.
    pub all: Vec<Condition>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A field's value passes one of several tests, or the field is absent.
    Field(Field),
    /// One of several patterns holds (`$or`).
    Any(Vec<Pattern>),
}

/// A condition on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The keys that lead to it, joined by dots; a dotted key is the same as nested ones.
    pub path: Text,
    /// One value of the field passes one of these...
    pub tests: Vec<Test>,
    /// ...or, when set, it has no value in the array elements the other fields are pinned to.
    pub absent: bool,
    /// Where the list stands.
    pub span: Span,
}

/// Names that may not be keys inside `$or`, since AWS then reads `$or` as a field.
const RESERVED: [&str; 4] = ["regex", "date-after", "ip-address-in-range", "exactly"];

/// Reads a pattern; problems go to the context, and what is sound comes back all the same.
pub fn parse(context: &mut Context<'_>, item: Item<'_>) -> Pattern {
    let mut path = Vec::new();
    let mut pattern = Pattern { all: Vec::new() };
    if item.kind() == Kind::Map {
        object(context, item, &mut path, true, &mut pattern.all);
    } else {
        let words = format!("a pattern is an object, not {}", item.kind().noun());
        context.report(Code::TL301, item, words);
    }
    pattern
}

fn object(
    context: &mut Context<'_>,
    item: Item<'_>,
    path: &mut Vec<u8>,
    root: bool,
    into: &mut Vec<Condition>,
) {
    if item.entries().next().is_none() {
        context.report(Code::TL301, item, "an empty object matches nothing in a pattern");
    }
    for (key, value) in item.entries() {
        let name = key.text();
        if *name == *b"$or" && (context.compat == Compat::Tripline || is_or(value)) {
            alternatives(context, key, value, path, root, into);
            continue;
        }
        let length = path.len();
        if !root {
            path.push(b'.');
        }
        path.extend_from_slice(&name);
        match value.kind() {
            Kind::Map => object(context, value, path, false, into),
            Kind::List => leaf(context, value, path, into),
            other => {
                let found = other.noun();
                context.diags.push(
                    Diag::new(
                        Code::TL301,
                        value.span(),
                        format!("the value of `{}` is {found}, not a list", show(&name)),
                    )
                    .help(format!("write it as a list: [{}]", show(value.raw()))),
                );
            }
        }
        path.truncate(length);
    }
}

/// Does AWS read this value of `$or` as alternatives?
fn is_or(value: Item<'_>) -> bool {
    value.items().count() >= 2
        && value.items().all(|b| {
            b.kind() == Kind::Map
                && b.entries().next().is_some()
                && !b.entries().any(|(k, _)| is_reserved(&k.text()))
        })
}

fn is_reserved(key: &[u8]) -> bool {
    find(key).is_some() || RESERVED.iter().any(|r| r.as_bytes() == key)
}

fn alternatives(
    context: &mut Context<'_>,
    key: Item<'_>,
    value: Item<'_>,
    path: &mut Vec<u8>,
    root: bool,
    into: &mut Vec<Condition>,
) {
    if value.kind() != Kind::List || value.items().count() < 2 {
        context.diags.push(
            Diag::new(Code::TL306, key.span(), "`$or` takes a list of at least two objects")
                .help("AWS would read this as a field called `$or`"),
        );
        return;
    }
    let mut branches = Vec::new();
    for branch in value.items() {
        let mut pattern = Pattern { all: Vec::new() };
        if branch.kind() != Kind::Map {
            let words = format!("`$or` takes objects, not {}", branch.kind().noun());
            context.report(Code::TL306, branch, words);
            continue;
        }
        if let Some((reserved, _)) = branch.entries().find(|(k, _)| is_reserved(&k.text())) {
            context.diags.push(
                Diag::new(
                    Code::TL306,
                    reserved.span(),
                    format!("`{}` is the name of an operator", reserved.str()),
                )
                .help("inside `$or` stand patterns: field names with lists of values")
                .help("AWS would read the whole as a field called `$or`"),
            );
            continue;
        }
        object(context, branch, path, root, &mut pattern.all);
        branches.push(pattern);
    }
    into.push(Condition::Any(branches));
}

fn leaf(context: &mut Context<'_>, list: Item<'_>, path: &[u8], into: &mut Vec<Condition>) {
    let mut field =
        Field { path: path.into(), tests: Vec::new(), absent: false, span: list.span() };
    if list.items().next().is_none() {
        context.report(Code::TL301, list, "an empty list matches nothing in a pattern");
    }
    for item in list.items() {
        let readings = element(context, item);
        if item.kind() == Kind::Number {
            account_id(context, item, path);
        }
        for reading in readings {
            let again = match reading {
                Reading::Absent => std::mem::replace(&mut field.absent, true),
                Reading::Test(test) if field.tests.len() < 64 && field.tests.contains(&test) => {
                    true
                }
                Reading::Test(test) => {
                    field.tests.push(test);
                    false
                }
            };
            if again {
                context.report(Code::TL411, item, "the same test stands twice in this list");
            }
        }
    }
    into.push(Condition::Field(field));
}

/// AWS sends account ids as strings.
fn account_id(context: &mut Context<'_>, item: Item<'_>, path: &[u8]) {
    let digits = item.text();
    let last = path.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
    let account = memchr::memmem::find(&last, b"account").is_some();
    if account && digits.len() == 12 && digits.iter().all(u8::is_ascii_digit) {
        context.diags.push(
            Diag::new(Code::TL412, item.span(), "an account id without quotes is a number")
                .label("AWS sends account ids as strings")
                .help(format!("write \"{}\"", show(&digits))),
        );
    }
}

/// One element of a leaf list.
fn element(context: &mut Context<'_>, item: Item<'_>) -> Vec<Reading> {
    match item.kind() {
        Kind::Map => operator(context, item),
        Kind::List => {
            context.report(Code::TL301, item, "a list inside the list of a pattern's leaf");
            Vec::new()
        }
        _ => context
            .operands(item)
            .unwrap_or_default()
            .iter()
            .map(|o| Reading::Test(Test::Exact(Literal::from_operand(o))))
            .collect(),
    }
}

fn operator(context: &mut Context<'_>, item: Item<'_>) -> Vec<Reading> {
    let mut entries = item.entries();
    let Some((name, operand)) = entries.next() else {
        context.report(Code::TL301, item, "an empty object where an operator is expected");
        return Vec::new();
    };
    if let Some((second, _)) = entries.next() {
        context.diags.push(
            Diag::new(Code::TL302, second.span(), "two operators in one object")
                .help("give each its own object: the list holds when one of them does"),
        );
        return Vec::new();
    }
    if let Some(operator) = find(&name.text()) {
        return (operator.parse)(context, operand);
    }
    if let Some(values) = context.operands(item) {
        return values
            .iter()
            .map(|o| Reading::Test(Test::Exact(Literal::from_operand(o))))
            .collect();
    }
    unknown_operator(context, name);
    Vec::new()
}

fn unknown_operator(context: &mut Context<'_>, name: Item<'_>) {
    let word = name.str();
    let known: Vec<&str> =
        super::OPERATORS.iter().map(|o| o.name).filter(|n| *n != "exactly").collect();
    let mut diag = Diag::new(Code::TL203, name.span(), format!("unknown operator `{word}`"));
    if let Some(near) = nearest(&word, known.iter().copied()) {
        diag = diag.label(format!("did you mean `{near}`?"));
    } else if word == "$or" {
        diag = diag.help("`$or` stands beside field names, not inside the list of a leaf");
    }
    context.diags.push(diag.help(format!("operators of a pattern: {}", known.join(", "))));
}
