//! A daemon for tests: rules of texts, a store in memory, plugins whose files and requests are
//! remembered, and a way to wait for what it does.

use super::clock::Clock;
use super::log::Options;
use super::ruleset::{API, Definition, Loader, NotLoaded, RuleSet, hidden, text};
use super::{Daemon, Setup};
use crate::audit::{Auditor, Tell};
use crate::base::diag::{Diags, Level};
use crate::base::limits::Limits;
use crate::engine::RecordPlan;
use crate::eval::{Gate, Listening, Routes, Rules};
use crate::graph::{GraphBuilder, RuleInput};
use crate::model::Home;
use crate::plugins::testing::{Recorded, recorded};
use crate::plugins::{Cache, Host, Overrides, Plugin};
use crate::rules::{Bundle, DEFAULT_BUS, Loaded, Role, bundle};
use crate::sources::cloudtrail;
use crate::store::Kv;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a test waits for what a daemon does, in a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// Rules of texts, by the names of their files.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) files: Mutex<Vec<(String, String)>>,
    pub(crate) recorded: Recorded,
    host: Host,
}

impl Texts {
    pub(crate) fn new(files: &[(&str, &str)]) -> Arc<Self> {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Arc::new(Self {
            files: Mutex::new(files.iter().map(own).collect()),
            recorded: recorded(),
            host: Host::new(Cache::none(), Home::default()),
        })
    }

    fn made(&self, bundle: Bundle, hidden: Vec<String>) -> RuleSet {
        let home = Home::default();
        let function = |target: &crate::rules::Target| {
            let plugin = Plugin::of(target).expect("a plugin");
            let ports = &self.recorded.ports;
            let made = self.host.function(target, &plugin, ports, Overrides::default());
            Some(Arc::new(made.expect("a function")))
        };
        let functions = bundle.targets.iter().map(function).collect();
        let names = bundle.buses.iter().map(|bus| bus.name.as_str()).chain([DEFAULT_BUS]);
        let buses: HashMap<Arc<str>, Arc<Rules>> =
            names.map(|bus| (Arc::from(bus), Arc::new(compiled(&bundle, bus, &home)))).collect();
        let digest = format!("{} rules", bundle.rules.len());
        let auditor = Arc::new(Auditor::new(crate::audit::Setup {
            rules: bundle.compliance.clone().into(),
            first: bundle.rules.len(),
            packs: Vec::new(),
            waivers: bundle.waivers.clone(),
            now: jiff::Timestamp::UNIX_EPOCH,
            account: Some(home.account.clone()),
            region: Some(home.region.clone()),
            tell: Tell { events: true, ..Tell::default() },
            threads: 1,
            plugins: None,
        }));
        let listening = Listening::new(&bundle.filters, bundle.rules.len(), true);
        let listening = Arc::new(listening.expect("metric filters"));
        RuleSet {
            bundle,
            buses,
            auditor,
            listening,
            functions,
            home,
            digest,
            warnings: String::new(),
            hidden,
        }
    }
}

impl Loader for Texts {
    fn load(&self, defined: &[Definition]) -> Result<RuleSet, NotLoaded> {
        let limits = Limits::default();
        let files = self.files.lock().expect("files").clone();
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (&**n, &**t)).collect();
        let mut loaded = Loaded::default();
        loaded.add_texts(&files, Role::Own, &limits);
        let of_files = sound(&loaded)?;
        let hidden = hidden(&of_files, defined);
        loaded.add_texts(&[(API, &text(defined, &hidden))], Role::Own, &limits);
        Ok(self.made(sound(&loaded)?, hidden))
    }

    fn stamp(&self) -> u64 {
        let files = self.files.lock().expect("files");
        files.iter().map(|(name, text)| (name.len() + text.len()) as u64).sum()
    }
}

fn sound(loaded: &Loaded) -> Result<Bundle, NotLoaded> {
    let none = |_: &Path| Err(std::io::Error::other("no files"));
    let (bundle, diags) = bundle(loaded, &[], &none, &Limits::default());
    for diags in [&loaded.diags, &diags] {
        refuse(diags)?;
    }
    Ok(bundle)
}

fn refuse(diags: &Diags) -> Result<(), NotLoaded> {
    let error = diags.as_slice().iter().find(|diag| diag.level == Level::Error);
    error.map_or(Ok(()), |diag| Err(NotLoaded(diag.message.clone())))
}

fn compiled(bundle: &Bundle, bus: &str, home: &Home) -> Rules {
    let limits = Limits::default();
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        let targets: Vec<_> = rule.targets.iter().map(|entry| entry.target).collect();
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
    }
    for (bus, pattern) in bundle.event_filters() {
        builder.add(RuleInput { pattern, bus, targets: &[] });
    }
    let graph = builder.finish();
    let plan = graph.freeze(&limits, |node| bundle.listens(node, bus)).expect("a plan");
    let routes = Routes::new(&bundle.senders(), &bundle.targets, home.clone(), &limits);
    Rules {
        plan,
        records: RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND),
        states: bundle.rules.iter().map(|rule| rule.state).collect(),
        gate: Gate::Off,
        routes: routes.expect("routes").sending(),
        account: None,
        auditor: None,
        listening: Listening::new(&bundle.filters, bundle.rules.len(), true).ok().map(Arc::new),
        now: 0,
    }
}

/// Starts a daemon on the current runtime.
pub(crate) fn start_at(kv: &Arc<dyn Kv>, loader: &Arc<Texts>, clock: &Clock) -> Daemon {
    let setup = Setup {
        kv: Arc::clone(kv),
        loader: Arc::<Texts>::clone(loader),
        log: Options::default(),
        home: Home::default(),
        seed: 1,
    };
    Daemon::start_with(setup, clock).expect("a daemon")
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "it never came about that {what}");
        ticks.tick().await;
    }
}
