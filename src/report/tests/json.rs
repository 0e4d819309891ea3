//! Test results as one JSON document, a case a line.

use super::{CaseResult, Counts};
use crate::report::SCHEMA;
use crate::report::json::{Elements, Object};
use std::io::{self, Write};

/// Writes the document.
pub(super) fn write(cases: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"schema\":\"{SCHEMA}\",\"tests\":[")?;
    let mut elements = Elements::default();
    for case in cases {
        elements.next(out)?;
        let mut object = Object::begin(out)?;
        object.put("name", &case.name)?;
        object.put("file", &case.file)?;
        object.put("line", &case.line)?;
        object.put("outcome", case.outcome.word())?;
        object.put("messages", case.outcome.messages())?;
        object.put("seconds", &case.seconds)?;
        object.end()?;
    }
    let Counts { passed, failed, errors } = Counts::of(cases);
    writeln!(out, "\n],\"passed\":{passed},\"failed\":{failed},\"errors\":{errors}}}")
}
