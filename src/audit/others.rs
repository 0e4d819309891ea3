//! The other items that items are judged by: the newest versions of resources that are there, by
//! type, by id and name for relationships, and by every key that a rule joins on.

use super::kinds::{describes, glob};
use crate::base::text::Text;
use crate::compliance::evaluate::STEPS;
use crate::compliance::path::{Fault, Flow, Strict, Work};
use crate::compliance::value::scalar;
use crate::compliance::{Find, Node, Query, Related, RelatedBy, Scope, Search, SearchBy};
use crate::items::{Head, Normalised, Relationship, relationships};
use crate::operators::{Literal, Value, Wildcard};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::fmt;

type Map<K, V> = HashMap<K, V, RandomState>;

/// The other items of a run.
#[derive(Default)]
pub(super) struct Others<'l> {
    items: Vec<&'l Normalised>,
    /// By type: the items, in input order.
    of_type: Map<&'l str, Vec<u32>>,
    /// By type and id.
    ids: Map<(&'l str, &'l str), Vec<u32>>,
    /// By type and name.
    names: Map<(&'l str, &'l str), Vec<u32>>,
    /// By what rules join on.
    joins: Map<Join, Index>,
}

/// The types of a join, and the text of the path to their keys.
type Join = (Box<[Text]>, String);

/// Items by their keys.
#[derive(Default)]
struct Index {
    of: Map<Literal, Vec<u32>>,
    /// Why the key of an item cannot be told.
    broken: Option<String>,
}

impl fmt::Debug for Others<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Others").field("items", &self.items.len()).finish_non_exhaustive()
    }
}

impl<'l> Others<'l> {
    /// These items, in input order.
    pub fn new(items: Vec<&'l Normalised>) -> Self {
        let mut others = Self::default();
        for (at, item) in items.iter().enumerate() {
            let (head, at) = (&item.head, at as u32);
            let kind = head.resource_type.as_str();
            others.of_type.entry(kind).or_default().push(at);
            others.ids.entry((kind, &head.resource_id)).or_default().push(at);
            if let Some(name) = &head.resource_name {
                others.names.entry((kind, name)).or_default().push(at);
            }
        }
        others.items = items;
        others
    }

    /// Makes the index that a condition on others needs.
    pub fn prepare(&mut self, related: &Related) {
        let RelatedBy::Key { theirs, .. } = &related.by else { return };
        let join = (related.types.clone(), theirs.to_string());
        if self.joins.contains_key(&join) {
            return;
        }
        let mut index = Index::default();
        for at in self.of_types(&related.types) {
            let Some(item) = self.items.get(at as usize) else { continue };
            let keys = keys(item, theirs, &mut |key| {
                let all = index.of.entry(key).or_default();
                if all.last() != Some(&at) {
                    all.push(at);
                }
            });
            if let (Err(Fault::Error(why)), None) = (keys, &index.broken) {
                index.broken = Some(broken(item, &why));
            }
        }
        self.joins.insert(join, index);
    }

    /// The items of types, in input order.
    fn of_types(&self, types: &[Text]) -> Vec<u32> {
        let globs: Vec<Wildcard> = types.iter().map(|name| glob(name)).collect();
        let one = match globs.as_slice() {
            [only] if only.pieces.len() == 1 => only.pieces.first(),
            _ => None,
        };
        if let Some(name) = one {
            let all = std::str::from_utf8(name).ok().and_then(|name| self.of_type.get(name));
            return all.cloned().unwrap_or_default();
        }
        let of = |at: &u32| {
            let kind = self.items.get(*at as usize).map(|item| item.head.resource_type.as_bytes());
            kind.is_some_and(|kind| globs.iter().any(|glob| describes(glob, kind)))
        };
        (0..self.items.len() as u32).filter(of).collect()
    }

    /// The items that a relationship names: those of the item's account, and if some are of its
    /// region, only those. Ids and names are unique there at most.
    fn named(&self, item: Node<'_>, by: &Relationship) -> Vec<u32> {
        let kind = by.resource_type.as_str();
        let find = |map: &Map<(&str, &str), Vec<u32>>, name: &Option<String>| {
            let found = name.as_ref().and_then(|name| map.get(&(kind, name.as_str())).cloned());
            found.unwrap_or_default()
        };
        let mut found = find(&self.ids, &by.resource_id);
        if found.is_empty() {
            found = find(&self.names, &by.resource_name);
        }
        keep_near(item, &mut found, |at| self.items.get(*at as usize).map(|item| &item.head));
        found
    }

    fn visit(&self, found: &[u32], visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        found
            .iter()
            .filter_map(|at| self.items.get(*at as usize))
            .try_for_each(|item| visit(Node::root(&item.tree)))
    }
}

/// Keeps of the items that a relationship may mean those of the item's account and, if some of them
/// are of its region, only these.
pub(super) fn keep_near<'h, A>(
    item: Node<'_>,
    found: &mut Vec<A>,
    head: impl Fn(&A) -> Option<&'h Head>,
) {
    let text = |key: &str| item.item.get(key).map(|value| value.str().into_owned());
    let (account, region) = (text("awsAccountId"), text("awsRegion"));
    found.retain(|at| {
        let own = head(at).and_then(|head| head.account.as_ref());
        own.is_none() || account.is_none() || own == account.as_ref()
    });
    let near = |at: &A| head(at).is_some_and(|head| head.region == region);
    if found.iter().any(near) {
        found.retain(near);
    }
}

/// Why the keys of a join cannot be told.
pub(super) fn broken(item: &Normalised, why: &str) -> String {
    format!("the key of `{}`: {why}", item.head.resource_id)
}

impl Find for Others<'_> {
    fn find(&self, search: &Search<'_>, visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        let mut found = Vec::new();
        match search.by {
            SearchBy::Relationship(name) => {
                let globs: Vec<Wildcard> = search.types.iter().map(|name| glob(name)).collect();
                for by in relationships(search.item.item) {
                    let kind = by.resource_type.as_bytes();
                    if globs.iter().any(|glob| describes(glob, kind))
                        && name.is_none_or(|glob| glob.matches(by.name.as_bytes()))
                    {
                        found.extend(self.named(search.item, &by));
                    }
                }
            }
            SearchBy::Key { theirs, keys } => {
                let join = (Box::from(search.types), theirs.to_string());
                let Some(index) = self.joins.get(&join) else {
                    return Err(Fault::error("the items are not indexed by this key"));
                };
                if let Some(why) = &index.broken {
                    return Err(Fault::error(why.as_str()));
                }
                for key in keys {
                    found.extend(index.of.get(key).into_iter().flatten());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        self.visit(&found, visit)
    }
}

/// Calls `with` with every key of an item: its scalars at a path, null apart.
pub(super) fn keys(item: &Normalised, theirs: &Query, with: &mut dyn FnMut(Literal)) -> Flow {
    let scope = Scope::of(Node::root(&item.tree));
    theirs.each(scope, Strict::No, &Work::new(STEPS), &mut |node| {
        let key = scalar(node.item, |value| match value {
            Value::Null => None,
            Value::Bool(b) => Some(Literal::Bool(*b)),
            Value::Number(n) => Some(Literal::Number(n.to_owned())),
            Value::Text(text) => Some(Literal::Text((*text).into())),
        });
        key.flatten().into_iter().for_each(&mut *with);
        Ok(())
    })
}
