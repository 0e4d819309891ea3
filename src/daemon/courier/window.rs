//! What of a target's deliveries is in memory. The rest waits in the queue on disk, so that a target
//! that does not answer costs neither memory nor the others' turns.

use super::row::RowKey;

/// Deliveries of a target in memory at most.
const LIVE: usize = 2_000;
/// Their bytes at most.
const BYTES: usize = 32 << 20;

/// The deliveries of one target.
#[derive(Debug, Default)]
pub(super) struct Window {
    live: usize,
    bytes: usize,
    /// Rows from this key on are not in memory; `None` when all are.
    behind: Option<Vec<u8>>,
}

impl Window {
    /// A window of which nothing is known: everything is behind it.
    pub fn unread(target: &str) -> Self {
        Self { behind: Some(RowKey::prefix(target)), ..Self::default() }
    }

    /// May one more come into memory? What is younger than something on disk may not.
    pub fn takes(&self) -> bool {
        self.behind.is_none() && self.live < LIVE && self.bytes < BYTES
    }

    /// A row was written that is not in memory.
    pub fn spilled(&mut self, key: &RowKey) {
        self.behind.get_or_insert_with(|| key.0.clone());
    }

    pub fn entered(&mut self, bytes: usize) {
        self.live += 1;
        self.bytes += bytes;
    }

    pub fn left(&mut self, bytes: usize) {
        self.live = self.live.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// How many are in memory.
    pub fn live(&self) -> usize {
        self.live
    }

    /// From which key on rows are to be read, and how many, if there is room again.
    pub fn hungry(&self) -> Option<(&[u8], usize)> {
        let behind = self.behind.as_deref()?;
        let room = self.live <= LIVE / 2 && self.bytes <= BYTES / 2;
        room.then_some((behind, LIVE - self.live))
    }

    /// Rows were read up to this key; `None` when there are no more.
    pub fn read_to(&mut self, key: Option<&[u8]>) {
        self.behind = key.map(|key| [key, &[0]].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::{LIVE, RowKey, Window};

    #[test]
    fn younger_ones_wait_behind_those_on_disk() {
        let mut window = Window::default();
        for _ in 0..LIVE {
            assert!(window.takes());
            window.entered(10);
        }
        assert!(!window.takes() && window.hungry().is_none());
        let key = RowKey::new("t", 7, 1);
        window.spilled(&key);
        window.spilled(&RowKey::new("t", 8, 0));
        for _ in 0..LIVE / 2 {
            assert!(window.hungry().is_none());
            window.left(10);
        }
        assert!(!window.takes(), "there is one on disk before it");
        assert_eq!(window.hungry(), Some((&key.0[..], LIVE / 2)));
        window.read_to(None);
        assert!(window.takes());
    }
}
