//! Backups: everything that the daemon keeps, copied as of one moment into a directory of its own.
//! What is under way has another name, so that a directory with a backup's name is a whole one.

use crate::plugins::ports::states::OnDisk;
use crate::store::{Count, Kv, StoreError};
use jiff::Timestamp;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The file with the state of plugins, in a data directory and in a backup.
pub const STATES: &str = "plugin-state.redb";

/// Copies a store and the state of plugins into a directory that is not there yet. The state of
/// plugins is copied after the store: what it holds of deliveries is not older.
///
/// # Errors
/// Something cannot be read or written; then there is no such directory.
pub fn copy(kv: &dyn Kv, states: Option<&OnDisk>, to: &Path) -> Result<Vec<Count>, StoreError> {
    if to.exists() {
        return Err(StoreError::Open(format!("`{}` is there already", to.display())));
    }
    let part = part(to);
    // A copy that was cut off.
    remove(&part).map_err(|e| failed(&part, &e))?;
    let copied = filled(kv, states, &part).and_then(|counts| {
        fs::rename(&part, to).map_err(|e| failed(to, &e))?;
        sync(to.parent()).map_err(|e| failed(to, &e)).map(|()| counts)
    });
    if copied.is_err() {
        // A part of a backup is of no use; the next one would take it away, too.
        let _ = remove(&part);
    }
    copied
}

fn filled(kv: &dyn Kv, states: Option<&OnDisk>, part: &Path) -> Result<Vec<Count>, StoreError> {
    let counts = kv.copy_to(part)?;
    if let Some(states) = states {
        let file = part.join(STATES);
        let words = |why| StoreError::Open(format!("`{}`: {why}", file.display()));
        states.copy_to(&file).map_err(words)?;
    }
    sync(Some(part)).map_err(|e| failed(part, &e))?;
    Ok(counts)
}

/// The name of a copy that is not whole.
fn part(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync(folder: Option<&Path>) -> io::Result<()> {
    let folder = folder.filter(|path| !path.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn failed(path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full(format!("`{}`: {error}", path.display())),
        _ => StoreError::Open(format!("`{}`: {error}", path.display())),
    }
}

/// Makes backups of a running daemon, one at a time, below one folder.
#[derive(Debug)]
pub struct Backups {
    /// The folder.
    folder: PathBuf,
    states: Option<Arc<OnDisk>>,
    last: Mutex<Option<Backup>>,
}

/// A backup that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its name below the folder.
    pub name: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended, and how: the pairs that it holds, or why there is none.
    pub ended: Option<(Timestamp, Result<u64, String>)>,
}

/// Why no backup begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoBackup {
    /// The name leads somewhere else, or is none.
    #[error("`{0}` is no name of a backup: letters, digits, dots, hyphens and underscores")]
    Name(String),
    /// There is one of this name.
    #[error("there is a backup `{0}` already")]
    There(String),
    /// One is being made.
    #[error("the backup `{0}` is being made")]
    Busy(String),
}

impl Backups {
    /// Backups go below this folder.
    #[must_use]
    pub fn new(folder: PathBuf, states: Option<Arc<OnDisk>>) -> Self {
        Self { folder, states, last: Mutex::new(None) }
    }

    /// The last backup that was asked for.
    #[must_use]
    pub fn last(&self) -> Option<Backup> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the turn for a backup; `make` makes it.
    ///
    /// # Errors
    /// The name cannot be used, or another backup is being made.
    pub fn begin(&self, name: &str, now: Timestamp) -> Result<Backup, NoBackup> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        let good = (1..=100).contains(&name.len())
            && name.bytes().all(fits)
            && !name.starts_with('.')
            && !name.ends_with(".part");
        if !good {
            return Err(NoBackup::Name(name.to_owned()));
        }
        if self.folder.join(name).exists() {
            return Err(NoBackup::There(name.to_owned()));
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = last.as_ref().filter(|backup| backup.ended.is_none()) {
            return Err(NoBackup::Busy(under_way.name.clone()));
        }
        let backup = Backup { name: name.to_owned(), began: now, ended: None };
        *last = Some(backup.clone());
        Ok(backup)
    }

    /// Makes the backup that began, however long it takes.
    pub fn make(&self, kv: &dyn Kv, backup: &Backup) {
        let made = fs::create_dir_all(&self.folder).map_err(|e| failed(&self.folder, &e));
        let to = self.folder.join(&backup.name);
        let made = made.and_then(|()| copy(kv, self.states.as_deref(), &to));
        let pairs = made.map(|counts| counts.iter().map(|count| count.pairs).sum());
        let ended = Some((Timestamp::now(), pairs.map_err(|error| error.to_string())));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Backup { ended, ..backup.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::{Backups, NoBackup};
    use crate::store::Memory;
    use jiff::Timestamp;

    #[test]
    fn names_stay_below_the_folder_and_one_is_made_at_a_time() {
        let folder = std::env::temp_dir().join(format!("tripline-backups-{}", std::process::id()));
        let backups = Backups::new(folder.clone(), None);
        let now = Timestamp::UNIX_EPOCH;
        for bad in ["", ".", "..", "../a", "a/b", "/a", ".a", "a.part", "ä", &"a".repeat(101)] {
            assert!(matches!(backups.begin(bad, now), Err(NoBackup::Name(_))), "{bad}");
        }
        let one = backups.begin("a", now).expect("it begins");
        assert_eq!(backups.begin("b", now), Err(NoBackup::Busy("a".to_owned())));
        backups.make(&Memory::default(), &one);
        let ended = backups.last().expect("a backup").ended.expect("an end");
        assert!(ended.1.is_err(), "a store in memory is not copied");
        assert!(!folder.join("a").exists() && !folder.join("a.part").exists());
        backups.begin("a", now).expect("it begins again");
        std::fs::remove_dir_all(&folder).expect("it was made");
    }
}
