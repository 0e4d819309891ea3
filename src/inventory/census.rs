//! Counting resources. Of several states of one resource the newest counts.

use crate::items::{self, Normalised, Relationship};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A resource, in its newest state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// `AWS::EC2::Instance`.
    pub resource_type: Box<str>,
    /// Its id.
    pub id: Box<str>,
    /// Its name, if it has one.
    pub name: Option<Box<str>>,
    /// Its ARN, if it has one.
    pub arn: Option<Box<str>>,
    /// Its account, or `-`.
    pub account: Box<str>,
    /// Its region, or `-`.
    pub region: Box<str>,
    /// Is it gone?
    pub deleted: bool,
    /// What it is related to; empty unless the census keeps them.
    pub relationships: Vec<Relationship>,
    newest: Moment,
}

/// What orders the states of a resource.
type Moment = (Option<Timestamp>, Option<u64>);

/// The resources of some inputs.
#[derive(Debug, Default)]
pub struct Census {
    /// Are relationships kept?
    related: bool,
    /// The account and region of items that name none.
    home: [Box<str>; 2],
    resources: Vec<Resource>,
    /// By type, id, account and region.
    index: HashMap<[Box<str>; 4], usize>,
    seen: HashSet<(usize, Moment)>,
    totals: Totals,
}

/// Figures of a census.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Items read.
    pub items: u64,
    /// Resources that exist.
    pub resources: u64,
    /// Resources that are gone.
    pub deleted: u64,
    /// Items that are older states of a resource.
    pub older: u64,
    /// Items that were there already: the same state of the same resource.
    pub duplicates: u64,
}

/// How many resources of one type there are in one region of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count<'a> {
    /// The type.
    pub resource_type: &'a str,
    /// The region, or `-`.
    pub region: &'a str,
    /// The account, or `-`.
    pub account: &'a str,
    /// Those that exist.
    pub resources: u64,
    /// Those that are gone.
    pub deleted: u64,
}

impl Census {
    /// An empty census; with `related` it keeps relationships. Items that name no account or
    /// region count as of these, or of `-`.
    #[must_use]
    pub fn new(related: bool, account: Option<&str>, region: Option<&str>) -> Self {
        let home = [account, region].map(|word| word.unwrap_or("-").into());
        Self { related, home, ..Self::default() }
    }

    /// Takes note of an item.
    pub fn add(&mut self, item: &Normalised) {
        let head = &item.head;
        self.totals.items += 1;
        let [account, region] = &self.home;
        let key = [
            head.resource_type.as_str().into(),
            head.resource_id.as_str().into(),
            head.account.as_deref().unwrap_or(account).into(),
            head.region.as_deref().unwrap_or(region).into(),
        ];
        let moment = (head.captured, head.state_id);
        let known = self.index.get(&key).copied();
        let at = known.unwrap_or(self.resources.len());
        if !self.seen.insert((at, moment)) {
            self.totals.duplicates += 1;
            return;
        }
        if let Some(resource) = self.resources.get_mut(at) {
            self.totals.older += 1;
            if moment <= resource.newest {
                return;
            }
        }
        let [resource_type, id, account, region] = key.clone();
        let name = |name: &Option<String>| name.as_deref().map(Box::from);
        let resource = Resource {
            resource_type,
            id,
            name: name(&head.resource_name),
            arn: name(&head.arn),
            account,
            region,
            deleted: head.status.is_deleted(),
            relationships: if self.related {
                items::relationships(item.tree.root()).collect()
            } else {
                Vec::new()
            },
            newest: moment,
        };
        match self.resources.get_mut(at) {
            Some(older) => *older = resource,
            None => {
                self.resources.push(resource);
                self.index.insert(key, at);
            }
        }
    }

    /// The resources, in the order in which they were met first.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The figures.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let deleted = self.resources.iter().filter(|r| r.deleted).count() as u64;
        let resources = self.resources.len() as u64 - deleted;
        Totals { resources, deleted, ..self.totals }
    }

    /// The counts of every type, region and account, in that order.
    #[must_use]
    pub fn counts(&self) -> Vec<Count<'_>> {
        let mut all: BTreeMap<[&str; 3], (u64, u64)> = BTreeMap::new();
        for resource in &self.resources {
            let key = [&*resource.resource_type, &resource.region, &resource.account];
            let (live, gone) = all.entry(key).or_default();
            *(if resource.deleted { gone } else { live }) += 1;
        }
        all.into_iter()
            .map(|([resource_type, region, account], (resources, deleted))| Count {
                resource_type,
                region,
                account,
                resources,
                deleted,
            })
            .collect()
    }
}
