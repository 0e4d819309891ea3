//! What a called plugin reaches the world through: for real, or with `--dry-run` recorded.

use super::super::args::InvokeArgs;
use crate::cli::args::Global;
use crate::plugins::http::Client;
use crate::plugins::ports::recorded::{RecordedFiles, RecordedHttp};
use crate::plugins::ports::{
    Clock, Files, Http, Ports, Randomness, Request, clocks, folders, secrets, states,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The ports, and what was recorded of them.
#[derive(Debug)]
pub(super) struct Outside {
    pub ports: Arc<Ports>,
    recorded: Option<(Arc<RecordedHttp>, Arc<RecordedFiles>)>,
}

impl Outside {
    /// The ports that the arguments ask for. A state lives as long as the command.
    pub fn new(args: &InvokeArgs, global: &Global) -> Self {
        let recorded =
            args.dry_run.then(|| (Arc::<RecordedHttp>::default(), Arc::<RecordedFiles>::default()));
        let (http, files): (Arc<dyn Http>, Arc<dyn Files>) = match &recorded {
            Some((http, files)) => (Arc::clone(http) as _, Arc::clone(files) as _),
            None => (Arc::new(Client::default()), Arc::new(folders::Folders::default())),
        };
        let clock: Arc<dyn Clock> = match global.now {
            Some(now) => Arc::new(clocks::Fixed(now)),
            None => Arc::new(clocks::System),
        };
        let randomness = if args.dry_run { Randomness::ByInvocation } else { Randomness::System };
        let values = args.secrets.iter().cloned().collect();
        let secrets = secrets::Sources { values, folder: None, environment: true };
        let ports = Ports {
            http,
            files,
            states: Arc::new(states::InMemory::default()),
            secrets: Arc::new(secrets),
            clock,
            randomness,
        };
        Self { ports: Arc::new(ports), recorded }
    }

    /// The requests that were recorded since the last look.
    pub fn requests(&self) -> Vec<Request> {
        self.recorded.as_ref().map(|(http, _)| http.take()).unwrap_or_default()
    }

    /// The files that were recorded.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.recorded.as_ref().map(|(_, files)| files.all()).unwrap_or_default()
    }
}
