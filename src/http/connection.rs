//! One connection from its first byte to its end.

use super::exchange::Exchange;
use super::limits::Limits;
use super::link::Link;
use super::progress::Verdict;
use super::refused::Reason;
use super::service::Service;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Serves the requests of a connection until it ends.
pub(super) async fn serve<T, S>(io: T, exchange: Exchange<S>)
where
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    S: Service,
{
    let exchange = Arc::new(exchange);
    let progress = Arc::clone(&exchange.progress);
    let limits = Arc::clone(&exchange.limits);
    let mut closing = exchange.closing.clone();
    let link = TokioIo::new(Link::new(io, Arc::clone(&progress)));
    let builder = builder(&limits);
    let answering = Arc::clone(&exchange);
    let service = service_fn(move |request| Arc::clone(&answering).answer(request));
    let mut connection = pin!(builder.serve_connection(link, service));
    let mut look = interval(pace(&limits));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ending = None;
    loop {
        tokio::select! {
            done = connection.as_mut() => {
                if let Err(error) = done
                    && let Some(reason) = blame(&*error)
                {
                    exchange.counters.refuse(reason);
                }
                return;
            }
            _ = closing.wait_for(|closing| *closing), if ending.is_none() => {
                ending = Some(Instant::now());
                connection.as_mut().graceful_shutdown();
            }
            _ = look.tick() => match progress.verdict(Instant::now(), ending, &limits) {
                Verdict::Fine | Verdict::Rested if ending.is_some() => {}
                // HTTP/2 has no header that ends a connection without room.
                Verdict::Fine if !exchange.full || !progress.is_answered() => {}
                Verdict::Fine | Verdict::Rested => {
                    ending = Some(Instant::now());
                    connection.as_mut().graceful_shutdown();
                }
                Verdict::Slow => return exchange.counters.refuse(Reason::Slow),
                Verdict::Stuck => return,
            },
        }
    }
}

/// How often a connection is looked at.
fn pace(limits: &Limits) -> Duration {
    let shortest = limits.head.min(limits.idle).min(limits.request);
    (shortest / 4).clamp(Duration::from_millis(10), Duration::from_secs(1))
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // Twice as much as is allowed, so that who is a little beyond gets a reply of ours.
    let room = limits.header.saturating_mul(2).max(16 << 10);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(room.max(limits.target.saturating_mul(2)))
        .max_headers(limits.headers + 32);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(room).unwrap_or(u32::MAX));
    builder
}

/// Who is to blame for the end of a connection; nobody if it just went away.
fn blame(error: &(dyn Error + 'static)) -> Option<Reason> {
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse_too_large() {
        return Some(Reason::Headers);
    }
    error.is_parse().then_some(Reason::Malformed)
}
