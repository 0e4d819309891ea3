//! A target: an HTTP server that notes how long after its call each event came.

use crate::load::now;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The server; it lives as long as the process.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    late: Arc<Mutex<Vec<u64>>>,
}

impl Sink {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let late: Arc<Mutex<Vec<u64>>> = Arc::default();
        let own = Arc::clone(&late);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let late = Arc::clone(&own);
                std::thread::spawn(move || while serve(&stream, &late).is_some() {});
            }
        });
        Self { address, late }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The microseconds since the last time.
    pub fn take(&self) -> Vec<u64> {
        std::mem::take(&mut self.late.lock().unwrap())
    }
}

/// Answers a request of a connection; `None` at its end.
fn serve(stream: &TcpStream, late: &Mutex<Vec<u64>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let text = String::from_utf8_lossy(&body);
    let sent = text.split("\"at\":").nth(1)?.split(',').next()?;
    let sent: u64 = sent.trim_start_matches('0').parse().ok()?;
    late.lock().unwrap().push(now().saturating_sub(sent));
    (&*stream).write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").ok()
}
