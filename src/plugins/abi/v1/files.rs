//! `files`: appending to and putting files in granted folders.

use super::bindings::tripline::target::files::{FileError, Host};
use crate::plugins::limits::WRITTEN;
use crate::plugins::ports::FileFault;
use crate::plugins::session::Session;
use std::sync::Arc;
use wasmtime::Result;

impl Session {
    /// Writes on a thread that may wait: a slow disk or a pipe holds up nobody else.
    async fn write(
        &mut self,
        call: &'static str,
        path: String,
        data: Vec<u8>,
        append: bool,
    ) -> Result<Result<(), FileError>> {
        let rights = &self.facts.rights;
        if rights.files.is_empty() {
            return Err(Session::ungranted(call, "files: [FOLDER]"));
        }
        let Some((folder, rest)) = rights.folder(&path) else {
            let words = format!("`{path}` is in none of the granted folders");
            return Ok(Err(FileError::Denied(words)));
        };
        let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let Some(left) = self.call.writable.checked_sub(size) else {
            return Ok(Err(FileError::TooLarge(WRITTEN)));
        };
        self.call.writable = left;
        let (folder, rest) = (folder.to_owned(), rest.to_owned());
        let files = Arc::clone(&self.facts.ports.files);
        let write = move || {
            if append {
                files.append(&folder, &rest, &data)
            } else {
                files.put(&folder, &rest, &data)
            }
        };
        let done = tokio::task::spawn_blocking(write).await;
        Ok(match done {
            Ok(Ok(())) => Ok(()),
            Ok(Err(FileFault::Denied(why))) => Err(FileError::Denied(format!("`{path}`: {why}"))),
            Ok(Err(FileFault::Failed(why))) => Err(FileError::Failed(format!("`{path}`: {why}"))),
            Err(e) => Err(FileError::Failed(format!("`{path}`: {e}"))),
        })
    }
}

impl Host for Session {
    async fn append(&mut self, path: String, data: Vec<u8>) -> Result<Result<(), FileError>> {
        self.write("files.append", path, data, true).await
    }

    async fn put(&mut self, path: String, data: Vec<u8>) -> Result<Result<(), FileError>> {
        self.write("files.put", path, data, false).await
    }
}
