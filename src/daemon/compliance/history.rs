//! The versions of a resource, as `GetResourceConfigHistory` shows them.

use super::rows::{self, Age, damaged, moment, read_item};
use super::shown::shown;
use super::take::item_of;
use super::{Compliance, ComplianceError};
use crate::base::hex::unhex;
use crate::store::{Space, StoreError, after_prefix};
use jiff::Timestamp;
use std::collections::VecDeque;

/// Which versions are asked for.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// Captured then or later.
    pub from: Option<Timestamp>,
    /// Captured then or earlier.
    pub to: Option<Timestamp>,
    /// In which order.
    pub order: Order,
    /// As many at most.
    pub most: usize,
    /// Only those behind this position, in the order asked for: [`Version::position`].
    pub behind: Option<String>,
}

/// The order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// `Reverse`: the newest first.
    #[default]
    Reverse,
    /// `Forward`: the oldest first.
    Forward,
}

/// A version of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was captured.
    pub captured: Option<Timestamp>,
    /// When it came.
    pub received: Timestamp,
    /// JSON text: a `ConfigurationItem` of the API.
    pub item: String,
    /// Its position in the history, for the next page.
    pub position: String,
}

impl Compliance {
    /// The versions of a resource; `None` if there never was such a resource. Of several with this
    /// type and id it is the one of the daemon's account and region, else the first one met.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn history(
        &self,
        resource_type: &str,
        id: &str,
        window: &Window,
    ) -> Result<Option<Vec<Version>>, ComplianceError> {
        let Some(number) = self.which(resource_type, id) else { return Ok(None) };
        let Some((from, to)) = bounds(window) else { return Ok(Some(Vec::new())) };
        let (start, end) = (rows::key(b'H', number, &from), rows::key(b'H', number, &to));
        let mut found: VecDeque<Vec<u8>> = VecDeque::new();
        let most = window.most;
        self.rows.each(Space::ITEMS, &start, Some(&end), &mut |_, value| {
            found.push_back(value);
            if found.len() > most && window.order == Order::Reverse {
                found.pop_front();
            }
            found.len() < most || window.order == Order::Reverse
        })?;
        let (newest, age) = self.newest_row(number)?;
        if age.as_slice() >= from.as_slice() && age.as_slice() < to.as_slice() {
            found.push_back(newest);
        }
        if window.order == Order::Reverse {
            found = found.into_iter().rev().collect();
        }
        let versions = found.iter().take(most).map(|value| self.version(value));
        Ok(Some(versions.collect::<Result<_, _>>()?))
    }

    /// The newest version of a resource.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn newest(
        &self,
        resource_type: &str,
        id: &str,
    ) -> Result<Option<Version>, ComplianceError> {
        let Some(number) = self.which(resource_type, id) else { return Ok(None) };
        Ok(Some(self.version(&self.newest_row(number)?.0)?))
    }

    fn version(&self, value: &[u8]) -> Result<Version, StoreError> {
        let read = item_of(self.live.auditor(), value).zip(read_item(value));
        let (item, (received, age, _)) = read.ok_or_else(|| damaged(Space::ITEMS, b"H"))?;
        Ok(Version {
            captured: item.head.captured,
            received,
            item: shown(&item, received),
            position: age.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

/// The first age that is in a window, and the first behind it.
fn bounds(window: &Window) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut from = window.from.map_or(Vec::new(), |at| moment(Some(at)).to_vec());
    let last = window.to.map_or(vec![u8::MAX; size_of::<Age>()], |at| moment(Some(at)).to_vec());
    let mut to = after_prefix(&last).unwrap_or([&last[..], &[0]].concat());
    if let Some(behind) = &window.behind {
        let behind = unhex(behind)?;
        match window.order {
            Order::Reverse => to = to.min(behind),
            Order::Forward => from = from.max([&behind[..], &[0]].concat()),
        }
    }
    (from < to).then_some((from, to))
}
