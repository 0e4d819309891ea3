//! The other items that items are judged by, kept up to date item by item: by id and name for
//! relationships, and by every key that a rule joins on. Whoever looks something up can have it
//! noted, so that it is known who has to look again when an item changes.

use super::ties::Mark;
use crate::audit::kinds::{describes, glob};
use crate::audit::others::{broken, keep_near, keys};
use crate::audit::parts::others_of_rule;
use crate::base::text::Text;
use crate::compliance::path::{Fault, Flow};
use crate::compliance::{Find, Node, Query, Related, RelatedBy, Search, SearchBy};
use crate::items::{Normalised, relationships};
use crate::operators::{Literal, Wildcard};
use crate::rules::{ComplianceRule, ExtraInput};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

/// The items that rules look at, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Web {
    items: HashMap<u64, Arc<Normalised>, RandomState>,
    /// By the mark of a type with an id, or a name: the items that may have it.
    named: HashMap<Mark, BTreeSet<u64>, RandomState>,
    joins: Vec<Joined>,
    marks: RandomState,
}

/// Items by the keys that a rule joins on.
#[derive(Debug)]
struct Joined {
    types: Box<[Text]>,
    globs: Vec<Wildcard>,
    theirs: Query,
    path: String,
    of: HashMap<Literal, BTreeSet<u64>, RandomState>,
    /// By item: why its key cannot be told.
    broken: BTreeMap<u64, String>,
}

impl Web {
    /// No items yet, for these rules.
    pub fn new(rules: &[ComplianceRule]) -> Self {
        let mut web = Self::default();
        for rule in rules {
            others_of_rule(rule, &mut |related| web.join(related));
        }
        web
    }

    fn join(&mut self, related: &Related) {
        let RelatedBy::Key { theirs, .. } = &related.by else { return };
        let path = theirs.to_string();
        if self.joins.iter().any(|join| join.types == related.types && join.path == path) {
            return;
        }
        self.joins.push(Joined {
            types: related.types.clone(),
            globs: related.types.iter().map(|name| glob(name)).collect(),
            theirs: theirs.clone(),
            path,
            of: HashMap::default(),
            broken: BTreeMap::new(),
        });
    }

    /// Adds an item; the marks of what finds it now go to `touched`.
    pub fn add(&mut self, number: u64, item: &Arc<Normalised>, touched: &mut Vec<Mark>) {
        for mark in self.names(item) {
            self.named.entry(mark).or_default().insert(number);
            touched.push(mark);
        }
        let marks = &self.marks;
        for (at, join) in self.joins.iter_mut().enumerate() {
            let Joined { globs, theirs, of, broken: odd, .. } = join;
            if !globs.iter().any(|glob| describes(glob, item.head.resource_type.as_bytes())) {
                continue;
            }
            let told = keys(item, theirs, &mut |key| {
                touched.push(marks.hash_one((KEY, at, &key)));
                of.entry(key).or_default().insert(number);
            });
            if let Err(Fault::Error(why)) = told {
                odd.insert(number, broken(item, &why));
                touched.push(marks.hash_one((JOIN, at)));
            }
        }
        self.items.insert(number, Arc::clone(item));
    }

    /// Takes an item away; the marks of what found it go to `touched`.
    pub fn remove(&mut self, number: u64, touched: &mut Vec<Mark>) {
        let Some(item) = self.items.remove(&number) else { return };
        for mark in self.names(&item) {
            if let Some(all) = self.named.get_mut(&mark) {
                all.remove(&number);
                if all.is_empty() {
                    self.named.remove(&mark);
                }
            }
            touched.push(mark);
        }
        let marks = &self.marks;
        for (at, join) in self.joins.iter_mut().enumerate() {
            let Joined { globs, theirs, of, broken, .. } = join;
            if !globs.iter().any(|glob| describes(glob, item.head.resource_type.as_bytes())) {
                continue;
            }
            // What its keys are was told when it came, and is told again in the same way.
            let _ = keys(&item, theirs, &mut |key| {
                touched.push(marks.hash_one((KEY, at, &key)));
                if let Some(all) = of.get_mut(&key) {
                    all.remove(&number);
                    if all.is_empty() {
                        of.remove(&key);
                    }
                }
            });
            if broken.remove(&number).is_some() {
                touched.push(marks.hash_one((JOIN, at)));
            }
        }
    }

    /// The mark of an extra input: whoever needs it looks again when it is there.
    pub fn extra(&self, input: ExtraInput) -> Mark {
        self.marks.hash_one((EXTRA, input.word()))
    }

    fn names(&self, item: &Normalised) -> impl Iterator<Item = Mark> + use<> {
        let head = &item.head;
        let id = self.mark(ID, &head.resource_type, &head.resource_id);
        let name = head.resource_name.as_ref();
        [Some(id), name.map(|name| self.mark(NAME, &head.resource_type, name))]
            .into_iter()
            .flatten()
    }

    fn mark(&self, what: u8, kind: &str, name: &str) -> Mark {
        self.marks.hash_one((what, kind, name))
    }

    fn head(&self, number: u64) -> Option<&crate::items::Head> {
        self.items.get(&number).map(|item| &item.head)
    }
}

const ID: u8 = 0;
const NAME: u8 = 1;
const KEY: u8 = 2;
const JOIN: u8 = 3;
const EXTRA: u8 = 4;

/// A look at the other items that notes what was looked up.
#[derive(Debug)]
pub(super) struct Look<'w> {
    web: &'w Web,
    marks: RefCell<Vec<Mark>>,
}

impl<'w> Look<'w> {
    /// Nothing looked up yet.
    pub fn new(web: &'w Web) -> Self {
        Self { web, marks: RefCell::default() }
    }

    /// Takes note that an extra input was asked for.
    pub fn need(&self, input: ExtraInput) {
        self.note(self.web.extra(input));
    }

    /// The marks of what was looked up, in order, each once.
    pub fn marks(self) -> Box<[Mark]> {
        let mut marks = self.marks.into_inner();
        marks.sort_unstable();
        marks.dedup();
        marks.into()
    }

    fn note(&self, mark: Mark) {
        self.marks.borrow_mut().push(mark);
    }

    fn noted(&self, what: impl Hash) {
        self.note(self.web.marks.hash_one(what));
    }

    /// The items of a type that have this id, or name.
    fn named(&self, what: u8, kind: &str, name: Option<&str>) -> Vec<u64> {
        let Some(name) = name else { return Vec::new() };
        let mark = self.web.mark(what, kind, name);
        self.note(mark);
        // Two names may have one mark.
        let same = |number: &u64| {
            self.web.head(*number).is_some_and(|head| {
                let own =
                    if what == ID { Some(&head.resource_id) } else { head.resource_name.as_ref() };
                head.resource_type == kind && own.is_some_and(|own| own == name)
            })
        };
        self.web.named.get(&mark).into_iter().flatten().copied().filter(same).collect()
    }
}

impl Find for Look<'_> {
    fn find(&self, search: &Search<'_>, visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        let mut found = Vec::new();
        match search.by {
            SearchBy::Relationship(name) => {
                let globs: Vec<Wildcard> = search.types.iter().map(|name| glob(name)).collect();
                for by in relationships(search.item.item) {
                    let kind = by.resource_type.as_str();
                    if !globs.iter().any(|glob| describes(glob, kind.as_bytes()))
                        || !name.is_none_or(|glob| glob.matches(by.name.as_bytes()))
                    {
                        continue;
                    }
                    let mut own = self.named(ID, kind, by.resource_id.as_deref());
                    if own.is_empty() {
                        own = self.named(NAME, kind, by.resource_name.as_deref());
                    }
                    keep_near(search.item, &mut own, |number| self.web.head(*number));
                    found.extend(own);
                }
            }
            SearchBy::Key { theirs, keys } => {
                let path = theirs.to_string();
                let same = |join: &Joined| *join.types == *search.types && join.path == path;
                let join = self.web.joins.iter().enumerate().find(|(_, join)| same(join));
                let Some((at, join)) = join else {
                    return Err(Fault::error("the items are not indexed by this key"));
                };
                self.noted((JOIN, at));
                if let Some((_, why)) = join.broken.first_key_value() {
                    return Err(Fault::error(why.as_str()));
                }
                for key in keys {
                    self.noted((KEY, at, key));
                    found.extend(join.of.get(key).into_iter().flatten());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let items = found.iter().filter_map(|number| self.web.items.get(number));
        items.into_iter().try_for_each(|item| visit(Node::root(&item.tree)))
    }
}
