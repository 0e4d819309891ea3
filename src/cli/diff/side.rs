//! One set of rules: read, and at work on one bus. Only event rules count here: what else the files
//! define is checked and left aside.

use super::super::args::Global;
use super::super::bundle::Checked;
use super::super::compile::{Purpose, compile};
use super::super::exit::Failure;
use super::super::serve::read_with;
use crate::audit::Tell;
use crate::daemon::ruleset::Definition;
use crate::eval::{Gate, Worker};
use std::path::PathBuf;
use std::sync::Arc;

/// Rules that were read and are sound.
#[derive(Debug)]
pub(in crate::cli) struct Read(Checked);

/// Rules at work.
#[derive(Debug)]
pub(in crate::cli) struct Side {
    /// The names of the rules, by id.
    pub names: Vec<Arc<str>>,
    pub worker: Worker,
}

/// Reads files and packs, with what came over the API.
pub(in crate::cli) fn read(
    paths: &[PathBuf],
    packs: &[String],
    defined: &[Definition],
    global: &Global,
) -> Result<Read, Failure> {
    let (checked, ..) = read_with(paths, packs, defined, &[], global)?;
    let mut checked = checked.sound(global)?;
    let bundle = &mut checked.bundle;
    bundle.compliance.clear();
    bundle.filters.clear();
    bundle.alarms.clear();
    bundle.baselines.clear();
    // Nothing is delivered, so no input is made for a target.
    bundle.rules.iter_mut().for_each(|rule| rule.targets.clear());
    Ok(Read(checked))
}

impl Read {
    /// The bus of an archive.
    pub fn bus_of(&self, archive: &str) -> Option<&str> {
        let found = self.0.bundle.archives.iter().find(|known| known.name == archive);
        found.map(|archive| archive.bus.as_str())
    }

    /// The rules at work on a bus.
    pub fn on(&self, bus: &str, global: &Global) -> Result<Side, Failure> {
        let purpose = Purpose {
            bus,
            gate: Gate::Off,
            sending: false,
            watching: false,
            archiving: false,
            tell: Tell::default(),
            threads: 1,
            plugins: None,
        };
        let rules = compile(&self.0, purpose, global)?;
        let names = self.0.bundle.rules.iter().map(|rule| Arc::from(&*rule.header.name)).collect();
        Ok(Side { names, worker: Worker::new(Arc::new(rules)) })
    }
}
