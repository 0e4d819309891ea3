//! How requests to buckets are sent: by the client that sends those of plugins, on a thread of its
//! own. No redirects, no proxy; what comes back is small, since nothing is fetched.

use http_body_util::BodyExt;
use object_store::client::{
    ClientConfigKey, ClientOptions, HttpClient, HttpConnector, HttpError, HttpErrorKind,
    HttpRequest, HttpResponse, HttpService,
};
use std::io::Read;
use std::pin::Pin;
use std::time::Duration;
use ureq::http::{Method, Request};
use ureq::{Agent, Error};

/// The longest a request takes, with a part of eight megabytes in it.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The longest a connection takes.
const CONNECT: Duration = Duration::from_secs(10);

/// Answers are documents of a few hundred bytes.
const ANSWER: u64 = 1024 * 1024;

/// Makes clients.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let plain = options.get_config_value(&ClientConfigKey::AllowHttp);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .https_only(plain.as_deref() != Some("true"))
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT))
            .user_agent(concat!("tripline/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .build();
        Ok(HttpClient::new(Client(Agent::new_with_config(config))))
    }
}

/// Sends requests, with connections kept open between them.
#[derive(Debug)]
struct Client(Agent);

type Answer = Result<HttpResponse, HttpError>;

impl HttpService for Client {
    fn call<'c, 'f>(
        &'c self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'f>>
    where
        'c: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let agent = self.0.clone();
            let sent = tokio::task::spawn_blocking(move || {
                send(&agent, Request::from_parts(head, body.as_ref()))
            });
            sent.await.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?
        })
    }
}

fn send(agent: &Agent, request: Request<&[u8]>) -> Answer {
    let bare = matches!(*request.method(), Method::GET | Method::HEAD | Method::DELETE);
    let sent = match bare && request.body().is_empty() {
        true => agent.run(request.map(|_| ())),
        false => agent.run(request),
    };
    let (head, mut body) = sent.map_err(failed)?.into_parts();
    let mut bytes = Vec::new();
    body.as_reader()
        .take(ANSWER)
        .read_to_end(&mut bytes)
        .map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?;
    Ok(HttpResponse::from_parts(head, bytes.into()))
}

fn failed(error: Error) -> HttpError {
    let kind = match &error {
        Error::Timeout(_) => HttpErrorKind::Timeout,
        Error::ConnectionFailed | Error::HostNotFound => HttpErrorKind::Connect,
        Error::Io(e) if e.kind() == std::io::ErrorKind::ConnectionRefused => HttpErrorKind::Connect,
        Error::Io(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}
