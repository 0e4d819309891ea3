//! `tripline restore`: a backup put back as a data directory. The copy is proved before it gets its
//! name; the backup itself is only read.

use super::args::Global;
use super::exit::{Code, Done, Failure};
use super::{fsck, store, terminal};
use crate::store::{Disk, Options};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where the copy is made, within the data directory: it may be a file system of its own.
const NEW: &str = "restoring";
/// The file that makes a directory a store; it is put there last.
const FORMAT: &str = "format";
/// Files of a running process, which a backup of a file system may hold.
const LOCK: &str = "lock";

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tripline restore /mnt/backups/tripline-monday --data \
    /var/lib/tripline\n\nA backup is what `tripline backup` made, or a snapshot of a data directory \
    by the file system. Schedules catch up from its moment on, and what was delivered after it is \
    delivered again.")]
pub(super) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "BACKUP")]
    pub backup: PathBuf,
    /// The data directory: empty, or not there yet
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

pub(super) fn run(args: &RestoreArgs, global: &Global) -> Done {
    store::exists(&args.backup)?;
    let data = &args.data;
    let failed = |e: &io::Error| Failure::Say(Code::BadInput, format!("`{}`: {e}", data.display()));
    fs::create_dir_all(data).map_err(|e| failed(&e))?;
    if fs::read_dir(data).map_err(|e| failed(&e))?.next().is_some() {
        return Err(Failure::usage(format!("`{}` is not empty", data.display())));
    }
    let new = data.join(NEW);
    let done = copied(&args.backup, &new)
        .map_err(|e| failed(&e))
        .and_then(|()| proved(&new))
        .and_then(|()| moved(&new, data).map_err(|e| failed(&e)));
    if let Err(failure) = done {
        // What is left would keep the directory from being used.
        let _ = fs::remove_dir_all(&new);
        return Err(failure);
    }
    terminal::note(global, &format!("`{}` is as the backup was", data.display()));
    Ok(Code::Clean)
}

/// Copies a folder with all that is below it, synced.
fn copied(from: &Path, to: &Path) -> io::Result<()> {
    let (root, mut folders) = (from, vec![(from.to_owned(), to.to_owned())]);
    while let Some((from, to)) = folders.pop() {
        fs::create_dir(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            if kind.is_dir() {
                folders.push((entry.path(), to.join(name)));
            } else if kind.is_file() && (name != LOCK || from != root) {
                fs::copy(entry.path(), to.join(&name))?;
                File::open(to.join(&name))?.sync_all()?;
            }
        }
        File::open(&to)?.sync_all()?;
    }
    Ok(())
}

/// Proves the copy.
fn proved(new: &Path) -> Result<(), Failure> {
    let options = Options { read_only: true, ..Options::default() };
    let disk = Disk::open(new, &options).map_err(|e| store::failure(&e))?;
    let report = fsck::look(&disk)?;
    disk.close().map_err(|e| store::failure(&e))?;
    match report.first_problem() {
        None => Ok(()),
        Some(what) => {
            let words = format!("the backup is damaged: {what} (`tripline fsck` tells all)");
            Err(Failure::Say(Code::BadInput, words))
        }
    }
}

/// Moves what is in a folder into the one around it, what makes it a store last.
fn moved(new: &Path, data: &Path) -> io::Result<()> {
    let entries = fs::read_dir(new)?.collect::<io::Result<Vec<_>>>()?;
    for name in entries.iter().map(fs::DirEntry::file_name) {
        if name != FORMAT && name != LOCK {
            fs::rename(new.join(&name), data.join(&name))?;
        }
    }
    File::open(data)?.sync_all()?;
    fs::rename(new.join(FORMAT), data.join(FORMAT))?;
    fs::remove_dir_all(new)?;
    File::open(data)?.sync_all()
}
