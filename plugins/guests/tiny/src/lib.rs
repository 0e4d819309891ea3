//! A guest for measurements: takes its items and answers. What a call costs besides its work.

use tripline_plugin::{Context, Error, Item, Response};

/// Nothing is configured.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Settings {}

/// Answers that all is done.
pub fn handle(_: &Settings, _: &[Item], _: &Context) -> Result<Response, Error> {
    Ok(Response::default())
}

tripline_plugin::target!(Settings, handle);
