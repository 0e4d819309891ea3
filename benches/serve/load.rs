//! Clients that put events as fast as they are answered, or at a rate.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Entries of a call.
const ENTRIES: usize = 10;
/// Bytes of a detail, about.
const DETAIL: usize = 1_000;
/// Digits of a time in microseconds.
const DIGITS: usize = 16;

/// What is to be done.
#[derive(Debug)]
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
    pub seconds: Duration,
    /// Events a second of all connections; as many as there can be without it.
    pub rate: Option<f64>,
    /// How many sources events have.
    pub sources: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Told {
    pub events: u64,
    pub refused: u64,
    pub took: Duration,
    /// Microseconds from a call to its answer.
    pub waits: Vec<u64>,
}

impl Told {
    pub fn events_per_second(&self) -> f64 {
        self.events as f64 / self.took.as_secs_f64()
    }
}

/// Microseconds since 1970.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_micros()).unwrap()
}

/// Puts events for a while.
pub fn load(load: &Load) -> Told {
    let start = Instant::now();
    let number = AtomicU64::new(0);
    let mut all = Told::default();
    std::thread::scope(|scope| {
        let client = |at| {
            let number = &number;
            scope.spawn(move || client(load, at, number, start))
        };
        let clients: Vec<_> = (0..load.connections).map(client).collect();
        for client in clients {
            let own = client.join().unwrap();
            all.events += own.events;
            all.refused += own.refused;
            all.waits.extend(own.waits);
        }
    });
    all.took = start.elapsed();
    all
}

fn client(load: &Load, at: usize, number: &AtomicU64, start: Instant) -> Told {
    let stream = TcpStream::connect(load.address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut stream = BufReader::new(stream);
    let mut told = Told::default();
    let run = now();
    let mut line = String::new();
    let mut reply = Vec::new();
    let pause = load
        .rate
        .map(|rate| Duration::from_secs_f64(ENTRIES as f64 * load.connections as f64 / rate));
    let mut due = start + pause.unwrap_or_default().mul_f64(at as f64 / load.connections as f64);
    while start.elapsed() < load.seconds {
        if let Some(pause) = pause {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            due += pause;
        }
        let number = number.fetch_add(1, Ordering::Relaxed);
        let request = request(load, run, number);
        let sent = Instant::now();
        stream.get_mut().write_all(&request).unwrap();
        let ok = answer(&mut stream, &mut line, &mut reply);
        told.waits.push(u64::try_from(sent.elapsed().as_micros()).unwrap());
        if ok {
            told.events += ENTRIES as u64;
        } else {
            told.refused += 1;
        }
    }
    told
}

/// A call; its details say when it was made.
fn request(load: &Load, run: u64, number: u64) -> Vec<u8> {
    let filler = "x".repeat(DETAIL - 60);
    let at = now();
    let mut body = String::with_capacity(ENTRIES * (DETAIL + 150));
    body.push_str("{\"Entries\":[");
    for entry in 0..ENTRIES {
        let source = (usize::try_from(number).unwrap() * ENTRIES + entry) % load.sources;
        if entry > 0 {
            body.push(',');
        }
        body.push_str(&format!(
            "{{\"Source\":\"svc-{source}\",\"DetailType\":\"Order\",\"Detail\":\"{{\\\"at\\\":\
             {at:0DIGITS$},\\\"kind\\\":\\\"order\\\",\\\"text\\\":\\\"{filler}\\\"}}\"}}"
        ));
    }
    body.push_str("]}");
    let mut request = format!(
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-amz-json-1.1\r\n\
         x-amz-target: AWSEvents.PutEvents\r\namz-sdk-invocation-id: {run}-{number}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    request.push_str(&body);
    request.into_bytes()
}

/// Was the call answered well?
fn answer(stream: &mut BufReader<TcpStream>, line: &mut String, reply: &mut Vec<u8>) -> bool {
    line.clear();
    stream.read_line(line).unwrap();
    let ok = line.starts_with("HTTP/1.1 200");
    let mut length = 0;
    while line != "\r\n" {
        line.clear();
        assert!(stream.read_line(line).unwrap() > 0, "the daemon is gone");
        if let Some(text) = line.strip_prefix("content-length: ") {
            length = text.trim_end().parse().unwrap();
        }
    }
    reply.resize(length, 0);
    stream.read_exact(reply).unwrap();
    let ok = ok && reply.starts_with(b"{\"FailedEntryCount\":0");
    static SAID: Once = Once::new();
    if !ok {
        SAID.call_once(|| println!("  a call was refused: {}", String::from_utf8_lossy(reply)));
    }
    ok
}
