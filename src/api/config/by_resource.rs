//! DescribeComplianceByResource: what all rules together say of each resource.

use super::by_rule::compliance;
use super::details::types;
use super::pages::Pages;
use super::source::invalid;
use crate::api::context::Context;
use crate::daemon::compliance::Compliance;
use crate::model::{ComplianceCounts, ComplianceType, Resource};
use crate::wire::{Fault, Value};
use std::str::FromStr;
use std::sync::Arc;

/// As many rules are counted.
const CAP: u64 = 25;

/// Resources that are looked at at once.
const BITE: usize = 200;

/// Where a page begins: behind a resource with items, by its number, or behind one that only
/// evaluations tell of, by its type and id.
enum Behind {
    Item(Option<u64>),
    Elsewhere(String, String),
}

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let kind = input.text("ResourceType")?.filter(|text| !text.is_empty());
    let id = input.text("ResourceId")?.filter(|text| !text.is_empty());
    if id.is_some() && kind.is_none() {
        return Err(invalid("A ResourceId needs a ResourceType."));
    }
    let types = types(input, "ComplianceTypes")?;
    let words = types.iter().map(|own| own.word()).collect::<Vec<_>>().join(" ");
    let pages = Pages {
        scope: &["DescribeComplianceByResource", kind.unwrap_or_default(), &words],
        token: "NextToken",
        limit: Some("Limit"),
        usual: 10,
    };
    let most = pages.most(input)?;
    if let (Some(kind), Some(id)) = (kind, id) {
        let counts = context.daemon().state().compliance.resource_rollup(kind, id);
        let fits = counts != ComplianceCounts::default() && fits(&types, &counts);
        let one = fits.then(|| shown(kind, id, &counts));
        return Ok(pages.answer("ComplianceByResources", one.into_iter().collect(), None));
    }
    let behind = pages.from_parsed(input)?.unwrap_or(Behind::Item(None));
    let state = context.daemon().state();
    let (all, next) = page(&state.compliance, kind, behind, most, &types);
    drop(state);
    Ok(pages.answer("ComplianceByResources", all, next))
}

/// A page with the token of the next one.
fn page(
    compliance: &Compliance,
    kind: Option<&str>,
    mut behind: Behind,
    most: usize,
    types: &[ComplianceType],
) -> (Vec<Value>, Option<String>) {
    let mut all = Vec::new();
    let mut last: Option<String> = None;
    loop {
        let found: Vec<(Behind, Arc<Resource>, ComplianceCounts)> = match &behind {
            Behind::Item(number) => {
                let found = compliance.by_resource(kind, *number, BITE).into_iter();
                found
                    .map(|(number, own, counts)| (Behind::Item(Some(number)), own, counts))
                    .collect()
            }
            Behind::Elsewhere(own, id) => {
                let behind = Some((own.as_str(), id.as_str())).filter(|both| *both != ("", ""));
                let found = compliance.by_resource_elsewhere(kind, behind, BITE).into_iter();
                let place = |own: &Resource| {
                    Behind::Elsewhere(own.resource_type.clone(), own.resource_id.clone())
                };
                found.map(|(own, counts)| (place(&own), own, counts)).collect()
            }
        };
        let ended = found.len() < BITE;
        for (place, resource, counts) in found {
            behind = place;
            if !fits(types, &counts) {
                continue;
            }
            if all.len() == most {
                return (all, last);
            }
            all.push(shown(&resource.resource_type, &resource.resource_id, &counts));
            last = Some(behind.token());
        }
        behind = match behind {
            Behind::Item(_) if ended => Behind::Elsewhere(String::new(), String::new()),
            Behind::Elsewhere(..) if ended => return (all, None),
            other => other,
        };
    }
}

impl Behind {
    /// As a token has it.
    fn token(&self) -> String {
        match self {
            Self::Item(number) => format!("r{}", number.unwrap_or(0)),
            Self::Elsewhere(kind, id) => format!("x{kind}\0{id}"),
        }
    }
}

impl FromStr for Behind {
    type Err = ();

    fn from_str(token: &str) -> Result<Self, ()> {
        match token.split_at_checked(1) {
            Some(("r", number)) => {
                number.parse().map(|number| Self::Item(Some(number))).map_err(drop)
            }
            Some(("x", key)) => {
                let (kind, id) = key.split_once('\0').ok_or(())?;
                Ok(Self::Elsewhere(kind.to_owned(), id.to_owned()))
            }
            _ => Err(()),
        }
    }
}

fn fits(types: &[ComplianceType], counts: &ComplianceCounts) -> bool {
    types.is_empty() || types.contains(&counts.status())
}

fn shown(kind: &str, id: &str, counts: &ComplianceCounts) -> Value {
    Value::map([
        ("ResourceType", kind.into()),
        ("ResourceId", id.into()),
        ("Compliance", compliance(counts, CAP)),
    ])
}
