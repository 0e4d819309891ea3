//! The events of an archive in the data directory of a daemon that does not run.

use super::super::exit::{Code, Failure};
use crate::daemon::archive::{Reader, Span, names};
use crate::daemon::ruleset::Definition;
use crate::model::Place;
use crate::sources::{Chunk, Form, Record};
use crate::store::{Disk, Kv, Options, Space, StoreError};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// Bytes of events that are taken through rules at once, about.
const BYTES: usize = 256 << 10;

/// An archive being read.
#[derive(Debug)]
pub(in crate::cli) struct Held {
    store: Arc<Disk>,
    reader: Reader<Arc<Disk>>,
    name: String,
    read: u64,
}

fn failed(error: &StoreError) -> Failure {
    Failure::Say(Code::BadInput, error.to_string())
}

impl Held {
    /// Opens an archive, or the only one, for the events between two times.
    pub fn open(
        data: &Path,
        archive: Option<&str>,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Self, Failure> {
        if !data.join("format").is_file() {
            let words = format!("`{}` is no data directory of a daemon", data.display());
            return Err(Failure::Say(Code::BadInput, words));
        }
        let options = Options { read_only: true, ..Options::default() };
        let store = Disk::open(data, &options).map_err(|e| failed(&e))?;
        let known = names(&store).map_err(|e| failed(&e))?;
        let listed = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let name = match (archive, known.as_slice()) {
            (Some(name), _) if known.iter().any(|known| known == name) => name.to_owned(),
            (None, [only]) => only.clone(),
            (_, []) => {
                let words = format!("no archive of `{}` holds anything", data.display());
                return Err(Failure::Say(Code::BadInput, words));
            }
            (Some(name), _) => {
                let words = format!("no archive `{name}` holds anything; there are {listed}");
                return Err(Failure::usage(words));
            }
            (None, _) => {
                return Err(Failure::usage(format!(
                    "say which archive with `--archive`: {listed}"
                )));
            }
        };
        let span = Span {
            from: from.unwrap_or(Timestamp::MIN).as_millisecond(),
            to: to.unwrap_or(Timestamp::MAX).as_millisecond(),
        };
        let store = Arc::new(store);
        let mut held = Self {
            reader: Reader::new(Arc::clone(&store), &name, 0, span, None),
            store,
            name,
            read: 0,
        };
        // An archive of the API does not hold what one of its name held before.
        let defined = held.defined()?;
        let own = defined.iter().find(|d| d.section == "archives" && d.name == held.name);
        if let Some(since) = own.and_then(|own| own.api.get("since")?.as_u64()) {
            held.reader = Reader::new(Arc::clone(&held.store), &held.name, since, span, None);
        }
        Ok(held)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What came over the API.
    pub fn defined(&self) -> Result<Vec<Definition>, Failure> {
        let pairs = self.store.scan(Space::DEFINED, &[], None, usize::MAX);
        let pairs = pairs.map_err(|e| failed(&e))?;
        Ok(pairs.iter().filter_map(|(key, value)| Definition::decode(key, value)).collect())
    }

    /// The next events; `None` after the last ones.
    pub fn chunk(&mut self) -> Result<Option<Chunk>, Failure> {
        let mut chunk = Chunk::empty(Arc::from(format!("archive {}", self.name)));
        while chunk.bytes.len() < BYTES {
            let Some(kept) = self.reader.next().map_err(|e| failed(&e))? else { break };
            let start = chunk.bytes.len();
            chunk.bytes.extend_from_slice(&kept.event);
            // INVARIANT (blocks-small): an event is far smaller than 4 GiB.
            let at = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
            chunk.records.push(Record {
                start: at(start),
                end: at(chunk.bytes.len()),
                form: Form::Events,
                index: self.read,
                place: Place { offset: 0, line: 1, column: 1 },
                quoted: false,
            });
            self.read += 1;
        }
        Ok((!chunk.records.is_empty()).then_some(chunk))
    }
}
