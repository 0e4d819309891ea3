//! The conditions of a query: `OR`, `AND`, `NOT`, brackets, and tests of properties.

use super::ast::{Condition, Test, Wanted};
use super::bad;
use super::like::Like;
use super::literal::{Literal, Relation, Set};
use super::parse::{Bad, Parser};
use super::token::{Lexeme, Token};
use crate::base::number::Decimal;
use crate::base::span::Span;
use std::cmp::Ordering;

/// Brackets and `NOT`s within each other.
const MOST_DEEP: usize = 100;

const COMPARISONS: [(&str, Relation, bool); 7] = [
    ("=", Relation::Equal, false),
    ("!=", Relation::Equal, true),
    ("<>", Relation::Equal, true),
    ("<", Relation::Less, false),
    ("<=", Relation::AtMost, false),
    (">", Relation::Greater, false),
    (">=", Relation::AtLeast, false),
];

impl Parser<'_> {
    /// A whole condition.
    pub(super) fn condition(&mut self) -> Result<Condition, Bad> {
        let mut parts = vec![self.all()?];
        while self.eat("OR") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Bad> {
        let mut parts = vec![self.part()?];
        while self.eat("AND") {
            parts.push(self.part()?);
        }
        Ok(joined(parts, Condition::All))
    }

    fn part(&mut self) -> Result<Condition, Bad> {
        let span = self.span();
        let not = self.eat("NOT");
        if !not && !self.eat_symbol("(") {
            return self.test();
        }
        self.depth += 1;
        if self.depth > MOST_DEEP {
            let words = format!("conditions may be {MOST_DEEP} levels deep");
            return Err(Box::new(bad(span, words)));
        }
        let inner = if not { Condition::Not(Box::new(self.part()?)) } else { self.condition()? };
        self.depth -= 1;
        if !not && !self.eat_symbol(")") {
            return Err(self.unexpected("`AND`, `OR` or `)`", &["AND", "OR"]));
        }
        Ok(inner)
    }

    fn test(&mut self) -> Result<Condition, Bad> {
        let Lexeme { token, span } = self.lexeme();
        if matches!(token, Token::Text(_) | Token::Number) {
            let diag = bad(span, "a condition begins with a property, this is a value");
            return Err(Box::new(diag.help("write the property first, then the value")));
        }
        let (path, _) = self.property()?;
        let (wanted, negated, span) = self.wanted()?;
        let number = self.query.tests;
        self.query.tests += 1;
        Ok(Condition::Test(Test { path, wanted, negated, span, number }))
    }

    /// What stands behind a property, is it turned around, and where the value is.
    fn wanted(&mut self) -> Result<(Wanted, bool, Span), Bad> {
        let compared = match self.token() {
            Token::Symbol(s) => COMPARISONS.into_iter().find(|(word, ..)| word == s),
            _ => None,
        };
        if let Some((word, relation, negated)) = compared {
            self.step();
            let (literal, span) = self.literal()?;
            if relation != Relation::Equal && matches!(literal, Literal::Bool(_)) {
                let words = format!("`{word}` takes a string or a number");
                return Err(Box::new(bad(span, words)));
            }
            return Ok((Wanted::Compare(relation, literal), negated, span));
        }
        if self.eat("IS") {
            let not = self.eat("NOT");
            let span = self.span();
            self.need("NULL")?;
            return Ok((Wanted::Present, !not, span));
        }
        let negated = self.eat("NOT");
        if self.eat("IN") {
            let (set, span) = self.set()?;
            return Ok((Wanted::In(set), negated, span));
        }
        if self.eat("BETWEEN") {
            let (wanted, span) = self.between()?;
            return Ok((wanted, negated, span));
        }
        if self.eat("LIKE") {
            let Lexeme { token: Token::Text(pattern), span } = self.lexeme() else {
                return Err(self.unexpected("a pattern in single quotes", &[]));
            };
            self.step();
            return Ok((Wanted::Like(Like::new(&pattern)), negated, span));
        }
        let words = ["IN", "BETWEEN", "LIKE"];
        if negated {
            return Err(self.unexpected("`IN`, `BETWEEN` or `LIKE`", &words));
        }
        let expected = "`=`, `!=`, `<`, `<=`, `>`, `>=`, `IN`, `BETWEEN`, `LIKE` or `IS`";
        if self.token() == &Token::Symbol("(") {
            let diag = self.unexpected(expected, &[]);
            return Err(Box::new(
                diag.help("aggregates stand behind `SELECT` and `ORDER BY` only"),
            ));
        }
        Err(self.unexpected(expected, &words))
    }

    fn set(&mut self) -> Result<(Set, Span), Bad> {
        let start = self.span();
        if !self.eat_symbol("(") {
            return Err(self.unexpected("`(` and a list of values", &[]));
        }
        let mut set = Set::default();
        loop {
            set.add(self.literal()?.0);
            if !self.eat_symbol(",") {
                break;
            }
        }
        let end = self.span().end;
        if !self.eat_symbol(")") {
            return Err(self.unexpected("`,` or `)`", &[]));
        }
        Ok((set, Span { end, ..start }))
    }

    fn between(&mut self) -> Result<(Wanted, Span), Bad> {
        let (low, start) = self.literal()?;
        if !self.eat("AND") {
            return Err(self.unexpected("`AND` and the greater value", &["AND"]));
        }
        let (high, end) = self.literal()?;
        let span = Span { end: end.end, ..start };
        let both = low.is_address() && high.is_address();
        let (low, high) = if both { (low, high) } else { (low.plain(), high.plain()) };
        match low.order(&high) {
            Some(Ordering::Greater) => {
                let diag = bad(span, "nothing lies between these: the first is the greater one");
                Err(Box::new(diag.help("exchange the two")))
            }
            Some(_) => Ok((Wanted::Between(low, high), span)),
            None => {
                let words = "`BETWEEN` takes two strings, two numbers, or two addresses of a kind";
                Err(Box::new(bad(span, words)))
            }
        }
    }

    /// A value and its place.
    fn literal(&mut self) -> Result<(Literal, Span), Bad> {
        let Lexeme { token, span } = self.lexeme();
        let word = self.word().map(|word| word.to_ascii_uppercase());
        let literal = match (token, word.as_deref()) {
            (Token::Text(text), _) => Literal::text(&text),
            (Token::Number, _) => Literal::Number(Decimal::parse(self.slice(span).as_bytes())),
            (_, Some("TRUE")) => Literal::Bool(true),
            (_, Some("FALSE")) => Literal::Bool(false),
            (_, Some("NULL")) => {
                let diag = bad(span, "nothing is equal to `NULL`");
                return Err(Box::new(diag.help("write `IS NULL` or `IS NOT NULL`")));
            }
            (Token::Name(name), _) => {
                let diag = *self.unexpected("a value", &[]);
                let text = match (&name.parts[..], name.quoted) {
                    ([text], true) => text.replace('\'', "''"),
                    _ => self.slice(span).to_owned(),
                };
                let quoted = format!("a string stands in single quotes: '{text}'");
                let diag = if diag.help.is_empty() { diag.help(quoted) } else { diag };
                return Err(Box::new(diag));
            }
            _ => return Err(self.unexpected("a value", &[])),
        };
        self.step();
        Ok((literal, span))
    }
}

/// Several parts as one.
fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
