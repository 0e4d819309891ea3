//! `opensearch`: writes a batch into an index with one `_bulk` request. Items have their own ids
//! there, so that an item that is sent twice is in the index once.

mod reply;
mod settings;

pub use settings::Settings;
use settings::{Auth, Op};
use tripline_plugin::date::parse_rfc3339;
use tripline_plugin::http::Request;
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Error, Item, Response, base64, gzip::gzip, json, secrets, sign};

/// OpenSearch's limit for an id, in bytes.
const LONGEST_ID: usize = 512;

/// Writes the items.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    if batch.is_empty() {
        return Ok(Response::default());
    }
    let lines: String = batch.iter().map(|item| lines(settings, item, cx)).collect();
    let url = format!("{}/_bulk", settings.url);
    let mut request = Request::new("POST", url, "").header("content-type", "application/x-ndjson");
    match &settings.auth {
        None => {}
        Some(Auth::Basic { user, secret }) => {
            let both = format!("{user}:{}", secrets::get(secret)?);
            let value = format!("Basic {}", base64::encode(both.as_bytes()));
            request = request.header("authorization", value);
        }
        Some(Auth::ApiKey { secret }) => {
            request = request.header("authorization", format!("ApiKey {}", secrets::get(secret)?));
        }
    }
    if settings.gzip {
        request = request.header("content-encoding", "gzip");
        request.body = Some(gzip(lines.as_bytes()));
    } else {
        request.body = Some(lines.into_bytes());
    }
    reply::read(batch, settings.op, &request.of_items(batch.len())?.send()?.body)
}

/// An item's two lines: what is to be done, and the document.
fn lines(settings: &Settings, item: &Item, cx: &Context) -> String {
    let body = item.value();
    let time = settings.time.text_in(&body).and_then(parse_rfc3339);
    let time = time.unwrap_or_else(|| i64::try_from(cx.began_ms()).unwrap_or(0));
    let document = match &settings.document {
        Some(template) => json::line(&template.fill(Filling { item, body: &body, cx })),
        None if body.is_object() => json::line(&item.body),
        None => format!("{{\"message\":{}}}", json::line(&item.body)),
    };
    let op = match settings.op {
        Op::Index => "index",
        Op::Create => "create",
    };
    let index = json::quote(&settings.index.at(time));
    let id = match item.id.len() {
        0..=LONGEST_ID => json::quote(&item.id),
        _ => json::quote(&sign::hex(&sign::sha256(item.id.as_bytes()))),
    };
    format!("{{\"{op}\":{{\"_index\":{index},\"_id\":{id}}}}}\n{document}\n")
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
