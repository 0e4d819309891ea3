//! `queue`: keeps items until somebody has received and acknowledged them, with SQS's rules. An item
//! is sent to the queue; an item with the attribute `tripline.operation` is an operation on it, with
//! its arguments as body, and its answer is the output.
//!
//! What is kept where is in `store`; a message is found by key, never by looking through all.

mod dead;
mod finish;
mod operation;
mod receive;
mod send;
mod settings;
mod store;
mod upkeep;

use serde_json::{Value, json};
pub use settings::Settings;
use tripline_plugin::{Context, Error, Item, Response, clock, each};

/// The attribute that makes an item an operation.
pub const OPERATION: &str = "tripline.operation";

/// Sends items and performs operations.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    let now = clock::now_ms();
    let mut answers: Vec<(String, Value)> = Vec::new();
    let mut response = each(batch, cx, |item| {
        // With each item, so that more goes than comes.
        upkeep::sweep(now)?;
        match item.attribute(OPERATION) {
            None => send::send(settings, item, cx, now),
            Some(name) => {
                let answer = operation::perform(settings, name, &item.body, cx, now)?;
                answers.push((item.id.clone(), answer));
                Ok(())
            }
        }
    });
    response.output = match answers.len() {
        0 => None,
        1 => answers.pop().map(|(_, answer)| answer.to_string()),
        _ => Some(
            json!({"answers": answers.into_iter().collect::<serde_json::Map<_, _>>()}).to_string(),
        ),
    };
    Ok(response)
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
