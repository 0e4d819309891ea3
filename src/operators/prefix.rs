//! `prefix`: a string that begins with a text, with letter case or without.

use super::{Context, Operator, Reading, Test};
use crate::base::fold::{fold, fold_with};
use crate::base::text::{Text, quote};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// The text of a prefix or suffix.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Affix {
    /// The text, folded when letter case is ignored.
    pub text: Text,
    /// Is letter case ignored?
    pub ignore_case: bool,
}

impl Affix {
    /// Does `value` begin with it?
    #[must_use]
    pub fn begins(&self, value: &[u8], buffer: &mut Vec<u8>) -> bool {
        self.side(value, buffer).starts_with(&self.text)
    }

    /// Does `value` end with it?
    #[must_use]
    pub fn ends(&self, value: &[u8], buffer: &mut Vec<u8>) -> bool {
        self.side(value, buffer).ends_with(&self.text)
    }

    fn side<'a>(&self, value: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
        if self.ignore_case { fold_with(value, buffer) } else { value }
    }

    /// Reads the operand of `prefix` or `suffix`.
    pub(super) fn parse(
        name: &'static str,
        context: &mut Context<'_>,
        operand: Item<'_>,
    ) -> Vec<Affix> {
        const TAKES: &str = "a string, or an object `{\"equals-ignore-case\": string}`";
        let inner = (operand.kind() == Kind::Map).then(|| operand.entries().next()).flatten();
        let (ignore_case, operand) = match inner {
            Some((key, value)) if *key.text() == *b"equals-ignore-case" => {
                if operand.entries().nth(1).is_some() {
                    context.wrong(name, operand, TAKES);
                    return Vec::new();
                }
                (true, value)
            }
            _ => (false, operand),
        };
        let texts = context.strings(name, operand, false, TAKES).unwrap_or_default();
        let affix = |text: &[u8]| {
            let text = if ignore_case { fold(text).as_ref().into() } else { text.into() };
            Affix { text, ignore_case }
        };
        texts.iter().map(|o| affix(&o.text)).collect()
    }
}

impl fmt::Display for Affix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = quote(&self.text);
        if self.ignore_case {
            write!(f, "{{\"equals-ignore-case\":{text}}}")
        } else {
            f.write_str(&text)
        }
    }
}

pub(super) const AFFIX_SCHEMA: &str = r#"{"anyOf": [{"type": "string"}, {"type": "object",
    "required": ["equals-ignore-case"], "additionalProperties": false,
    "properties": {"equals-ignore-case": {"type": "string"}}}]}"#;

pub(super) const OPERATOR: Operator = Operator {
    name: "prefix",
    summary: "a string that begins with this text",
    example: r#"{"prefix": "aws."}"#,
    schema: AFFIX_SCHEMA,
    parse: |context, operand| {
        let read = Affix::parse("prefix", context, operand);
        read.into_iter().map(|a| Reading::Test(Test::Prefix(a))).collect()
    },
};
