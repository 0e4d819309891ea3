//! A bucket of a test: answers what exports ask of S3, and remembers it.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Method and path with its query.
    pub line: String,
    /// The names of its headers, in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// How many bytes it brought.
    pub bytes: usize,
}

/// The server.
pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// A server that denies requests whose line contains `denied`, and answers the first one with
    /// 503 if `busy`.
    pub fn new(denied: Option<&'static str>, busy: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                std::thread::spawn(move || connection(stream, &all, denied, busy));
            }
        });
        Self { address, asked }
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("a lock").clone()
    }

    /// Methods and paths.
    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

fn connection(
    stream: TcpStream,
    all: &Mutex<Vec<Asked>>,
    denied: Option<&str>,
    busy: bool,
) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let asked = request(&mut reader)?;
        let line = asked.line.clone();
        let first = {
            let mut all = all.lock().expect("a lock");
            all.push(asked);
            all.len() == 1
        };
        let (status, body) = answer(&line);
        let (status, body) = match denied {
            Some(denied) if line.contains(denied) => {
                ("403 Forbidden", "<Error><Code>AccessDenied</Code></Error>")
            }
            _ if busy && first => ("503 Slow Down", ""),
            _ => (status, body),
        };
        let length = body.len();
        write!(out, "HTTP/1.1 {status}\r\nETag: \"e\"\r\nContent-Length: {length}\r\n\r\n{body}")
            .ok()?;
    }
}

fn request(reader: &mut impl BufRead) -> Option<Asked> {
    let line = text(reader)?;
    let mut words = line.split(' ');
    let line = format!("{} {}", words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let header = text(reader)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let bytes = length.map_or(0, |(_, value)| value.parse().unwrap_or(0));
    reader.read_exact(&mut vec![0; bytes]).ok()?;
    Some(Asked { line, headers, bytes })
}

fn text(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
}

fn answer(line: &str) -> (&'static str, &'static str) {
    let query = line.split_once('?').map_or("", |(_, query)| query);
    match (line.split(' ').next().unwrap_or_default(), query) {
        ("POST", query) if query.starts_with("uploads") => (
            "200 OK",
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>",
        ),
        ("POST", _) => (
            "200 OK",
            "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>",
        ),
        ("DELETE", _) => ("204 No Content", ""),
        _ => ("200 OK", ""),
    }
}
