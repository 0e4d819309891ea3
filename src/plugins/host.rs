//! The host: compiles plugins once each, and makes functions of them.

use super::abi::v1;
use super::cache::Cache;
use super::engine::Machine;
use super::fault::chain;
use super::function::Function;
use super::limits;
use super::plugin::Plugin;
use super::ports::Ports;
use super::rights::Rights;
use super::session::{Facts, Session};
use crate::model::Home;
use crate::rules::{Isolation, Target};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use wasmtime::component::{Component, Linker};

/// Runs plugins.
#[derive(Debug)]
pub struct Host {
    cache: Cache,
    home: Home,
    rooms: Mutex<[Option<Arc<Room>>; 2]>,
    ready: Mutex<HashMap<([u8; 32], bool), v1::Ready>>,
}

/// An engine and what is linked into its components.
struct Room {
    machine: Arc<Machine>,
    linker: Linker<Session>,
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").field("machine", &self.machine).finish_non_exhaustive()
    }
}

/// How a target differs from its rules file: set by tests and one-shot commands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides {
    /// A new instance for every invocation, so that nothing leaks from one to the next.
    pub fresh: bool,
}

impl Host {
    /// A host with a cache of compiled code. `home` is where events that plugins put come from.
    #[must_use]
    pub fn new(cache: Cache, home: Home) -> Self {
        Self { cache, home, rooms: Mutex::default(), ready: Mutex::default() }
    }

    /// Compiles a plugin, or finds it compiled, and links it.
    ///
    /// # Errors
    /// What the compiler or the linker says of it.
    pub fn compile(&self, plugin: &Plugin) -> Result<(), String> {
        self.ready(plugin, false).map(|_| ())
    }

    /// The function that a target is.
    ///
    /// # Errors
    /// What the compiler or the linker says of its plugin.
    pub fn function(
        &self,
        target: &Target,
        plugin: &Plugin,
        ports: &Arc<Ports>,
        overrides: Overrides,
    ) -> Result<Function, String> {
        let fuel = target.limits.fuel;
        let ready = self.ready(plugin, fuel.is_some())?;
        let machine = Arc::clone(&self.room(fuel.is_some())?.machine);
        let base = target.file.parent().unwrap_or(Path::new(""));
        let facts = Facts {
            target: target.name.as_str().into(),
            plugin: target.plugin.value.clone(),
            config: config_text(target),
            rights: Rights::of(&target.grants, base),
            timeout: target.limits.timeout.unwrap_or(limits::TIMEOUT),
            memory: target.limits.memory.unwrap_or(limits::MEMORY),
            fuel,
            ports: Arc::clone(ports),
            home: self.home.clone(),
        };
        let isolation = if overrides.fresh { Isolation::Fresh } else { target.isolation };
        Ok(Function::new(Arc::new(facts), machine, ready, isolation))
    }

    fn room(&self, metered: bool) -> Result<Arc<Room>, String> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let [plain, counted] = &mut *rooms;
        let slot = if metered { counted } else { plain };
        if let Some(room) = slot {
            return Ok(Arc::clone(room));
        }
        let room = Room::new(metered).map_err(|e| format!("no engine: {}", chain(&e)))?;
        Ok(Arc::clone(slot.insert(Arc::new(room))))
    }

    fn ready(&self, plugin: &Plugin, metered: bool) -> Result<v1::Ready, String> {
        let room = self.room(metered)?;
        let key = (plugin.sha256, metered);
        let known = self.ready.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(ready) = known {
            return Ok(ready);
        }
        let engine = room.machine.engine();
        let (component, _found) =
            self.cache.component(engine, &plugin.bytes).map_err(|e| chain(&e))?;
        let ready = room.link(&component).map_err(|e| chain(&e))?;
        let mut all = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(all.entry(key).or_insert(ready).clone())
    }
}

impl Room {
    fn new(metered: bool) -> wasmtime::Result<Self> {
        let machine = Arc::new(Machine::new(metered)?);
        let mut linker = Linker::new(machine.engine());
        v1::link(&mut linker)?;
        Ok(Self { machine, linker })
    }

    /// Links a component. What it imports of others (WASI) is linked to traps: toolchains import
    /// it whether it is used or not.
    fn link(&self, component: &Component) -> wasmtime::Result<v1::Ready> {
        let mut linker = self.linker.clone();
        linker.define_unknown_imports_as_traps(component)?;
        v1::Ready::new(linker.instantiate_pre(component)?)
    }
}

/// A target's config as JSON text.
#[must_use]
pub fn config_text(target: &Target) -> String {
    let Some(config) = &target.config else { return "{}".to_owned() };
    // INVARIANT (config-is-json): `rules` has reported values that JSON has no form for.
    let mut ignored = crate::base::diag::Diags::default();
    crate::rules::json_text(&mut ignored, config.root()).unwrap_or_else(|| "{}".to_owned())
}
