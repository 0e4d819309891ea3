//! The host of plugins as commands make it: with the user's cache of compiled code.

use crate::model::Home;
use crate::plugins::{Cache, Host};
use std::path::PathBuf;

/// A host for this run.
pub(super) fn host(home: &Home) -> Host {
    Host::new(cache(), home.clone())
}

/// The cache in `$TRIPLINE_CACHE`, `$XDG_CACHE_HOME/tripline/cwasm` or `~/.cache/tripline/cwasm`; an
/// empty `$TRIPLINE_CACHE` turns it off.
fn cache() -> Cache {
    let given = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let folder = match given("TRIPLINE_CACHE") {
        Some(folder) if folder.as_os_str().is_empty() => return Cache::none(),
        Some(folder) => Some(folder),
        None => given("XDG_CACHE_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| given("HOME").map(|home| home.join(".cache")))
            .map(|folder| folder.join("tripline").join("cwasm")),
    };
    folder.map_or_else(Cache::none, |folder| Cache::at(&folder))
}
