//! The reply to a `_bulk` request: one result an item, in the order of the items.

use crate::settings::Op;
use serde_json::Value;
use tripline_plugin::http::status_failure;
use tripline_plugin::{Error, Item, Response};

/// What came of each item.
pub fn read(batch: &[Item], op: Op, body: &[u8]) -> Result<Response, Error> {
    let fault = || Error::retryable("the reply is not that of a bulk request");
    let reply: Value = serde_json::from_slice(body).map_err(|_| fault())?;
    let results = reply["items"].as_array().filter(|list| list.len() == batch.len());
    let results = results.ok_or_else(fault)?;
    let mut response = Response::default();
    for (item, result) in batch.iter().zip(results) {
        // `{"index": {"status": 201, ...}}`
        let result = result.as_object().and_then(|map| map.values().next()).ok_or_else(fault)?;
        let status = result["status"].as_u64().and_then(|s| u16::try_from(s).ok());
        let status = status.ok_or_else(fault)?;
        if status == 409 && op == Op::Create {
            // It is there, from an earlier try.
            continue;
        }
        let words = || {
            let word = |key: &str| result["error"][key].as_str().unwrap_or_default().to_string();
            format!("{}: {}", word("type"), word("reason"))
        };
        if let Some(error) = status_failure(status, || None, words) {
            response.fail(&item.id, error);
        }
    }
    Ok(response)
}
