//! Compiled code on disk. A file's name is the SHA-256 of the component and of everything that
//! compiled code depends on (the engine's version, its settings, the processor), so a file is either
//! the right one or not found. Compiled code is run as it is, without another look; therefore it is
//! read only from a folder that belongs to this user and that nobody else can write into, and it is
//! never taken from anywhere else. Anything odd is not an error: the component is compiled again.

use crate::base::hex::hex;
use sha2::{Digest, Sha256};
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use wasmtime::Engine;
use wasmtime::component::Component;

/// The most bytes that the cache may have; the oldest go first.
const MOST: u64 = 1 << 30;

/// A folder of compiled components; `None` compiles every time.
#[derive(Debug, Clone, Default)]
pub struct Cache(Option<PathBuf>);

/// Feeds `Hash` into SHA-256: what two versions of the engine have in common must not collide.
struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |n, b| (n << 8) | u64::from(*b))
    }
}

impl Cache {
    /// No cache.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The cache in a folder, which is made if need be.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self(prepare(folder))
    }

    /// Is there one?
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A component from the cache, or compiled and put there. Tells whether it was found.
    pub(super) fn component(
        &self,
        engine: &Engine,
        bytes: &[u8],
    ) -> wasmtime::Result<(Component, bool)> {
        let Some(folder) = &self.0 else { return Ok((Component::new(engine, bytes)?, false)) };
        let path = folder.join(format!("{}.cwasm", key(engine, bytes)));
        if let Some(component) = load(engine, &path) {
            return Ok((component, true));
        }
        let component = Component::new(engine, bytes)?;
        if let Ok(compiled) = component.serialize() {
            // Without a cache things are slower, not wrong.
            if store(&path, &compiled).is_ok() {
                trim(folder);
            }
        }
        Ok((component, false))
    }
}

fn key(engine: &Engine, bytes: &[u8]) -> String {
    let mut sha = Sha(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut sha);
    sha.0.update(env!("CARGO_PKG_VERSION"));
    sha.0.update(Sha256::digest(bytes));
    hex(&sha.0.finalize())
}

/// Makes the folder with access for this user alone; `None` if it is not ours alone.
fn prepare(folder: &Path) -> Option<PathBuf> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).ok()?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return None,
        _ => {}
    }
    let folder = folder.canonicalize().ok()?;
    safe(&folder).then_some(folder)
}

/// Can nobody but this user (and the superuser) change what the path names? The folder itself must
/// be ours and ours alone; none of those above may let others replace it.
#[cfg(unix)]
fn safe(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    let me = rustix::process::geteuid().as_raw();
    let own = |path: &Path| {
        fs::symlink_metadata(path)
            .is_ok_and(|m| m.is_dir() && m.uid() == me && m.mode() & 0o077 == 0)
    };
    let above = |path: &Path| {
        fs::symlink_metadata(path).is_ok_and(|m| {
            (m.uid() == me || m.uid() == 0) && (m.mode() & 0o022 == 0 || m.mode() & STICKY != 0)
        })
    };
    own(folder) && folder.ancestors().skip(1).all(above)
}

#[cfg(not(unix))]
fn safe(_folder: &Path) -> bool {
    false
}

#[expect(
    unsafe_code,
    reason = "code compiled by this engine, from a folder only this user can write"
)]
fn load(engine: &Engine, path: &Path) -> Option<Component> {
    if !fs::symlink_metadata(path).ok()?.is_file() {
        return None;
    }
    // SAFETY: `deserialize_file` trusts the file to be what `serialize` wrote. `prepare` has made
    // sure that only this user can write into the folder, and the name that is looked for is made
    // of the hashes of the component and of the engine; files are moved there whole (`store`).
    let component = unsafe { Component::deserialize_file(engine, path) }.ok()?;
    Some(component)
}

/// Writes a file whole under another name and moves it: nobody sees half of it.
fn store(path: &Path, compiled: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let written = fs::File::create(&part).and_then(|mut file| {
        file.write_all(compiled)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&part, path)).inspect_err(|_| drop(fs::remove_file(&part)))
}

/// Removes the oldest files while there are too many bytes.
fn trim(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|e| is_ours(&e.file_name().to_string_lossy()))
        .filter_map(|e| {
            let metadata = e.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len(), e.path()))
        })
        .collect();
    let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
    files.sort();
    for (_, size, path) in files {
        if total <= MOST {
            return;
        }
        if fs::remove_file(path).is_ok() {
            total -= size;
        }
    }
}

/// Is it a name that this cache gives? Nothing else in the folder is counted or removed.
fn is_ours(name: &str) -> bool {
    let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
    let hash = stem.len() == 64 && stem.bytes().all(|b| b.is_ascii_hexdigit());
    hash && (rest == "cwasm" || rest.ends_with(".part"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_folder_that_others_may_write_is_not_used() {
        let base = std::env::temp_dir().join(format!("tripline-cache-{}", std::process::id()));
        let folder = base.join("cwasm");
        assert!(prepare(&folder).is_some());
        for mode in [0o777, 0o770, 0o705] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("a mode");
            assert!(prepare(&folder).is_none(), "{mode:o}");
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("a mode");
        fs::set_permissions(&base, fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(prepare(&folder).is_none(), "the folder above could be exchanged");
        fs::remove_dir_all(&base).expect("removed");
    }
}
