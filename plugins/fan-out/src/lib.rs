//! `fan-out`: gives each item to every subscriber whose filter lets it pass, as SNS does: to other
//! buses as events, and to addresses as notifications.

mod memory;
mod message;
mod settings;

use message::Message;
use serde_json::json;
pub use settings::Settings;
use settings::{Scope, Subscriber, To};
use tripline_plugin::events::{self, Entry};
use tripline_plugin::http::Request;
use tripline_plugin::{Context, Error, Item, Response, each};

/// Gives the items to their subscribers.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    let mut delivered = 0;
    let mut response = each(batch, cx, |item| {
        let message = Message::of(settings, item, cx);
        let had = match settings.remember {
            true => memory::recall(&message.id)?.names,
            false => Vec::new(),
        };
        let mut names = had.clone();
        let mut failures = Vec::new();
        let wanting = settings.subscribers.iter().filter(|s| wants(s, &message));
        for subscriber in wanting.filter(|s| !had.contains(&s.name)) {
            // One that fails keeps nobody else from the message.
            match deliver(subscriber, &message) {
                Ok(()) => names.push(subscriber.name.clone()),
                Err(error) => failures.push(error.at(&subscriber.name)),
            }
        }
        delivered += names.len() - had.len();
        let result = one(&failures);
        if settings.remember {
            let again = matches!(result, Err(Error::Retryable(_) | Error::Throttled { .. }));
            if again || !had.is_empty() {
                memory::keep(&message.id, again.then_some(names), cx);
            }
        }
        result
    });
    response.output = Some(json!({"delivered": delivered}).to_string());
    Ok(response)
}

fn wants(subscriber: &Subscriber, message: &Message) -> bool {
    subscriber.filter.as_ref().is_none_or(|policy| match subscriber.scope {
        Scope::Body => policy.passes(&message.body),
        Scope::Attributes => policy.passes(&message.attribute_values()),
    })
}

fn deliver(subscriber: &Subscriber, message: &Message) -> Result<(), Error> {
    let text = match subscriber.raw {
        true => message.text.clone(),
        false => message.envelope().to_string(),
    };
    match &subscriber.to {
        To::Bus { bus, source, detail_type } => {
            if subscriber.raw && !message.body.is_object() {
                return Err(Error::permanent("`raw` is for items that are objects"));
            }
            let entry = Entry {
                bus: Some(bus.clone()),
                source: source.clone(),
                detail_type: detail_type.clone().unwrap_or_else(|| message.detail_type()),
                detail: text,
                resources: vec![message.topic.clone()],
                time: message.body["time"].as_str().map(String::from),
            };
            events::put(entry).map(drop)
        }
        To::Url(url) => {
            // SNS's own content type, which receivers of notifications are made for.
            let kind =
                if subscriber.raw { "application/json" } else { "text/plain; charset=UTF-8" };
            let mut request = Request::new("POST", url.as_str(), text)
                .header("content-type", kind)
                .header("x-amz-sns-message-type", "Notification")
                .header("x-amz-sns-message-id", message.id.as_str())
                .header("x-amz-sns-topic-arn", message.topic.as_str());
            if subscriber.raw {
                request = request.header("x-amz-sns-rawdelivery", "true");
            }
            request.deliver()
        }
    }
}

/// One failure of many: tried again if any of them may pass.
fn one(failures: &[Error]) -> Result<(), Error> {
    if failures.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = failures.iter().map(Error::message).collect();
    let message = words.join("; ");
    let throttle = failures.iter().find_map(|error| match error {
        Error::Throttled { retry_after_ms, .. } => Some(*retry_after_ms),
        _ => None,
    });
    Err(match throttle {
        Some(retry_after_ms) => Error::Throttled { message, retry_after_ms },
        None if failures.iter().all(|e| matches!(e, Error::Permanent(_))) => {
            Error::Permanent(message)
        }
        None => Error::Retryable(message),
    })
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
