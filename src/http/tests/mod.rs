//! A real server on a free port, asked over raw sockets.

mod bounds;
mod certificates;
mod ends;
mod plain;
mod secure;

use super::{Body, Bound, Counters, Ended, Limits, Reply, Request, Server, Service, Tls};
use bytes::Bytes;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longest that a test waits for anything.
const LONG: Duration = Duration::from_secs(20);

/// Answers by path.
struct Paths {
    /// Holds `/wait` back.
    hold: Arc<Notify>,
    /// Tells that a request for `/wait` is there.
    came: Arc<Notify>,
}

impl Service for Paths {
    #[allow(clippy::panic, reason = "the server has to survive it")]
    async fn answer(&self, request: Request) -> Reply {
        match request.wire().path() {
            "/wait" => {
                self.came.notify_one();
                self.hold.notified().await;
            }
            "/panic" => panic!("asked to"),
            "/stream" => {
                let (send, pieces) = mpsc::channel(4);
                tokio::spawn(async move {
                    for n in 0..3 {
                        let _ = send.send(Bytes::from(format!("data: {n}\n\n"))).await;
                    }
                    // Open until nobody listens.
                    send.closed().await;
                });
                return Reply { status: 200, headers: Vec::new(), body: Body::Stream(pieces) };
            }
            "/headers" => return Reply::json(200, &json!(request.headers)),
            _ => {}
        }
        let text = format!("{} {} {}", request.method, request.target, request.body.len());
        Reply::new(200, "text/plain", text)
    }
}

/// A server that runs.
struct Running {
    address: SocketAddr,
    counters: Arc<Counters>,
    hold: Arc<Notify>,
    came: Arc<Notify>,
    stop: oneshot::Sender<()>,
    done: JoinHandle<Ended>,
}

async fn start(limits: Limits) -> Running {
    start_with(limits, None).await
}

async fn start_with(limits: Limits, tls: Option<Arc<Tls>>) -> Running {
    let bound: Bound = Server::bind(([127, 0, 0, 1], 0).into()).await.expect("a port");
    let (address, counters) = (bound.address(), bound.counters());
    let (hold, came): (Arc<Notify>, Arc<Notify>) = (Arc::default(), Arc::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let service = Arc::new(Paths { hold: Arc::clone(&hold), came: Arc::clone(&came) });
    let done = tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        bound.run(service, limits, tls, shutdown).await
    });
    Running { address, counters, hold, came, stop, done }
}

impl Running {
    async fn connect(&self) -> Client<TcpStream> {
        Client::new(TcpStream::connect(self.address).await.expect("a connection"))
    }

    async fn end(self) -> Ended {
        let _ = self.stop.send(());
        timeout(LONG, self.done).await.expect("an end").expect("no panic")
    }
}

/// A reply as it came.
#[derive(Debug)]
struct Got {
    status: u16,
    head: String,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

struct Client<T> {
    io: T,
    read: Vec<u8>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Client<T> {
    fn new(io: T) -> Self {
        Self { io, read: Vec::new() }
    }

    async fn send(&mut self, text: &str) {
        self.io.write_all(text.as_bytes()).await.expect("sent");
        self.io.flush().await.expect("sent");
    }

    /// One read more; false at the end.
    async fn more(&mut self) -> bool {
        let read = timeout(LONG, self.io.read_buf(&mut self.read)).await.expect("in time");
        read.expect("no reset") > 0
    }

    /// Everything up to a text, which is taken off.
    async fn until(&mut self, end: &str) -> String {
        loop {
            let found = memchr::memmem::find(&self.read, end.as_bytes());
            if let Some(at) = found {
                let rest = self.read.split_off(at + end.len());
                let text = std::mem::replace(&mut self.read, rest);
                return String::from_utf8_lossy(&text).into_owned();
            }
            assert!(self.more().await, "the end: {:?}", String::from_utf8_lossy(&self.read));
        }
    }

    async fn bytes(&mut self, length: usize) -> Vec<u8> {
        while self.read.len() < length {
            assert!(self.more().await, "the end");
        }
        let rest = self.read.split_off(length);
        std::mem::replace(&mut self.read, rest)
    }

    /// The next reply, of which the length is given.
    async fn reply(&mut self) -> Got {
        let head = self.until("\r\n\r\n").await;
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        let mut got = Got { status, head, body: String::new() };
        let length = got.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        got.body = String::from_utf8(self.bytes(length).await).expect("UTF-8");
        got
    }

    async fn ask(&mut self, text: &str) -> Got {
        self.send(text).await;
        self.reply().await
    }

    /// What still comes until the other side ends.
    async fn rest(mut self) -> String {
        while self.more().await {}
        String::from_utf8_lossy(&self.read).into_owned()
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")
}
