//! `eval --deliver`: invocations are made, with the world outside or with one that only records.

use super::args::{DeliverArg, DeliverArgs, Global};
use super::bundle::Checked;
use super::exit::{Code, Failure};
use crate::deliver::{RetryPolicy, Settings};
use crate::dispatch::{Chain, Dispatch, Inbox, Note, Running, granted, listens, start};
use crate::eval::Routes;
use crate::model::{Effect, Home, Planned, SideEffect};
use crate::plugins::http::Client;
use crate::plugins::ports::recorded::{RecordedFiles, RecordedHttp};
use crate::plugins::ports::{Ports, Randomness, Request, clocks, folders, secrets, states};
use crate::plugins::{Function, Overrides, Plugin, check};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Deliveries of a run.
#[derive(Debug)]
pub(super) struct Courier {
    inbox: Inbox,
    running: Running,
    recorded: Option<(Arc<RecordedHttp>, Arc<RecordedFiles>)>,
}

impl Courier {
    /// Makes functions of all targets and starts delivering. Targets that cannot be invoked end
    /// the command before anything is read.
    pub(super) fn new(
        checked: &mut Checked,
        args: &DeliverArgs,
        how: DeliverArg,
        threads: usize,
        global: &Global,
    ) -> Result<Self, Failure> {
        let (ports, recorded) = ports(args, how)?;
        let courier = Self::with(checked, &ports, threads, global)?;
        Ok(Self { recorded, ..courier })
    }

    /// Delivers through these ports.
    pub(super) fn with(
        checked: &mut Checked,
        ports: &Arc<Ports>,
        threads: usize,
        global: &Global,
    ) -> Result<Self, Failure> {
        let home = global.home();
        let host = super::host::host(&home);
        let plugins = check(&host, &checked.bundle.targets, &mut checked.diags);
        checked.fail_on_errors(global)?;
        let targets = &checked.bundle.targets;
        let function = |(target, plugin): (&_, &Option<Plugin>)| {
            // INVARIANT (checked): a target without a plugin is an error of `check`.
            let plugin = plugin.as_ref().ok_or(Failure::Said(Code::BadRules))?;
            let made = host.function(target, plugin, ports, Overrides::default());
            made.map(|made| Some(Arc::new(made))).map_err(Failure::usage)
        };
        let functions: Vec<Option<Arc<Function>>> =
            targets.iter().zip(&plugins).map(function).collect::<Result<_, Failure>>()?;
        let settings = Settings {
            seed: seed(),
            home: home.clone(),
            retry: RetryPolicy::ONE_RUN,
            ..Settings::default()
        };
        let chain = chain(checked, home)?;
        let senders = checked.bundle.senders();
        let dispatch = Dispatch::new(&senders, targets, functions, settings, chain);
        let verbose = global.verbose > 0;
        let hear = move |note: &Note| {
            if verbose {
                say(note);
            }
        };
        let (inbox, running) = start(dispatch, threads, hear)
            .map_err(|e| Failure::Say(Code::Bug, format!("no thread for deliveries: {e}")))?;
        Ok(Self { inbox, running, recorded: None })
    }

    /// Makes an invocation, some time.
    pub(super) fn send(&self, planned: Planned) {
        self.inbox.send(planned);
    }

    /// Waits for the end of all deliveries; they come out in the order in which they went in.
    pub(super) fn finish(self) -> Result<Vec<Effect>, Failure> {
        let Self { inbox, running, recorded } = self;
        drop(inbox);
        let mut notes = running.join().map_err(|why| Failure::Say(Code::Bug, why))?;
        notes.sort_by_key(|note| match note {
            Note::Ended(ended) => ended.number.unwrap_or(u64::MAX),
            _ => u64::MAX,
        });
        let mut told = HashSet::new();
        let effect = |note| match note {
            Note::Ended(ended) => {
                let mut delivered = ended.delivered;
                // The items of a batch share what its call answered and logged: it is told once.
                let call = delivered.invocation.clone().map(|id| (id, delivered.attempts));
                if call.is_some_and(|call| !told.insert(call)) {
                    (delivered.output, delivered.log) = (None, Arc::default());
                }
                Some(Effect::Delivery(Box::new(delivered)))
            }
            Note::Put(effect) => Some(Effect::Performed(effect)),
            Note::Called(_) | Note::Decided(_) => None,
        };
        let mut effects: Vec<Effect> = notes.into_iter().filter_map(effect).collect();
        if let Some((http, files)) = recorded {
            let mut requests = http.take();
            // Calls run side by side: without an order of its own, a dry run shows that of targets.
            requests
                .sort_by(|a, b| (&a.target, &a.url, &a.body).cmp(&(&b.target, &b.url, &b.body)));
            effects.extend(
                requests.into_iter().map(|request| Effect::Performed(Box::new(shown(request)))),
            );
            effects.extend(files.all().into_iter().map(|(path, content)| {
                Effect::Performed(Box::new(SideEffect::File { path, content }))
            }));
        }
        Ok(effects)
    }
}

/// A recorded request without the secrets that its plugin read.
fn shown(request: Request) -> SideEffect {
    let Request { target, method, url, headers, body, secrets, .. } = request;
    let hide = |text: String| {
        secrets.iter().filter(|s| !s.is_empty()).fold(text, |text, s| text.replace(&**s, "***"))
    };
    // What holds a secret in another form (Basic credentials) is hidden whole.
    let header = |(name, value): (String, String)| {
        let whole = !secrets.is_empty() && name.eq_ignore_ascii_case("authorization");
        let value = match value.split_once(' ') {
            Some((scheme, _)) if whole => format!("{scheme} ***"),
            _ if whole => "***".to_owned(),
            _ => hide(value),
        };
        (name, value)
    };
    let headers = headers.into_iter().map(header).collect();
    let body = body.map(|body| match String::from_utf8(body) {
        Ok(text) => hide(text).into_bytes(),
        Err(binary) => binary.into_bytes(),
    });
    SideEffect::Request { target, method, url: hide(url), headers, body }
}

/// Says what happens, as it happens, on standard error.
fn say(note: &Note) {
    match note {
        Note::Decided(decision) => super::terminal::log(&decision.to_string()),
        Note::Called(called) => {
            let crate::dispatch::Called { target, invocation, invoked, log, .. } = &**called;
            let items = invocation.items.len();
            super::terminal::log(&format!(
                "target `{target}` called with {items} of rule `{}`, attempt {}: {} in {:.1} ms, {} KiB, {}",
                invocation.rule,
                invocation.attempt,
                invoked.outcome,
                invoked.took.as_secs_f64() * 1e3,
                invoked.memory / 1024,
                if invoked.warm { "warm" } else { "fresh" },
            ));
            for line in log.iter() {
                super::terminal::log(&format!("target `{target}` logs: {}", line.message));
            }
        }
        Note::Ended(ended) => {
            let delivered = &ended.delivered;
            super::terminal::log(&format!(
                "{} of rule `{}` to target `{}` (plugin `{}`): {}{}",
                delivered.role,
                delivered.rule,
                delivered.target,
                delivered.plugin,
                delivered.fate.word(),
                delivered.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default(),
            ));
        }
        Note::Put(effect) => {
            if let SideEffect::Put { target, event } = &**effect {
                let words =
                    format!("target `{target}` put event {} on bus `{}`", event.id, event.bus);
                super::terminal::log(&words);
            }
        }
    }
}

/// A seed for the jitter of retries, another one each time.
pub(super) fn seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::hash::RandomState::new().build_hasher().finish()
}

type Recorded = Option<(Arc<RecordedHttp>, Arc<RecordedFiles>)>;

/// The world outside as plugins have it.
fn ports(args: &DeliverArgs, how: DeliverArg) -> Result<(Arc<Ports>, Recorded), Failure> {
    let folder = args.secrets.clone();
    let secrets = secrets::Sources { folder, environment: true, ..secrets::Sources::default() };
    let mut ports = Ports {
        http: Arc::new(Client::default()),
        files: Arc::new(folders::Folders::default()),
        states: Arc::new(states::InMemory::default()),
        secrets: Arc::new(secrets),
        clock: Arc::new(clocks::System),
        randomness: Randomness::System,
    };
    if how == DeliverArg::DryRun {
        let (http, files) = (Arc::new(RecordedHttp::default()), Arc::new(RecordedFiles::default()));
        ports.http = Arc::clone(&http) as _;
        ports.files = Arc::clone(&files) as _;
        return Ok((Arc::new(ports), Some((http, files))));
    }
    if let Some(data) = &args.data {
        ports.states = Arc::new(states(data)?);
    }
    Ok((Arc::new(ports), None))
}

/// The states of targets in a data directory.
pub(super) fn states(data: &Path) -> Result<states::OnDisk, Failure> {
    let made = std::fs::create_dir_all(data);
    made.map_err(|e| Failure::input(&data.display().to_string(), &e))?;
    let opened = states::OnDisk::open(&data.join("plugin-state.redb"));
    opened.map_err(|why| Failure::Say(Code::BadInput, why))
}

/// The rules that events of plugins can match.
pub(super) fn chain(checked: &Checked, home: Home) -> Result<Chain, Failure> {
    let bundle = &checked.bundle;
    let buses = granted(&bundle.targets);
    let plans = if buses.is_empty() {
        HashMap::new()
    } else {
        let graph = checked.graph();
        let plan = |bus: &&str| {
            let plan = checked.plan(&graph, |rule| listens(bundle, rule, bus));
            Ok(((*bus).to_owned(), plan.map_err(|diag| Failure::usage(diag.message))?))
        };
        buses.iter().map(plan).collect::<Result<_, Failure>>()?
    };
    let routes = Routes::new(&bundle.senders(), &bundle.targets, home, &checked.limits);
    Ok(Chain::new(plans, routes.map_err(|e| Failure::usage(e.to_string()))?))
}
