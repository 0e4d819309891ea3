//! SelectResourceConfig: a query over the newest items.

use super::history::failed;
use super::pages::Pages;
use crate::api::context::{Context, needed};
use crate::base::ids::SourceId;
use crate::query::{Layout, parse};
use crate::wire::{Fault, Value};

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let expression = needed(input.text("Expression")?, "Expression")?;
    let query = match expression.len() {
        1..=4096 => parse(SourceId::new(0), expression),
        _ => return Err(invalid("it must have from 1 to 4096 characters")),
    };
    let query = query.map_err(|diag| invalid(&diag.message))?;
    let pages = Pages {
        scope: &["SelectResourceConfig", expression],
        token: "NextToken",
        limit: Some("Limit"),
        usual: 100,
    };
    let most = pages.most(input)?;
    let from: usize = pages.from_parsed(input)?.unwrap_or(0);
    let selected = context.daemon().state().compliance.select(&query, Layout::Nested);
    let (answer, _, _) = selected.map_err(|error| failed(error.into()))?;
    let rows = answer.objects().skip(from).take(most);
    let rows = rows.map(|row| String::from_utf8_lossy(row).into_owned().into()).collect();
    let next = (answer.len() > from.saturating_add(most)).then(|| (from + most).to_string());
    let fields = answer.columns().map(|name| Value::map([("Name", name.into())]));
    let info = Value::map([("SelectFields", fields.collect::<Vec<_>>().into())]);
    Ok(pages.answer("Results", rows, next).with("QueryInfo", info))
}

fn invalid(why: &str) -> Fault {
    let words = format!("The expression is not valid: {why}.");
    Fault::sender("InvalidExpressionException", words)
}
