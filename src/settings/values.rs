//! What the settings say, with the values that count where nothing is said.

use super::secret::Secret;
use crate::operators::Compat;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// The settings of the daemon. Paths are relative to the working directory already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address and port of the server; port 0 is any free one.
    pub listen: SocketAddr,
    /// Names besides `localhost` and addresses by which callers may call an open server.
    pub hosts: Vec<String>,
    /// The folder of the store.
    pub data: PathBuf,
    /// Rule files and folders of them.
    pub rules: Vec<PathBuf>,
    /// Built-in packs of rules.
    pub packs: Vec<String>,
    /// The account of what is made here, 12 digits.
    pub account: Option<String>,
    /// The region of what is made here.
    pub region: Option<String>,
    /// Whose reading of patterns counts where AWS's and ours differ.
    pub compat: Compat,
    /// Keys that sign AWS's calls, in the order of the file.
    pub keys: Vec<AccessKey>,
    /// Bearer tokens, in the order of the file.
    pub tokens: Vec<Token>,
    /// The certificate; without one the server speaks in the clear.
    pub tls: Option<Tls>,
    /// What one caller may ask of the server.
    pub limits: Bounds,
    /// How long things are kept.
    pub retention: Retention,
    /// Most bytes of the store on disk.
    pub quota: u64,
    /// Most deliveries that wait at one time.
    pub queue: u64,
    /// The folder below which backups of the running daemon go; without one there are none.
    pub backups: Option<PathBuf>,
    /// Folders in which new files are looked for.
    pub watch: Vec<Watch>,
    /// What is written about the daemon's own work.
    pub log: Log,
    /// Signs of life.
    pub heartbeat: Option<Heartbeat>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7070)),
            hosts: Vec::new(),
            data: PathBuf::from("tripline-data"),
            rules: Vec::new(),
            packs: Vec::new(),
            account: None,
            region: None,
            compat: Compat::default(),
            keys: Vec::new(),
            tokens: Vec::new(),
            tls: None,
            limits: Bounds::default(),
            retention: Retention::default(),
            quota: 10 << 30,
            queue: 10_000_000,
            backups: None,
            watch: Vec::new(),
            log: Log::default(),
            heartbeat: None,
        }
    }
}

/// What a caller may do. Each is granted by itself; `Admin` holds the other two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Put events, log events, datapoints and configuration items.
    PutEvents,
    /// Read whatever there is.
    Read,
    /// Everything: change rules, replay, erase.
    Admin,
}

impl Permission {
    /// The words of the settings.
    pub const WORDS: [(&'static str, Self); 3] =
        [("put-events", Self::PutEvents), ("read", Self::Read), ("admin", Self::Admin)];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PutEvents => "put-events",
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }
}

/// A key that signs AWS's calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// What it is called here.
    pub name: String,
    /// The id of the access key.
    pub access_key: String,
    /// The secret access key.
    pub secret: Secret,
    /// The session token that has to come along.
    pub session_token: Option<Secret>,
    /// What its holder may do.
    pub permissions: Vec<Permission>,
}

/// A bearer token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is called here.
    pub name: String,
    /// The token itself.
    pub token: Secret,
    /// What its holder may do.
    pub permissions: Vec<Permission>,
}

/// The files of a certificate, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, and after it those that lead to its root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// What one caller may ask of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Largest body as it is sent, in bytes.
    pub body: u64,
    /// Largest body once decompressed, in bytes.
    pub decompressed: u64,
    /// Most bytes of all headers of a request.
    pub header: u64,
    /// Most connections at one time.
    pub connections: u64,
    /// How long a connection may rest between requests.
    pub idle: Duration,
    /// How long a request may take, from its first byte to its answer.
    pub request: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            body: 8 << 20,
            decompressed: 64 << 20,
            header: 32 << 10,
            connections: 1024,
            idle: Duration::from_secs(60),
            request: Duration::from_secs(30),
        }
    }
}

/// How long things are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Events outside of archives.
    pub events: Duration,
    /// Versions of configuration items, and states of alarms.
    pub history: Duration,
    /// Findings.
    pub findings: Duration,
    /// Deliveries that were given up.
    pub dead_letters: Duration,
    /// Datapoints.
    pub metrics: Duration,
    /// Who called what here.
    pub audit: Duration,
    /// CloudTrail's events.
    pub trail: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            events: DAY * 7,
            history: DAY * 90,
            findings: DAY * 90,
            dead_letters: DAY * 14,
            metrics: DAY * 15,
            audit: DAY * 365,
            trail: DAY * 90,
        }
    }
}

/// A folder in which new files are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The folder.
    pub folder: PathBuf,
    /// What its files hold.
    pub form: Form,
}

/// What files of a watched folder hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// What the files look like.
    #[default]
    Auto,
    /// Logs of CloudTrail.
    CloudTrail,
    /// Snapshots and histories of AWS Config.
    Config,
}

/// What is written about the daemon's own work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// How much.
    pub level: Level,
    /// As JSON, one document a line?
    pub json: bool,
}

/// How much is logged; each holds what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// What failed.
    Error,
    /// What looks wrong.
    Warn,
    /// What happened.
    #[default]
    Info,
    /// What led to it.
    Debug,
}

/// Signs of life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// How often.
    pub every: Duration,
    /// The target that is invoked.
    pub target: String,
}
