//! Comparisons of one value of a record with what a pattern says: text with stars, a number, a
//! regular expression.

use super::cursor::Cursor;
use super::error::PatternError;
use super::expression::Expression;
use super::glob::Glob;
use super::number::number;
use std::fmt;

/// A value of a record that is neither list nor object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// A string, decoded.
    Text(&'a [u8]),
    /// A number, as spelled.
    Number(&'a [u8]),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
}

impl<'a> Scalar<'a> {
    /// The scalar that a word of a line is.
    #[must_use]
    pub fn of_word(word: &'a [u8]) -> Self {
        if number(word).is_some() { Self::Number(word) } else { Self::Text(word) }
    }

    /// Its text as spelled, strings decoded.
    #[must_use]
    pub fn text(self) -> &'a [u8] {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Bool(true) => b"true",
            Self::Bool(false) => b"false",
            Self::Null => b"null",
        }
    }
}

/// What a pattern compares with `=` or `!=`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number without quotes: equal to numbers of this value and to texts of this spelling.
    Number {
        /// As spelled.
        text: Box<str>,
        /// The number.
        number: f64,
    },
    /// A text, perhaps with stars; of numbers it is the spelling that counts.
    Glob(Glob),
    /// A regular expression, found in texts and in the spellings of numbers.
    Expression(Expression),
}

impl Value {
    /// The value that a text without quotes is.
    pub(super) fn bare(text: &str) -> Self {
        match number(text.as_bytes()) {
            Some(number) => Self::Number { text: text.into(), number },
            None => Self::Glob(Glob::bare(text)),
        }
    }

    fn fits(&self, scalar: Scalar<'_>) -> bool {
        match (self, scalar) {
            (Self::Number { number: own, .. }, Scalar::Number(text)) => number(text) == Some(*own),
            (Self::Number { text, .. }, other) => text.as_bytes() == other.text(),
            (Self::Glob(glob), scalar) => glob.fits(scalar.text()),
            (Self::Expression(expression), scalar) => expression.finds(scalar.text()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { text, .. } => f.write_str(text),
            Self::Glob(glob) => glob.fmt(f),
            Self::Expression(expression) => expression.fmt(f),
        }
    }
}

/// Which of two numbers is the larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Order {
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Compare {
    /// `=`. Never holds for true, false and null, which `IS` asks for.
    Equal(Value),
    /// `!=`. Of true, false and null it holds unless the value is their spelling.
    Unequal(Value),
    /// `<`, `<=`, `>`, `>=`; holds for numbers only.
    Order(Order, f64),
}

impl Compare {
    /// Does it hold for this value?
    #[must_use]
    pub fn holds(&self, scalar: Scalar<'_>) -> bool {
        match self {
            Self::Equal(value) => {
                matches!(scalar, Scalar::Text(_) | Scalar::Number(_)) && value.fits(scalar)
            }
            Self::Unequal(value) => !value.fits(scalar),
            Self::Order(order, limit) => {
                let Scalar::Number(text) = scalar else { return false };
                number(text).is_some_and(|number| match order {
                    Order::Less => number < *limit,
                    Order::AtMost => number <= *limit,
                    Order::Greater => number > *limit,
                    Order::AtLeast => number >= *limit,
                })
            }
        }
    }

    /// Reads a sign and a value; `bare` says which characters values without quotes have, and
    /// `name` what is compared. `None` where no sign stands.
    pub(super) fn read(
        cursor: &mut Cursor<'_>,
        name: &str,
        bare: impl Fn(&str) -> usize,
    ) -> Result<Option<Self>, PatternError> {
        let start = cursor.at();
        let sign = cursor.run(|c| matches!(c, '=' | '!' | '<' | '>' | '~'));
        let order = match sign {
            "" => return Ok(None),
            "=" | "!=" => None,
            "<" => Some(Order::Less),
            "<=" => Some(Order::AtMost),
            ">" => Some(Order::Greater),
            ">=" => Some(Order::AtLeast),
            other => {
                let meant = match other {
                    "==" | "===" | "=~" | "~" | "~=" => "=",
                    "<>" | "!==" | "!~" | "!" | "=!" => "!=",
                    "=<" => "<=",
                    "=>" => ">=",
                    _ => "= != < <= > >=",
                };
                let words = format!("`{other}` is not an operator");
                return Err(
                    PatternError::new(start..cursor.at(), words).help(format!("write `{meant}`"))
                );
            }
        };
        cursor.blanks();
        let at = cursor.at();
        let value = match cursor.peek() {
            Some('"') => Value::Glob(Glob::quoted(cursor.quoted()?)),
            Some('%') => Value::Expression(cursor.expression()?),
            _ => {
                let length = bare(cursor.rest());
                let end = at + length;
                cursor.run_to(end);
                if length == 0 {
                    let words = format!("expected a value after `{sign}`, {}", cursor.found());
                    return Err(cursor
                        .fault(words)
                        .help(format!("such as `{name} {sign} \"text\"` or `{name} {sign} 10`")));
                }
                Value::bare(cursor.since(at))
            }
        };
        Ok(Some(match (order, value) {
            (None, value) if sign == "=" => Self::Equal(value),
            (None, value) => Self::Unequal(value),
            (Some(order), Value::Number { number, .. }) => Self::Order(order, number),
            (Some(_), _) => {
                let words = format!("`{sign}` compares numbers, `{}` is none", cursor.since(at));
                return Err(PatternError::new(at..cursor.at(), words));
            }
        }))
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal(value) => write!(f, "= {value}"),
            Self::Unequal(value) => write!(f, "!= {value}"),
            Self::Order(order, limit) => write!(f, "{} {limit:e}", order.sign()),
        }
    }
}
