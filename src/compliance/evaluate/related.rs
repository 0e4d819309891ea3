//! `related`: conditions on other items, found by relationship or by key.

use super::block::Tally;
use super::run::Run;
use super::trace::{Log, Seen, What};
use crate::base::text::{Text, show};
use crate::compliance::condition::{Related, RelatedBy};
use crate::compliance::node::Node;
use crate::compliance::path::{Fault, Flow, Strict};
use crate::compliance::pipe::{Query, Scope};
use crate::compliance::truth::{Answer, Truth};
use crate::compliance::value::scalar;
use crate::operators::{Literal, Value, Wildcard};

/// Which other items are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The item whose relations are looked for.
    pub item: Node<'a>,
    /// Resource types; globs, one has to describe the other's type.
    pub types: &'a [Text],
    /// Which items of those types.
    pub by: SearchBy<'a>,
}

/// Which items of the types.
#[derive(Debug, Clone, Copy)]
pub enum SearchBy<'a> {
    /// Those that the item's relationships name; the glob describes the relationship's name.
    Relationship(Option<&'a Wildcard>),
    /// Those that have one of these values among the nodes of a query; its `$` and `@` are the
    /// other item.
    Key {
        /// The query.
        theirs: &'a Query,
        /// The values; never empty.
        keys: &'a [Literal],
    },
}

/// Knows the other items. Whoever implements it may keep indexes by type, id and key.
pub trait Find {
    /// Calls `visit` with every item that is looked for, in a stable order, each once.
    ///
    /// # Errors
    /// What `visit` returns, and [`Fault::Error`] when the items cannot be looked up.
    fn find(&self, search: &Search<'_>, visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow;
}

/// Knows no other items.
#[derive(Debug, Clone, Copy)]
pub struct NoItems;

impl Find for NoItems {
    fn find(&self, _: &Search<'_>, _: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        Ok(())
    }
}

impl Run<'_> {
    /// The answer of `related`.
    pub fn related(
        &self,
        related: &Related,
        scope: Scope<'_>,
        depth: usize,
        log: &mut Log,
    ) -> Answer {
        let quantifier = related.quantifier;
        log.enter(What::Related(quantifier), related.span, || words(related));
        let mut tally = Tally::new(quantifier);
        let flow = self.others(related, scope, &mut |other| {
            self.work.step()?;
            log.enter(What::Element, None, || "related item".to_owned());
            log.see(|| Seen::value(other));
            let answer = self
                .condition(&related.require, scope.beside(other), depth, log)
                .map(Truth::at_edge);
            log.leave(answer);
            tally.add(answer);
            if tally.is_decided() && !log.is_on() { Err(Fault::Enough) } else { Ok(()) }
        });
        tally.end(flow, log);
        log.see(|| Seen::value(scope.item));
        let answer = if tally.count == 0 {
            log.reason(|| format!("no related {} is known", types(related)));
            related.if_absent.answer()
        } else {
            tally.answer(quantifier)
        };
        log.leave(answer);
        answer
    }

    fn others(
        &self,
        related: &Related,
        scope: Scope<'_>,
        visit: &mut dyn FnMut(Node<'_>) -> Flow,
    ) -> Flow {
        let mut find = |by| {
            let search = Search { item: scope.owner, types: &related.types, by };
            self.facts.others.find(&search, visit)
        };
        match &related.by {
            RelatedBy::Relationship(name) => find(SearchBy::Relationship(name.as_ref())),
            RelatedBy::Key { theirs, mine } => {
                let mut keys = Vec::new();
                mine.each(scope, Strict::Lists, &self.work, &mut |node| {
                    let key = scalar(node.item, literal).ok_or_else(|| {
                        let (path, noun) = (node.path(), node.kind().noun());
                        Fault::error(format!("a key is a scalar; `{path}` is {noun}"))
                    })?;
                    // Null is no key.
                    keys.extend((key != Literal::Null).then_some(key));
                    Ok(())
                })?;
                if keys.is_empty() { Ok(()) } else { find(SearchBy::Key { theirs, keys: &keys }) }
            }
        }
    }
}

/// A scalar as a value of its own.
fn literal(value: &Value<'_>) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(b) => Literal::Bool(*b),
        Value::Number(n) => Literal::Number(n.to_owned()),
        Value::Text(text) => Literal::Text((*text).into()),
    }
}

fn types(related: &Related) -> String {
    let all: Vec<String> = related.types.iter().map(|t| format!("`{}`", show(t))).collect();
    all.join(" or ")
}

fn words(related: &Related) -> String {
    let by = match &related.by {
        RelatedBy::Relationship(_) => "relationship".to_owned(),
        RelatedBy::Key { theirs, mine } => format!("key, their {theirs} = {mine}"),
    };
    format!("{} related {} by {by}", related.quantifier.word(), types(related))
}
