//! What every store does alike: one table of cases, and generated batches beside [`Memory`].
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that fails says where, and children speak by their output"
)]

mod alike;
mod faults;
mod generated;

use super::{Disk, Kv, Lossy, Memory, Options};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes with the test.
pub(super) struct Temp(PathBuf);

impl Temp {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("tripline-store-{}-{next}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How tests open a store: nothing is kept free of a disk that is small.
pub(super) const OPTIONS: Options = Options { cache: 4 << 20, read_only: false, reserve: 0 };

/// Calls back with one of each, empty.
fn each(see: impl Fn(&dyn Kv)) {
    see(&Memory::default());
    let folder = Temp::new();
    see(&Disk::open(folder.path(), &OPTIONS).unwrap());
    see(&Lossy::new(Memory::default()));
    let folder = Temp::new();
    see(&Lossy::new(Disk::open(folder.path(), &OPTIONS).unwrap()));
}
