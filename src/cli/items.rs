//! The configuration items that a command reads, with what there is to tell of its inputs.

use super::args::Global;
use super::terminal;
use crate::items::Normalised;
use crate::model::Fault;
use crate::report::visible;
use crate::sources::{self, Heard, InputFormat, Options};
use std::ffi::OsString;

/// Gives every item of `inputs` to `found`, and tells notes and faults; how many faults there were.
/// `form` is forced on all inputs, `largest` is the most bytes of an item.
pub(super) fn each(
    inputs: &[OsString],
    form: Option<InputFormat>,
    largest: Option<u64>,
    global: &Global,
    found: &mut dyn FnMut(&Normalised),
) -> u64 {
    let mut limits = global.limits();
    if let Some(bytes) = largest {
        limits.event_bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    }
    let options = Options { limits, form, ..Options::default() };
    let mut faults = 0;
    let mut hear = |heard| match heard {
        Heard::Note(input, note) => terminal::note(global, &visible(&format!("{input}: {note}"))),
        Heard::Fault(fault) => {
            faults += 1;
            terminal::error(&visible(&words(&fault)));
        }
    };
    sources::each_item(sources::find(inputs), options, found, &mut hear);
    faults
}

/// A fault in one line.
fn words(fault: &Fault) -> String {
    let place = fault.place.map_or(String::new(), |p| format!(":{}:{}", p.line, p.column));
    let index = fault.index.map_or(String::new(), |n| format!("item {n}: "));
    format!("{}{place}: {index}{}", fault.input, fault.message)
}
