//! The body of a reply on its way out.

use super::counters::Counters;
use super::message::Body;
use super::progress::Active;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::{mpsc, watch};

/// The body of a reply; the request is under way until it is dropped.
#[derive(Debug)]
pub(super) struct Outgoing {
    kind: Kind,
    _under_way: UnderWay,
}

enum Kind {
    Whole(Bytes),
    Stream { pieces: mpsc::Receiver<Bytes>, end: Pin<Box<dyn Future<Output = ()> + Send>> },
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole(_) => "Whole",
            Self::Stream { .. } => "Stream",
        })
    }
}

/// A request that is counted as under way.
#[derive(Debug)]
pub(super) struct UnderWay {
    counters: Arc<Counters>,
    _active: Active,
}

impl UnderWay {
    pub(super) fn new(counters: Arc<Counters>, active: Active) -> Self {
        counters.began();
        Self { counters, _active: active }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.counters.ended();
    }
}

impl Outgoing {
    /// `closing` turns true when the server ends: streams end then.
    pub(super) fn new(body: Body, mut closing: watch::Receiver<bool>, under_way: UnderWay) -> Self {
        let kind = match body {
            Body::Whole(bytes) => Kind::Whole(bytes),
            Body::Stream(pieces) => {
                let end = async move {
                    // That the server is gone is an end, too.
                    let _ = closing.wait_for(|closing| *closing).await;
                };
                Kind::Stream { pieces, end: Box::pin(end) }
            }
        };
        Self { kind, _under_way: under_way }
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = match &mut self.kind {
            Kind::Whole(bytes) => Some(std::mem::take(bytes)).filter(|b| !b.is_empty()),
            Kind::Stream { pieces, end } => match pieces.poll_recv(context) {
                Poll::Ready(piece) => piece,
                Poll::Pending if end.as_mut().poll(context).is_ready() => None,
                Poll::Pending => return Poll::Pending,
            },
        };
        Poll::Ready(piece.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.kind, Kind::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream { .. } => SizeHint::default(),
        }
    }
}
