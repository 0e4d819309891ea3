//! What lints of templates share: the placeholders between quotes that AWS would not escape, and
//! what a pattern says of the field that a path leads to.

use super::branches::Branch;
use crate::inputs::{Escape, Mode, Path, Step, Template, Transformer, scan};
use crate::operators::pattern::Field;

/// A placeholder between quotes.
pub(super) struct Quoted<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where it leads; reserved names have no path.
    pub path: Option<Path>,
}

/// The placeholders between quotes of a template whose result must be JSON and whose values go in
/// as they are; each name once.
pub(super) fn quoted(transformer: &Transformer) -> Vec<Quoted<'_>> {
    let mut all: Vec<Quoted<'_>> = Vec::new();
    let json = Template::compile(transformer).is_ok_and(|t| t.mode() == Mode::Json);
    if !json || transformer.escape == Escape::Json {
        return all;
    }
    for token in scan(&transformer.template.value).into_iter().filter(|t| t.quoted) {
        if all.iter().all(|q| q.name != token.name) {
            let part = transformer.paths.iter().find(|(name, _)| name.value == token.name);
            let path = part.and_then(|(_, path)| Path::parse(&path.value).ok());
            all.push(Quoted { name: token.name, path });
        }
    }
    all
}

impl Quoted<'_> {
    /// Is its value an object or a list whenever there is one, or in some event that matches?
    pub(super) fn nested(&self, branches: &[Branch<'_>]) -> bool {
        let Some(path) = &self.path else {
            return matches!(self.name, "aws.events.event" | "aws.events.event.json");
        };
        if path.steps().contains(&Step::All) {
            return true;
        }
        let Some(dotted) = path.dotted() else { return false };
        matches!(&*dotted, "" | "detail" | "resources")
            || branches.iter().any(|b| b.iter().any(|f| !f.absent && below(&f.path, &dotted)))
    }
}

/// Does a field lie below another one?
fn below(field: &[u8], other: &str) -> bool {
    field.strip_prefix(other.as_bytes()).is_some_and(|rest| rest.starts_with(b"."))
}

/// Does every way in which the pattern can hold have a condition of this kind?
pub(super) fn in_every(branches: &[Branch<'_>], fits: &dyn Fn(&Field) -> bool) -> bool {
    !branches.is_empty() && branches.iter().all(|branch| branch.iter().any(|f| fits(f)))
}
