//! `Query`: a path with the pipes and paths behind it, as a clause has it.

use super::{Call, parse};
use crate::base::span::Span;
use crate::compliance::node::Node;
use crate::compliance::path::{Fault, Flow, PASSED, Path, PathError, Root, Strict, Work};
use crate::read::tree::Kind;
use std::fmt;

/// Where the paths of a condition begin.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// `$`.
    pub item: Node<'a>,
    /// `@`.
    pub element: Node<'a>,
    /// The item in which `@` stands: the item itself, or within `related` the other one.
    pub owner: Node<'a>,
}

impl<'a> Scope<'a> {
    /// The scope of a whole item, where `@` is the item too.
    #[must_use]
    pub fn of(item: Node<'a>) -> Self {
        Self { item, element: item, owner: item }
    }

    /// The scope inside a block.
    #[must_use]
    pub fn within(self, element: Node<'a>) -> Self {
        Self { element, ..self }
    }

    /// The scope inside `related`, where `@` is another item.
    #[must_use]
    pub fn beside(self, other: Node<'a>) -> Self {
        Self { element: other, owner: other, ..self }
    }

    /// The node at which a path begins.
    #[must_use]
    pub fn start(self, root: Root) -> Node<'a> {
        match root {
            Root::Item => self.item,
            Root::Element => self.element,
        }
    }
}

/// What follows the first path.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    Pipe(Call),
    Path(Path),
}

/// A path, and what its nodes go through: `$.a | json | $.b[*]`.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) path: Path,
    pub(super) stages: Box<[Stage]>,
    pub(super) singular: bool,
    pub(super) text: Box<str>,
    pub(super) span: Option<Span>,
}

impl Query {
    /// Reads a query; `span` is its place in a rule file.
    ///
    /// # Errors
    /// The place within the text, the reason and, where one is known, a remedy.
    pub fn parse(text: &str, span: Option<Span>) -> Result<Self, PathError> {
        parse::query(text, span)
    }

    /// Its place in a rule file.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Its first path: what of the item or element it reads.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Does it yield one node at most?
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.singular
    }

    /// Is it `@` itself?
    #[must_use]
    pub fn is_element(&self) -> bool {
        &*self.text == "@"
    }

    /// Calls `visit` with every node, in order.
    ///
    /// # Errors
    /// A value that a pipe does not take or `strict` forbids, and whatever `visit` returns.
    pub fn each(
        &self,
        scope: Scope<'_>,
        strict: Strict,
        work: &Work,
        visit: &mut dyn FnMut(Node<'_>) -> Flow,
    ) -> Flow {
        let start = scope.start(self.path.root());
        self.path.each(start.item, strict, work, &mut |item| {
            self.stage(0, start.with(item), strict, work, visit)
        })
    }

    fn stage(
        &self,
        index: usize,
        node: Node<'_>,
        strict: Strict,
        work: &Work,
        visit: &mut dyn FnMut(Node<'_>) -> Flow,
    ) -> Flow {
        match self.stages.get(index) {
            None => visit(node),
            Some(Stage::Path(path)) => path.each(node.item, strict, work, &mut |item| {
                self.stage(index + 1, node.with(item), strict, work, visit)
            }),
            Some(Stage::Pipe(_)) if node.is_null() => Ok(()),
            Some(Stage::Pipe(call)) => {
                // Decoding costs by the size of the text.
                work.step()?;
                work.look(node.item)?;
                (call.pipe.apply)(node, call, &mut |made| {
                    self.stage(index + 1, made, strict, work, visit)
                })
            }
        }
    }

    /// Calls `f` with the node of a singular query, or with `None` when there is none.
    ///
    /// # Errors
    /// As [`Query::each`], in words.
    pub fn one<R>(
        &self,
        scope: Scope<'_>,
        work: &Work,
        f: impl FnOnce(Option<Node<'_>>) -> R,
    ) -> Result<R, Box<str>> {
        let start = scope.start(self.path.root());
        if self.stages.is_empty() {
            let (found, passed) = self.path.one_counted(start.item);
            if let Err(Fault::Error(why)) = work.take(passed / PASSED) {
                return Err(why);
            }
            return Ok(f(found.map(|item| start.with(item))));
        }
        let (mut f, mut result) = (Some(f), None);
        let flow = self.each(scope, Strict::No, work, &mut |node| {
            result = f.take().map(|f| f(Some(node)));
            Err(Fault::Enough)
        });
        match (flow, f) {
            (Err(Fault::Error(why)), _) if result.is_none() => Err(why),
            (_, Some(f)) => Ok(f(None)),
            // INVARIANT: `f` is taken only where its result is kept.
            (_, None) => result.ok_or_else(|| "no value".into()),
        }
    }

    /// Calls `visit` with every element of the list that it yields: of the one list of a singular
    /// query, or all nodes of another. Absent or null is an empty list.
    ///
    /// # Errors
    /// As [`Query::each`], and for one node that is not a list.
    pub fn elements(
        &self,
        scope: Scope<'_>,
        work: &Work,
        visit: &mut dyn FnMut(Node<'_>) -> Flow,
    ) -> Flow {
        if !self.is_singular() {
            return self.each(scope, Strict::Elements, work, visit);
        }
        self.each(scope, Strict::Elements, work, &mut |node| match node.kind() {
            Kind::Null => Ok(()),
            Kind::List => node.item.items().try_for_each(|item| {
                work.step()?;
                visit(node.with(item))
            }),
            kind => Err(Fault::error(format!("`{}` is {}, not a list", node.path(), kind.noun()))),
        })
    }

    /// For a query that yielded nothing: the key that is there and differs in letter case alone.
    #[must_use]
    pub fn near_miss(&self, scope: Scope<'_>) -> Option<String> {
        self.path.near_miss(scope.start(self.path.root()).item)
    }

    /// For a query that yielded nothing: the last node of its first path that is there, and the
    /// whole path it was to have.
    #[must_use]
    pub fn reach<'a>(&self, scope: Scope<'a>) -> (Node<'a>, String) {
        let start = scope.start(self.path.root());
        let (item, rest) = self.path.reach(start.item);
        let last = start.with(item);
        let mut path = format!("{}{rest}", last.path());
        if let Some((_, pipes)) = self.text.split_once(&*self.path.to_string()) {
            path.push_str(pipes);
        }
        (last, path)
    }
}

/// The query as it was written.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Query {}
