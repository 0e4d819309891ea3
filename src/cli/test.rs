//! `tripline test`.

use super::args::{Global, TestArgs};
use super::exit::{Code, Done};

pub(super) fn run(_: &TestArgs, _: &Global) -> Done {
    Ok(Code::Clean)
}
