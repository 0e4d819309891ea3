//! An object on its way: bytes go in, a part goes out whenever there is enough for one.

use super::Sink;
use object_store::path::Path as Key;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The size of a part. A bucket takes 10,000 of them at most: objects up to 78 GiB.
pub(in crate::exports) const PART: usize = 8 * 1024 * 1024;

/// An object on its way. Dropped before `finish` it leaves nothing behind.
#[derive(Debug)]
pub struct Upload<'s> {
    sink: &'s Sink,
    key: Key,
    part: Vec<u8>,
    /// From the second part on.
    parts: Option<Box<dyn MultipartUpload>>,
    hash: Sha256,
    bytes: u64,
}

impl<'s> Upload<'s> {
    pub(super) fn new(sink: &'s Sink, key: Key) -> Self {
        Self { sink, key, part: Vec::new(), parts: None, hash: Sha256::new(), bytes: 0 }
    }

    /// Sends what is left and makes the object visible. Tells its bytes and their SHA-256 in
    /// lower-case hex.
    ///
    /// # Errors
    /// It is not there.
    pub fn finish(mut self) -> io::Result<(u64, String)> {
        match self.parts.take() {
            Some(parts) => self.complete(parts)?,
            None => {
                let whole = PutPayload::from(std::mem::take(&mut self.part));
                self.sink.wait(self.sink.store().put(&self.key, whole))?;
            }
        }
        let digest = std::mem::take(&mut self.hash).finalize();
        Ok((self.bytes, digest.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    fn complete(&mut self, mut parts: Box<dyn MultipartUpload>) -> io::Result<()> {
        if !self.part.is_empty() {
            let last = PutPayload::from(std::mem::take(&mut self.part));
            if let Err(error) = self.sink.wait(parts.put_part(last)) {
                self.parts = Some(parts);
                return Err(error);
            }
        }
        let ended = self.sink.wait(parts.complete());
        if ended.is_err() {
            self.parts = Some(parts);
        }
        ended.map(drop)
    }

    fn send(&mut self) -> io::Result<()> {
        let part = PutPayload::from(std::mem::take(&mut self.part));
        if self.parts.is_none() {
            self.parts = Some(self.sink.wait(self.sink.store().put_multipart(&self.key))?);
        }
        match &mut self.parts {
            Some(parts) => self.sink.wait(parts.put_part(part)),
            None => Ok(()),
        }
    }
}

impl Write for Upload<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A part goes when the next byte comes, so that an object of one part is one request.
        if self.part.len() == PART {
            self.send()?;
        }
        let taken = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        self.hash.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    /// Does nothing: parts go when they are full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if let Some(mut parts) = self.parts.take() {
            // What cannot be taken back is not seen either; the bucket's own rules end it.
            let _ = self.sink.wait(parts.abort());
        }
    }
}
