//! The records of a case, cut from what it gives as `eval` cuts its inputs.

use super::given::{Given, GivenKind};
use super::patch;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::model::Place;
use crate::read::json;
use crate::read::tree::Item;
use crate::sources::{Chunk, Chunks, Input, InputFormat, Options, Record, Source};
use std::io::Cursor;

/// A record of a case.
pub(super) struct Sight<'c> {
    /// The number of the entry that gives it.
    pub entry: usize,
    /// What it is called in messages: `fixtures/a.json[0]`, or `a.test.yaml:12` if it stands there.
    pub label: String,
    /// Where it stands, for faults.
    pub place: String,
    /// What holds its bytes, patched if the case says so.
    pub chunk: &'c Chunk,
    /// The record.
    pub record: Record,
}

/// An entry of `given`.
struct Entry<'e> {
    number: usize,
    name: &'e str,
    /// Does it stand in the case?
    inline: bool,
    patch: Option<Item<'e>>,
}

/// Cuts records.
pub(super) struct Gatherer<'a> {
    /// The texts of the cases.
    pub sources: &'a Sources,
    /// The budgets.
    pub limits: &'a Limits,
    /// The file that holds the case.
    pub file: &'a str,
    /// The form of all records, where there is no choice.
    pub form: Option<InputFormat>,
    /// What the records are called.
    pub noun: &'static str,
}

impl Gatherer<'_> {
    /// Shows every record to `visit`, which says what is wrong with one.
    ///
    /// # Errors
    /// Everything that could not be read.
    pub fn each(
        &self,
        given: &[Given<'_>],
        visit: &mut dyn FnMut(Sight<'_>) -> Result<(), String>,
    ) -> Result<(), Vec<String>> {
        let mut faults = Vec::new();
        for (entry, given) in given.iter().enumerate() {
            let (name, source, patch) = match &given.kind {
                GivenKind::Inline(text) => {
                    let at = self.sources.position(given.span.source, given.span.start);
                    let reader = Box::new(Cursor::new(text.clone().into_bytes()));
                    (format!("{}:{}", self.file, at.line), Source::Reader(reader), None)
                }
                GivenKind::File { path, patch } => {
                    (path.display().to_string(), Source::File(path.clone()), *patch)
                }
            };
            let inline = matches!(given.kind, GivenKind::Inline(_));
            let entry = Entry { number: entry, name: &name, inline, patch };
            self.input(&entry, source, visit, &mut faults);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn input(
        &self,
        entry: &Entry<'_>,
        source: Source,
        visit: &mut dyn FnMut(Sight<'_>) -> Result<(), String>,
        faults: &mut Vec<String>,
    ) {
        let Entry { number, name, inline, patch } = *entry;
        let options = Options {
            limits: self.limits.clone(),
            form: self.form,
            chunk_bytes: 1 << 16,
            ..Options::default()
        };
        let input = Input { name: name.into(), source };
        let mut chunks = Chunks::new(vec![input], options);
        let mut notes = Vec::new();
        let (mut records, before) = (0, faults.len());
        // Places in an inline record are those of a text that the user never saw.
        let place = |at: Option<Place>| match at {
            Some(at) if !inline => format!("{name}:{}:{}", at.line, at.column),
            _ => name.to_owned(),
        };
        while let Some(mut chunk) = chunks.next(None) {
            for fault in &chunk.faults {
                faults.push(format!("{}: {}", place(fault.place), fault.message));
            }
            notes.append(&mut chunk.notes);
            records += chunk.records.len();
            for record in &chunk.records {
                let label = if inline && record.index == 0 {
                    name.to_owned()
                } else {
                    format!("{name}[{}]", record.index)
                };
                let place = place(Some(record.place));
                let seen = self.patched(&chunk, record, patch).and_then(|patched| {
                    let (chunk, record) = match &patched {
                        Some((chunk, record)) => (chunk, *record),
                        None => (&chunk, *record),
                    };
                    visit(Sight { entry: number, label, place: place.clone(), chunk, record })
                });
                if let Err(message) = seen {
                    faults.push(format!("{place}: {message}"));
                }
            }
        }
        if records == 0 && faults.len() == before {
            let why = notes.first().map_or(String::new(), |note| format!(": {note}"));
            faults.push(format!("{name}: there are no {} here{why}", self.noun));
        }
    }

    /// The record with the patch of the case.
    fn patched(
        &self,
        chunk: &Chunk,
        record: &Record,
        patch: Option<Item<'_>>,
    ) -> Result<Option<(Chunk, Record)>, String> {
        let Some(patch) = patch else { return Ok(None) };
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        let tree = json::read(SourceId(0), bytes.into(), self.limits.depth)
            .map_err(|e| format!("{} (byte {} of the record)", e.message, e.at))?;
        let bytes = patch::apply(tree.root(), patch).into_bytes();
        let end = bytes.len() as u32;
        let patched = Chunk { bytes, ..Chunk::empty(chunk.input.clone()) };
        Ok(Some((patched, Record { start: 0, end, ..*record })))
    }
}
