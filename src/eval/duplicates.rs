//! CloudTrail delivers some records twice; the second time they do not count.

/// Records remembered in each of the two generations.
const GENERATION: usize = 1 << 18;
/// Slots of a generation's table; a power of two.
const SLOTS: usize = GENERATION * 2;
/// Marks an empty slot; no id is 0 (`key` sees to it).
const EMPTY: u128 = 0;

/// Remembers the last ids: at least `GENERATION` of them, at most twice as many. Its size is fixed,
/// so that memory stays flat however many records there are; copies of a record are delivered
/// within minutes of each other.
#[derive(Debug, Default)]
pub struct Duplicates {
    now: Box<[u128]>,
    before: Box<[u128]>,
    count: usize,
}

impl Duplicates {
    /// Was the id seen before? It is remembered in any case.
    pub fn seen(&mut self, id: u128) -> bool {
        if self.now.is_empty() {
            // Written to once, so that the memory is there from the first record on.
            self.now = vec![u128::MAX; SLOTS].into();
            self.before = vec![u128::MAX; SLOTS].into();
            self.now.fill(EMPTY);
            self.before.fill(EMPTY);
        }
        if find(&self.before, id).is_ok() {
            return true;
        }
        match find(&self.now, id) {
            Ok(_) => true,
            Err(free) => {
                self.now[free] = id;
                self.count += 1;
                if self.count == GENERATION {
                    std::mem::swap(&mut self.now, &mut self.before);
                    self.now.fill(EMPTY);
                    self.count = 0;
                }
                false
            }
        }
    }
}

/// Where the id is, or the free slot where it would go.
fn find(table: &[u128], id: u128) -> Result<usize, usize> {
    let mix = (id as u64 ^ (id >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut at = (mix >> 40) as usize & (SLOTS - 1);
    loop {
        if table[at] == id {
            return Ok(at);
        }
        if table[at] == EMPTY {
            return Err(at);
        }
        at = (at + 1) & (SLOTS - 1);
    }
}

/// The number of an `eventID` (raw JSON, with its quotes): the UUID itself, or one made of it.
pub(super) fn key(raw: &[u8]) -> u128 {
    let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    let id = uuid::Uuid::try_parse_ascii(inside)
        .unwrap_or_else(|_| uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, inside));
    id.as_u128().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_recent_ids_in_fixed_memory() {
        let mut all = Duplicates::default();
        let id = |n: u128| n.wrapping_mul(0x1234_5678_9ABC_DEF1_2345_6789_ABCD_EF13) | 1 << 64;
        for n in 1..1_000_000u128 {
            assert!(!all.seen(id(n)), "{n}");
            assert!(n < 200_000 || all.seen(id(n - 199_999)), "{n}");
        }
        assert_eq!(all.now.len(), SLOTS);
    }

    #[test]
    fn keys_of_ids() {
        assert_eq!(key(b"\"00000000-0000-0000-0000-0000000000ff\""), 255);
        assert_ne!(key(b"\"not a uuid\""), key(b"\"another\""));
    }
}
