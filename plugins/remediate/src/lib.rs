//! `remediate`: turns a finding into a request for whoever repairs things, signed and with an end.
//! It repairs nothing itself, and in a dry run (the default) it only shows the requests.

mod settings;

use serde_json::{Value, json};
pub use settings::Settings;
use settings::To;
use tripline_plugin::http::Request;
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Error, Item, Response, date, each, files, log, secrets, sign};

/// Sends a request for each item, or shows it.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    let mut shown = Vec::new();
    let mut response = each(batch, cx, |item| {
        let request = request(settings, item, cx);
        match &settings.to {
            To::Nobody => {
                log::info(&format!("dry run: {request}"));
                shown.push(request);
                Ok(())
            }
            To::Url { url, secret } => {
                let body = signed(&request, secret)?;
                let key = sign::repetition_key(cx, item);
                Request::post_json(url.as_str(), body).header("idempotency-key", key).deliver()
            }
            To::Folder { folder, secret } => {
                let path = format!("{folder}/{}.json", sign::repetition_key(cx, item));
                files::put(&path, (signed(&request, secret)? + "\n").as_bytes())
            }
        }
    });
    if matches!(settings.to, To::Nobody) {
        response.output = Some(json!({"dry-run": true, "requests": shown}).to_string());
    }
    Ok(response)
}

/// What is to be done about an item. The id is the same whenever the item is tried.
fn request(settings: &Settings, item: &Item, cx: &Context) -> Value {
    let body = item.value();
    let filling = Filling { item, body: &body, cx };
    let began = i64::try_from(cx.began_ms()).unwrap_or(0);
    let life = i64::try_from(settings.expires.0).unwrap_or(0);
    json!({
        "action": settings.action,
        "parameters": settings.parameters.as_ref().map_or_else(|| json!({}), |tree| tree.fill(filling)),
        "resource": settings.resource.fill(filling),
        "reason": settings.reason.fill(filling),
        "rule": cx.rule,
        "dry-run": matches!(settings.to, To::Nobody),
        "request-id": sign::repetition_key(cx, item),
        "requested-at": date::rfc3339(began),
        "expires": date::rfc3339(began.saturating_add(life)),
    })
}

/// The request as a text, and the signature of exactly that text: who checks it needs no rules
/// about how JSON is written.
fn signed(request: &Value, secret: &str) -> Result<String, Error> {
    let text = request.to_string();
    let key = secrets::get(secret)?;
    let signature = sign::hex(&sign::hmac_sha256(key.as_bytes(), &[text.as_bytes()]));
    Ok(json!({"request": text, "algorithm": "HMAC-SHA256", "key": secret, "signature": signature})
        .to_string())
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
