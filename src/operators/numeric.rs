//! `numeric`: a number within bounds, compared by exact decimal value.

use super::{Context, Literal, Operator, Reading, Test};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::number::{Decimal, Num};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// Bounds of a number; at least one is there, and the lower lies below the upper.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Range {
    /// The lower bound and whether it is within.
    pub low: Option<(Decimal, bool)>,
    /// The upper bound and whether it is within.
    pub high: Option<(Decimal, bool)>,
}

impl Range {
    /// Is the number within the bounds?
    #[must_use]
    pub fn holds(&self, n: &Num<'_>) -> bool {
        let above = |(low, within): &(Decimal, bool)| {
            let low = low.as_num();
            *n > low || (*within && *n == low)
        };
        let below = |(high, within): &(Decimal, bool)| {
            let high = high.as_num();
            *n < high || (*within && *n == high)
        };
        self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some((low, within)) = &self.low {
            parts.push(format!("\"{}\",{low}", if *within { ">=" } else { ">" }));
        }
        if let Some((high, within)) = &self.high {
            parts.push(format!("\"{}\",{high}", if *within { "<=" } else { "<" }));
        }
        write!(f, "[{}]", parts.join(","))
    }
}

const TAKES: &str = "`[\"=\", n]`, or `[comparison, n]`, or `[lower, n, upper, n]` with `>` or \
                     `>=` first and `<` or `<=` second";

pub(super) const OPERATOR: Operator = Operator {
    name: "numeric",
    summary: "a number equal to, above, below or between these",
    example: r#"{"numeric": [">", 0, "<=", 5]}"#,
    schema: r##"{"type": "array", "minItems": 2, "maxItems": 4, "items": {"anyOf": [
        {"enum": ["=", "<", "<=", ">", ">="]}, {"type": "number"},
        {"$ref": "#/$defs/reference"}]}}"##,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    if operand.kind() != Kind::List {
        context.wrong("numeric", operand, TAKES);
        return Vec::new();
    }
    let before = context.diags.len();
    let parts: Vec<Item<'_>> = operand.items().collect();
    let mut bounds = Vec::new();
    for pair in parts.chunks(2) {
        let [word, number] = pair else {
            context.wrong("numeric", operand, TAKES);
            return Vec::new();
        };
        let number = match context.operands(*number).as_deref() {
            Some([n]) if n.kind == Kind::Number => Decimal::parse(&n.text),
            Some([]) if context.diags.len() > before => return Vec::new(),
            _ => {
                context.wrong("numeric", *number, "numbers after its comparisons");
                return Vec::new();
            }
        };
        bounds.push((word.text().into_owned(), number));
    }
    match range(bounds) {
        Ok(test) => vec![Reading::Test(test)],
        Err(why) => {
            let diag = Diag::new(Code::TL303, operand.span(), why);
            context.diags.push(diag.help(format!("`numeric` takes {TAKES}")));
            Vec::new()
        }
    }
}

fn range(bounds: Vec<(Vec<u8>, Decimal)>) -> Result<Test, String> {
    const LOWER: [&[u8]; 2] = [b">", b">="];
    const UPPER: [&[u8]; 2] = [b"<", b"<="];
    let within = |word: &[u8]| word.ends_with(b"=");
    let mut bounds = bounds.into_iter();
    let test = match (bounds.next(), bounds.next(), bounds.next()) {
        (Some((word, n)), None, None) if word == b"=" => Test::Exact(Literal::Number(n)),
        (Some((word, n)), None, None) if LOWER.contains(&&*word) => {
            Test::Numeric(Range { low: Some((n, within(&word))), high: None })
        }
        (Some((word, n)), None, None) if UPPER.contains(&&*word) => {
            Test::Numeric(Range { low: None, high: Some((n, within(&word))) })
        }
        (Some((lower, a)), Some((upper, b)), None)
            if LOWER.contains(&&*lower) && UPPER.contains(&&*upper) =>
        {
            if a >= b {
                return Err("the lower bound is not below the upper one".to_owned());
            }
            let (low, high) = (Some((a, within(&lower))), Some((b, within(&upper))));
            Test::Numeric(Range { low, high })
        }
        (Some((word, _)), _, _)
            if word != b"=" && !LOWER.contains(&&*word) && !UPPER.contains(&&*word) =>
        {
            return Err(format!("unknown comparison `{}`", crate::base::text::show(&word)));
        }
        _ => return Err("comparisons that do not make a range".to_owned()),
    };
    Ok(test)
}
