//! `webhook`: sends items over HTTP, one a request or a batch a request, with headers, secrets,
//! a body of its own making, a signature and a key by which the receiver knows repetitions.

mod settings;

pub use settings::Settings;
use settings::{Batch, Body};
use tripline_plugin::http::Request;
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Error, Item, Response, each, json, secrets, sign};

/// Sends the items.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    if settings.batch == Batch::None {
        return Ok(each(batch, cx, |item| {
            let key = sign::repetition_key(cx, item);
            request(settings, item, cx, text(settings, item, cx), key)?.deliver()
        }));
    }
    let Some(first) = batch.first() else { return Ok(Response::default()) };
    let key = cx.invocation_id.clone();
    let request = request(settings, first, cx, together(settings, batch, cx), key)?;
    request.of_items(batch.len())?.deliver()?;
    Ok(Response::default())
}

/// The text that an item is sent as.
fn text(settings: &Settings, item: &Item, cx: &Context) -> String {
    match &settings.body {
        Body::Item => item.body.clone(),
        Body::Json(template) => template.fill(Filling { item, body: &item.value(), cx }),
        Body::Text(template) => template.fill(Filling { item, body: &item.value(), cx }),
    }
}

/// The text that a batch is sent as.
fn together(settings: &Settings, batch: &[Item], cx: &Context) -> String {
    let texts = batch.iter().map(|item| {
        let text = text(settings, item, cx);
        match settings.body {
            Body::Text(_) => text,
            _ => json::line(&text),
        }
    });
    let texts: Vec<String> = texts.collect();
    match settings.batch {
        Batch::Lines => texts.join("\n") + "\n",
        _ => format!("[{}]", texts.join(",")),
    }
}

fn request(
    settings: &Settings,
    item: &Item,
    cx: &Context,
    body: String,
    key: String,
) -> Result<Request, Error> {
    let value = item.value();
    let filling = Filling { item, body: &value, cx };
    let mut request = Request::new(&settings.method, settings.url.fill(filling), "");
    request.timeout_ms = settings.timeout_ms;
    request = request.header("content-type", settings.content_type.as_str());
    for (name, value) in &settings.headers {
        request = request.header(name, value.fill(filling));
    }
    for (name, header) in &settings.secret_headers {
        let value = format!("{}{}", header.before, secrets::get(&header.secret)?);
        request = request.header(name, value);
    }
    if !settings.idempotency_header.is_empty() {
        request = request.header(&settings.idempotency_header, key);
    }
    if let Some(how) = &settings.sign {
        let seconds = (cx.began_ms() / 1000).to_string();
        let secret = secrets::get(&how.secret)?;
        let parts = [seconds.as_bytes(), b".", body.as_bytes()];
        let signature = sign::hex(&sign::hmac_sha256(secret.as_bytes(), &parts));
        request = request
            .header(&how.timestamp_header, seconds)
            .header(&how.header, format!("v1={signature}"));
    }
    request.body = Some(body.into_bytes());
    Ok(request)
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
