//! `tripline graph`: a picture of the matching graph.

use super::args::{Global, GraphArgs};
use super::exit::{Code, Done};

pub(super) fn run(_: &GraphArgs, _: &Global) -> Done {
    Ok(Code::Clean)
}
