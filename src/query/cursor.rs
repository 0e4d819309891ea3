//! Where the reader of a query stands: what is here, what may follow, what to say if it does not.

use super::bad;
use super::parse::{Bad, Parser};
use super::token::{Lexeme, Name, Token};
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::base::suggest;

/// Words that cannot be properties, whatever their letter case.
const RESERVED: [&str; 20] = [
    "SELECT", "WHERE", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "GROUP", "BY",
    "ORDER", "ASC", "DESC", "LIMIT", "TRUE", "FALSE", "ON", "EXISTS",
];

/// Words of SQL that are not for these queries, and what is there instead.
const REFUSED: [(&str, &str); 9] = [
    ("FROM", "the inputs are what is queried: leave `FROM` and the name behind it out"),
    ("AS", "columns have the names of their properties: leave `AS` and the name behind it out"),
    ("DISTINCT", "`SELECT x GROUP BY x` gives every value once"),
    ("ALL", "leave it out"),
    ("HAVING", "sort with `ORDER BY COUNT(*) DESC`, and cut with `LIMIT`"),
    ("JOIN", "what a resource is related to is in `relationships.resourceId`"),
    ("UNION", "put the conditions together with `OR`, or run two queries"),
    ("OFFSET", "there is `LIMIT` only"),
    ("TOP", "write `LIMIT 10` at the end"),
];

impl Parser<'_> {
    /// What stands at a place.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    pub(super) fn lexeme(&self) -> Lexeme {
        // INVARIANT: the last token is `End`, and nothing steps past it.
        self.tokens.get(self.at).or(self.tokens.last()).cloned().unwrap_or(Lexeme {
            token: Token::End,
            span: Span { source: SourceId::new(0), start: 0, end: 0 },
        })
    }

    pub(super) fn token(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |lexeme| &lexeme.token)
    }

    pub(super) fn span(&self) -> Span {
        self.lexeme().span
    }

    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// The word here that may be a keyword.
    pub(super) fn word(&self) -> Option<String> {
        match self.token() {
            Token::Name(Name { parts, quoted: false }) => match &parts[..] {
                [word] => Some(word.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let here = self.word().is_some_and(|word| word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(here);
        here
    }

    pub(super) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let here = matches!(self.token(), Token::Symbol(s) if *s == symbol);
        self.at += usize::from(here);
        here
    }

    pub(super) fn need(&mut self, keyword: &'static str) -> Result<(), Bad> {
        if self.eat(keyword) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{keyword}`"), &[keyword]))
        }
    }

    /// Something else stands here than what should.
    pub(super) fn unexpected(&self, expected: &str, candidates: &[&str]) -> Bad {
        let Lexeme { token, span } = self.lexeme();
        let word = self.word();
        if let Some((name, help)) = word.as_deref().and_then(refused) {
            let words = format!("queries of AWS Config have no `{name}`");
            return Box::new(bad(span, words).help(help));
        }
        let found = match &token {
            Token::End => "the query ends".to_owned(),
            Token::Text(_) => "this is a string".to_owned(),
            Token::Number => "this is a number".to_owned(),
            Token::Name(_) | Token::Symbol(_) => format!("this is `{}`", self.slice(span)),
        };
        let diag = bad(span, format!("expected {expected}")).label(found);
        let near = word.and_then(|word| suggest::nearest(&word, candidates.iter().copied()));
        Box::new(match near {
            Some(near) => diag.help(format!("did you mean `{near}`?")),
            None => diag,
        })
    }
}

/// May this word be no property?
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|w| w.eq_ignore_ascii_case(word)) || refused(word).is_some()
}

fn refused(word: &str) -> Option<(&'static str, &'static str)> {
    REFUSED.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word))
}
