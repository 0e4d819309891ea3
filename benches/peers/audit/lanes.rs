//! What is measured: each lane is one way of one peer.

use crate::child::{self, Pass};
use crate::options::Options;
use crate::rules::Files;
use std::path::{Path, PathBuf};

/// Ours as a library on one thread: what the ratios are taken of.
pub const OURS: &str = "tripline";
/// Ours as the program, on one thread.
pub const EVAL: &str = "tripline eval";
/// A bare parse.
pub const PARSE: &str = "serde_json value";
/// Beginnings of the names of the peers' lanes.
pub const REGORUS: &str = "regorus";
/// The same of cfn-guard.
pub const GUARD: &str = "cfn-guard";

/// One way of one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Ours, called as a library, on one thread or all.
    Library { all: bool },
    /// Ours as the program: rules read, results reported.
    Eval { all: bool },
    /// The whole file as one `serde_json::Value`, and no rules.
    Parse,
    /// Every item's type by serde_json, everything else proved and passed by: what reading alone
    /// costs.
    Types,
    /// regorus, asked once about the whole file or once about every item.
    Regorus { each: bool },
    /// cfn-guard over the whole file, or over a folder with a file for every item.
    Guard { each: bool },
}

/// The snapshot that is at hand, and the rules.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The snapshot.
    pub snapshot: &'a Path,
    /// The same with every item in a file of its own.
    pub each: &'a Path,
    /// Where a report may go.
    pub report: &'a Path,
    /// The rules.
    pub rules: &'a Files,
}

/// The programs of the peers.
#[derive(Debug)]
pub struct Programs {
    own: PathBuf,
    rego: Option<PathBuf>,
    guard: Option<PathBuf>,
}

impl Lane {
    /// All, in the order of the tables.
    pub const ALL: [Self; 10] = [
        Self::Library { all: false },
        Self::Library { all: true },
        Self::Eval { all: false },
        Self::Eval { all: true },
        Self::Parse,
        Self::Types,
        Self::Regorus { each: false },
        Self::Regorus { each: true },
        Self::Guard { each: false },
        Self::Guard { each: true },
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Library { all: false } => OURS,
            Self::Library { all: true } => "tripline, all cores",
            Self::Eval { all: false } => EVAL,
            Self::Eval { all: true } => "tripline eval, all cores",
            Self::Parse => PARSE,
            Self::Types => "serde_json, types only",
            Self::Regorus { each: false } => "regorus, whole file",
            Self::Regorus { each: true } => "regorus, item by item",
            Self::Guard { each: false } => "cfn-guard, whole file",
            Self::Guard { each: true } => "cfn-guard, item by item",
        }
    }

    /// Whether the lane runs over so many items.
    pub fn runs(self, items: u64, options: &Options) -> bool {
        let bounded = matches!(self, Self::Guard { .. }) && items > options.guard_items;
        options.wants(self.name()) && !bounded
    }

    /// Does it count findings?
    pub fn judges(self) -> bool {
        !matches!(self, Self::Parse | Self::Types)
    }

    /// Does it need every item in a file of its own?
    pub fn needs_files(self) -> bool {
        self == Self::Guard { each: true }
    }

    /// Runs it once.
    ///
    /// # Errors
    /// What went wrong.
    pub fn pass(self, programs: &Programs, ground: &Ground<'_>) -> Result<Pass, String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (snapshot, yaml) = (text(ground.snapshot), text(&ground.rules.yaml));
        let threads = |all| if all { cores().to_string() } else { "1".to_owned() };
        match self {
            Self::Library { all } => {
                child::measure(&programs.own, &["library", &snapshot, &yaml, &threads(all)])
            }
            Self::Eval { all } => {
                let threads = threads(all);
                let arguments =
                    ["eval", "--rules", &yaml, "--format", "ndjson", "--threads", &threads];
                let arguments = [&arguments[..], &[&snapshot]].concat();
                child::eval(&programs.own, &arguments, ground.report)
            }
            Self::Parse | Self::Types | Self::Regorus { .. } => {
                let program = programs.rego.as_deref().ok_or("not built")?;
                let way = match self {
                    Self::Parse => "parse",
                    Self::Types => "types",
                    Self::Regorus { each: true } => "each",
                    _ => "whole",
                };
                child::measure(program, &[way, &snapshot, &text(&ground.rules.rego)])
            }
            Self::Guard { each } => {
                let program = programs.guard.as_deref().ok_or("not built")?;
                let data = if each { text(ground.each) } else { snapshot };
                child::measure(program, &[&data, &text(&ground.rules.guard)])
            }
        }
    }
}

impl Programs {
    /// Finds this program and builds those of the peers that some lane needs.
    ///
    /// # Errors
    /// A build that fails.
    pub fn build(options: &Options) -> Result<Self, String> {
        let most = options.items.iter().copied().min().unwrap_or(0);
        let wanted = |of: fn(Lane) -> bool| {
            Lane::ALL.into_iter().any(|lane| of(lane) && lane.runs(most, options))
        };
        let rego = wanted(|lane| matches!(lane, Lane::Parse | Lane::Types | Lane::Regorus { .. }));
        let guard = wanted(|lane| matches!(lane, Lane::Guard { .. }));
        Ok(Self {
            own: std::env::current_exe().map_err(|error| error.to_string())?,
            rego: rego.then(|| child::build("peer-rego")).transpose()?,
            guard: guard.then(|| child::build("peer-guard")).transpose()?,
        })
    }
}

/// The threads of the lanes on all cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
