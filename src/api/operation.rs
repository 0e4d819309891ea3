//! What an operation is, and the tables of all.

use super::accept::Accepting;
use super::context::{Context, Permission};
use super::{config, events, scheduler};
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

/// The operations of each service, by its name in `wire::SERVICES`.
const TABLES: &[(&str, &[Operation])] = &[
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
