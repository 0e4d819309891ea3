//! The server: its port, and its connections until it is told to end.

use super::connection;
use super::counters::Counters;
use super::exchange::Exchange;
use super::limits::Limits;
use super::progress::Progress;
use super::refused::Reason;
use super::service::Service;
use super::tls::Tls;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Most connections at one time that are told that there is no room. More wait to be accepted.
const TURNED_AWAY: usize = 64;

/// Longest that a connection without room may take to hear so.
const HEARING: Duration = Duration::from_secs(5);

/// How often the files of a certificate are looked at.
const CERTIFICATES: Duration = Duration::from_secs(10);

/// How long to wait when the machine has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(50);

/// The server, before it has a port.
#[derive(Debug, Clone, Copy)]
pub struct Server;

/// The server with its port.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    counters: Arc<Counters>,
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Connections that were cut off, since their requests took longer than `Limits::drain`.
    pub cut_off: usize,
}

impl Server {
    /// Takes a port; port 0 is any free one. Connections wait until `run`.
    ///
    /// # Errors
    /// Those of the system: the port is taken, or not ours to take.
    pub async fn bind(address: SocketAddr) -> io::Result<Bound> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Bound { listener, address, counters: Arc::default() })
    }
}

impl Bound {
    /// The address with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is counted.
    #[must_use]
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Serves until `shutdown` is there; then nothing new is accepted, requests under way are answered,
    /// streams end, and what takes longer than `Limits::drain` is cut off.
    pub async fn run<S: Service>(
        self,
        service: Arc<S>,
        limits: Limits,
        tls: Option<Arc<Tls>>,
        shutdown: impl Future<Output = ()>,
    ) -> Ended {
        let Self { listener, counters, .. } = self;
        let (close, closing) = watch::channel(false);
        let doors = Doors {
            room: Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS))),
            away: Arc::new(Semaphore::new(TURNED_AWAY)),
        };
        let memory = Arc::new(Semaphore::new(limits.bodies.min(Semaphore::MAX_PERMITS)));
        let drain = limits.drain;
        let short = Limits { head: limits.head.min(HEARING), idle: HEARING, ..limits.clone() };
        let limits = [Arc::new(limits), Arc::new(short)];
        let mut tasks = JoinSet::new();
        let mut look = interval(CERTIFICATES);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                _ = tasks.join_next(), if !tasks.is_empty() => {}
                _ = look.tick(), if tls.is_some() => {
                    if let Some(tls) = tls.clone() {
                        renew(tls, Arc::clone(&counters));
                    }
                }
                came = doors.accept(&listener) => match came {
                    Ok(came) => {
                        let [usual, short] = &limits;
                        let exchange = Exchange {
                            service: Arc::clone(&service),
                            limits: Arc::clone(if came.full { short } else { usual }),
                            counters: Arc::clone(&counters),
                            progress: Progress::new(),
                            memory: Arc::clone(&memory),
                            closing: closing.clone(),
                            peer: came.peer,
                            secure: tls.is_some(),
                            full: came.full,
                        };
                        let open = Open::new(Arc::clone(&counters));
                        let tls = tls.clone();
                        tasks.spawn(async move {
                            let (_open, _permit) = (open, came.permit);
                            welcome(came.stream, tls, exchange).await;
                        });
                    }
                    // A caller that went away again is nobody's trouble; the machine may be out of files.
                    Err(e) if e.kind() == io::ErrorKind::ConnectionAborted => {}
                    Err(_) => sleep(NO_ROOM).await,
                },
            }
        }
        drop(listener);
        // Nobody listens when there is no connection.
        let _ = close.send(true);
        let all = async { while tasks.join_next().await.is_some() {} };
        let in_time = timeout(drain, all).await.is_ok();
        let cut_off = if in_time { 0 } else { tasks.len() };
        tasks.shutdown().await;
        Ended { cut_off }
    }
}

/// Room for connections.
#[derive(Debug)]
struct Doors {
    room: Arc<Semaphore>,
    away: Arc<Semaphore>,
}

/// A new connection and its place.
#[derive(Debug)]
struct Came {
    stream: TcpStream,
    peer: SocketAddr,
    permit: OwnedSemaphorePermit,
    full: bool,
}

impl Doors {
    /// The next connection. Dropping the future loses none: accepting is its last wait.
    async fn accept(&self, listener: &TcpListener) -> io::Result<Came> {
        let spare = Arc::clone(&self.away).acquire_owned().await.map_err(io::Error::other)?;
        let (stream, peer) = listener.accept().await?;
        let room = Arc::clone(&self.room).try_acquire_owned();
        let full = room.is_err();
        Ok(Came { stream, peer, permit: room.unwrap_or(spare), full })
    }
}

/// A connection that is counted as open.
#[derive(Debug)]
struct Open(Arc<Counters>);

impl Open {
    fn new(counters: Arc<Counters>) -> Self {
        counters.opened();
        Self(counters)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.closed();
    }
}

async fn welcome<S: Service>(stream: TcpStream, tls: Option<Arc<Tls>>, exchange: Exchange<S>) {
    // Replies are written whole; waiting for more would only delay them. Failing is no harm.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return connection::serve(stream, exchange).await };
    match timeout(exchange.limits.head, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => connection::serve(stream, exchange).await,
        Ok(Err(_)) => exchange.counters.refuse(Reason::Handshake),
        Err(_) => exchange.counters.refuse(Reason::Slow),
    }
}

/// Loads a certificate that has changed, beside everything else.
fn renew(tls: Arc<Tls>, counters: Arc<Counters>) {
    tokio::task::spawn_blocking(move || {
        if tls.refresh().is_err() {
            counters.stale();
        }
    });
}
