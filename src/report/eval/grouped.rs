//! The forms that are written whole at the end: text, Markdown and JUnit. They gather what came by
//! rule and differ in how they write it.

use super::groups::Groups;
use super::{Out, Report};
use crate::model::{Effect, RunInfo, Summary};
use std::io::{self, Write};

/// How a grouped form looks.
pub(super) trait Form<W: Write>: Send {
    /// How many findings of a rule, and how many faults, are kept to be shown.
    const SHOWN: usize;

    /// Writes all of it.
    fn write(&self, out: &mut W, groups: &Groups, summary: &Summary) -> io::Result<()>;
}

/// A report in such a form.
#[derive(Debug)]
pub(super) struct Grouped<F, W: Write = Out> {
    out: W,
    form: F,
    groups: Groups,
}

impl<F, W: Write> Grouped<F, W> {
    /// A report in `form` onto `out`.
    pub(super) fn new(out: W, form: F) -> Self {
        Self { out, form, groups: Groups::default() }
    }
}

impl<F: Form<W>, W: Write + Send> Report for Grouped<F, W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.groups = Groups::new(&info.rules, F::SHOWN);
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        self.groups.add(effect);
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.form.write(&mut self.out, &self.groups, summary)?;
        self.out.flush()
    }
}
