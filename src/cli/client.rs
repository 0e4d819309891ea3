//! A client of the daemon's plain API, for the commands that ask one.

use super::exit::{Code, Failure};
use crate::plugins::http::Client;
use crate::plugins::ports::{Http, HttpFault, Request};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Where a daemon is that nobody moved.
const USUAL: &str = "http://127.0.0.1:7070";
/// Holds the token, if no file does.
const TOKEN: &str = "TRIPLINE_TOKEN";

/// Where the daemon is, and who asks.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Endpoint {
    /// The daemon [default: http://127.0.0.1:7070]
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// A file with the token to show it [else the environment: TRIPLINE_TOKEN]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

/// Asks one daemon.
#[derive(Debug)]
pub(super) struct Daemon {
    client: Client,
    url: String,
    token: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Daemon {
    /// The daemon at an endpoint; nothing is sent yet.
    ///
    /// # Errors
    /// An address that is none, a token that cannot be read.
    pub fn at(endpoint: &Endpoint) -> Result<Self, Failure> {
        let url = endpoint.endpoint.as_deref().unwrap_or(USUAL).trim_end_matches('/');
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let words = format!("`{url}` is no address of a daemon, such as {USUAL}");
            return Err(Failure::usage(words));
        }
        let token = match &endpoint.token_file {
            Some(file) => {
                let text = std::fs::read_to_string(file);
                Some(text.map_err(|e| Failure::input(&file.display().to_string(), &e))?)
            }
            None => std::env::var(TOKEN).ok(),
        };
        let token = token.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self { client: Client::default(), url: url.to_owned(), token })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a request. `path` begins with a slash and may have a query.
    ///
    /// # Errors
    /// Nobody answers, or what answers is no daemon of ours.
    pub fn ask(&self, method: &str, path: &str) -> Result<Reply, Failure> {
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if let Some(token) = &self.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        let request = Request {
            target: Arc::from("tripline"),
            method: method.to_owned(),
            url: format!("{}{path}", self.url),
            headers,
            // Methods that have a body have an empty one.
            body: (method == "POST").then(Vec::new),
            timeout: PATIENCE,
            private: true,
            secrets: Vec::new(),
        };
        let response = self.client.send(&request).map_err(|fault| self.unreachable(fault))?;
        let body = serde_json::from_slice(&response.body).map_err(|_| {
            let words = format!("what answers at {} is no tripline daemon", self.url);
            Failure::Say(Code::BadInput, words)
        })?;
        Ok(Reply { status: response.status, body })
    }

    /// Sends a request that has to be answered well.
    ///
    /// # Errors
    /// The daemon's own words, if it refuses.
    pub fn get(&self, method: &str, path: &str) -> Result<Value, Failure> {
        let reply = self.ask(method, path)?;
        if (200..300).contains(&reply.status) {
            return Ok(reply.body);
        }
        Err(Failure::Say(Code::BadInput, reply.refusal()))
    }

    fn unreachable(&self, fault: HttpFault) -> Failure {
        let why = match fault {
            HttpFault::Invalid(words) => {
                return Failure::usage(format!("`{}` is no address: {words}", self.url));
            }
            HttpFault::Denied(words)
            | HttpFault::Unreachable(words)
            | HttpFault::Timeout(words) => words,
            HttpFault::TooLarge(most) => format!("the answer has more than {most} bytes"),
            HttpFault::TooMany(most) => format!("more than {most} requests"),
        };
        Failure::Say(Code::BadInput, format!("the daemon at {} does not answer: {why}", self.url))
    }
}

impl Reply {
    /// What the daemon says instead of an answer.
    pub fn refusal(&self) -> String {
        let error = &self.body["error"];
        // Refusals of the server itself have a message beside the code.
        let words = error["message"].as_str().or_else(|| self.body["message"].as_str());
        let words = words.unwrap_or("it does not say why");
        match self.status {
            401 | 403 => format!("the daemon refuses: {words} (a token is needed: `--token-file`)"),
            status => format!("the daemon answers {status}: {words}"),
        }
    }
}

/// A value in a query.
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            other => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(DIGITS[usize::from(other >> 4)]));
                out.push(char::from(DIGITS[usize::from(other & 15)]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_means_something_in_a_query_is_escaped() {
        assert_eq!(escaped("a-b_c.d~1"), "a-b_c.d~1");
        assert_eq!(escaped("a b&c=ä"), "a%20b%26c%3D%C3%A4");
    }
}
