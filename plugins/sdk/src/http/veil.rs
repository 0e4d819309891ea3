//! What messages may say about a request: the origin of its address, nothing else of it. Hosts and
//! receivers repeat addresses and keys in their own words, so these are looked through, too.

use super::Request;
use crate::error::Error;

/// Names of headers whose values nobody has to hide.
const KNOWN: [&str; 3] = ["content-type", "content-encoding", "accept"];
/// Shorter pieces stand in other words by chance.
const SHORTEST: usize = 6;
/// A part of a path that is at least as long may be a key.
const SHORTEST_KEY: usize = 12;

/// What hides the secrets of a request.
#[derive(Debug)]
pub(super) struct Veil {
    origin: String,
    url: String,
    /// The longest first, since one may hold another.
    pieces: Vec<String>,
}

impl Veil {
    /// What hides the secrets of this request.
    pub(super) fn over(request: &Request) -> Self {
        let url = request.url.as_str();
        let host = url.split_once("://").map_or(url, |(_, host)| host);
        let authority = host.find(['/', '?', '#', '\\']).unwrap_or(host.len());
        let (authority, rest) = host.split_at(authority);
        let mut pieces = request.hidden.clone();
        pieces.extend(authority.rsplit_once('@').map(|(user, _)| user.to_string()));
        pieces.push(rest.to_string());
        pieces.extend(rest.split(['?', '#']).map(String::from));
        let keys = rest.split(['/', '?', '#', '&', '=']).filter(|p| p.len() >= SHORTEST_KEY);
        pieces.extend(keys.map(String::from));
        for (name, value) in &request.headers {
            if !KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                // Behind `Bearer` and its like stands the key itself.
                pieces.extend(value.split_whitespace().next_back().map(String::from));
                pieces.push(value.trim().to_string());
            }
        }
        pieces.retain(|piece| piece.len() >= SHORTEST);
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        Self { origin: origin(url).to_string(), url: url.to_string(), pieces }
    }

    /// What may be said of the address.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// A text without what is hidden.
    pub(super) fn words(&self, text: &str) -> String {
        let mut text = text.replace(&self.url, &self.origin);
        for piece in &self.pieces {
            text = text.replace(piece.as_str(), "***");
        }
        text
    }

    /// An error without what is hidden.
    pub(super) fn hide(&self, error: Error) -> Error {
        error.reworded(|message| self.words(message))
    }
}

/// Is it the whole address of something that speaks HTTP?
#[must_use]
pub fn is_address(url: &str) -> bool {
    let begins = |scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("https://") || begins("http://")
}

/// Refuses what is no address of something that speaks HTTP, under the name of its key.
pub fn check_address(key: &str, url: &str) -> Result<(), String> {
    match is_address(url) {
        true => Ok(()),
        false => Err(format!("`{key}`: an address begins with https:// or http://")),
    }
}

/// Scheme, host and port of an address: what may stand in a message.
#[must_use]
pub fn origin(url: &str) -> &str {
    if !is_address(url) {
        // A key, perhaps, that somebody took for an address.
        return "the address";
    }
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#', '\\']).map_or(url.len(), |at| host + at);
    match url[host..end].rfind('@') {
        // Who stands before an `@` is nobody's business.
        Some(at) => &url[host + at + 1..end],
        None => &url[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_have_no_path() {
        assert_eq!(origin("https://a.example:8443/services/T0/secret?x"), "https://a.example:8443");
        assert_eq!(origin("https://a.example?token=x"), "https://a.example");
        assert_eq!(origin("https://user:key@a.example/x"), "a.example");
        assert_eq!(origin("HTTP://a.example/x"), "HTTP://a.example");
        assert_eq!(origin("xoxb-12?x=https://a.example"), "the address");
    }

    #[test]
    fn pieces_are_hidden() {
        let url =
            "https://user:key@a.example/api/webhooks/123456789012345678/tok?wait=longenough12";
        let request = Request::post_json(url, "{}").header("x-key", "Bearer abcdef");
        let veil = Veil::over(&request);
        let text =
            format!("{url} 123456789012345678 longenough12 user:key abcdef application/json");
        assert_eq!(veil.words(&text), "a.example *** *** *** *** application/json");
    }
}
