//! `contains`, `contains-any`, `contains-all`: elements of a list, or parts of a string.

use super::{ClauseOperator, Held, Test, listed, operand, wrong};
use crate::compliance::value::scalar;
use crate::operators::{Context, Literal};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// How many of the values there have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// The one value (`contains`).
    One,
    /// At least one (`contains-any`).
    Any,
    /// All (`contains-all`).
    All,
}

/// `contains`, `contains-any`, `contains-all`
#[derive(Debug, Clone)]
pub struct Contains {
    /// The values.
    pub values: Box<[Literal]>,
    /// How many have to be there.
    pub how_many: HowMany,
}

impl Contains {
    fn name(&self) -> &'static str {
        match self.how_many {
            HowMany::One => "contains",
            HowMany::Any => "contains-any",
            HowMany::All => "contains-all",
        }
    }

    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        let has: &dyn Fn(&Literal) -> bool = match item.kind() {
            Kind::List => &|wanted| {
                item.items().any(|element| scalar(element, |v| wanted.equals(v)) == Some(true))
            },
            Kind::Text => {
                if let Some(odd) = self.values.iter().find(|v| !matches!(v, Literal::Text(_))) {
                    let words = format!("`{}` looks for {odd} in a string", self.name());
                    return Err(words.into());
                }
                &|wanted| match wanted {
                    Literal::Text(part) => memchr::memmem::find(&item.text(), part).is_some(),
                    Literal::Null | Literal::Bool(_) | Literal::Number(_) => false,
                }
            }
            _ => return Err(wrong(self.name(), "a list or a string", item)),
        };
        Ok(match self.how_many {
            HowMany::All => self.values.iter().all(has),
            HowMany::One | HowMany::Any => self.values.iter().any(has),
        })
    }
}

impl fmt::Display for Contains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.how_many, &*self.values) {
            (HowMany::One, [only]) => write!(f, "contains: {only}"),
            (_, all) => write!(f, "{}: {}", self.name(), listed(all, all.len())),
        }
    }
}

const LISTS: &str = r##"{"anyOf": [{"type": "array", "minItems": 1, "items": {"anyOf": [
    {"type": ["string", "number", "boolean", "null"]}, {"$ref": "#/$defs/reference"}]}},
    {"$ref": "#/$defs/reference"}]}"##;

pub(super) const CONTAINS: ClauseOperator = ClauseOperator {
    name: "contains",
    summary: "a list that has this element, or a string that has this text in it",
    takes: "a list or a string",
    example: r#"{"contains": "audit"}"#,
    schema: r##"{"anyOf": [{"type": ["string", "number", "boolean", "null"]},
        {"$ref": "#/$defs/reference"}]}"##,
    read,
};

pub(super) const CONTAINS_ANY: ClauseOperator = ClauseOperator {
    name: "contains-any",
    summary: "a list or string that has at least one of these",
    takes: "a list or a string",
    example: r#"{"contains-any": ["audit", "api"]}"#,
    schema: LISTS,
    read,
};

pub(super) const CONTAINS_ALL: ClauseOperator = ClauseOperator {
    name: "contains-all",
    summary: "a list or string that has all of these",
    takes: "a list or a string",
    example: r#"{"contains-all": ["api", "audit", "authenticator"]}"#,
    schema: LISTS,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let how_many = match name {
        "contains" => HowMany::One,
        "contains-any" => HowMany::Any,
        _ => HowMany::All,
    };
    let values = if how_many == HowMany::One {
        let takes = "one value; `contains-any` and `contains-all` take several";
        vec![Literal::from_operand(&operand::one(context, name, item, takes, None)?)]
    } else {
        operand::literals(context, name, item)?
    };
    Some(Test::Contains(Contains { values: values.into(), how_many }))
}
