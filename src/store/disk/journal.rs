//! What a process that ended early left in the engine's journals, looked at before the engine does.
//!
//! The engine cuts a journal off at the first thing that it does not understand, and refuses one
//! whose sums do not match. Neither is right by itself: a loss of power can leave any part of what
//! was not synced, also with a hole in it, which has to be cut off; and what was synced must not be.
//! The stamps of batches tell the two apart. The format is that of fjall 3.

use super::stamp::{self, Changes, Stamp};
use crate::store::StoreError;
use memchr::memmem;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The last batch there is, and up to which number batches were synced before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub last: u64,
    pub synced: u64,
}

/// Reads all journals, and makes the last one end with its last whole batch. What is read again is
/// written again: after a sync that failed the system may show bytes that the disk does not have.
pub(super) fn mend(engine: &Path) -> Result<Found, StoreError> {
    let cannot = |error: io::Error| StoreError::Open(format!("its journal: {error}"));
    let journals = journals(engine).map_err(cannot)?;
    let mut walk = Walk::default();
    for (place, path) in journals.iter().enumerate() {
        let end = walk.through(path).map_err(cannot)?;
        if let Some(why) = walk.wrong {
            return Err(damaged(path, end, why));
        }
        let rest = rest(path, end).map_err(cannot)?;
        if place + 1 < journals.len() {
            if rest.some {
                return Err(damaged(path, end, "a batch is not whole"));
            }
        } else if rest.synced > walk.found.last {
            return Err(damaged(path, end, "behind it are batches that follow synced ones"));
        } else {
            rewrite(path, end).map_err(cannot)?;
        }
    }
    Ok(walk.found)
}

/// Takes the room away that the engine keeps behind the last batch of its journals.
pub(super) fn trim(engine: &Path) -> io::Result<()> {
    for path in journals(engine)? {
        let end = Walk::default().through(&path)?;
        if !rest(&path, end)?.some {
            let file = File::options().write(true).open(&path)?;
            file.set_len(end)?;
            file.sync_all()?;
        }
    }
    Ok(())
}

fn damaged(path: &Path, at: u64, why: &str) -> StoreError {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    StoreError::Damaged(format!("`{name}` at byte {at}: {why}"))
}

fn journals(engine: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all: Vec<(u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(engine)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jnl") {
            let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            all.push((number.unwrap_or(u64::MAX), path));
        }
    }
    all.sort();
    Ok(all.into_iter().map(|(_, path)| path).collect())
}

/// Goes through journals batch by batch.
#[derive(Debug, Default)]
struct Walk {
    found: Found,
    /// The engine's number of the last batch.
    order: Option<u64>,
    wrong: Option<&'static str>,
}

impl Walk {
    /// Where the last whole batch ends.
    fn through(&mut self, path: &Path) -> io::Result<u64> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut reader = Reader { file: BufReader::with_capacity(1 << 18, file), at: 0, length };
        let mut end = 0;
        while let Some((order, stamp)) = reader.batch()? {
            let follows = self.order.is_none_or(|before| order > before)
                && (self.order.is_none() || stamp.number == self.found.last + 1);
            if !follows {
                self.wrong = Some("batches are not in order");
                break;
            }
            self.order = Some(order);
            self.found = Found { last: stamp.number, synced: stamp.synced };
            end = reader.at;
        }
        Ok(end)
    }
}

struct Reader {
    file: BufReader<File>,
    at: u64,
    length: u64,
}

impl Reader {
    /// The engine's number of the next batch and its stamp; `None` if there is no whole one.
    fn batch(&mut self) -> io::Result<Option<(u64, Stamp)>> {
        let (mut key, mut value) = (Vec::new(), Vec::new());
        let Some([1]) = self.array()? else { return Ok(None) };
        let (Some(count), Some(order)) = (self.array()?, self.array()?) else { return Ok(None) };
        let mut changes = Changes::default();
        for left in (0..u32::from_le_bytes(count)).rev() {
            let Some([2, kind, 0]) = self.array()? else { return Ok(None) };
            let (Some(space), Some(keys), Some(values), Some(stored)) =
                (self.array()?, self.array()?, self.array::<4>()?, self.array::<4>()?)
            else {
                return Ok(None);
            };
            if values != stored
                || !self.bytes(u64::from(u16::from_le_bytes(keys)), &mut key)?
                || !self.bytes(u64::from(u32::from_le_bytes(values)), &mut value)?
            {
                return Ok(None);
            }
            if left > 0 {
                let value = (kind == 0).then_some(value.as_slice());
                changes.add(u64::from_le_bytes(space), &key, value);
            }
        }
        let Some([3]) = self.array()? else { return Ok(None) };
        let (Some(_), Some(trailer)) = (self.array::<8>()?, self.array()?) else { return Ok(None) };
        let stamp = Stamp::decode(&value).filter(|stamp| {
            stamp.sum == changes.sum() && key == stamp::KEY && &trailer == b"FJL\x03"
        });
        Ok(stamp.map(|stamp| (u64::from_le_bytes(order), stamp)))
    }

    fn array<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        if (N as u64) > self.length - self.at {
            return Ok(None);
        }
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(Some(bytes))
    }

    fn bytes(&mut self, many: u64, into: &mut Vec<u8>) -> io::Result<bool> {
        if many > self.length - self.at {
            return Ok(false);
        }
        into.resize(many as usize, 0);
        self.file.read_exact(into)?;
        self.at += many;
        Ok(true)
    }
}

/// What is behind the last whole batch.
#[derive(Debug, Default)]
struct Rest {
    /// Anything but zeros.
    some: bool,
    /// The highest number that a stamp calls synced.
    synced: u64,
}

fn rest(path: &Path, from: u64) -> io::Result<Rest> {
    const MOST: usize = 1 << 20;
    let whole = stamp::KEY.len() + stamp::LENGTH;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let zeros = vec![0; MOST];
    let (mut rest, mut bytes) = (Rest::default(), Vec::new());
    loop {
        let before = bytes.len();
        if (&mut file).take((MOST - before) as u64).read_to_end(&mut bytes)? == 0 {
            return Ok(rest);
        }
        if bytes != zeros[..bytes.len()] {
            rest.some = true;
            for at in memmem::find_iter(&bytes, stamp::KEY) {
                let stamp = bytes.get(at + stamp::KEY.len()..at + whole).and_then(Stamp::decode);
                rest.synced = rest.synced.max(stamp.map_or(0, |stamp| stamp.synced));
            }
        }
        // A stamp may lie across the border.
        bytes.drain(..bytes.len().saturating_sub(whole - 1));
    }
}

fn rewrite(path: &Path, end: u64) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    file.set_len(end)?;
    let (mut at, mut bytes) = (0, vec![0; 1 << 20]);
    while at < end {
        let many = (bytes.len() as u64).min(end - at) as usize;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut bytes[..many])?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&bytes[..many])?;
        at += many as u64;
    }
    file.sync_all()
}
