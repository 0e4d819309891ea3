//! Files for real, through directory handles: a path cannot lead out of its folder, not by `..`,
//! not by a symbolic link, not by one that is put there meanwhile.

use super::{FileFault, Files};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes into folders of this machine.
#[derive(Debug, Default)]
pub struct Folders {
    parts: AtomicU64,
}

impl Files for Folders {
    fn append(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault> {
        let dir = open(folder, path)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        // A pipe without a reader would never open.
        #[cfg(unix)]
        {
            use cap_std::fs::OpenOptionsExt;
            options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        }
        let mut file = dir.open_with(path, &options).map_err(fault)?;
        if !file.metadata().map_err(fault)?.is_file() {
            return Err(FileFault::Denied("it is no regular file".to_owned()));
        }
        // One write to a file that is open for appending: lines of several writers do not mix.
        file.write_all(data).map_err(fault)
    }

    fn put(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault> {
        let dir = open(folder, path)?;
        let number = self.parts.fetch_add(1, Ordering::Relaxed);
        let part = format!("{path}.{}-{number}.part", std::process::id());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let written = dir.open_with(&part, &options).and_then(|mut file| {
            file.write_all(data)?;
            file.sync_all()
        });
        let moved = written.and_then(|()| dir.rename(&part, &dir, path));
        moved.inspect_err(|_| drop(dir.remove_file(&part))).map_err(fault)
    }
}

/// The folder, made if need be, with the folders on the way to `path`.
fn open(folder: &Path, path: &str) -> Result<Dir, FileFault> {
    if path.is_empty() || path.ends_with('/') {
        return Err(FileFault::Denied("it names a folder, not a file".to_owned()));
    }
    if Path::new(path).components().any(|c| !matches!(c, std::path::Component::Normal(_))) {
        return Err(FileFault::Denied("it leads out of the granted folder".to_owned()));
    }
    std::fs::create_dir_all(folder).map_err(fault)?;
    let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(fault)?;
    if let Some(parent) = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()) {
        match dir.create_dir_all(parent) {
            // A link or a file stands in the way: opening the file tells what is wrong with it.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.map_err(fault)?,
        }
    }
    Ok(dir)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn fault(error: io::Error) -> FileFault {
    // What a directory handle refuses has no code of the system.
    if error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none() {
        return FileFault::Denied("it leads out of the granted folder".to_owned());
    }
    FileFault::Failed(crate::base::text::reason(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appends_puts_and_stays_inside() {
        let base = std::env::temp_dir().join(format!("tripline-folders-{}", std::process::id()));
        let folder = base.join("out");
        let files = Folders::default();
        files.append(&folder, "a/b.ndjson", b"1\n").expect("appended");
        files.append(&folder, "a/b.ndjson", b"2\n").expect("appended");
        files.put(&folder, "c.json", b"old").expect("put");
        files.put(&folder, "c.json", b"new").expect("put");
        assert_eq!(std::fs::read(folder.join("a/b.ndjson")).expect("read"), b"1\n2\n");
        assert_eq!(std::fs::read(folder.join("c.json")).expect("read"), b"new");
        let left: Vec<_> = std::fs::read_dir(&folder).expect("read").flatten().collect();
        assert_eq!(left.len(), 2, "no parts are left");
        for path in ["../x", "a/../../x", "/etc/x", "", "a/", ".", "./a"] {
            let denied = files.put(&folder, path, b"x");
            assert!(matches!(denied, Err(FileFault::Denied(_))), "{path}: {denied:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("..", folder.join("up")).expect("linked");
            std::os::unix::fs::symlink("../x", folder.join("x")).expect("linked");
            for path in ["up/x", "x"] {
                let denied = files.append(&folder, path, b"x");
                assert!(matches!(denied, Err(FileFault::Denied(_))), "{path}: {denied:?}");
            }
            let denied = files.put(&folder, "up/x", b"x");
            assert!(matches!(denied, Err(FileFault::Denied(_))), "{denied:?}");
        }
        assert!(!base.join("x").exists());
        std::fs::remove_dir_all(&base).expect("removed");
    }
}
