//! `chat`: tells people about items in Slack, Teams or Discord, or wakes them through PagerDuty.

mod discord;
mod message;
mod pagerduty;
mod settings;
mod slack;
mod teams;

use message::Message;
pub use settings::Settings;
use settings::{Address, Form};
use tripline_plugin::http::Request;
use tripline_plugin::{Context, Error, Item, Response, each, secrets};

/// Sends a message for each item.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    Ok(each(batch, cx, |item| {
        let message = Message::of(settings, item, cx);
        let secret = match &settings.address {
            Address::Given(text) => text.clone(),
            Address::Secret(name) => secrets::get(name)?,
        };
        let hidden = secret.trim().to_string();
        // Of PagerDuty the key is the secret, of the others the address.
        let (url, body) = match settings.form {
            Form::Slack => (secret, slack::body(&message)),
            Form::Teams => (secret, teams::body(&message)),
            Form::Discord => (secret, discord::body(&message)),
            Form::Pagerduty => (settings.events_url.clone(), pagerduty::body(&message, &secret)),
        };
        Request::post_json(url.trim(), body.to_string()).hide(&hidden).deliver()
    }))
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
