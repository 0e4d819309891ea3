//! What plugins reach the world through. The real ones perform, those of `recorded` remember; the
//! rest of the host cannot tell them apart.

pub mod clocks;
pub mod folders;
pub mod recorded;
pub mod secrets;
pub mod states;

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// An HTTP request of a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The target that sends it.
    pub target: Arc<str>,
    /// Such as `POST`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Names and values, in the order given.
    pub headers: Vec<(String, String)>,
    /// What follows the headers.
    pub body: Option<Vec<u8>>,
    /// How long it may take.
    pub timeout: Duration,
    /// May a name lead to a private address?
    pub private: bool,
    /// The secrets that the plugin has read: what shows a request hides them.
    pub secrets: Vec<Arc<str>>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// What followed the headers.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpFault {
    /// No grant covers the address.
    Denied(String),
    /// The request cannot be sent as it is.
    Invalid(String),
    /// The other side could not be reached, or broke off.
    Unreachable(String),
    /// It took too long.
    Timeout(String),
    /// A body over this many bytes.
    TooLarge(u64),
    /// More than this many requests.
    TooMany(u32),
}

/// Sends requests. Blocks; never called on a thread that runs plugins.
pub trait Http: Debug + Send + Sync {
    /// Sends one request, whose address is granted.
    fn send(&self, request: &Request) -> Result<Response, HttpFault>;
}

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// The path leads out of its folder.
    Denied(String),
    /// The system said no.
    Failed(String),
}

/// Writes files in granted folders.
pub trait Files: Debug + Send + Sync {
    /// Adds to the end of `path` in `folder`.
    fn append(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault>;
    /// Makes or replaces `path` in `folder` at once.
    fn put(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault>;
}

/// Changes to the state of a target: values, or `None` where a key goes.
pub type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// Keeps the states of targets.
pub trait States: Debug + Send + Sync {
    /// The value of a target's key.
    fn get(&self, target: &str, key: &str) -> Result<Option<Vec<u8>>, String>;
    /// At most `most` keys of a target that begin with `prefix` and come after `after`, in order.
    fn keys(
        &self,
        target: &str,
        prefix: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>, String>;
    /// Makes all changes, or none.
    fn apply(&self, target: &str, changes: Changes) -> Result<(), String>;
}

/// Knows secrets.
pub trait Secrets: Debug + Send + Sync {
    /// The value of a secret, if somebody gave it one.
    fn get(&self, name: &str) -> Result<Option<String>, String>;
}

/// Tells the time that plugins see.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Where random bytes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Randomness {
    /// From the system.
    System,
    /// The same for the same invocation: what a plugin gets is decided by the invocation's id.
    ByInvocation,
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Ports {
    /// Requests.
    pub http: Arc<dyn Http>,
    /// Files.
    pub files: Arc<dyn Files>,
    /// States.
    pub states: Arc<dyn States>,
    /// Secrets.
    pub secrets: Arc<dyn Secrets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub randomness: Randomness,
}

impl Ports {
    /// Those of a function that reaches nothing: no request is answered for real, no file is
    /// written, no secret is known, and the time stands still.
    #[must_use]
    pub fn closed(now: Timestamp) -> Self {
        Self {
            http: Arc::new(recorded::RecordedHttp::new(Vec::new())),
            files: Arc::new(recorded::RecordedFiles::default()),
            states: Arc::new(states::InMemory::default()),
            secrets: Arc::new(secrets::Sources::default()),
            clock: Arc::new(clocks::Set::at(now)),
            randomness: Randomness::ByInvocation,
        }
    }
}
