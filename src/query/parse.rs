//! From a query's text to its data: the list of columns and the clauses.
//!
//! Reading ends at the first mistake, which is told with its place and what would have been right.

use super::ast::{Aggregate, Column, From, Function, Order, Query};
use super::bad;
use super::cursor::is_reserved;
use super::path::{ALL, Path, steps};
use super::token::{Lexeme, Name, Token, tokens};
use crate::base::diag::Diag;
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::base::suggest;

/// Steps that a property may have.
const MOST_STEPS: usize = 100;

/// Why a query is none.
pub(super) type Bad = Box<Diag>;

/// Reads a query.
///
/// # Errors
/// Its first mistake.
pub fn parse(source: SourceId, text: &str) -> Result<Query, Bad> {
    let tokens = tokens(source, text)?;
    let query = Query {
        paths: Vec::new(),
        aggregates: Vec::new(),
        columns: Vec::new(),
        filter: None,
        group: Vec::new(),
        order: Vec::new(),
        limit: None,
        tests: 0,
    };
    let mut parser = Parser { text, tokens, at: 0, depth: 0, query };
    parser.query()?;
    super::check::check(&parser.query)?;
    Ok(parser.query)
}

/// The reader of a query.
pub(super) struct Parser<'q> {
    pub(super) text: &'q str,
    pub(super) tokens: Vec<Lexeme>,
    /// The token that is next.
    pub(super) at: usize,
    /// How deep in brackets and `NOT`s.
    pub(super) depth: usize,
    pub(super) query: Query,
}

impl Parser<'_> {
    fn query(&mut self) -> Result<(), Bad> {
        if !self.eat("SELECT") {
            return Err(self.unexpected("`SELECT`", &["SELECT"]));
        }
        self.columns()?;
        if self.eat("WHERE") {
            self.query.filter = Some(self.condition()?);
        }
        if self.eat("GROUP") {
            self.need("BY")?;
            loop {
                let (path, _) = self.property()?;
                self.query.group.push(path);
                if !self.eat_symbol(",") {
                    break;
                }
            }
        }
        if self.eat("ORDER") {
            self.need("BY")?;
            loop {
                let (from, span) = self.value()?;
                let descending = self.eat("DESC");
                if !descending {
                    self.eat("ASC");
                }
                self.query.order.push(Order { from, descending, span });
                if !self.eat_symbol(",") {
                    break;
                }
            }
        }
        if self.eat("LIMIT") {
            let count = self.slice(self.span()).parse().ok();
            if count.is_none() || self.token() != &Token::Number {
                return Err(self.unexpected("a number of rows", &[]));
            }
            self.query.limit = count;
            self.at += 1;
        }
        self.eat_symbol(";");
        if self.token() == &Token::End {
            return Ok(());
        }
        let q = &self.query;
        let all = [
            ("WHERE", q.filter.is_none() && q.group.is_empty()),
            ("GROUP BY", q.group.is_empty()),
            ("ORDER BY", q.order.is_empty()),
            ("LIMIT", q.limit.is_none()),
        ];
        // What stands before a clause that is there cannot follow any more.
        let last =
            [q.filter.is_some(), !q.group.is_empty(), !q.order.is_empty(), q.limit.is_some()];
        let from = last.iter().rposition(|is| *is).map_or(0, |n| n + 1);
        let open: Vec<&str> = all.iter().skip(from).map(|(word, _)| *word).collect();
        let listed: Vec<String> = open.iter().map(|word| format!("`{word}`")).collect();
        let expected = match (listed.is_empty(), from) {
            (true, _) => "the end".to_owned(),
            (false, 0) => format!("`,`, {} or the end", listed.join(", ")),
            (false, 1) => format!("`AND`, `OR`, {} or the end", listed.join(", ")),
            (false, _) => format!("{} or the end", listed.join(", ")),
        };
        let mut candidates = vec!["AND", "OR"];
        candidates.extend(open.iter().filter_map(|word| word.split(' ').next()));
        Err(self.unexpected(&expected, &candidates))
    }

    fn columns(&mut self) -> Result<(), Bad> {
        loop {
            let star = self.span();
            if self.eat_symbol("*") {
                for name in ALL {
                    let from = From::Path(self.path(name, &[name.to_owned()], star, true));
                    self.query.columns.push(Column { name: name.into(), from, span: star });
                }
            } else {
                let (from, span) = self.value()?;
                let name = match from {
                    From::Path(_) => self.slice(span).into(),
                    From::Aggregate(n) => self.name_of(n),
                };
                self.query.columns.push(Column { name, from, span });
            }
            if !self.eat_symbol(",") {
                return Ok(());
            }
        }
    }

    /// `COUNT(*)` and the like.
    fn name_of(&self, aggregate: usize) -> Box<str> {
        let Some(found) = self.query.aggregates.get(aggregate) else { return "".into() };
        let word = Function::WORDS.iter().find(|(_, f)| *f == found.function).map_or("", |w| w.0);
        let of = found.of.and_then(|path| self.query.paths.get(path)).map_or("*", |p| &*p.name);
        format!("{word}({of})").into()
    }

    /// A property or an aggregate.
    fn value(&mut self) -> Result<(From, Span), Bad> {
        let start = self.span();
        let opens = self.tokens.get(self.at + 1).is_some_and(|t| t.token == Token::Symbol("("));
        let Some(word) = self.word().filter(|_| opens) else {
            return self.property().map(|(path, span)| (From::Path(path), span));
        };
        let known = Function::WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&word));
        let Some((_, function)) = known else {
            let names = Function::WORDS.map(|(name, _)| name);
            let diag = bad(start, format!("there is no function `{word}`"));
            return Err(Box::new(match suggest::nearest(&word, names) {
                Some(near) => diag.help(format!("did you mean `{near}`?")),
                None => diag.help(format!("there are {}", names.join(", "))),
            }));
        };
        self.at += 2;
        let of = if *function == Function::Count && self.eat_symbol("*") {
            None
        } else {
            Some(self.property()?.0)
        };
        let end = self.span().end;
        if !self.eat_symbol(")") {
            return Err(self.unexpected("`)`", &[]));
        }
        let span = Span { end, ..start };
        let all = &mut self.query.aggregates;
        let number = all.iter().position(|a| a.function == *function && a.of == of);
        let number = number.unwrap_or_else(|| {
            all.push(Aggregate { function: *function, of, span });
            all.len() - 1
        });
        Ok((From::Aggregate(number), span))
    }

    /// A property: its number and place.
    pub(super) fn property(&mut self) -> Result<(usize, Span), Bad> {
        let Lexeme { token, span } = self.lexeme();
        let reserved = self.word().is_some_and(|word| is_reserved(&word));
        match token {
            Token::Name(Name { parts, .. }) if !reserved => {
                if parts.len() > MOST_STEPS {
                    let words = format!("a property may have {MOST_STEPS} steps");
                    return Err(Box::new(bad(span, words)));
                }
                self.at += 1;
                let name = self.slice(span).to_owned();
                Ok((self.path(&name, &parts, span, false), span))
            }
            _ => Err(self.unexpected("a property", &[])),
        }
    }

    fn path(&mut self, name: &str, parts: &[String], span: Span, implied: bool) -> usize {
        if let Some(known) = self.query.paths.iter().position(|path| &*path.name == name) {
            return known;
        }
        self.query.paths.push(Path { name: name.into(), steps: steps(parts), span, implied });
        self.query.paths.len() - 1
    }
}
