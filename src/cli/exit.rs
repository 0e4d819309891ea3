//! Exit codes and the ways in which a command ends early.

use crate::base::text::reason;
use std::io;
use std::process::ExitCode;

/// The exit codes; documented, so they are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// Nothing to complain of.
    Clean,
    /// Findings at or above `--fail-on`, failed tests, no match.
    Findings,
    /// Bad rules or usage.
    BadRules,
    /// An input could not be read, or an evaluation ended in an error.
    BadInput,
    /// A plugin failed.
    PluginFailed,
    /// A bug in tripline.
    Bug,
    /// Ctrl-C.
    Interrupted,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(match code {
            Code::Clean => 0,
            Code::Findings => 1,
            Code::BadRules => 2,
            Code::BadInput => 3,
            Code::PluginFailed => 4,
            Code::Bug => 70,
            Code::Interrupted => 130,
        })
    }
}

/// Why a command ends before its work is done.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nobody reads the output any more.
    Closed,
    /// What is wrong has been said.
    Said(Code),
    /// This is wrong.
    Say(Code, String),
}

impl Failure {
    /// Wrong use of a command.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Say(Code::BadRules, message.into())
    }

    /// An input that cannot be read.
    pub fn input(name: &str, error: &io::Error) -> Self {
        Self::Say(Code::BadInput, format!("cannot read `{name}`: {}", reason(error)))
    }
}

/// An error of writing the output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Say(Code::BadInput, format!("cannot write the output: {}", reason(&error))),
        }
    }
}

/// What a command gives.
pub(super) type Done = Result<Code, Failure>;
