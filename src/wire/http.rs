//! Requests and replies as plain data; whoever holds the socket makes and sends them.

/// An HTTP request that is there whole.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method in capitals.
    pub method: &'a str,
    /// Path and query as they were sent, still percent-encoded.
    pub target: &'a str,
    /// Names (in any case) and values, in the order they came; of HTTP/2 also `:authority`.
    pub headers: &'a [(String, String)],
    /// The body as it was sent, still compressed.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    }

    /// The path, percent-encoded, without the query.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query, percent-encoded, without its question mark.
    #[must_use]
    pub fn query(&self) -> &'a str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The media type of the body in small letters, without parameters.
    #[must_use]
    pub fn media(&self) -> String {
        let whole = self.header("content-type").unwrap_or_default();
        whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// An HTTP reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in small letters, and values without control characters.
    pub headers: Vec<(&'static str, String)>,
    /// The body, uncompressed.
    pub body: Vec<u8>,
}

impl Reply {
    /// The header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    pub(super) fn put(&mut self, name: &'static str, value: &str) {
        let value = value.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
        self.headers.push((name, value));
    }
}
