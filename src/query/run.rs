//! A query asked of items. Of every resource the newest state counts, so what a state gives is kept
//! until all inputs are read.

use super::aggregate::Figure;
use super::answer::{Answer, Layout, Row};
use super::ast::{From, Query};
use super::path::{Path, View, each, tag_list};
use super::project::{Cell, Outline, cell};
use super::scalar::Scalar;
use super::test::holds;
use super::watch::Watches;
use crate::base::diag::Diag;
use crate::items::{Head, Status};
use crate::read::tree::Item;
use jiff::Timestamp;
use std::collections::HashMap;

/// Values of a property that are kept for grouping one resource.
const MOST_VALUES: usize = 10_000;

/// A query that is being asked.
#[derive(Debug)]
pub struct Run<'q> {
    query: &'q Query,
    layout: Layout,
    outline: Outline,
    tags: bool,
    /// The account and region of items that name none.
    home: [Box<str>; 2],
    /// By type, id, account and region.
    index: HashMap<[Box<str>; 4], usize>,
    /// Of every resource, in the order in which they were met first.
    kept: Vec<Kept>,
    watches: Watches,
    items: u64,
}

/// What is kept of a resource.
#[derive(Debug)]
struct Kept {
    newest: (Option<Timestamp>, Option<u64>),
    /// Is it there to be queried?
    live: bool,
    hit: Option<Hit>,
}

/// What a resource that fits gives.
#[derive(Debug)]
pub(super) enum Hit {
    /// A row, and what to sort it by.
    Row(Row, Vec<Option<Scalar>>),
    /// The values of each of the group's properties, and its share of the figures.
    Share(Vec<Vec<Scalar>>, Vec<Figure>),
}

/// Figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Items read.
    pub items: u64,
    /// Resources that are there and recorded.
    pub resources: u64,
}

impl<'q> Run<'q> {
    /// A run of the query over nothing yet. Items that name no account or region count as of these.
    #[must_use]
    pub fn new(
        query: &'q Query,
        layout: Layout,
        account: Option<&str>,
        region: Option<&str>,
    ) -> Self {
        Self {
            query,
            layout,
            outline: Outline::new(query),
            tags: query.paths.iter().any(Path::is_of_tags),
            home: [account, region].map(|word| word.unwrap_or("-").into()),
            index: HashMap::new(),
            kept: Vec::new(),
            watches: Watches::new(query),
            items: 0,
        }
    }

    /// Asks the query of a normalised item.
    pub fn add(&mut self, head: &Head, item: Item<'_>) {
        self.items += 1;
        let [account, region] = &self.home;
        let key = [
            head.resource_type.as_str().into(),
            head.resource_id.as_str().into(),
            head.account.as_deref().unwrap_or(account).into(),
            head.region.as_deref().unwrap_or(region).into(),
        ];
        let newest = (head.captured, head.state_id);
        let known = self.index.get(&key).copied();
        if known.and_then(|at| self.kept.get(at)).is_some_and(|kept| newest < kept.newest) {
            return;
        }
        let live = !head.status.is_deleted() && head.status != Status::NotRecorded;
        let hit = if live { self.ask(head, item) } else { None };
        let kept = Kept { newest, live, hit };
        match known.and_then(|at| self.kept.get_mut(at)) {
            Some(older) => *older = kept,
            None => {
                self.index.insert(key, self.kept.len());
                self.kept.push(kept);
            }
        }
    }

    fn ask(&mut self, head: &Head, item: Item<'_>) -> Option<Hit> {
        if !self.watches.types.contains(&*head.resource_type) {
            self.watches.types.insert(head.resource_type.as_str().into());
        }
        let tags = if self.tags { tag_list(item) } else { None };
        let view = View::new(item, tags.as_ref());
        let query = self.query;
        if let Some(filter) = &query.filter
            && !holds(filter, query, &view, &mut self.watches)
        {
            return None;
        }
        if query.is_grouped() { self.share(&view) } else { Some(self.row(&view)) }
    }

    fn row(&mut self, view: &View<'_>) -> Hit {
        let mut cells: Vec<Cell> = Vec::new();
        for column in &self.query.columns {
            let From::Path(number) = column.from else { continue };
            let Some(path) = self.query.paths.get(number) else { continue };
            if let Some(watch) = self.watches.paths.get_mut(number).filter(|w| !w.found) {
                each(view, path, watch, &mut |_| false);
            }
            if self.layout == Layout::Flat {
                cells.push(cell(view, path));
            }
        }
        if self.layout == Layout::Nested {
            cells.push(Some(self.outline.of_item(view)));
        }
        let mut keys = Vec::new();
        for order in &self.query.order {
            let From::Path(number) = order.from else { continue };
            // Of several values the one that comes first in this order.
            let mut best: Option<Scalar> = None;
            self.each(view, number, &mut |item| {
                let value = Scalar::of(item);
                let before = |a: &Scalar, b: &Scalar| if order.descending { a > b } else { a < b };
                if value.as_ref().is_some_and(|v| best.as_ref().is_none_or(|b| before(v, b))) {
                    best = value;
                }
                true
            });
            keys.push(best);
        }
        Hit::Row(cells.into(), keys)
    }

    /// What the resource adds to groups; nothing if it lacks one of their properties.
    fn share(&mut self, view: &View<'_>) -> Option<Hit> {
        let mut values = Vec::new();
        for number in &self.query.group {
            let mut own: Vec<Scalar> = Vec::new();
            self.each(view, *number, &mut |item| {
                own.extend(Scalar::of(item));
                true
            });
            own.sort_unstable();
            own.dedup();
            own.truncate(MOST_VALUES);
            if own.is_empty() {
                return None;
            }
            values.push(own);
        }
        let mut figures = Vec::new();
        for (number, aggregate) in self.query.aggregates.iter().enumerate() {
            let mut figure = Figure::new(aggregate.function);
            let mut fit = self.watches.figures.get(number).copied().unwrap_or_default();
            match aggregate.of {
                None => figure.one(),
                Some(path) => self.each(view, path, &mut |item| {
                    fit.note(figure.take(item), item);
                    true
                }),
            }
            if let Some(known) = self.watches.figures.get_mut(number) {
                *known = fit;
            }
            figures.push(figure);
        }
        Some(Hit::Share(values, figures))
    }

    fn each(&mut self, view: &View<'_>, number: usize, found: &mut dyn FnMut(Item<'_>) -> bool) {
        let path = self.query.paths.get(number);
        if let (Some(path), Some(watch)) = (path, self.watches.paths.get_mut(number)) {
            each(view, path, watch, found);
        }
    }

    /// The result, and what is worth telling of the query.
    #[must_use]
    pub fn finish(self) -> (Answer, Counts, Vec<Diag>) {
        let resources = self.kept.iter().filter(|kept| kept.live).count() as u64;
        let counts = Counts { items: self.items, resources };
        let diags = if resources > 0 { self.watches.diags(self.query) } else { Vec::new() };
        let hits = self.kept.into_iter().filter_map(|kept| kept.hit);
        (Answer::new(self.query, self.layout, &self.outline, hits), counts, diags)
    }
}
