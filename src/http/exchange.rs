//! One request and its reply.

use super::counters::Counters;
use super::head::{self, Refused};
use super::limits::Limits;
use super::message::{Body, Reply, Request, Version};
use super::outgoing::{Outgoing, UnderWay};
use super::progress::Progress;
use super::refused::Reason;
use super::service::Service;
use bytes::Bytes;
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
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, timeout_at};

/// What the requests of one connection have in common.
#[derive(Debug)]
pub(super) struct Exchange<S> {
    pub service: Arc<S>,
    pub limits: Arc<Limits>,
    pub counters: Arc<Counters>,
    pub progress: Arc<Progress>,
    /// Room for bodies, a permit a byte.
    pub memory: Arc<Semaphore>,
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
            Ok(_room) => match self.served(request).await {
                Ok(reply) => reply,
                // The request went to the service, so its head is read once more.
                Err((reason, message)) => {
                    let known = head::read(&parts, self.peer, self.secure, &self.limits).0;
                    self.refuse(reason, message, &Request { id: id.clone(), ..known })
                }
            },
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

    /// Takes the body in, if the request is to be answered at all. The result is its room in memory.
    async fn take(
        &self,
        request: &mut Request,
        sound: Result<(), Refused>,
        body: Incoming,
    ) -> Result<Option<OwnedSemaphorePermit>, Refused> {
        if self.full {
            return Err((Reason::Full, "too many connections"));
        }
        sound?;
        let deadline = Instant::now() + self.limits.request;
        let (body, room) = timeout_at(deadline, whole(body, self.limits.body, &self.memory))
            .await
            .map_err(|_| (Reason::Slow, "the body did not come in time"))??;
        request.body = body;
        Ok(room)
    }

    async fn served(&self, request: Request) -> Result<Reply, Refused> {
        let deadline = Instant::now() + self.limits.request;
        timeout_at(deadline, caught(self.service.answer(request)))
            .await
            .map_err(|_| (Reason::Late, "no answer in time"))?
            .ok_or((Reason::Broken, "an internal error"))
    }

    fn refuse(&self, reason: Reason, message: &str, request: &Request) -> Reply {
        self.counters.refuse(reason);
        reason.reply(message, &request.wire(), &request.id)
    }
}

/// A body that is not larger than `most` bytes, and its room in memory.
async fn whole(
    mut body: Incoming,
    most: usize,
    memory: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Refused> {
    let mut room: Option<OwnedSemaphorePermit> = None;
    let mut pieces: Vec<Bytes> = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| (Reason::Malformed, "the body is not whole"))?;
        // Trailers mean nothing here.
        let Ok(data) = frame.into_data() else { continue };
        if data.is_empty() {
            continue;
        }
        length += data.len();
        if length > most {
            return Err((Reason::Body, "the body is too large"));
        }
        let bytes = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let more = Arc::clone(memory)
            .try_acquire_many_owned(bytes)
            .map_err(|_| (Reason::Full, "too many large requests at one time"))?;
        match &mut room {
            Some(room) => room.merge(more),
            None => room = Some(more),
        }
        pieces.push(data);
    }
    // Most bodies come in one piece, which need not be copied.
    let whole = match pieces.as_slice() {
        [] => Bytes::new(),
        [piece] => piece.clone(),
        pieces => pieces.concat().into(),
    };
    Ok((whole, room))
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
