//! A guest for measurements: parses its items, as most plugins do.

use serde_json::Value;
use tripline_plugin::{Context, Error, Item, Response};

/// Nothing is configured.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Settings {}

/// Parses each item and answers that all is done.
pub fn handle(_: &Settings, batch: &[Item], _: &Context) -> Result<Response, Error> {
    for item in batch {
        let value: Value =
            serde_json::from_str(&item.body).map_err(|e| Error::permanent(e.to_string()))?;
        if value.is_null() {
            return Err(Error::permanent("null"));
        }
    }
    Ok(Response::default())
}

tripline_plugin::target!(Settings, handle);
