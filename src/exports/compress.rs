//! Compression of texts on their way out. The same bytes in are the same bytes out: no times, no
//! names, nothing of the machine.

use super::Compress;
use flate2::Compression;
use flate2::GzBuilder;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress};
use std::io::{self, Write};

/// So many bytes make a frame of zstd. Frames one after the other are one stream.
const FRAME: usize = 1024 * 1024;

/// A text that is compressed as it is written.
#[derive(Debug)]
pub(super) enum Packed<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(Frames<W>),
}

impl<W: Write> Packed<W> {
    /// A text onto `out`; Snappy is a matter of Parquet and leaves texts as they are.
    pub(super) fn new(way: Compress, out: W) -> Self {
        match way {
            Compress::None | Compress::Snappy => Self::Plain(out),
            // 255: of no system in particular.
            Compress::Gzip => Self::Gzip(
                GzBuilder::new().mtime(0).operating_system(255).write(out, Compression::default()),
            ),
            Compress::Zstd => Self::Zstd(Frames { out, held: Vec::new(), written: false }),
        }
    }

    /// Writes what is left, and gives back where it went.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(gzip) => gzip.finish(),
            Self::Zstd(frames) => frames.finish(),
        }
    }
}

impl<W: Write> Write for Packed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(gzip) => gzip.write(bytes),
            Self::Zstd(frames) => frames.write(bytes),
        }
    }

    /// Does nothing: what is held goes out when there is enough of it, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a text as gzip onto `out`, which is given back.
///
/// # Errors
/// Those of `write` and of `out`.
pub fn gzip<W: Write>(
    out: W,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<W> {
    let mut packed = Packed::new(Compress::Gzip, out);
    write(&mut packed)?;
    packed.finish()
}

/// Frames of zstd.
#[derive(Debug)]
pub(super) struct Frames<W> {
    out: W,
    held: Vec<u8>,
    written: bool,
}

impl<W: Write> Frames<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(FRAME - self.held.len());
        self.held.extend_from_slice(&bytes[..taken]);
        if self.held.len() == FRAME {
            self.frame()?;
        }
        Ok(taken)
    }

    fn frame(&mut self) -> io::Result<()> {
        // From memory to memory: the encoder panics where reading or writing fails.
        let mut frame = Vec::new();
        compress(self.held.as_slice(), &mut frame, CompressionLevel::Fastest);
        self.held.clear();
        self.written = true;
        self.out.write_all(&frame)
    }

    fn finish(mut self) -> io::Result<W> {
        if !self.held.is_empty() || !self.written {
            self.frame()?;
        }
        Ok(self.out)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Read;

    fn packed(way: Compress, text: &[u8]) -> Vec<u8> {
        let mut packed = Packed::new(way, Vec::new());
        packed.write_all(text).expect("to memory");
        packed.finish().expect("to memory")
    }

    /// The text that was compressed.
    pub fn unpacked(way: Compress, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match way {
            Compress::None | Compress::Snappy => out.extend_from_slice(bytes),
            Compress::Gzip => {
                let mut decoder = flate2::read::GzDecoder::new(bytes);
                decoder.read_to_end(&mut out).expect("gzip");
            }
            Compress::Zstd => {
                let mut decoder = ruzstd::decoding::FrameDecoder::new();
                out.reserve(8 * FRAME);
                decoder.decode_all_to_vec(bytes, &mut out).expect("zstd");
            }
        }
        out
    }

    /// Nothing, lines that are alike in more than a frame, and bytes that are not alike.
    fn texts() -> [Vec<u8>; 3] {
        let mut odd = fastrand::Rng::with_seed(7);
        let lines: String =
            (0..60_000).map(|i| format!("{{\"index\":{i},\"rule\":\"r\"}}\n")).collect();
        [Vec::new(), lines.into_bytes(), (0..300_000).map(|_| odd.u8(..)).collect()]
    }

    #[test]
    fn what_goes_in_comes_out() {
        for text in texts() {
            for way in Compress::ALL {
                assert!(unpacked(way, &packed(way, &text)) == text, "{}", way.word());
            }
        }
    }

    #[test]
    fn nothing_of_the_moment_is_in_it() {
        for text in texts() {
            assert_eq!(packed(Compress::Gzip, &text)[4..8], [0; 4]);
            assert!(packed(Compress::Zstd, &text) == packed(Compress::Zstd, &text));
        }
    }
}
