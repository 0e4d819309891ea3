//! The data directory around the engine's files: whose it is, in which format, and who has it open.
//!
//! `format` says that the directory is tripline's, and of which format; it is written before anything
//! else. `lock` is locked while a process has the store open, and holds its number. The engine's
//! files are in `engine`; a new store is made in `new` and renamed when it is complete, so that a
//! process that is killed meanwhile leaves nothing half-made.

use crate::store::StoreError;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The format that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
const MADE: &str = "tripline 1\n";
const BEING_MADE: &str = "tripline 1, being made\n";

/// A data directory that this process has to itself.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// Whether there is a complete store.
    pub made: bool,
    _lock: File,
}

impl Folder {
    /// Takes a directory, making it if need be.
    pub(super) fn claim(root: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(root).map_err(|error| cannot(root, &error))?;
        if format(root)?.is_none() {
            refuse_strangers(root)?;
        }
        let lock = lock(root)?;
        // Once more, since another process may have made the store meanwhile.
        let made = match format(root)? {
            Some(made) => made,
            None => {
                write_whole(root, "format", BEING_MADE.as_bytes())
                    .map_err(|error| cannot(root, &error))?;
                false
            }
        };
        Ok(Self { root: root.to_path_buf(), made, _lock: lock })
    }

    /// Where the engine's files are.
    pub(super) fn engine(&self) -> PathBuf {
        self.root.join("engine")
    }

    /// The directory itself.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the engine's files by `make`, which is given an empty directory and has closed them again
    /// when it returns.
    pub(super) fn make(
        &mut self,
        make: impl FnOnce(&Path) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let new = self.root.join("new");
        // What is there was never complete, so nobody was told that it holds anything.
        for left in [&new, &self.engine()] {
            match fs::remove_dir_all(left) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(cannot(&self.root, &error));
                }
                _ => {}
            }
        }
        make(&new)?;
        let rename = || -> std::io::Result<()> {
            fs::rename(&new, self.engine())?;
            sync_folder(&self.root)?;
            write_whole(&self.root, "format", MADE.as_bytes())
        };
        rename().map_err(|error| cannot(&self.root, &error))?;
        self.made = true;
        Ok(())
    }
}

/// Whether the store is complete; `None` if there is no file `format`.
fn format(root: &Path) -> Result<Option<bool>, StoreError> {
    let text = match fs::read(root.join("format")) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(root, &error)),
    };
    if text == MADE.as_bytes() {
        return Ok(Some(true));
    }
    if text == BEING_MADE.as_bytes() {
        return Ok(Some(false));
    }
    let number = text.strip_prefix(b"tripline ").and_then(|rest| {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
    });
    match number {
        Some(found) if found > FORMAT => Err(StoreError::Newer { found, known: FORMAT }),
        _ => Err(StoreError::Damaged("its file `format` says nothing that is known".into())),
    }
}

fn refuse_strangers(root: &Path) -> Result<(), StoreError> {
    let entries = fs::read_dir(root).map_err(|error| cannot(root, &error))?;
    for entry in entries {
        let name = entry.map_err(|error| cannot(root, &error))?.file_name();
        if name != "lock" && name != "format.new" {
            return Err(StoreError::Open(format!(
                "`{}` is not empty and not a data directory of tripline: it has no file `format`",
                root.display()
            )));
        }
    }
    Ok(())
}

fn lock(root: &Path) -> Result<File, StoreError> {
    let cannot = |error: std::io::Error| cannot(root, &error);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(root.join("lock"))
        .map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).map_err(cannot)?;
            file.rewind().map_err(cannot)?;
            file.write_all(std::process::id().to_string().as_bytes()).map_err(cannot)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            Err(StoreError::InUse(match holder.trim().parse::<u32>() {
                Ok(number) => format!("process {number} has `{}` open", root.display()),
                Err(_) => format!("another process has `{}` open", root.display()),
            }))
        }
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

fn cannot(root: &Path, error: &std::io::Error) -> StoreError {
    if super::trouble::is_full(error) {
        return StoreError::Full(format!("`{}`: {error}", root.display()));
    }
    StoreError::Open(format!("`{}`: {error}", root.display()))
}

/// Writes a file so that it is there whole or not at all, and synced.
pub(super) fn write_whole(root: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let new = root.join(format!("{name}.new"));
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, root.join(name))?;
    sync_folder(root)
}

/// Syncs the entries of a directory.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}
