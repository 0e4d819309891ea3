//! DescribeConfigRules: the rules that there are, those of files included.

use super::pages::Pages;
use super::rules::Rules;
use super::source::invalid;
use crate::api::constraint::{not_offered, word};
use crate::api::context::Context;
use crate::wire::{Fault, Value};

const PAGES: Pages<'_> =
    Pages { scope: &["DescribeConfigRules"], token: "NextToken", limit: None, usual: 25 };

/// Most names in a call.
pub(super) const NAMES: usize = 25;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let proactive = match input.structure("Filters")? {
        Some(filters) => {
            not_offered(filters, &["Tags"])?;
            word(filters, "EvaluationMode", &["DETECTIVE", "PROACTIVE"])? == Some("PROACTIVE")
        }
        None => false,
    };
    let rules = Rules::of(context);
    let mut found = rules.named(names(input, "ConfigRuleNames", NAMES)?)?;
    if proactive {
        found.clear();
    }
    if let Some(last) = PAGES.from(input)? {
        found.retain(|known| *known.name > *last);
    }
    let next = found.get(PAGES.usual).and(found.get(PAGES.usual - 1));
    let next = next.map(|last| last.name.to_owned());
    let shown = found.iter().take(PAGES.usual).map(|known| known.shown(context.home()));
    Ok(PAGES.answer("ConfigRules", shown.collect(), next))
}

/// Names of rules in a field, so many at most.
pub(super) fn names<'v>(
    input: &'v Value,
    field: &str,
    most: usize,
) -> Result<Option<Vec<&'v str>>, Fault> {
    let names = input.texts(field)?;
    if names.as_ref().is_some_and(|names| names.len() > most) {
        return Err(invalid(format!("{field} has more than {most} members.")));
    }
    Ok(names)
}
