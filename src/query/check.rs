//! What a query must be besides well formed: in a query with groups every column is one value for
//! each group.

use super::ast::{From, Query};
use super::bad;
use super::parse::Bad;
use crate::base::span::Span;

/// Checks a query.
pub(super) fn check(query: &Query) -> Result<(), Bad> {
    if !query.is_grouped() {
        return Ok(());
    }
    let columns = query.columns.iter().map(|c| (c.from, c.span));
    let order = query.order.iter().map(|o| (o.from, o.span));
    for (from, span) in columns.chain(order) {
        if let From::Path(path) = from
            && group_of(query, path).is_none()
        {
            return Err(ungrouped(query, path, span));
        }
    }
    Ok(())
}

/// The place among the group's properties of this one.
pub(super) fn group_of(query: &Query, path: usize) -> Option<usize> {
    let path = query.paths.get(path)?;
    let same = |group: &usize| query.paths.get(*group).is_some_and(|own| own.is_same(path));
    query.group.iter().position(same)
}

fn ungrouped(query: &Query, path: usize, span: Span) -> Bad {
    let Some(path) = query.paths.get(path) else {
        return Box::new(bad(span, "a property that is not grouped"));
    };
    if path.implied {
        let diag = bad(span, "`*` is for queries without `GROUP BY` and aggregates");
        return Box::new(diag.help("name the properties to group by, or write `COUNT(*)`"));
    }
    let words = format!("`{}` is neither grouped nor in an aggregate", path.name);
    let help = match query.group.first().and_then(|group| query.paths.get(*group)) {
        None => format!("add `GROUP BY {}`", path.name),
        Some(first) => format!("write `GROUP BY {}, {}`", first.name, path.name),
    };
    Box::new(bad(span, words).help(help))
}
