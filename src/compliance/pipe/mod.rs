//! Pipes: what is done to the values of a path before they are tested. One pipe, one file; `PIPES`
//! is the one list of them. A pipe maps over nodes: each goes in by itself and gives one node or,
//! with `keys`, `values`, `split` and `statements`, any number of them. Null gives none.

mod entries;
mod json;
mod keys;
mod lower;
mod parse;
mod query;
mod split;
mod statements;
mod url_decode;
mod values;

#[cfg(test)]
mod tests;

pub use query::{Query, Scope};

use super::node::Node;
use super::path::{Fault, Flow};
use std::fmt;

/// One pipe: everything that other parts need to know of it.
pub struct Pipe {
    /// Its name.
    pub name: &'static str,
    /// One line of documentation.
    pub summary: &'static str,
    /// A use as an example.
    pub example: &'static str,
    /// Does it take a text in parentheses?
    pub takes_text: bool,
    /// Can it give several nodes for one?
    pub spreads: bool,
    /// Gives what it makes of a node, which is not null.
    apply: Apply,
}

/// What a pipe makes of a node: each result goes to the last argument.
type Apply = fn(Node<'_>, &Call, &mut dyn FnMut(Node<'_>) -> Flow) -> Flow;

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All pipes, by name.
pub static PIPES: &[Pipe] = &[
    entries::PIPE,
    json::PIPE,
    keys::PIPE,
    lower::PIPE,
    split::PIPE,
    statements::PIPE,
    url_decode::PIPE,
    values::PIPE,
];

/// A use of a pipe.
#[derive(Debug, Clone)]
pub struct Call {
    pipe: &'static Pipe,
    /// The text in its parentheses.
    argument: Box<str>,
    /// As it was written.
    text: Box<str>,
}

impl Call {
    /// The fault of a value that the pipe does not take.
    fn wrong(&self, node: Node<'_>, takes: &str) -> Fault {
        Fault::error(format!(
            "`{}` takes {takes}; `{}` is {}",
            self.pipe.name,
            node.path(),
            node.kind().noun()
        ))
    }

    /// The fault of a text that does not decode.
    fn broken(&self, node: Node<'_>, why: impl fmt::Display) -> Fault {
        Fault::error(format!("`{}` cannot read `{}`: {why}", self.pipe.name, node.path()))
    }
}
