//! Floors under every figure: reading all bytes, and parsing them into a tree.

use super::{Loaded, Peer};
use crate::rules::Rule;
use std::hint::black_box;

/// Looks for a newline that is not there, so it reads every byte once.
#[derive(Debug)]
pub struct Scan;

impl Peer for Scan {
    fn name(&self) -> &'static str {
        "memchr-newline"
    }

    fn load(&mut self, _: &[Rule]) -> Result<Loaded, String> {
        Ok(Loaded::default())
    }

    fn matches(&mut self, event: &[u8]) -> usize {
        usize::from(black_box(memchr::memchr(b'\n', black_box(event))).is_some())
    }
}

/// Parses into `serde_json::Value`.
#[derive(Debug)]
pub struct Parse;

impl Peer for Parse {
    fn name(&self) -> &'static str {
        "serde_json-value"
    }

    fn load(&mut self, _: &[Rule]) -> Result<Loaded, String> {
        Ok(Loaded::default())
    }

    fn matches(&mut self, event: &[u8]) -> usize {
        let tree = serde_json::from_slice::<serde_json::Value>(black_box(event));
        usize::from(black_box(tree).is_err())
    }
}
