//! The operators that clauses share with event patterns. They mean the same; a value of a type
//! that an operator says nothing of is an ERROR here.

use super::{ClauseOperator, Held, Test, wrong};
use crate::compliance::value::{scalar, shown};
use crate::operators::{self, Context, Literal, parse_ip};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `prefix`, `suffix`, `wildcard`, `numeric`, `cidr`, `anything-but`, `equals-ignore-case`
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The operator's name.
    pub name: &'static str,
    /// What the readers of patterns made of its operand; one has to hold.
    pub tests: Box<[operators::Test]>,
}

impl Pattern {
    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        for test in &self.tests {
            self.takes(test, item)?;
        }
        let mut buffer = Vec::new();
        let passes = scalar(item, |v| self.tests.iter().any(|t| t.holds(v, &mut buffer)));
        Ok(passes == Some(true))
    }

    /// Does the operator say anything of a value of this type?
    fn takes(&self, test: &operators::Test, item: Item<'_>) -> Result<(), Box<str>> {
        use operators::Test;
        let takes = match test {
            Test::Prefix(_)
            | Test::Suffix(_)
            | Test::EqualsIgnoreCase(_)
            | Test::Wildcard(_)
            | Test::Exact(Literal::Text(_)) => "a string",
            Test::Numeric(_) | Test::Exact(Literal::Number(_)) => "a number",
            Test::Cidr(_) => "an address",
            Test::AnythingBut(_) | Test::Exact(_) | Test::Exists => "a scalar",
        };
        let fits = match takes {
            "a string" => item.kind() == Kind::Text,
            "a number" => item.kind() == Kind::Number,
            "an address" => item.kind() == Kind::Text && parse_ip(&item.text()).is_some(),
            _ => !matches!(item.kind(), Kind::List | Kind::Map),
        };
        match (fits, item.kind()) {
            (true, _) => Ok(()),
            (false, Kind::Text) => {
                Err(format!("`{}` takes {takes}, not {}", self.name, shown(item, 60)).into())
            }
            (false, _) => Err(wrong(self.name, takes, item)),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self
            .tests
            .iter()
            .map(|test| {
                // `{"prefix":"aws."}` is `prefix: "aws."` in a clause.
                let text = test.to_string();
                let head = format!("{{\"{}\":", self.name);
                match text.strip_prefix(&head).and_then(|t| t.strip_suffix('}')) {
                    Some(operand) => operand.to_owned(),
                    None => text,
                }
            })
            .collect();
        match &*all {
            [only] => write!(f, "{}: {only}", self.name),
            all => write!(f, "{}: [{}]", self.name, all.join(", ")),
        }
    }
}

const TEXT: &str = r##"{"anyOf": [{"type": "string"}, {"$ref": "#/$defs/reference"}]}"##;

const fn text(name: &'static str, summary: &'static str, example: &'static str) -> ClauseOperator {
    ClauseOperator { name, summary, takes: "a string", example, schema: TEXT, read }
}

pub(super) const PREFIX: ClauseOperator =
    text("prefix", "a string that begins with this text", r#"{"prefix": "arn:aws:kms:"}"#);

pub(super) const SUFFIX: ClauseOperator =
    text("suffix", "a string that ends with this text", r#"{"suffix": ".amazonaws.com"}"#);

pub(super) const WILDCARD: ClauseOperator = text(
    "wildcard",
    "a string of this form, where `*` stands for any run of characters",
    r#"{"wildcard": "arn:aws:s3:::logs-*"}"#,
);

pub(super) const EQUALS_IGNORE_CASE: ClauseOperator = text(
    "equals-ignore-case",
    "a string equal to this one but for letter case",
    r#"{"equals-ignore-case": "enabled"}"#,
);

pub(super) const NUMERIC: ClauseOperator = ClauseOperator {
    name: "numeric",
    summary: "a number equal to, above, below or between these",
    takes: "a number",
    example: r#"{"numeric": [">", 0, "<=", 90]}"#,
    schema: r##"{"type": "array", "minItems": 2, "maxItems": 4, "items": {"anyOf": [
        {"enum": ["=", "<", "<=", ">", ">="]}, {"type": "number"},
        {"$ref": "#/$defs/reference"}]}}"##,
    read,
};

pub(super) const CIDR: ClauseOperator = ClauseOperator {
    name: "cidr",
    summary: "an IP address within this block",
    takes: "a string that is an address",
    example: r#"{"cidr": "10.0.0.0/8"}"#,
    schema: TEXT,
    read,
};

pub(super) const ANYTHING_BUT: ClauseOperator = ClauseOperator {
    name: "anything-but",
    summary: "any scalar except these",
    takes: "a string, number, bool or null",
    example: r#"{"anything-but": ["default", "none"]}"#,
    schema: r##"{"$ref": "#/$defs/anything-but"}"##,
    read,
};

/// As in patterns, except that there is no absence to ask for.
fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let before = context.diags.len();
    let readings = (operators::find(name.as_bytes())?.parse)(context, item);
    let tests: Box<[operators::Test]> = readings
        .into_iter()
        .filter_map(|reading| match reading {
            operators::Reading::Test(test) => Some(test),
            operators::Reading::Absent => None,
        })
        .collect();
    let good = context.diags.len() == before && !tests.is_empty();
    good.then_some(Test::Pattern(Pattern { name, tests }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_those_of_patterns() {
        for operator in [
            super::PREFIX,
            super::SUFFIX,
            super::WILDCARD,
            super::EQUALS_IGNORE_CASE,
            super::NUMERIC,
            super::CIDR,
            super::ANYTHING_BUT,
        ] {
            assert!(crate::operators::find(operator.name.as_bytes()).is_some(), "{operator:?}");
        }
    }
}
