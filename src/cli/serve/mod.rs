//! `tripline serve`: the daemon. `args` are its options, `disk` is its store, `loader` reads rules,
//! `router` answers requests, `chores` is what is done from time to time, `heartbeat` are signs of life.

mod args;
mod chores;
mod disk;
mod heartbeat;
mod loader;
mod pages;
mod router;

pub(super) use args::ServeArgs;
pub(super) use loader::read_with;

use super::args::Global;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::api::Api;
use crate::daemon::backup::Backups;
use crate::daemon::journal::Journal;
use crate::daemon::log::Options;
use crate::daemon::{Daemon, DaemonError, Parts, Setup};
use crate::eval::Gate;
use crate::exports;
use crate::http::auth::{Access, SessionKey};
use crate::http::{Bound, Limits, Server, Tls};
use crate::operators::Compat;
use crate::plugins::http::Client;
use crate::plugins::ports::states::OnDisk;
use crate::plugins::ports::{Ports, Randomness, clocks, folders, secrets};
use crate::settings::{self, Settings};
use router::Router;
use std::io;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

pub(super) fn run(args: &ServeArgs, global: &Global) -> Done {
    let settings = settings(args, global)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("serve")
        .build()
        .map_err(|e| Failure::Say(Code::Bug, format!("no threads: {e}")))?;
    runtime.block_on(serve(args, settings, global))
}

/// The settings of the file, with what options say over it.
fn settings(args: &ServeArgs, global: &Global) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if let Some(path) = &args.config {
        let found = settings::load(path);
        let failed = found.diags.has_errors();
        terminal::diags(found.diags, &found.sources, global)?;
        if failed {
            return Err(Failure::Said(Code::BadRules));
        }
        settings = found.settings;
    }
    if !args.rules.rules.is_empty() || !args.rules.packs.is_empty() {
        settings.rules.clone_from(&args.rules.rules);
        settings.packs.clone_from(&args.rules.packs);
    }
    if let Some(data) = &args.data {
        settings.data.clone_from(data);
    }
    if let Some(listen) = args.listen {
        settings.listen = listen;
    }
    match args.compat.as_deref() {
        Some("aws") => settings.compat = Compat::Aws,
        Some(_) => settings.compat = Compat::Tripline,
        None => {}
    }
    settings.check_listen().map_err(|diag| {
        let help = diag.help.join("; ");
        Failure::usage(format!("{}: {}\n  = help: {help}", diag.code.name(), diag.message))
    })?;
    Ok(settings)
}

async fn serve(args: &ServeArgs, settings: Settings, global: &Global) -> Done {
    let journal = Journal::new(settings.log.level, settings.log.json, Box::new(io::stderr()));
    let journal = Arc::new(journal);
    let mut global = global.clone();
    global.account = global.account.or_else(|| settings.account.clone());
    global.region = global.region.or_else(|| settings.region.clone());
    let kv = disk::open(&settings.data)?;
    let states = Arc::new(super::deliver::states(&settings.data)?);
    let loader = loader::Files {
        paths: settings.rules.clone(),
        packs: settings.packs.clone(),
        ports: ports(args, Arc::clone(&states)),
        host: super::host::host(&global.home()),
        gate: if settings.compat == Compat::Aws { Gate::Aws } else { Gate::Off },
        heartbeat: settings.heartbeat.clone(),
        global: global.clone(),
    };
    let setup = Setup {
        kv: Arc::clone(&kv),
        loader: Arc::new(loader),
        log: Options::default(),
        home: global.home(),
        seed: super::deliver::seed(),
    };
    let parts = Parts { access: exports::Access::environment(), ..Parts::default() };
    // Loading compiles plugins, which takes its time.
    let daemon =
        tokio::task::block_in_place(|| Daemon::start_with(setup, parts)).map_err(failure)?;
    let daemon = Arc::new(daemon);
    if let Some(folder) = &settings.backups {
        daemon.allow_backups(Backups::new(folder.clone(), Some(states)));
    }
    let sessions = SessionKey::generate().map_err(|e| Failure::Say(Code::Bug, e.to_string()))?;
    let router = Arc::new(Router {
        api: Api {
            daemon: Arc::clone(&daemon),
            compat: settings.compat,
            depth: crate::base::limits::Limits::default().depth,
            put_events_bytes: 1 << 20,
            decompressed: settings.limits.decompressed,
            snapshots: Some(settings.data.join("snapshots")),
        },
        access: Access::new(&settings, sessions),
        limits: crate::wire::Limits {
            body: usize::try_from(settings.limits.body).unwrap_or(usize::MAX),
            ..crate::wire::Limits::default()
        },
        journal: Arc::clone(&journal),
        pages: pages::Pages::new(&daemon),
    });
    let tls = settings.tls.as_ref().map(Tls::load).transpose();
    let tls = tls.map_err(|e| Failure::Say(Code::BadInput, e.to_string()))?.map(Arc::new);
    let bound = Server::bind(settings.listen).await.map_err(|e| {
        Failure::Say(Code::BadInput, format!("cannot listen on {}: {e}", settings.listen))
    })?;
    // Before anybody hears that it serves: from then on signals mean something.
    let asked = ending();
    let chores = chores::start(&daemon, &settings, &journal);
    let beating = settings.heartbeat.as_ref();
    let beating = beating.map(|beat| heartbeat::start(&daemon, beat, &journal));
    announce(&bound, &settings, &daemon, &journal);
    let ended = bound.run(router, Limits::from(&settings.limits), tls, asked).await;
    journal.info("ending", &[("cut-off", ended.cut_off.into())]);
    chores.abort();
    if let Some(beating) = beating {
        beating.abort();
    }
    daemon.drain().await;
    journal.info("ended", &[]);
    Ok(Code::Clean)
}

/// Says where it can be called, on standard output too: scripts wait for that line.
fn announce(bound: &Bound, settings: &Settings, daemon: &Daemon, journal: &Journal) {
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{}", bound.address());
    let rules = daemon.rules();
    let fields = [
        ("url", url.as_str().into()),
        ("rules", rules.bundle.rules.len().into()),
        ("digest", rules.digest.as_str().into()),
        ("data", settings.data.display().to_string().into()),
    ];
    journal.info("serving", &fields);
    if !rules.warnings.is_empty() {
        journal.warn("the rules have warnings: `tripline check` shows them", &[]);
    }
    use io::Write;
    // Nobody may read it.
    let _ = writeln!(io::stdout(), "tripline serves on {url}");
}

/// Is there when the process is asked to end, after this was called.
fn ending() -> impl Future<Output = ()> {
    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

fn failure(error: DaemonError) -> Failure {
    match error {
        DaemonError::Rules(problems) => {
            use io::Write;
            let _ = write!(io::stderr(), "{problems}");
            Failure::Said(Code::BadRules)
        }
        DaemonError::Store(_) => Failure::Say(Code::BadInput, error.to_string()),
        DaemonError::Thread(_) => Failure::Say(Code::Bug, error.to_string()),
    }
}

/// The world outside as plugins have it.
fn ports(args: &ServeArgs, states: Arc<OnDisk>) -> Arc<Ports> {
    let folder = args.secrets.clone();
    Arc::new(Ports {
        http: Arc::new(Client::default()),
        files: Arc::new(folders::Folders::default()),
        states,
        secrets: Arc::new(secrets::Sources {
            folder,
            environment: true,
            ..secrets::Sources::default()
        }),
        clock: Arc::new(clocks::System),
        randomness: Randomness::System,
    })
}
