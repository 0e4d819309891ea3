//! The result of a query: rows, in order.

use super::aggregate::Figure;
use super::ast::{From, Query};
use super::check::group_of;
use super::project::{Cell, Outline};
use super::run::Hit;
use super::scalar::Scalar;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Groups that one resource may be in.
const MOST_GROUPS: usize = 10_000;

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A row is one JSON object with the properties in their places.
    Nested,
    /// A row is a list of cells.
    Flat,
}

/// A row: JSON texts.
pub(super) type Row = Box<[Cell]>;

/// The result of a query.
#[derive(Debug)]
pub struct Answer {
    /// The names of the columns.
    pub(super) names: Vec<Box<str>>,
    /// The rows; in the nested layout each has one cell, the object.
    pub(super) rows: Vec<Row>,
}

/// A row and what to sort it by.
type Sortable = (Row, Vec<Option<Scalar>>);

impl Answer {
    pub(super) fn new(
        query: &Query,
        layout: Layout,
        outline: &Outline,
        hits: impl Iterator<Item = Hit>,
    ) -> Self {
        let mut rows = if query.is_grouped() {
            grouped(query, layout, outline, hits)
        } else {
            let row = |hit| match hit {
                Hit::Row(row, keys) => Some((row, keys)),
                Hit::Share(..) => None,
            };
            hits.filter_map(row).collect()
        };
        rows.sort_by(|(_, a), (_, b)| {
            let each = query.order.iter().zip(a.iter().zip(b));
            let orders = each.map(|(order, (a, b))| compare(a, b, order.descending));
            orders.fold(Ordering::Equal, Ordering::then)
        });
        let most = query.limit.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
        rows.truncate(most);
        Self {
            names: query.names().map(Box::from).collect(),
            rows: rows.into_iter().map(|(row, _)| row).collect(),
        }
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there no row?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What is missing comes last, in either direction.
fn compare(a: &Option<Scalar>, b: &Option<Scalar>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// One row a group, in the order of the groups' values.
fn grouped(
    query: &Query,
    layout: Layout,
    outline: &Outline,
    hits: impl Iterator<Item = Hit>,
) -> Vec<Sortable> {
    let nothing: Vec<Figure> =
        query.aggregates.iter().map(|aggregate| Figure::new(aggregate.function)).collect();
    let mut groups: BTreeMap<Vec<Scalar>, Vec<Figure>> = BTreeMap::new();
    if query.group.is_empty() {
        groups.insert(Vec::new(), nothing.clone());
    }
    for hit in hits {
        let Hit::Share(values, share) = hit else { continue };
        let count = values.iter().fold(1usize, |n, own| n.saturating_mul(own.len()));
        for number in 0..count.min(MOST_GROUPS) {
            let figures = groups.entry(choice(&values, number)).or_insert_with(|| nothing.clone());
            figures.iter_mut().zip(&share).for_each(|(figure, own)| figure.merge(own));
        }
    }
    let row = |(values, figures): (Vec<Scalar>, Vec<Figure>)| {
        let value = |from: From| match from {
            From::Path(path) => group_of(query, path).and_then(|at| values.get(at)).cloned(),
            From::Aggregate(number) => figures.get(number).and_then(Figure::value),
        };
        let cells: Row = query.columns.iter().map(|c| value(c.from).map(|v| v.json())).collect();
        let keys = query.order.iter().map(|order| value(order.from)).collect();
        match layout {
            Layout::Flat => (cells, keys),
            Layout::Nested => ([Some(outline.of_cells(&cells))].into(), keys),
        }
    };
    groups.into_iter().map(row).collect()
}

/// One value of each property: the choice of this number.
fn choice(values: &[Vec<Scalar>], mut number: usize) -> Vec<Scalar> {
    let pick = |own: &Vec<Scalar>| {
        let value = own.get(number % own.len().max(1)).cloned();
        number /= own.len().max(1);
        value
    };
    values.iter().filter_map(pick).collect()
}
