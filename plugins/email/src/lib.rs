//! `email`: sends a mail for each item through a provider's HTTP interface.

mod forms;
mod settings;

pub use settings::Settings;
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Error, Item, Response, each, secrets, sign};

/// A mail, ready but for the provider's form.
#[derive(Debug)]
struct Mail {
    subject: String,
    text: String,
    html: Option<String>,
    /// The same whenever the item is tried; in the header `X-Tripline-Id`.
    id: String,
}

/// Sends a mail for each item.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    Ok(each(batch, cx, |item| {
        let mail = mail(settings, item, cx);
        let key = secrets::get(&settings.secret)?;
        forms::request(settings, &mail, key.trim()).deliver()
    }))
}

fn mail(settings: &Settings, item: &Item, cx: &Context) -> Mail {
    let body = item.value();
    let filling = Filling { item, body: &body, cx };
    // A subject is one line; whatever an event holds, it adds no header.
    let subject = settings.subject.fill(filling);
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = match &settings.text {
        Some(text) => text.fill(filling),
        None => serde_json::to_string_pretty(&body).unwrap_or_else(|_| item.body.clone()),
    };
    Mail {
        subject: subject.trim().chars().take(250).collect(),
        text,
        html: settings.html.as_ref().map(|html| html.fill(filling)),
        id: sign::repetition_key(cx, item),
    }
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
