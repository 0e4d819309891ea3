//! Settings from disk: the only file of `settings` that touches files and the environment.

use super::read::{Found, read, unreadable};
use super::secret::{FileText, World};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::text::reason;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Largest file of settings, secret or certificate, in bytes.
const LARGEST: u64 = 1 << 20;

/// Loads the settings of a file. Paths in it are relative to its folder.
#[must_use]
pub fn load(path: &Path) -> Found {
    let name = path.to_string_lossy();
    let text = match file(path) {
        Ok(text) => text,
        Err(e) => return unreadable(&name, &reason(&e)),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let variable = |name: &str| std::env::var(name).ok();
    let world = World { variable: &variable, file: &file };
    let mut found = read(&name, &text.bytes, folder, world);
    let key = found.settings.tls.as_ref().map(|tls| &tls.key);
    if let Some(key) = key
        && file(key).is_ok_and(|file| file.open_to_all)
    {
        let shown = key.display();
        let words = format!("anybody can read the private key `{shown}`");
        let diag = Diag::unplaced(Code::TL904, words).help(format!("`chmod 600 {shown}`"));
        found.diags.push(diag);
    }
    found
}

/// A file that is not too large.
fn file(path: &Path) -> io::Result<FileText> {
    let file = File::open(path)?;
    let open_to_all = open_to_all(&file.metadata()?);
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 1MiB"));
    }
    Ok(FileText { bytes, open_to_all })
}

#[cfg(unix)]
fn open_to_all(data: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn open_to_all(_: &Metadata) -> bool {
    false
}
