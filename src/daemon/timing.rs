//! What tests of the daemon share: rules of texts, a clock that is set, a daemon over a store.

use super::clock::Clock;
pub(super) use super::clock::Manual;
use super::exports::Pace;
use super::log::Options;
use super::ruleset::{Definition, Loader, NotLoaded, RuleSet, text};
use super::testing::{auditor, listening};
use super::{Daemon, Parts, Setup};
use crate::base::limits::Limits;
use crate::engine::RecordPlan;
use crate::eval::{Gate, Routes, Rules};
use crate::graph::{GraphBuilder, RuleInput};
use crate::model::Home;
use crate::plugins::testing::{Recorded, recorded};
use crate::plugins::{Cache, Host, Overrides, Plugin};
use crate::rules::{Bundle, DEFAULT_BUS, bundle, load_texts};
use crate::sources::cloudtrail;
use crate::store::Kv;
use jiff::SignedDuration;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Loads rules of a text that can be exchanged. Files and requests of targets are remembered.
pub(super) struct Texts {
    text: Mutex<String>,
    pub recorded: Recorded,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Texts")
    }
}

impl Texts {
    pub fn new(text: &str) -> Arc<Self> {
        Arc::new(Self { text: Mutex::new(text.to_owned()), recorded: recorded() })
    }

    /// The next load reads this.
    pub fn set(&self, text: &str) {
        text.clone_into(&mut self.text.lock().expect("no panic"));
    }

    /// All that files have which targets wrote in a folder.
    pub fn written(&self, folder: &str) -> String {
        let files = self.recorded.files.all();
        let own = files.iter().filter(|(name, _)| name.starts_with(folder));
        own.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

impl Loader for Texts {
    fn load(&self, defined: &[Definition]) -> Result<RuleSet, NotLoaded> {
        let limits = Limits::default();
        let own = self.text.lock().expect("no panic").clone();
        let definitions = text(defined, &[]);
        let mut texts = vec![("rules.yaml", own.as_str())];
        if definitions != "{}" {
            texts.push(("api.json", &definitions));
        }
        let loaded = load_texts(&texts, &limits);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (bundle, diags) = bundle(&loaded, &[], &none, &limits);
        if diags.has_errors() || loaded.diags.has_errors() {
            return Err(NotLoaded(format!("{diags:?} {:?}", loaded.diags)));
        }
        let host = Host::new(Cache::none(), Home::default());
        let function = |target: &crate::rules::Target| {
            let plugin = Plugin::of(target).expect("a plugin");
            let ports = &self.recorded.ports;
            let made = host.function(target, &plugin, ports, Overrides::default());
            Some(Arc::new(made.expect("a function")))
        };
        let functions = bundle.targets.iter().map(function).collect();
        let named = bundle.buses.iter().map(|bus| bus.name.as_str()).chain([DEFAULT_BUS]);
        let buses: HashMap<Arc<str>, Arc<Rules>> =
            named.map(|bus| (bus.into(), Arc::new(rules(&bundle, bus)))).collect();
        let home = Home::default();
        let (digest, warnings, hidden) = (own, String::new(), Vec::new());
        let (auditor, listening) = (auditor(&bundle, &home), listening(&bundle));
        Ok(RuleSet { bundle, buses, auditor, listening, functions, home, digest, warnings, hidden })
    }

    fn stamp(&self) -> u64 {
        0
    }
}

fn rules(bundle: &Bundle, bus: &str) -> Rules {
    let limits = Limits::default();
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        let targets: Vec<_> = rule.targets.iter().map(|t| t.target).collect();
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
    }
    for (bus, pattern) in bundle.event_filters() {
        builder.add(RuleInput { pattern, bus, targets: &[] });
    }
    let graph = builder.finish();
    let routes = Routes::new(&bundle.senders(), &bundle.targets, Home::default(), &limits);
    Rules {
        plan: graph.freeze(&limits, |rule| bundle.listens(rule, bus)).expect("a plan"),
        records: RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND),
        states: bundle.rules.iter().map(|rule| rule.state).collect(),
        gate: Gate::Off,
        routes: routes.expect("routes").sending(),
        account: None,
        auditor: None,
        listening: None,
        first_archive: bundle.first_archive(),
        now: 0,
    }
}

/// Exports that do not wait.
pub(super) fn pace() -> Pace {
    let (look, retry) = (Duration::from_millis(5), Duration::from_millis(5));
    Pace { look, lag: SignedDuration::ZERO, retry, longest: Duration::from_millis(20) }
}

/// A daemon over a store, on the current runtime.
pub(super) fn start(kv: &Arc<dyn Kv>, loader: &Arc<Texts>, clock: &Arc<Manual>) -> Daemon {
    let setup = Setup {
        kv: Arc::clone(kv),
        loader: Arc::<Texts>::clone(loader),
        log: Options::default(),
        home: Home::default(),
        seed: 1,
    };
    let clock: Arc<dyn Clock> = Arc::<Manual>::clone(clock);
    Daemon::start_with(setup, Parts { clock, pace: pace(), ..Parts::default() }).expect("it starts")
}

/// A runtime for a daemon.
pub(super) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime")
}

/// Waits until something holds, for as long as a busy machine may take.
pub(super) fn until(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "it never came to this: {what}");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// A folder that is gone with its value.
pub(super) struct Folder(pub std::path::PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        // Tests run side by side, some with one name.
        static TURN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let turn = TURN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("tripline-daemon-{name}-{}-{turn}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        let _ = std::fs::remove_dir_all(&folder.0);
        folder
    }

    /// The files in it with their texts, by name.
    pub fn files(&self) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        let file = |entry: std::fs::DirEntry| {
            let text = std::fs::read(entry.path()).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned();
            (entry.file_name().to_string_lossy().into_owned(), text)
        };
        let mut files: Vec<_> = entries.map(file).collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
