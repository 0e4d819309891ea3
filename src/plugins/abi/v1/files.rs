//! `files`: appending to and putting files in granted folders.

use super::bindings::tripline::target::files::{FileError, Host};
use crate::plugins::limits::WRITTEN;
use crate::plugins::ports::FileFault;
use crate::plugins::session::Session;
use wasmtime::Result;

impl Session {
    fn write(
        &mut self,
        call: &'static str,
        path: &str,
        data: &[u8],
        append: bool,
    ) -> Result<Result<(), FileError>> {
        let rights = &self.facts.rights;
        if rights.files.is_empty() {
            return Err(Session::ungranted(call, "files: [FOLDER]"));
        }
        let Some((folder, rest)) = rights.folder(path) else {
            let words = format!("`{path}` is in none of the granted folders");
            return Ok(Err(FileError::Denied(words)));
        };
        let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let Some(left) = self.call.writable.checked_sub(size) else {
            return Ok(Err(FileError::TooLarge(WRITTEN)));
        };
        let files = &self.facts.ports.files;
        let done =
            if append { files.append(folder, rest, data) } else { files.put(folder, rest, data) };
        self.call.writable = left;
        Ok(done.map_err(|fault| match fault {
            FileFault::Denied(why) => FileError::Denied(format!("`{path}`: {why}")),
            FileFault::Failed(why) => FileError::Failed(format!("`{path}`: {why}")),
        }))
    }
}

impl Host for Session {
    fn append(&mut self, path: String, data: Vec<u8>) -> Result<Result<(), FileError>> {
        self.write("files.append", &path, &data, true)
    }

    fn put(&mut self, path: String, data: Vec<u8>) -> Result<Result<(), FileError>> {
        self.write("files.put", &path, &data, false)
    }
}
