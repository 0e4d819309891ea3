//! The seal of a store that was closed in order: the names and lengths of all its files, and sums of
//! what the engine reads without proving it (its small files, both ends of its tables, what is left
//! in its journals). A store whose seal does not fit was changed by someone else. Opening takes the
//! seal away, so that a store without one is one whose process ended early.

use super::folder::{sync_folder, write_whole};
use super::stamp;
use crate::store::StoreError;
use flate2::Crc;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

const NAME: &str = "sealed";
/// Bytes at each end of a table that are summed.
const END: u64 = 64 * 1_024;

/// Seals a store whose files are closed and synced.
pub(super) fn put(root: &Path, engine: &Path) -> std::io::Result<()> {
    use std::fmt::Write;
    let mut text = String::new();
    for (name, length) in files(engine)? {
        let sum = sum(&engine.join(&name), &name, length)?;
        let _ = writeln!(text, "{sum:08x} {length} {name}");
    }
    let own = stamp::sum(text.as_bytes());
    let _ = writeln!(text, "{own:08x} end");
    write_whole(root, NAME, text.as_bytes())
}

/// Proves the seal and takes it away. `false` if there is none.
pub(super) fn take(root: &Path, engine: &Path) -> Result<bool, StoreError> {
    let text = match fs::read(root.join(NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(StoreError::Open(format!("its seal: {error}"))),
    };
    prove(&text, engine)?;
    let gone = fs::remove_file(root.join(NAME)).and_then(|()| sync_folder(root));
    gone.map_err(|error| StoreError::Open(format!("its seal: {error}")))?;
    Ok(true)
}

fn prove(text: &[u8], engine: &Path) -> Result<(), StoreError> {
    let broken = || StoreError::Damaged("its seal is broken".into());
    let text = std::str::from_utf8(text).map_err(|_| broken())?;
    let at = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let (lines, end) = text.split_at(at);
    if end != format!("{:08x} end\n", stamp::sum(lines.as_bytes())) {
        return Err(broken());
    }
    for line in lines.lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(wanted), Some(length), Some(name)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(broken());
        };
        let path = engine.join(name);
        let there = match fs::metadata(&path) {
            Ok(data) => data.len(),
            Err(error) => return Err(StoreError::Damaged(format!("`{name}`: {error}"))),
        };
        if there.to_string() != length {
            return Err(StoreError::Damaged(format!("`{name}` has {there} bytes, not {length}")));
        }
        let sum = sum(&path, name, there)
            .map_err(|error| StoreError::Damaged(format!("`{name}`: {error}")))?;
        if format!("{sum:08x}") != wanted {
            return Err(StoreError::Damaged(format!("`{name}` was changed")));
        }
    }
    Ok(())
}

/// All files below a folder with their lengths, in order of their names.
pub(super) fn files(folder: &Path) -> std::io::Result<Vec<(String, u64)>> {
    let (mut all, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(folder.join(&within))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let name = if within.is_empty() { name } else { format!("{within}/{name}") };
            let data = entry.metadata()?;
            if data.is_dir() {
                folders.push(name);
            } else {
                all.push((name, data.len()));
            }
        }
    }
    all.sort();
    Ok(all)
}

fn sum(path: &Path, name: &str, length: u64) -> std::io::Result<u32> {
    let mut file = File::open(path)?;
    let mut crc = Crc::new();
    let large = name.contains("/tables/") || name.contains("/blobs/");
    if large && length > 2 * END {
        add(&mut crc, (&mut file).take(END))?;
        file.seek(SeekFrom::End(-(END as i64)))?;
    }
    add(&mut crc, file)?;
    Ok(crc.sum())
}

fn add(crc: &mut Crc, mut file: impl Read) -> std::io::Result<()> {
    let mut bytes = vec![0; END as usize];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(()),
            read => crc.update(&bytes[..read]),
        }
    }
}
