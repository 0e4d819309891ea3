//! The program as a daemon, in a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A daemon; it ends with it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Process {
    /// Starts it with a file of rules.
    pub fn start(rules: &str) -> Self {
        let name = format!("tripline-bench-{}-{}", std::process::id(), crate::load::now());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("rules.yaml"), rules).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_tripline"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data", "data", "--rules", "rules.yaml"])
            .current_dir(&folder)
            .env("TRIPLINE_CACHE", folder.join("cache"))
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim_end().strip_prefix("tripline serves on http://").unwrap();
        Self { child, folder, address: address.parse().unwrap() }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kilobytes of memory.
    pub fn resident(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Waits until every event that was accepted is matched.
    pub fn worked_off(&self) {
        while !self.get("/readyz").contains("\"behind\":0") {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Seconds of the processor that a process has had.
pub fn cpu(process: u32) -> f64 {
    /// Linux tells times in hundredths of a second, whatever it counts in.
    const TICKS: f64 = 100.0;
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = text.rsplit_once(") ").unwrap();
    let field = |at: usize| fields.split(' ').nth(at).unwrap().parse::<f64>().unwrap();
    (field(11) + field(12)) / TICKS
}
