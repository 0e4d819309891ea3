//! `type`: the JSON type of a value.

use super::{ClauseOperator, Test, listed, operand};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// Any number.
    Number,
    /// A number without a fraction; `2.0` is one.
    Integer,
    /// A string.
    String,
    /// A list.
    List,
    /// A map.
    Object,
}

impl JsonType {
    /// All types with their names; the first name of a type is its own.
    pub const NAMES: &[(&str, Self)] = &[
        ("string", Self::String),
        ("number", Self::Number),
        ("integer", Self::Integer),
        ("boolean", Self::Boolean),
        ("list", Self::List),
        ("object", Self::Object),
        ("null", Self::Null),
        ("array", Self::List),
        ("map", Self::Object),
    ];

    /// The type of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
    }

    fn of(self, item: Item<'_>) -> bool {
        match self {
            Self::Null => item.kind() == Kind::Null,
            Self::Boolean => item.kind() == Kind::Bool,
            Self::Number => matches!(item.kind(), Kind::Number | Kind::OddNumber),
            Self::Integer => item.kind() == Kind::Number && is_integer(&item.text()),
            Self::String => item.kind() == Kind::Text,
            Self::List => item.kind() == Kind::List,
            Self::Object => item.kind() == Kind::Map,
        }
    }
}

/// Has a number no fraction? Exponents beyond any use count as one.
fn is_integer(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let Ok(exponent) = exponent.parse::<i64>() else { return false };
    if exponent >= 0 {
        return fraction.len() as u64 <= exponent.unsigned_abs();
    }
    let zeros = whole.len() - whole.trim_end_matches('0').len();
    let zero = whole.trim_start_matches('-').bytes().all(|b| b == b'0');
    fraction.is_empty() && (zero || zeros as u64 >= exponent.unsigned_abs())
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, t)| t == self).map_or("", |(n, _)| n);
        f.write_str(name)
    }
}

/// `type`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeIs {
    /// The types that pass.
    pub one_of: Box<[JsonType]>,
}

impl TypeIs {
    pub(super) fn holds(&self, item: Item<'_>) -> bool {
        self.one_of.iter().any(|t| t.of(item))
    }
}

impl fmt::Display for TypeIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.one_of {
            [only] => write!(f, "type: {only}"),
            all => write!(f, "type: {}", listed(all, all.len())),
        }
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "type",
    summary: "a value of this type, or of one of these: string, number, integer, boolean, list \
              (or array), object (or map), null",
    takes: "anything",
    example: r#"{"type": "string"}"#,
    schema: r##"{"anyOf": [{"$ref": "#/$defs/json-type"},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/json-type"}}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let mut one_of = Vec::new();
    for text in operand::texts(context, name, item)? {
        let text = crate::base::text::show(&text.text);
        let Some(of) = JsonType::named(&text) else {
            let names: Vec<&str> = JsonType::NAMES.iter().map(|(n, _)| *n).collect();
            let help = format!("types: {}", names.join(", "));
            operand::refuse(context, item, format!("`{text}` is not a type"), Some(help));
            return None;
        };
        one_of.push(of);
    }
    Some(Test::TypeIs(TypeIs { one_of: one_of.into() }))
}
