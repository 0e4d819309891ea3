//! The store on disk: one directory, one process, the embedded engine fjall below.
//!
//! A batch that was written with [`Durability::Now`] survives the end of the process and a loss of
//! power at any moment. After a write or sync that failed nothing more is taken until the store is
//! opened again: the system may have forgotten what it could not write. What is damaged is said, not
//! guessed; what was never acknowledged may be gone.

mod copy;
mod engine;
mod folder;
mod group;
mod journal;
mod seal;
mod stamp;
mod trouble;

#[cfg(test)]
mod tests;

pub use copy::{Count, Damage, Verified};

use super::{Durability, Kv, Pair, Pairs, Space, StoreError, Write};
use ::fjall::Guard;
use engine::Engine;
use folder::Folder;
use group::Group;
use stamp::Stamp;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};
use trouble::{Trouble, guarded};

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bytes of memory for blocks that were read.
    pub cache: u64,
    /// Refuse all writes. Opening still needs a directory that can be written: what a process left
    /// that ended early is put in order.
    pub read_only: bool,
    /// Bytes of the disk that are left free: with fewer, writes are [`StoreError::Full`] and nothing
    /// is lost. It has to hold what the engine writes meanwhile. Batches that only take away may use
    /// the half of it.
    pub reserve: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache: 64 << 20, read_only: false, reserve: 256 << 20 }
    }
}

/// A store on disk.
pub struct Disk {
    /// `None` only while it is dropped.
    engine: Option<Engine>,
    folder: Folder,
    options: Options,
    group: Group,
    /// The stamp of the last batch; held while one is written.
    last: Mutex<Stamp>,
    /// Why nothing is taken any more.
    failed: Mutex<Option<String>>,
    floors: RwLock<HashMap<Space, Vec<u8>>>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("folder", &self.folder.root()).finish_non_exhaustive()
    }
}

impl Disk {
    /// Opens the store in a directory, making it if the directory is empty or not there.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Damaged`]; [`StoreError::Open`] if
    /// the directory holds something else or cannot be written; [`StoreError::Full`].
    pub fn open(dir: &Path, options: &Options) -> Result<Self, StoreError> {
        let mut folder = Folder::claim(dir)?;
        if !folder.made {
            folder.make(|new| Engine::open(new, options.cache).map(drop))?;
        }
        let files = folder.engine();
        if !files.join("version").is_file() {
            return Err(StoreError::Damaged("the files of the engine are gone".into()));
        }
        let found = match seal::take(dir, &files)? {
            true => None,
            false => Some(journal::mend(&files)?),
        };
        let engine = Engine::open(&files, options.cache)?;
        let last = engine.stamp()?;
        if found.is_some_and(|found| found.synced.max(found.last) > last.number) {
            return Err(StoreError::Damaged("the engine has lost its last batches".into()));
        }
        let floors = RwLock::new(engine.floors()?);
        Ok(Self {
            engine: Some(engine),
            folder,
            options: *options,
            group: Group::default(),
            // What was read from the journal was synced by opening it.
            last: Mutex::new(Stamp { synced: last.number, ..last }),
            failed: Mutex::new(None),
            floors,
        })
    }

    /// Closes the store and seals it. Dropping it does the same and keeps quiet about it.
    ///
    /// # Errors
    /// The last writes with [`Durability::Later`] may not be on disk.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.end()
    }

    /// Why the store takes nothing more, if so.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn end(&mut self) -> Result<(), StoreError> {
        let Some(engine) = self.engine.take() else { return Ok(()) };
        let synced = engine.sync();
        let gone = guarded(move || {
            drop(engine);
            Ok(())
        });
        if let Some(why) = self.failure() {
            return Err(StoreError::Failed(why));
        }
        synced.and(gone).map_err(|trouble| StoreError::Failed(trouble.writing()))?;
        let files = self.folder.engine();
        let sealed = journal::trim(&files).and_then(|()| seal::put(self.folder.root(), &files));
        sealed.map_err(|error| StoreError::Failed(error.to_string()))
    }

    fn engine(&self) -> Result<&Engine, StoreError> {
        self.engine.as_ref().ok_or_else(|| StoreError::Failed("it is closed".into()))
    }

    fn fail(&self, trouble: Trouble) -> StoreError {
        let why = trouble.writing();
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        StoreError::Failed(failed.get_or_insert(why).clone())
    }

    /// Writes what several callers wrote, in one batch.
    fn commit(
        &self,
        writes: Vec<Write>,
        floor: Option<(Space, &[u8])>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        if let Some(why) = self.failure() {
            return Err(StoreError::Failed(why));
        }
        let engine = self.engine()?;
        self.leave_room(writes.iter().all(|write| write.value.is_none()))?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        engine.wait_for_room().map_err(|trouble| self.fail(trouble))?;
        let stamp = Stamp { number: last.number + 1, ..*last };
        engine.commit(writes, floor, stamp, durability).map_err(|trouble| self.fail(trouble))?;
        last.number = stamp.number;
        if durability == Durability::Now {
            last.synced = stamp.number;
        }
        Ok(())
    }

    /// Refuses a write before the disk is full, since the engine cannot go on after that.
    fn leave_room(&self, only_takes_away: bool) -> Result<(), StoreError> {
        let reserve = self.options.reserve / if only_takes_away { 2 } else { 1 };
        let Ok(disk) = rustix::fs::statvfs(self.folder.root()) else { return Ok(()) };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < reserve {
            let (free, reserve) = (free >> 20, self.options.reserve >> 20);
            return Err(StoreError::Full(format!("{free} MB are free, {reserve} are kept free")));
        }
        Ok(())
    }

    fn writable<'a>(&self, mut keys: impl Iterator<Item = &'a [u8]>) -> Result<(), StoreError> {
        if self.options.read_only {
            return Err(StoreError::Refused("it was opened for reading".into()));
        }
        if keys.any(|key| key.is_empty() || key.len() > usize::from(u16::MAX)) {
            return Err(StoreError::Refused("a key has to have 1 to 65535 bytes".into()));
        }
        Ok(())
    }

    /// Where reading a space begins: nothing before its floor is left.
    fn from<'a>(&self, space: Space, from: &'a [u8]) -> Cow<'a, [u8]> {
        let floors = self.floors.read().unwrap_or_else(PoisonError::into_inner);
        match floors.get(&space) {
            Some(floor) if floor.as_slice() > from => Cow::Owned(floor.clone()),
            _ => Cow::Borrowed(from),
        }
    }
}

fn own(pair: Guard) -> Result<(Vec<u8>, Vec<u8>), ::fjall::Error> {
    let (key, value) = pair.into_inner()?;
    Ok((key.to_vec(), value.to_vec()))
}

impl Kv for Disk {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if key.is_empty() || *self.from(space, key) != *key {
            return Ok(None);
        }
        let tree = self.engine()?.space(space)?;
        let found = guarded(|| tree.get(key)).map_err(Trouble::reading)?;
        Ok(found.map(|value| value.to_vec()))
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError> {
        let from = self.from(space, from);
        if to.is_some_and(|to| to <= &*from) {
            return Ok(Vec::new());
        }
        let tree = self.engine()?.space(space)?;
        guarded(|| {
            let range = match to {
                Some(to) => tree.range(&*from..to),
                None => tree.range(&*from..),
            };
            range.take(most).map(own).collect()
        })
        .map_err(Trouble::reading)
    }

    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let from = self.from(space, &[]);
        if upto.is_some_and(|upto| upto < &*from) {
            return Ok(None);
        }
        let tree = self.engine()?.space(space)?;
        guarded(|| {
            let mut range = match upto {
                Some(upto) => tree.range(&*from..=upto),
                None => tree.range(&*from..),
            };
            range.next_back().map(own).transpose()
        })
        .map_err(Trouble::reading)
    }

    fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), StoreError> {
        self.writable(batch.iter().map(|write| write.key.as_slice()))?;
        self.group
            .write(batch, durability, |writes, durability| self.commit(writes, None, durability))
    }

    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError> {
        self.writable(std::iter::once(key))?;
        // No key is before a single zero.
        if key <= [0].as_slice() || *self.from(space, key) != *key {
            return Ok(());
        }
        self.commit(Vec::new(), Some((space, key)), Durability::Now)?;
        let mut floors = self.floors.write().unwrap_or_else(PoisonError::into_inner);
        let floor = floors.entry(space).or_default();
        if floor.as_slice() < key {
            *floor = key.to_vec();
        }
        drop(floors);
        // From here on nobody reads what is before; a failure leaves it to the next time.
        self.engine()?.drop_tables(space, key).map_err(|trouble| self.fail(trouble))
    }

    fn copy_to(&self, dir: &Path) -> Result<Vec<Count>, StoreError> {
        Disk::copy_to(self, dir)
    }

    fn bytes(&self) -> u64 {
        copy::bytes(self.folder.root()).unwrap_or(0)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.end();
    }
}
