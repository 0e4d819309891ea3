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
    let names = DefaultResolver::default();
    Agent::with_parts(config, DefaultConnector::default(), Checked { private, names })
}

/// Looks names up and refuses those that lead to private addresses. What was checked is what is
/// connected to: names are not looked up again.
#[derive(Debug)]
struct Checked<R> {
    private: bool,
    names: R,
}

#[derive(Debug, thiserror::Error)]
#[error("`{0}` leads to the private address {1} (`grants: {{private-network: true}}` allows it)")]
struct PrivateAddress(String, IpAddr);

impl<R: Resolver> Resolver for Checked<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
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
    let most = u64::try_from(limits::RESPONSE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let mut reader = body.as_reader().take(most + 1);
    reader.read_to_end(&mut bytes).map_err(|e| {
        let words = e.to_string();
        if e.kind() == std::io::ErrorKind::TimedOut || words.contains("timeout") {
            return HttpFault::Timeout(format!("the answer broke off ({words})"));
        }
        HttpFault::Unreachable(words)
    })?;
    if bytes.len() > limits::RESPONSE {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::{SocketAddr, TcpListener};
    use std::time::Duration;

    /// A server that answers every connection with these bytes, or never.
    fn server(answer: Option<Vec<u8>>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for mut stream in listener.incoming().flatten() {
                // All of the request: closing with some of it unread would break the answer off.
                let (mut got, mut part) = (Vec::new(), [0; 4096]);
                while !got.ends_with(b"hello") {
                    match stream.read(&mut part) {
                        Ok(0) | Err(_) => break,
                        Ok(n) => got.extend_from_slice(&part[..n]),
                    }
                }
                match &answer {
                    Some(answer) => drop(stream.write_all(answer)),
                    None => open.push(stream),
                }
            }
        });
        address
    }

    fn request(url: String) -> Request {
        Request {
            target: "t".into(),
            method: "POST".to_owned(),
            url,
            headers: vec![("x-a".to_owned(), "b".to_owned())],
            body: Some(b"hello".to_vec()),
            timeout: Duration::from_secs(5),
            private: false,
            secrets: Vec::new(),
        }
    }

    fn answer(head: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n", body.len());
        bytes.push_str("Connection: close\r\n\r\n");
        Some([bytes.as_bytes(), body].concat())
    }

    #[test]
    fn an_answer_is_given_as_it_is() {
        let at = server(answer("503 Busy\r\nRetry-After: 7", b"later"));
        let response = Client::default().send(&request(format!("http://{at}/x"))).expect("one");
        assert_eq!((response.status, response.body.as_slice()), (503, &b"later"[..]));
        assert!(response.headers.contains(&("retry-after".to_owned(), "7".to_owned())));
    }

    #[test]
    fn redirects_are_not_followed() {
        let secret = server(answer("200 OK", b"secret"));
        let at = server(answer(&format!("302 Found\r\nLocation: http://{secret}/"), b""));
        let response = Client::default().send(&request(format!("http://{at}/"))).expect("one");
        assert_eq!((response.status, response.body.len()), (302, 0));
    }

    #[test]
    fn a_body_over_the_limit_and_one_that_never_comes() {
        let at = server(answer("200 OK", &vec![b'x'; limits::RESPONSE + 1]));
        let sent = Client::default().send(&request(format!("http://{at}/")));
        assert_eq!(sent, Err(HttpFault::TooLarge(limits::RESPONSE as u64)));
        let at = server(None);
        let mut request = request(format!("http://{at}/"));
        request.timeout = Duration::from_millis(50);
        let sent = Client::default().send(&request);
        assert!(matches!(sent, Err(HttpFault::Timeout(_))), "{sent:?}");
    }

    #[test]
    fn nobody_there() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        drop(listener);
        let sent = Client::default().send(&request(format!("http://{at}/")));
        assert!(matches!(sent, Err(HttpFault::Unreachable(_))), "{sent:?}");
    }

    /// Names that all lead to one address.
    #[derive(Debug)]
    struct Names(SocketAddr);

    impl Resolver for Names {
        fn resolve(
            &self,
            _: &Uri,
            _: &ureq::config::Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, Error> {
            let mut found = self.empty();
            found.push(self.0);
            Ok(found)
        }
    }

    #[test]
    fn a_name_that_leads_to_a_private_address() {
        let at = server(answer("200 OK", b"metadata"));
        let config = || Agent::config_builder().http_status_as_error(false).build();
        let agent = |private| {
            let checked = Checked { private, names: Names(at) };
            Agent::with_parts(config(), DefaultConnector::default(), checked)
        };
        let client = Client { public: agent(false), any: agent(true) };
        let mut request = request("http://hooks.example.com/".to_owned());
        let words = "`hooks.example.com` leads to the private address 127.0.0.1 \
                     (`grants: {private-network: true}` allows it)";
        assert_eq!(client.send(&request), Err(HttpFault::Denied(words.to_owned())));
        request.private = true;
        assert_eq!(client.send(&request).map(|r| r.status), Ok(200));
        // A grant that spells this machine's name means it.
        request.private = false;
        request.url = "http://localhost/".to_owned();
        assert_eq!(client.send(&request).map(|r| r.status), Ok(200));
    }
}
