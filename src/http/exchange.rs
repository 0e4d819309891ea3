//! One request and its reply.

use super::counters::Counters;
use super::head::{self, Refused};
use super::limits::Limits;
use super::message::{Body, Reply, Request, Version};
use super::outgoing::{Outgoing, UnderWay};
use super::progress::Progress;
use super::refused::Reason;
use super::service::Service;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// What the requests of one connection have in common.
#[derive(Debug)]
pub(super) struct Exchange<S> {
    pub service: Arc<S>,
    pub limits: Arc<Limits>,
    pub counters: Arc<Counters>,
    pub progress: Arc<Progress>,
    pub closing: watch::Receiver<bool>,
    pub peer: SocketAddr,
    pub secure: bool,
    /// Is there no room for this connection?
    pub full: bool,
}

impl<S: Service> Exchange<S> {
    /// Answers one request.
    pub(super) async fn answer(
        self: Arc<Self>,
        request: hyper::Request<Incoming>,
    ) -> Result<Response<Outgoing>, Infallible> {
        let under_way = UnderWay::new(Arc::clone(&self.counters), self.progress.begin());
        let (parts, body) = request.into_parts();
        let (mut request, sound) = head::read(&parts, self.peer, self.secure, &self.limits);
        let (id, version) = (request.id.clone(), request.version);
        let mut reply = match self.take(&mut request, sound, body).await {
            Ok(()) => self.served(request).await,
            Err((reason, message)) => {
                // The rest of the body is not read, so nothing can follow on this connection.
                self.progress.leave_unread();
                let reply = self.refuse(reason, message, &request);
                if version == Version::Http2 { reply } else { reply.with("connection", "close") }
            }
        };
        let body = std::mem::replace(&mut reply.body, Body::Whole(Bytes::new()));
        let outgoing = Outgoing::new(body, self.closing.clone(), under_way);
        Ok(response(&reply, &id, outgoing))
    }

    /// Takes the body in, if the request is to be answered at all.
    async fn take(
        &self,
        request: &mut Request,
        sound: Result<(), Refused>,
        body: Incoming,
    ) -> Result<(), Refused> {
        if self.full {
            return Err((Reason::Full, "too many connections"));
        }
        sound?;
        let deadline = Instant::now() + self.limits.request;
        match timeout_at(deadline, whole(body, self.limits.body)).await {
            Ok(body) => request.body = body?,
            Err(_) => return Err((Reason::Slow, "the body did not come in time")),
        }
        Ok(())
    }

    async fn served(&self, request: Request) -> Reply {
        let known = Request { body: Bytes::new(), ..request.clone() };
        let deadline = Instant::now() + self.limits.request;
        match timeout_at(deadline, caught(self.service.answer(request))).await {
            Ok(Some(reply)) => reply,
            Ok(None) => self.refuse(Reason::Broken, "an internal error", &known),
            Err(_) => self.refuse(Reason::Late, "no answer in time", &known),
        }
    }

    fn refuse(&self, reason: Reason, message: &str, request: &Request) -> Reply {
        self.counters.refuse(reason);
        reason.reply(message, &request.wire(), &request.id)
    }
}

/// A body that is not larger than `most` bytes.
async fn whole(mut body: Incoming, most: usize) -> Result<Bytes, Refused> {
    let mut all = BytesMut::new();
    let mut first = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| (Reason::Malformed, "the body is not whole"))?;
        // Trailers mean nothing here.
        let Ok(data) = frame.into_data() else { continue };
        if all.len() + first.as_ref().map_or(0, Bytes::len) + data.len() > most {
            return Err((Reason::Body, "the body is too large"));
        }
        match first.take() {
            // Most bodies come in one piece, which need not be copied.
            None if all.is_empty() => first = Some(data),
            before => {
                all.extend_from_slice(&before.unwrap_or_default());
                all.extend_from_slice(&data);
            }
        }
    }
    Ok(first.unwrap_or_else(|| all.freeze()))
}

/// What a future gives; nothing if it panics.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

fn response(reply: &Reply, id: &str, body: Outgoing) -> Response<Outgoing> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in &reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    for (name, value) in [("x-amzn-requestid", id), ("server", "tripline")] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    }
    response
}
