//! What an operation is, and the tables of all.

use super::accept::Accepting;
use super::context::{Context, Permission};
use super::{cloudtrail, cloudwatch, config, events, scheduler};
use crate::wire::{Fault, Value};

/// An operation that is offered.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its name, such as `PutEvents`.
    pub name: &'static str,
    /// Who may call it.
    pub permission: Permission,
    /// What it does.
    pub run: Run,
}

/// What an operation does.
#[derive(Debug, Clone, Copy)]
pub enum Run {
    /// It answers from what is there, or changes definitions; on a thread that may wait.
    Answer(fn(&Context<'_>, &Value) -> Result<Value, Fault>),
    /// It accepts entries, and answers when they are safe.
    Accept(fn(&Context<'_>, &Value) -> Result<Accepting, Fault>),
}

/// Answers an operation.
type Answer = fn(&Context<'_>, &Value) -> Result<Value, Fault>;

/// An operation that only looks.
pub(super) const fn read(name: &'static str, run: Answer) -> Operation {
    Operation { name, permission: Permission::Read, run: Run::Answer(run) }
}

/// An operation that changes definitions.
pub(super) const fn change(name: &'static str, run: Answer) -> Operation {
    Operation { name, permission: Permission::Admin, run: Run::Answer(run) }
}

/// The operations of each service, by its name in `wire::SERVICES`.
const TABLES: &[(&str, &[Operation])] = &[
    ("cloudtrail", cloudtrail::OPERATIONS),
    ("cloudtrail-data", cloudtrail::DATA_OPERATIONS),
    ("cloudwatch", cloudwatch::OPERATIONS),
    ("config", config::OPERATIONS),
    ("events", events::OPERATIONS),
    ("scheduler", scheduler::OPERATIONS),
];

/// The operation of a service.
#[must_use]
pub fn find(service: &str, name: &str) -> Option<&'static Operation> {
    let (_, table) = TABLES.iter().find(|(known, _)| *known == service)?;
    table.iter().find(|operation| operation.name == name)
}
