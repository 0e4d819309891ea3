//! What the tests of this module share.

use super::batch::BatchPolicy;
use super::letter::{Letter, RouteId};
use super::policy::TargetPolicy;
use crate::model::Item;
use crate::rules::Retry;
use jiff::Timestamp;

/// Milliseconds after the start.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).expect("a time")
}

/// A letter born at the start.
pub(super) fn letter(route: u32, id: &str, body: &str) -> Letter {
    Letter {
        route: RouteId(route),
        event_id: Some(id.into()),
        event: format!("{{\"id\":\"{id}\"}}").into(),
        item: Item { id: id.into(), body: body.into(), attributes: Vec::new() },
        order_key: None,
        born: at(0),
        hops: 0,
        attempts: 0,
        tag: 0,
    }
}

/// A target with nothing special about it.
pub(super) fn plain(name: &str) -> TargetPolicy {
    TargetPolicy {
        name: name.into(),
        retry: Retry::default(),
        dead_letter: None,
        batch: BatchPolicy::SINGLE,
        rate: None,
        ordered: false,
        concurrency: 4,
        on_success: None,
        on_failure: None,
    }
}
