//! The `config` of a webhook, checked.

use serde::Deserialize;
use std::collections::BTreeMap;
use tripline_plugin::http::check_address;
use tripline_plugin::template::{Json, Text, Url};

/// How many items a request holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Batch {
    /// One.
    #[default]
    None,
    /// All, as a JSON array.
    Array,
    /// All, one a line.
    Lines,
}

/// A header whose value is a secret.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretHeader {
    /// The secret's name.
    pub secret: String,
    /// What stands before it, such as `Bearer `.
    #[serde(default)]
    pub before: String,
}

/// How requests are signed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The name of the secret that is the key.
    pub secret: String,
    /// The header with the signature.
    #[serde(default = "signature_header")]
    pub header: String,
    /// The header with the seconds since 1970 that the signature covers.
    #[serde(rename = "timestamp-header", default = "timestamp_header")]
    pub timestamp_header: String,
}

fn signature_header() -> String {
    "x-tripline-signature".into()
}

fn timestamp_header() -> String {
    "x-tripline-timestamp".into()
}

fn idempotency_header() -> String {
    "idempotency-key".into()
}

fn post() -> String {
    "POST".into()
}

fn json() -> String {
    "application/json".into()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    url: Url,
    #[serde(default = "post")]
    method: String,
    #[serde(default = "json")]
    content_type: String,
    #[serde(default)]
    headers: BTreeMap<String, Text>,
    #[serde(default)]
    secret_headers: BTreeMap<String, SecretHeader>,
    body: Option<String>,
    #[serde(default)]
    batch: Batch,
    sign: Option<Sign>,
    #[serde(default = "idempotency_header")]
    idempotency_header: String,
    timeout_ms: Option<u32>,
}

impl Config {
    fn header_names(&self) -> impl Iterator<Item = &String> {
        let signed = self.sign.iter().flat_map(|s| [&s.header, &s.timestamp_header]);
        self.headers.keys().chain(self.secret_headers.keys()).chain(signed)
    }
}

/// What the body of a request is made from.
#[derive(Debug)]
pub enum Body {
    /// The item as it is.
    Item,
    /// A template that makes JSON.
    Json(Json),
    /// A template that makes another text.
    Text(Text),
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub url: Url,
    pub method: String,
    pub content_type: String,
    pub headers: BTreeMap<String, Text>,
    pub secret_headers: BTreeMap<String, SecretHeader>,
    pub body: Body,
    pub batch: Batch,
    pub sign: Option<Sign>,
    pub idempotency_header: String,
    pub timeout_ms: Option<u32>,
}

/// Can it be the name of a header?
fn is_header(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(plain)
}

/// Is what has this type one JSON value?
fn is_document(content_type: &str) -> bool {
    let name = content_type.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("application/json") || name.ends_with("+json")
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        if !matches!(config.method.as_str(), "POST" | "PUT" | "PATCH") {
            return Err(format!("`method`: {} is not POST, PUT or PATCH", config.method));
        }
        check_address("url", config.url.beginning())?;
        if let Some(odd) = config.header_names().find(|name| !is_header(name)) {
            return Err(format!("`{odd}` in `headers`, `secret-headers` or `sign` is no header"));
        }
        if !config.idempotency_header.is_empty() && !is_header(&config.idempotency_header) {
            return Err("`idempotency-header` is no header".into());
        }
        if config.batch != Batch::None && !config.url.is_fixed() {
            return Err(
                "`url` has a placeholder, and a request with many items no one value".into()
            );
        }
        if config.batch != Batch::None && !config.headers.values().all(Text::is_fixed) {
            let what = "has a placeholder, and a request with many items no one value";
            return Err(format!("a value of `headers` {what}"));
        }
        let body = match config.body {
            None => Body::Item,
            Some(text) if is_document(&config.content_type) => {
                Body::Json(Json::document(&text).map_err(|why| format!("`body`: {why}"))?)
            }
            // Lines of JSON, for one, are JSON without being one value.
            Some(text) if config.content_type.contains("json") => {
                Body::Json(Json::parse(&text).map_err(|why| format!("`body`: {why}"))?)
            }
            Some(_) if config.batch == Batch::Array => {
                return Err("`batch: array` is for a `content-type` of JSON".into());
            }
            Some(text) => Body::Text(Text::parse(&text).map_err(|why| format!("`body`: {why}"))?),
        };
        Ok(Self {
            url: config.url,
            method: config.method,
            content_type: config.content_type,
            headers: config.headers,
            secret_headers: config.secret_headers,
            body,
            batch: config.batch,
            sign: config.sign,
            idempotency_header: config.idempotency_header,
            timeout_ms: config.timeout_ms,
        })
    }
}
