//! The built program as a daemon: started, asked, signalled, killed.

use super::client::Client;
use crate::program::{Folder, Ran};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of `tripline serve`; it is killed when it is forgotten.
pub struct Daemon {
    child: Child,
    pub address: SocketAddr,
    errors: Option<JoinHandle<String>>,
}

impl Daemon {
    /// Starts it in a folder, on a free port, with the data in `data`.
    pub fn start(folder: &Folder, args: &[&str]) -> Self {
        let started = Self::try_start(folder, args, &[]);
        started.unwrap_or_else(|ran| panic!("it ended with {}: {}", ran.code, ran.err))
    }

    /// The same with variables of the environment; what it said when it ended before it served.
    pub fn try_start(folder: &Folder, args: &[&str], env: &[(&str, &str)]) -> Result<Self, Ran> {
        let mut usual = vec!["serve"];
        for option in [["--listen", "127.0.0.1:0"], ["--data", "data"]] {
            if !args.contains(&option[0]) {
                usual.extend(option);
            }
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_tripline"))
            .args(usual)
            .args(args)
            .current_dir(folder.path())
            .env("TRIPLINE_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/cwasm"))
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let errors = Some(errors);
        let at = said.trim_end().strip_prefix("tripline serves on http://");
        let Some(address) = at.map(|at| at.parse().unwrap()) else {
            let address = SocketAddr::from(([127, 0, 0, 1], 0));
            let mut ran = Self { child, address, errors }.ended();
            ran.out = said;
            return Err(ran);
        };
        Ok(Self { child, address, errors })
    }

    /// A connection to it.
    pub fn client(&self) -> Client {
        Client::to(self.address).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        // One that ended by itself hears nothing any more.
        let _ = kill_process(Pid::from_child(&self.child), signal);
    }

    /// Asks it to end in order, and waits for that.
    pub fn end(self) -> Ran {
        self.signal(Signal::TERM);
        self.ended()
    }

    /// Kills it as a crash would.
    pub fn kill(self) -> Ran {
        self.signal(Signal::KILL);
        self.ended()
    }

    /// Waits until it has ended: code -1 if a signal ended it.
    pub fn ended(mut self) -> Ran {
        let status = until("the process ends", || self.child.try_wait().unwrap());
        let err = self.errors.take().unwrap().join().unwrap();
        Ran { code: status.code().unwrap_or(-1), out: String::new(), err }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until there is an answer.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "it never came to this: {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
