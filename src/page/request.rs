//! What was asked for, and what is answered: without any library of HTTP.

use super::html::Html;
use crate::wire::percent;
use std::collections::BTreeMap;

/// Fields of a query or a form that are read.
const FIELDS: usize = 50;

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// The path's parts, decoded; none for `/`.
    pub path: Vec<String>,
    /// The fields of the query, and of the form that came as the body. The last of a name counts.
    pub fields: BTreeMap<String, String>,
}

impl Request {
    /// Reads path, query (without `?`) and form as they came; `None` when they are not well formed.
    #[must_use]
    pub fn read(method: &str, path: &str, query: &str, form: &[u8]) -> Option<Self> {
        let decode = |part: &str| percent::decode(part, false).ok();
        let parts = path.split('/').filter(|part| !part.is_empty());
        let path = parts.map(decode).collect::<Option<_>>()?;
        let mut fields = BTreeMap::new();
        for text in [query, std::str::from_utf8(form).ok()?] {
            fields.extend(percent::pairs(text, true, FIELDS).ok()?);
        }
        Some(Self { method: method.to_owned(), path, fields })
    }

    /// The text of a field; empty when there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// What pages may do: nothing from outside, no script and no style but ours.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                          connect-src 'self'; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";
/// What pictures may do: they have their style inside.
const PICTURE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// `Content-Type`.
    pub media_type: &'static str,
    /// `Content-Security-Policy`.
    pub policy: &'static str,
    /// `Cache-Control`.
    pub cache: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Page {
    /// A page.
    #[must_use]
    pub fn html(status: u16, html: Html) -> Self {
        Self::new(status, "text/html; charset=utf-8", html.into_bytes())
    }

    /// A picture.
    #[must_use]
    pub fn picture(svg: String) -> Self {
        Self { policy: PICTURE_POLICY, ..Self::new(200, "image/svg+xml", svg.into_bytes()) }
    }

    /// A file that comes with the program.
    #[must_use]
    pub fn asset(media_type: &'static str, text: &str) -> Self {
        Self { cache: "max-age=300", ..Self::new(200, media_type, text.into()) }
    }

    /// Anything else.
    #[must_use]
    pub fn new(status: u16, media_type: &'static str, body: Vec<u8>) -> Self {
        Self { status, media_type, policy: POLICY, cache: "no-store", body }
    }
}

/// A path with a name in it, as it stands in a link.
#[must_use]
pub fn link(path: &str, name: &str) -> String {
    format!("{path}/{}", percent::encode(name.as_bytes(), false))
}

/// A path with fields, as it stands in a link; empty fields are left out.
#[must_use]
pub fn query(path: &str, fields: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.contains('?') { '&' } else { '?' });
        out += name;
        out.push('=');
        out += &percent::encode(value.as_bytes(), false);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Request, link, query};

    #[test]
    fn parts_and_fields() {
        let read = Request::read("POST", "//rules/a%2Fb%20c/", "q=1+2&x", b"q=%3C&e=%7B%7D");
        let read = read.expect("well formed");
        assert_eq!(read.path, ["rules", "a/b c"]);
        assert_eq!([read.field("q"), read.field("e"), read.field("y")], ["<", "{}", ""]);
        assert!(Request::read("GET", "/%zz", "", b"").is_none());
        assert!(Request::read("GET", "/", "a=%FF", b"").is_none());
        assert!(Request::read("GET", "/", "", b"\xFF").is_none());
    }

    #[test]
    fn links_hold_any_name() {
        assert_eq!(link("/rules", "a/b ?\"é"), "/rules/a%2Fb%20%3F%22%C3%A9");
        assert_eq!(query("/x", &[("q", ""), ("a", "1&2"), ("b", "c")]), "/x?a=1%262&b=c");
    }
}
