//! The client that sends requests for real. No redirects, no cookies, no proxy, no environment.

use super::address::private;
use crate::plugins::limits;
use crate::plugins::ports::{Http, HttpFault, Request, Response};
use std::io::Read;
use std::net::IpAddr;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

/// Sends requests, with connections kept open between them.
#[derive(Debug)]
pub struct Client {
    public: Agent,
    any: Agent,
}

impl Default for Client {
    fn default() -> Self {
        Self { public: agent(false), any: agent(true) }
    }
}

fn agent(private: bool) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .allow_non_standard_methods(true)
        .user_agent(concat!("tripline/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Checked { private })
}

/// Looks names up and refuses those that lead to private addresses.
#[derive(Debug)]
struct Checked {
    private: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("`{0}` leads to the private address {1} (`grants: {{private-network: true}}` allows it)")]
struct PrivateAddress(String, IpAddr);

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        // A grant that spells the address itself, or this machine's own name, means it.
        let host = uri.host().unwrap_or_default().trim_end_matches('.');
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let named = bare.parse::<IpAddr>().is_ok() || host.eq_ignore_ascii_case("localhost");
        if self.private || named {
            return Ok(found);
        }
        match found.iter().map(|a| a.ip()).find(|ip| private(*ip)) {
            Some(ip) => Err(Error::Other(Box::new(PrivateAddress(host.to_owned(), ip)))),
            None => Ok(found),
        }
    }
}

impl Http for Client {
    fn send(&self, request: &Request) -> Result<Response, HttpFault> {
        let agent = if request.private { &self.any } else { &self.public };
        let mut builder =
            ureq::http::Request::builder().method(request.method.as_str()).uri(&request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let invalid = |e: ureq::http::Error| HttpFault::Invalid(e.to_string());
        let limit = Some(request.timeout);
        let sent = match &request.body {
            Some(body) => {
                let whole = builder.body(body.as_slice()).map_err(invalid)?;
                agent.run(agent.configure_request(whole).timeout_global(limit).build())
            }
            None => {
                let whole = builder.body(()).map_err(invalid)?;
                agent.run(agent.configure_request(whole).timeout_global(limit).build())
            }
        };
        receive(sent.map_err(|e| fault(&e))?)
    }
}

fn receive(response: ureq::http::Response<Body>) -> Result<Response, HttpFault> {
    let (parts, mut body) = response.into_parts();
    let most = u64::try_from(limits::BODY).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let mut reader = body.as_reader().take(most + 1);
    reader.read_to_end(&mut bytes).map_err(|e| HttpFault::Unreachable(e.to_string()))?;
    if bytes.len() > limits::BODY {
        return Err(HttpFault::TooLarge(most));
    }
    let text =
        |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts.headers.iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect();
    Ok(Response { status: parts.status.as_u16(), headers, body: bytes })
}

fn fault(error: &Error) -> HttpFault {
    match error {
        Error::Timeout(what) => HttpFault::Timeout(format!("no answer in time ({what})")),
        Error::Http(e) => HttpFault::Invalid(e.to_string()),
        Error::BadUri(words) => HttpFault::Invalid(words.clone()),
        Error::Other(e) if e.is::<PrivateAddress>() => HttpFault::Denied(e.to_string()),
        other => HttpFault::Unreachable(other.to_string()),
    }
}
