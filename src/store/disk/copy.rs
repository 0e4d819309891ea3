//! A store read from one end to the other: to prove that it can be (`fsck`), and into another store
//! while it is in use (`backup`).

use super::trouble::{Trouble, guarded};
use super::{Disk, Options, own};
use crate::store::{Durability, Kv, Pairs, SPACES, Space, StoreError, Write};
use ::fjall::{Readable, Snapshot};
use std::path::Path;

/// Bytes and pairs of a step.
const STEP: (usize, usize) = (4 << 20, 4_096);

/// What a space holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The space.
    pub space: Space,
    /// Pairs of it that can be read.
    pub pairs: u64,
    /// Bytes of their keys and values.
    pub bytes: u64,
}

/// A place that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The space.
    pub space: Space,
    /// The last key before it that can be read.
    pub after: Option<Vec<u8>>,
    /// What is wrong.
    pub why: StoreError,
}

/// What reading everything found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// All spaces.
    pub counts: Vec<Count>,
    /// The first damaged place. Its space is counted up to there, and those after it are whole or not.
    pub damage: Option<Damage>,
}

impl Disk {
    /// Reads all pairs, by which the engine proves the sums of all blocks that hold some.
    ///
    /// # Errors
    /// The store is closed.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let snapshot = self.engine()?.database().snapshot();
        let mut found = Verified { counts: Vec::new(), damage: None };
        for space in SPACES {
            let mut count = Count { space: *space, pairs: 0, bytes: 0 };
            let mut after = None;
            let read = self.each(&snapshot, *space, &mut |pairs| {
                count.pairs += pairs.len() as u64;
                count.bytes += pairs.iter().map(|(k, v)| (k.len() + v.len()) as u64).sum::<u64>();
                after = pairs.last().map(|(key, _)| key.clone());
                Ok(())
            });
            found.counts.push(count);
            if let Err(why) = read {
                found.damage.get_or_insert(Damage { space: *space, after, why });
            }
        }
        Ok(found)
    }

    /// Copies the store as it is now into a directory that is empty or not there. Writes go on
    /// meanwhile and are not in it.
    ///
    /// # Errors
    /// This store cannot be read or the other one not be written; what is there then is no store. A
    /// process that ends meanwhile leaves a part: copy to another name, and rename it.
    pub fn copy_to(&self, dir: &Path) -> Result<Vec<Count>, StoreError> {
        if dir.join("format").exists() {
            return Err(StoreError::Open(format!("`{}` holds a store already", dir.display())));
        }
        let other = Disk::open(dir, &Options { read_only: false, ..self.options })?;
        let copied = self.fill(&other).and_then(|counts| other.close().map(|()| counts));
        if copied.is_err() {
            // A part of a store must not look like one.
            let _ = std::fs::remove_file(dir.join("format"));
        }
        copied
    }

    fn fill(&self, other: &Disk) -> Result<Vec<Count>, StoreError> {
        let floors = self.floors.read().map(|floors| floors.clone()).unwrap_or_default();
        let snapshot = self.engine()?.database().snapshot();
        let mut counts = Vec::new();
        for space in SPACES {
            let mut count = Count { space: *space, pairs: 0, bytes: 0 };
            if let Some(floor) = floors.get(space) {
                other.drop_before(*space, floor)?;
            }
            self.each(&snapshot, *space, &mut |pairs| {
                count.pairs += pairs.len() as u64;
                count.bytes += pairs.iter().map(|(k, v)| (k.len() + v.len()) as u64).sum::<u64>();
                let writes = pairs.into_iter().map(|(k, v)| Write::put(*space, k, v)).collect();
                other.write(writes, Durability::Later)
            })?;
            counts.push(count);
        }
        Ok(counts)
    }

    /// Calls back with all pairs of a space, some at a time.
    fn each(
        &self,
        snapshot: &Snapshot,
        space: Space,
        see: &mut dyn FnMut(Pairs) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let tree = self.engine()?.space(space)?;
        let from = self.from(space, &[]).into_owned();
        let mut range = guarded(|| Ok(snapshot.range(tree, from..))).map_err(Trouble::reading)?;
        loop {
            let (mut pairs, mut bytes) = (Vec::new(), 0);
            let read = guarded(|| {
                while bytes < STEP.0 && pairs.len() < STEP.1 {
                    let Some(pair) = range.next() else { break };
                    let pair = own(pair)?;
                    bytes += pair.0.len() + pair.1.len();
                    pairs.push(pair);
                }
                Ok(())
            });
            let end = pairs.is_empty();
            if !end {
                see(pairs)?;
            }
            read.map_err(Trouble::reading)?;
            if end {
                return Ok(());
            }
        }
    }
}

/// The bytes that a directory takes of the disk.
pub(super) fn bytes(root: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for (name, length) in super::seal::files(root)? {
        // A journal has its room before it is written.
        bytes += allocated(&root.join(name)).unwrap_or(length);
    }
    Ok(bytes)
}

#[cfg(unix)]
fn allocated(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|data| data.blocks() * 512)
}

#[cfg(not(unix))]
fn allocated(_: &Path) -> Option<u64> {
    None
}
