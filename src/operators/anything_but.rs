//! `anything-but`: a value of any type, except these.

use super::{Affix, Context, Literal, Operand, Operator, Reading, Test, Value, Wildcard};
use crate::base::fold::{fold, fold_with};
use crate::base::text::{Text, quote};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// What is excluded. Values of other types always pass; a field without value never does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AnythingBut {
    /// These strings, or these numbers.
    Values(Box<[Literal]>),
    /// Strings that begin so.
    Prefix(Box<[Affix]>),
    /// Strings that end so.
    Suffix(Box<[Affix]>),
    /// Strings of this form.
    Wildcard(Box<[Wildcard]>),
    /// Strings equal to these but for letter case; held folded.
    EqualsIgnoreCase(Box<[Text]>),
}

impl AnythingBut {
    /// Does the value pass?
    #[must_use]
    pub fn holds(&self, value: &Value<'_>, buffer: &mut Vec<u8>) -> bool {
        match (self, value) {
            (Self::Values(all), value) => !all.iter().any(|l| l.equals(value)),
            (Self::Prefix(all), Value::Text(t)) => !all.iter().any(|a| a.begins(t, buffer)),
            (Self::Suffix(all), Value::Text(t)) => !all.iter().any(|a| a.ends(t, buffer)),
            (Self::Wildcard(all), Value::Text(t)) => !all.iter().any(|w| w.matches(t)),
            (Self::EqualsIgnoreCase(all), Value::Text(t)) => {
                let folded = fold_with(t, buffer);
                !all.iter().any(|x| **x == *folded)
            }
            (
                Self::Prefix(_) | Self::Suffix(_) | Self::Wildcard(_) | Self::EqualsIgnoreCase(_),
                _,
            ) => true,
        }
    }

    /// How many things are excluded.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Values(all) => all.len(),
            Self::Prefix(all) | Self::Suffix(all) => all.len(),
            Self::Wildcard(all) => all.len(),
            Self::EqualsIgnoreCase(all) => all.len(),
        }
    }

    /// Never: parsing refuses empty lists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Display for AnythingBut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list<T: fmt::Display>(all: &[T]) -> String {
            let all: Vec<_> = all.iter().map(ToString::to_string).collect();
            if let [one] = &*all { one.clone() } else { format!("[{}]", all.join(",")) }
        }
        match self {
            Self::Values(all) => f.write_str(&list(all)),
            Self::Prefix(all) => write!(f, "{{\"prefix\":{}}}", list(all)),
            Self::Suffix(all) => write!(f, "{{\"suffix\":{}}}", list(all)),
            Self::Wildcard(all) => write!(f, "{{\"wildcard\":{}}}", list(all)),
            Self::EqualsIgnoreCase(all) => {
                let all: Vec<_> = all.iter().map(|t| quote(t)).collect();
                write!(f, "{{\"equals-ignore-case\":{}}}", list(&all))
            }
        }
    }
}

const TAKES: &str = "a string, a number, a list of strings, a list of numbers, or an object with \
                     one of prefix, suffix, wildcard, equals-ignore-case";

const TEXTS: &str = "a string or a list of strings";

pub(super) const OPERATOR: Operator = Operator {
    name: "anything-but",
    summary: "any value except these; the field must exist",
    example: r#"{"anything-but": {"prefix": "init"}}"#,
    schema: r##"{"anyOf": [{"type": ["string", "number"]},
        {"type": "array", "minItems": 1, "items": {"type": "string"}},
        {"type": "array", "minItems": 1, "items": {"type": "number"}},
        {"$ref": "#/$defs/reference"},
        {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
         "properties": {"prefix": {"$ref": "#/$defs/texts"}, "suffix": {"$ref": "#/$defs/texts"},
            "wildcard": {"$ref": "#/$defs/texts"},
            "equals-ignore-case": {"$ref": "#/$defs/texts"}}}]}"##,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    let before = context.diags.len();
    let read = match operand.kind() {
        Kind::Map => match context.operands(operand) {
            Some(values) => values_of(&values),
            None => inner(context, operand),
        },
        Kind::List => {
            let mut all = Vec::new();
            for item in operand.items() {
                match context.operands(item) {
                    Some(values) => all.extend(values),
                    None => context.wrong("anything-but", item, TAKES),
                }
            }
            values_of(&all)
        }
        Kind::Text | Kind::Number => values_of(&context.operands(operand).unwrap_or_default()),
        Kind::OddNumber => {
            context.odd_number(operand);
            None
        }
        Kind::Null | Kind::Bool => None,
    };
    match read {
        Some(but) if context.diags.len() == before => vec![Reading::Test(Test::AnythingBut(but))],
        _ => {
            if context.diags.len() == before {
                context.wrong("anything-but", operand, TAKES);
            }
            Vec::new()
        }
    }
}

/// Strings only, or numbers only, and at least one.
fn values_of(operands: &[Operand<'_>]) -> Option<AnythingBut> {
    let kind = operands.first()?.kind;
    if !matches!(kind, Kind::Text | Kind::Number) || operands.iter().any(|o| o.kind != kind) {
        return None;
    }
    let mut all: Vec<Literal> = operands.iter().map(Literal::from_operand).collect();
    all.sort_by_cached_key(ToString::to_string);
    all.dedup();
    Some(AnythingBut::Values(all.into()))
}

fn inner(context: &mut Context<'_>, operand: Item<'_>) -> Option<AnythingBut> {
    let mut entries = operand.entries();
    let (name, inner) = entries.next()?;
    if entries.next().is_some() {
        return None;
    }
    let mut texts = |operator: &str, fill: bool| {
        let read = context.strings(operator, inner, true, TEXTS)?;
        if fill && read.iter().any(|o| o.text.is_empty()) {
            context.wrong(operator, inner, "no empty string inside `anything-but`");
            return None;
        }
        let texts: Vec<Text> = read.iter().map(|o| o.text.as_ref().into()).collect();
        (!texts.is_empty()).then_some(texts)
    };
    let affixes = |texts: Vec<Text>| -> Box<[Affix]> {
        texts.into_iter().map(|text| Affix { text, ignore_case: false }).collect()
    };
    match &*name.text() {
        b"prefix" => Some(AnythingBut::Prefix(affixes(texts("prefix", true)?))),
        b"suffix" => Some(AnythingBut::Suffix(affixes(texts("suffix", true)?))),
        b"equals-ignore-case" => Some(AnythingBut::EqualsIgnoreCase(
            texts("equals-ignore-case", false)?.iter().map(|t| fold(t).as_ref().into()).collect(),
        )),
        b"wildcard" => {
            let read = super::wildcard::parse(context, inner, true);
            (!read.is_empty()).then(|| AnythingBut::Wildcard(read.into()))
        }
        _ => None,
    }
}
