//! `transform`: changes items, by the contract of Firehose's Lambda transformation: the answer has a
//! record for each item, in their order, `Ok` with new data, `Dropped`, or `ProcessingFailed`.

mod operation;
mod place;

use operation::{Operation, Outcome};
use serde::Deserialize;
use serde_json::json;
use tripline_plugin::{Context, Error, Item, Response, base64, log};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    operations: Vec<Operation>,
    #[serde(default)]
    newline: bool,
}

/// The target's `config`, checked.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
pub struct Settings {
    /// What is done, one after the other.
    operations: Vec<Operation>,
    /// Ends every record's data with a line feed.
    newline: bool,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let Config { operations, newline } = config;
        let before = operations.split_last().map_or(&[][..], |(_, before)| before);
        if before.iter().any(|operation| matches!(operation, Operation::Text(_))) {
            return Err("`operations`: nothing can follow `text`, which makes no JSON".into());
        }
        Ok(Self { operations, newline })
    }
}

/// Transforms the items. What fails is said in the answer, as the contract has it: no item fails as
/// an item of this target.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    let mut records = Vec::new();
    for item in batch {
        let (result, data) = match transform(settings, item, cx) {
            Ok(Some(data)) => ("Ok", data),
            Ok(None) => ("Dropped", item.body.clone()),
            Err(why) => {
                log::warn(&format!("{}: {why}", item.id));
                ("ProcessingFailed", item.body.clone())
            }
        };
        let data = base64::encode(data.as_bytes());
        records.push(json!({"recordId": item.id, "result": result, "data": data}));
    }
    Ok(Response::answer(&json!({"records": records})))
}

/// The new text of an item; none when it is dropped.
fn transform(settings: &Settings, item: &Item, cx: &Context) -> Result<Option<String>, String> {
    let mut value = serde_json::from_str(&item.body).map_err(|_| "it is not JSON")?;
    let mut text = None;
    for operation in &settings.operations {
        match operation.apply(value, item, cx)? {
            Outcome::Value(changed) => value = changed,
            Outcome::Dropped => return Ok(None),
            Outcome::Text(made) => {
                value = serde_json::Value::Null;
                text = Some(made);
            }
        }
    }
    let mut text = text.unwrap_or_else(|| value.to_string());
    if settings.newline {
        text.push('\n');
    }
    Ok(Some(text))
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
