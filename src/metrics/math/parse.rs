//! From an expression's text to its nodes.
//!
//! Reading ends at the first mistake. Strength, the weakest first: OR, AND, comparisons, + and -,
//! * and /, the sign, ^ (from the right). Only brackets, signs and ^ recurse, to a limit.

use super::ast::{Expression, Node, NodeId, Operator, What};
use super::fault::MathFault;
use super::function::{FUNCTIONS, WORDS, find};
use super::token::{Lexeme, Token, tokens};
use crate::base::suggest::nearest;
use std::ops::Range;

/// Most characters of an expression.
pub const MOST_CHARACTERS: usize = 2048;
/// How deep brackets may be nested.
const DEPTH: usize = 60;
/// The strength of a sign.
const SIGN: u8 = 6;
/// The strength of `^`, which alone groups from the right.
const POWER: u8 = 7;

/// Reads an expression.
///
/// # Errors
/// Its first mistake.
pub fn parse(text: &str) -> Result<Expression, MathFault> {
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(MathFault::new(
            0..text.len(),
            format!("an expression of {length} characters, at most {MOST_CHARACTERS} are allowed"),
        ));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, nodes: Vec::new() };
    if parser.token() == &Token::End {
        return Err(MathFault::new(0..text.len(), "an empty expression"));
    }
    parser.expression(0)?;
    if parser.token() != &Token::End {
        return Err(parser.unexpected("an operator or the end"));
    }
    Ok(Expression { nodes: parser.nodes })
}

struct Parser {
    tokens: Vec<Lexeme>,
    at: usize,
    depth: usize,
    nodes: Vec<Node>,
}

/// What stands past the end.
const END: Lexeme = Lexeme { token: Token::End, span: 0..0 };

impl Parser {
    fn lexeme(&self) -> &Lexeme {
        self.tokens.get(self.at).or(self.tokens.last()).unwrap_or(&END)
    }

    fn token(&self) -> &Token {
        &self.lexeme().token
    }

    fn span(&self) -> Range<usize> {
        self.lexeme().span.clone()
    }

    /// Where the token before this one ends.
    fn end(&self) -> usize {
        self.tokens.get(self.at.wrapping_sub(1)).map_or(0, |l| l.span.end)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = matches!(self.token(), Token::Symbol(s) if *s == symbol);
        self.at += usize::from(found);
        found
    }

    fn push(&mut self, what: What, span: Range<usize>) -> NodeId {
        self.nodes.push(Node { what, span });
        self.nodes.len() - 1
    }

    fn start_of(&self, node: NodeId) -> usize {
        self.nodes.get(node).map_or(0, |n| n.span.start)
    }

    fn unexpected(&self, wanted: &str) -> MathFault {
        let found = match self.token() {
            Token::Name(name) => format!("`{name}`"),
            Token::Number(number) => format!("`{number}`"),
            Token::Text(_) => "a text".into(),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end".into(),
        };
        MathFault::new(self.span(), format!("expected {wanted}, found {found}"))
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        match self.token() {
            Token::Symbol(symbol) => Operator::find(symbol),
            Token::Name(name) => Operator::find(name),
            _ => None,
        }
    }

    /// Operators that bind at least so tightly.
    fn expression(&mut self, least: u8) -> Result<NodeId, MathFault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(MathFault::new(self.span(), "an expression that is nested too deeply"));
        }
        let mut left = self.single()?;
        while let Some((operator, strength)) = self.operator().filter(|(_, s)| *s >= least) {
            self.at += 1;
            let right = self.expression(if strength == POWER { POWER } else { strength + 1 })?;
            let span = self.start_of(left)..self.end();
            left = self.push(What::Binary(operator, left, right), span);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn single(&mut self) -> Result<NodeId, MathFault> {
        let span = self.span();
        let token = self.token().clone();
        self.at += 1;
        match token {
            Token::Number(number) => Ok(self.push(What::Number(number), span)),
            Token::Text(text) => Ok(self.push(What::Text(text), span)),
            Token::Name(name) => self.name(name, span),
            Token::Symbol("-") => {
                let inner = self.expression(SIGN)?;
                let end = self.end();
                Ok(self.push(What::Negative(inner), span.start..end))
            }
            Token::Symbol("+") => self.expression(SIGN),
            Token::Symbol("(") => {
                let inner = self.expression(0)?;
                if !self.eat(")") {
                    return Err(self.unexpected("`)`"));
                }
                Ok(inner)
            }
            Token::Symbol("[") => {
                let parts = self.list("]")?;
                let end = self.end();
                Ok(self.push(What::List(parts), span.start..end))
            }
            _ => {
                self.at -= 1;
                Err(self.unexpected("a value"))
            }
        }
    }

    /// Values with commas between them, up to the closing symbol.
    fn list(&mut self, closing: &str) -> Result<Vec<NodeId>, MathFault> {
        let mut parts = Vec::new();
        if self.eat(closing) {
            return Ok(parts);
        }
        loop {
            parts.push(self.expression(0)?);
            if self.eat(closing) {
                return Ok(parts);
            }
            if !self.eat(",") {
                return Err(self.unexpected(&format!("`,` or `{closing}`")));
            }
        }
    }

    fn name(&mut self, name: String, span: Range<usize>) -> Result<NodeId, MathFault> {
        if self.eat("(") {
            let Some(function) = find(&name) else { return Err(no_function(&name, span)) };
            let arguments = self.list(")")?;
            let whole = span.start..self.end();
            return Ok(self.push(What::Call(function, arguments), whole));
        }
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Ok(self.push(What::Id(name), span));
        }
        if let Some(word) = WORDS.iter().find(|w| **w == name) {
            return Ok(self.push(What::Word(word), span));
        }
        if find(&name).is_some() {
            let fault = MathFault::new(span, format!("the function `{name}` without brackets"));
            return Err(fault.help(format!("write `{name}(...)`")));
        }
        let fault = MathFault::new(span, format!("`{name}` is no id"));
        Err(match nearest(&name, WORDS) {
            Some(word) => fault.meant(Some(word)),
            None => fault.help("ids begin with a small letter"),
        })
    }
}

fn no_function(name: &str, span: Range<usize>) -> MathFault {
    let fault = MathFault::new(span, format!("there is no function `{name}`"));
    if find(&name.to_uppercase()).is_some() {
        let upper = name.to_uppercase();
        return fault.help(format!("functions are written in capitals: `{upper}`"));
    }
    if name.eq_ignore_ascii_case("not") {
        return fault.help("compare with 0: `x == 0`");
    }
    fault.meant(nearest(name, FUNCTIONS.iter().map(|f| f.name)))
}
