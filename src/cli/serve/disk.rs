//! The daemon's store. In debug builds `TRIPLINE_STORE` has it fail or forget for a test: `lossy` drops
//! what is not synced when the process ends, `full:20..60` has no room for these writes, `lost:20..21`
//! fails at one without it, `kept:20..21` with it.

use super::super::exit::{Code, Failure};
use crate::store::{Disk, Kv, Options};
use std::path::Path;
use std::sync::Arc;

/// Opens the store in a directory.
pub(super) fn open(dir: &Path) -> Result<Arc<dyn Kv>, Failure> {
    let disk = Disk::open(dir, &Options::default());
    let disk = disk.map_err(|e| Failure::Say(Code::BadInput, e.to_string()))?;
    #[cfg(debug_assertions)]
    if let Ok(wish) = std::env::var("TRIPLINE_STORE") {
        return debug::wrapped(disk, &wish)
            .ok_or_else(|| Failure::usage(format!("TRIPLINE_STORE is not `{wish}`")));
    }
    Ok(Arc::new(disk))
}

#[cfg(debug_assertions)]
mod debug {
    use crate::store::{Disk, Fault, Faulty, Kv, Lossy};
    use std::sync::Arc;

    /// The store as a test wishes it; `None` if that means nothing.
    pub fn wrapped(disk: Disk, wish: &str) -> Option<Arc<dyn Kv>> {
        if wish == "lossy" {
            return Some(Arc::new(Lossy::new(disk)));
        }
        let (fault, writes) = wish.split_once(':')?;
        let fault = match fault {
            "full" => Fault::Full,
            "lost" => Fault::Lost,
            "kept" => Fault::Kept,
            _ => return None,
        };
        let (from, to) = writes.split_once("..")?;
        let faulty = Faulty::new(disk);
        faulty.fail(from.parse().ok()?..to.parse().ok()?, fault);
        Some(Arc::new(faulty))
    }
}
