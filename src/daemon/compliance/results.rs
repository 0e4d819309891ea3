//! Results as the API and the page ask for them, page by page.

use super::Compliance;
use super::external::{Key, Outside};
use super::known::Known;
use crate::base::hex::unhex;
use crate::model::{ComplianceType, Resource, Waived};
use jiff::Timestamp;
use std::fmt;
use std::ops::Bound;
use std::str::FromStr;
use std::sync::Arc;

/// Which results are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'f> {
    /// Those of the rule of this name.
    pub rule: Option<&'f str>,
    /// Those of resources of this type.
    pub resource_type: Option<&'f str>,
    /// Those of resources with this id.
    pub resource_id: Option<&'f str>,
    /// Those with one of these outcomes; all if it is empty.
    pub status: &'f [ComplianceType],
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The rule's name.
    pub rule: Arc<str>,
    /// Its index into the auditor's rules; `None` for one that somebody else judges.
    pub index: Option<u32>,
    /// The resource.
    pub resource: Arc<Resource>,
    /// The outcome.
    pub compliance: ComplianceType,
    /// What to say of it; empty for what is as it should be.
    pub message: String,
    /// The path of the value that decided.
    pub path: Option<String>,
    /// That value as JSON, shortened.
    pub value: Option<String>,
    /// The exception that accepts it.
    pub waived: Option<Arc<Waived>>,
    /// Since when it has this outcome; not known of what never applied.
    pub since: Option<Timestamp>,
    /// The state of the resource that it is of: when that was captured, or what `PutEvaluations`
    /// gave as `OrderingTimestamp`.
    pub ordering: Option<Timestamp>,
}

/// Some of the results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The results, in the order of the resources and, for one, of the rules.
    pub results: Vec<Standing>,
    /// Where to go on; `None` at the end.
    pub next: Option<Position>,
}

/// A place in the order of results: behind this one. As a text it is a token for the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// Behind a result of a rule that is judged here.
    Judged(u64, u32),
    /// Behind the result of a rule that somebody else judges: the rule, a type and an id.
    Elsewhere(Arc<str>, String, String),
}

impl Compliance {
    /// The results that a filter lets through, from a position on, `most` of them at most.
    #[must_use]
    pub fn results(&self, filter: &Filter<'_>, from: Option<&Position>, most: usize) -> Page {
        let mut page = Page::default();
        let mut last = None;
        let from_outside = match from {
            Some(Position::Elsewhere(rule, kind, id)) => {
                Some((Arc::clone(rule), kind.clone(), id.clone()))
            }
            Some(Position::Judged(..)) | None => None,
        };
        if from_outside.is_none() {
            let start = match from {
                Some(Position::Judged(number, rule)) => (*number, Some(*rule)),
                _ => (0, None),
            };
            for (number, rule) in self.judged(filter, start) {
                if page.results.len() == most {
                    page.next = last;
                    return page;
                }
                page.results.extend(self.standing(number, rule));
                last = Some(Position::Judged(number, rule));
            }
        }
        let start = from_outside.map_or(Bound::Unbounded, Bound::Excluded);
        for (key, outside) in self.external.0.range((start, Bound::Unbounded)) {
            if !lets_through(filter, key, outside) {
                continue;
            }
            if page.results.len() == most {
                page.next = last;
                return page;
            }
            page.results.push(self.standing_outside(key, outside));
            last = Some(Position::Elsewhere(Arc::clone(&key.0), key.1.clone(), key.2.clone()));
        }
        page
    }

    /// The results of rules that are judged here, behind `start`.
    fn judged<'s>(
        &'s self,
        filter: &'s Filter<'_>,
        start: (u64, Option<u32>),
    ) -> impl Iterator<Item = (u64, u32)> + use<'s> {
        let rules = self.live.auditor().rules();
        let rule = filter.rule.map(|name| {
            // A name that no rule has lets nothing through.
            rules.iter().position(|rule| rule.header.name == name).map_or(u32::MAX, |at| at as u32)
        });
        let numbers: Box<dyn Iterator<Item = u64> + 's> =
            match (filter.resource_type, filter.resource_id) {
                (Some(kind), Some(id)) => {
                    let mut found = self.live.find(kind, id);
                    found.sort_unstable();
                    Box::new(found.into_iter().filter(move |number| *number >= start.0))
                }
                _ => Box::new(self.live.entries(start.0..).map(|(number, _)| number)),
            };
        numbers.flat_map(move |number| {
            let entry = self.live.get(number).filter(|entry| {
                let resource = entry.resource();
                filter.resource_type.is_none_or(|kind| resource.resource_type == kind)
                    && filter.resource_id.is_none_or(|id| resource.resource_id == id)
            });
            let outcomes = entry.into_iter().flat_map(|entry| entry.outcomes());
            outcomes
                .filter(move |(own, compliance)| {
                    rule.is_none_or(|rule| rule == *own)
                        && (filter.status.is_empty() || filter.status.contains(compliance))
                        && (number > start.0 || start.1.is_none_or(|rule| *own > rule))
                })
                .map(move |(own, _)| (number, own))
        })
    }

    /// A result of a rule that is judged here.
    fn standing(&self, number: u64, rule: u32) -> Option<Standing> {
        let result = self.live.result(number, rule)?;
        let name = &self.live.auditor().rules().get(rule as usize)?.header.name;
        let all = self.known.get(&number).map(Vec::as_slice).unwrap_or_default();
        let known = all.iter().find(|known| *self.names.get(known.rule) == **name);
        Some(Standing {
            rule: name.as_str().into(),
            index: Some(rule),
            ordering: result.resource.captured,
            resource: result.resource,
            compliance: result.compliance,
            message: result.message,
            path: result.path,
            value: result.value,
            waived: result.waived,
            since: known.and_then(Known::since),
        })
    }

    fn standing_outside(&self, key: &Key, outside: &Outside) -> Standing {
        Standing {
            rule: Arc::clone(&key.0),
            index: None,
            resource: self.resource_of(key),
            compliance: outside.known.compliance,
            message: outside.annotation.clone(),
            path: None,
            value: None,
            waived: None,
            since: outside.known.since(),
            ordering: outside.ordering(),
        }
    }
}

fn lets_through(filter: &Filter<'_>, (rule, kind, id): &Key, outside: &Outside) -> bool {
    filter.rule.is_none_or(|name| **rule == *name)
        && filter.resource_type.is_none_or(|name| kind == name)
        && filter.resource_id.is_none_or(|name| id == name)
        && (filter.status.is_empty() || filter.status.contains(&outside.known.compliance))
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Judged(number, rule) => write!(f, "r{number}.{rule}"),
            Self::Elsewhere(rule, kind, id) => {
                f.write_str("x")?;
                let text = format!("{rule}\0{kind}\0{id}");
                text.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let judged = |text: &str| {
            let (number, rule) = text.split_once('.')?;
            Some(Self::Judged(number.parse().ok()?, rule.parse().ok()?))
        };
        let elsewhere = |text: &str| {
            let text = String::from_utf8(unhex(text)?).ok()?;
            let mut parts = text.splitn(3, '\0').map(str::to_owned);
            let (rule, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
            Some(Self::Elsewhere(rule.into(), kind, id))
        };
        let found = match text.split_at_checked(1) {
            Some(("r", rest)) => judged(rest),
            Some(("x", rest)) => elsewhere(rest),
            _ => None,
        };
        found.ok_or(NoPosition)
    }
}

/// A token that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no token of a page")]
pub struct NoPosition;
