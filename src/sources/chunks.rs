//! Inputs in order, as chunks of records in recycled buffers.

use super::find::{Input, Source};
use super::split::{Found, Splitter};
use super::{InputFormat, Record};
use super::{decode, extra};
use crate::base::limits::Limits;
use crate::base::text::reason;
use crate::model::{Fault, FaultKind};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The budgets.
    pub limits: Limits,
    /// The form of all records, if the user forces one.
    pub form: Option<InputFormat>,
    /// The account of inputs that do not say theirs.
    pub account: Option<String>,
    /// About how many bytes a chunk has.
    pub chunk_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), form: None, account: None, chunk_bytes: 256 << 10 }
    }
}

/// A run of records of one input.
#[derive(Debug)]
pub struct Chunk {
    /// The input's name.
    pub input: Arc<str>,
    /// What the records point into.
    pub bytes: Vec<u8>,
    /// The records, in input order.
    pub records: Vec<Record>,
    /// What could not be read.
    pub faults: Vec<Fault>,
    /// What is worth knowing about the input.
    pub notes: Vec<String>,
    /// The first line of the input, when its records are rows of a table.
    pub head: Option<Arc<[u8]>>,
    /// Bytes of the decompressed input that this chunk stands for.
    pub read: u64,
}

impl Chunk {
    /// A chunk of an input that holds nothing.
    #[must_use]
    pub fn empty(input: Arc<str>) -> Self {
        let (bytes, records, faults, notes) = Default::default();
        Self { input, bytes, records, faults, notes, head: None, read: 0 }
    }
}

/// Reads inputs one after the other and cuts them into chunks. At no time is more held than about
/// a chunk and the largest record allowed.
#[derive(Debug)]
pub struct Chunks {
    inputs: VecDeque<Input>,
    options: Options,
    current: Option<Current>,
    /// The bytes read behind the last chunk's records.
    carry: Vec<u8>,
}

struct Current {
    name: Arc<str>,
    reader: Box<dyn Read + Send>,
    splitter: Splitter,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Chunks {
    /// A reader of these inputs.
    #[must_use]
    pub fn new(inputs: Vec<Input>, mut options: Options) -> Self {
        // Places in a chunk are `u32`; these bounds keep every sum of them in range.
        options.chunk_bytes = options.chunk_bytes.clamp(16, 256 << 20);
        options.limits.event_bytes = options.limits.event_bytes.clamp(16, 1 << 30);
        Self { inputs: inputs.into(), options, current: None, carry: Vec::new() }
    }

    /// The next chunk; `None` after the last one. A chunk that is done with may be given back.
    pub fn next(&mut self, recycled: Option<Chunk>) -> Option<Chunk> {
        let mut chunk = recycled.unwrap_or_else(|| Chunk::empty(Arc::from("")));
        chunk.records.clear();
        chunk.faults.clear();
        chunk.notes.clear();
        chunk.head = None;
        chunk.read = 0;
        let mut current = match self.current.take() {
            Some(current) => current,
            None => {
                let input = self.inputs.pop_front()?;
                chunk.input = Arc::clone(&input.name);
                match self.open(input, &mut chunk) {
                    Some(current) => current,
                    None => {
                        chunk.bytes.clear();
                        return Some(chunk);
                    }
                }
            }
        };
        chunk.input = Arc::clone(&current.name);
        if !self.fill(&mut current, &mut chunk) {
            self.current = Some(current);
        }
        Some(chunk)
    }

    /// Opens an input, or says in the chunk why not.
    fn open(&mut self, input: Input, chunk: &mut Chunk) -> Option<Current> {
        let name = input.name;
        let reader = match input.source {
            Source::Fault(message) => Err(message),
            Source::Note(note) => {
                chunk.notes.push(note);
                return None;
            }
            source => decode::open(source, &self.options.limits)
                .and_then(|raw| extra::open(raw, self.options.account.as_deref()))
                .map_err(|e| reason(&e)),
        };
        match reader {
            Ok(reader) => {
                let event_bytes = self.options.limits.event_bytes;
                let splitter = Splitter::new(Arc::clone(&name), self.options.form, event_bytes);
                Some(Current { name, reader, splitter })
            }
            Err(message) => {
                chunk.faults.push(input_fault(name, message));
                None
            }
        }
    }

    /// Reads until there is something to hand out; true at the end of the input.
    fn fill(&mut self, current: &mut Current, chunk: &mut Chunk) -> bool {
        let mut found = Found {
            records: std::mem::take(&mut chunk.records),
            faults: std::mem::take(&mut chunk.faults),
            notes: std::mem::take(&mut chunk.notes),
            ..Found::default()
        };
        // The buffer keeps its old length, so that only what it grows by must be zeroed.
        let bytes = &mut chunk.bytes;
        let mut filled = self.carry.len();
        if bytes.len() < filled {
            bytes.resize(filled, 0);
        }
        bytes[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        let end = loop {
            let unit = self.options.chunk_bytes;
            let target = if filled < unit { unit } else { filled + unit };
            bytes.resize(target, 0);
            let (read, error) = read_full(&mut current.reader, &mut bytes[filled..]);
            let eof = filled + read < target;
            filled += read;
            current.splitter.run(&bytes[..filled], eof && error.is_none(), &mut found);
            if let Some(error) = error {
                current.splitter.abandon(&mut found);
                found.faults.push(input_fault(Arc::clone(&current.name), reason(&error)));
            } else if eof && !current.splitter.solid() {
                let what = if chunk.read + filled as u64 == 0 { "no bytes" } else { "only blanks" };
                found.notes.push(format!("the input holds {what}"));
            }
            if eof || !found.is_empty() {
                break eof;
            }
            let done = current.splitter.done();
            if done > 0 {
                current.splitter.shift(&bytes[..filled], done);
                bytes.copy_within(done..filled, 0);
                filled -= done;
                chunk.read += done as u64;
            }
        };
        let done = if end { filled } else { current.splitter.done() };
        if !end {
            self.carry.extend_from_slice(&bytes[done..filled]);
            current.splitter.shift(&bytes[..filled], done);
        }
        // What is carried on stays here, too: records may end in what the splitter looks back at.
        bytes.truncate(filled);
        chunk.read += done as u64;
        bytes.extend_from_slice(&found.extra);
        for at in found.extracted {
            if let Some(record) = found.records.get_mut(at) {
                record.start += filled as u32;
                record.end += filled as u32;
            }
        }
        (chunk.records, chunk.faults, chunk.notes) = (found.records, found.faults, found.notes);
        chunk.head = current.splitter.head();
        end
    }
}

/// Fills the buffer; less only at the end or an error.
fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return (filled, Some(e)),
        }
    }
    (filled, None)
}

fn input_fault(input: Arc<str>, message: String) -> Fault {
    Fault { kind: FaultKind::Input, input, index: None, place: None, message }
}
