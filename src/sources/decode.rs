//! Opens inputs and decompresses them. What is compressed, and how, is told by its first bytes.

use super::find::Source;
use crate::base::limits::Limits;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const BUFFER: usize = 128 << 10;

/// Opens a source.
pub(super) fn open(source: Source, limits: &Limits) -> io::Result<Box<dyn Read + Send>> {
    match source {
        Source::Stdin => decode(Box::new(io::stdin()), limits),
        Source::File(path) => decode(Box::new(File::open(path)?), limits),
        Source::Reader(reader) => decode(reader, limits),
        Source::Fault(message) | Source::Note(message) => Err(io::Error::other(message)),
    }
}

/// The plain bytes of what may be gzip (one member or several), zstd (one frame or several) or
/// plain already.
///
/// # Errors
/// When the first bytes cannot be read. Reading on fails where compressed data is truncated,
/// corrupt, or grows beyond what the limits allow.
pub fn decode(mut raw: Box<dyn Read + Send>, limits: &Limits) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::with_capacity(ZSTD.len());
    raw.by_ref().take(ZSTD.len() as u64).read_to_end(&mut magic)?;
    let gzip = magic.starts_with(GZIP);
    let zstd = magic.starts_with(ZSTD);
    let whole = Cursor::new(magic).chain(raw);
    if !gzip && !zstd {
        return Ok(Box::new(whole));
    }
    let taken = Arc::new(AtomicU64::new(0));
    let source = Counted { inner: whole, taken: Arc::clone(&taken) };
    let source = BufReader::with_capacity(BUFFER, source);
    let inner: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(source))
    } else {
        Box::new(Zstd { source, frames: FrameDecoder::new(), open: false })
    };
    Ok(Box::new(Bounded {
        inner,
        name: if gzip { "gzip" } else { "zstd" },
        taken,
        given: 0,
        ratio: limits.inflate_ratio,
        floor: limits.inflate_floor,
    }))
}

/// Counts compressed bytes.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.taken.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

/// Puts errors into words and stops what expands beyond all measure.
struct Bounded {
    inner: Box<dyn Read + Send>,
    name: &'static str,
    taken: Arc<AtomicU64>,
    given: u64,
    ratio: u64,
    floor: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer).map_err(|e| self.words(&e))?;
        self.given += n as u64;
        let bound = self.ratio.saturating_mul(self.taken.load(Relaxed));
        if self.given > self.floor && self.given > bound {
            return Err(io::Error::other(format!(
                "the {} data expands to more than {} times its size",
                self.name, self.ratio
            )));
        }
        Ok(n)
    }
}

impl Bounded {
    fn words(&self, error: &io::Error) -> io::Error {
        let what = match error.kind() {
            io::ErrorKind::Interrupted => return io::ErrorKind::Interrupted.into(),
            io::ErrorKind::UnexpectedEof => "truncated",
            // The decoders' own kinds; anything else comes from below and speaks for itself.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "corrupt",
            kind => return io::Error::new(kind, error.to_string()),
        };
        let after = self.given;
        io::Error::new(error.kind(), format!("{what} {} data after {after} bytes", self.name))
    }
}

/// All frames of a zstd file, one after the other.
struct Zstd<R> {
    source: R,
    frames: FrameDecoder,
    /// Is a frame being decoded?
    open: bool,
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.open {
                while self.frames.can_collect() == 0 && !self.frames.is_finished() {
                    let one = BlockDecodingStrategy::UptoBlocks(1);
                    self.frames.decode_blocks(&mut self.source, one).map_err(|e| kind_of(&e))?;
                }
                let n = self.frames.read(buffer)?;
                if n > 0 || buffer.is_empty() {
                    return Ok(n);
                }
                self.open = !self.frames.is_finished();
            } else if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            } else {
                self.next_frame()?;
            }
        }
    }
}

impl<R: BufRead> Zstd<R> {
    fn next_frame(&mut self) -> io::Result<()> {
        match self.frames.reset(&mut self.source) {
            Ok(()) => self.open = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let length = u64::from(length);
                if io::copy(&mut self.source.by_ref().take(length), &mut io::sink())? < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            Err(e) => return Err(kind_of(&e)),
        }
        Ok(())
    }
}

/// The error of the operating system, or the end of the data, behind a decoder's error.
fn kind_of(error: &(dyn Error + 'static)) -> io::Error {
    let mut cause = Some(error);
    while let Some(e) = cause {
        if let Some(io) = e.downcast_ref::<io::Error>() {
            return io::Error::new(io.kind(), io.to_string());
        }
        cause = e.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
