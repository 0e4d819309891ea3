//! The stamp of a batch: its number, up to which number batches were synced when it was written, and
//! the sum of what it holds. The engine's journal has sums of its own, but it cannot tell a batch
//! that was never finished from an acknowledged one that was damaged later; with stamps one can.

use flate2::Crc;

/// The key of the stamp, which is the last of each batch. No other key looks like it.
pub(super) const KEY: &[u8; 16] = b"\x93tripline\xf0\x1fbatch";
/// Bytes of a stamp.
pub(super) const LENGTH: usize = 24;

/// What a batch says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    /// Its number, one more than that of the batch before.
    pub number: u64,
    /// The number of the last batch that was on disk for sure.
    pub synced: u64,
    /// The sum of its other changes.
    pub sum: u32,
}

impl Stamp {
    pub(super) fn encode(self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[..8].copy_from_slice(&self.number.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.synced.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.sum.to_le_bytes());
        let own = sum(&bytes[..20]);
        bytes[20..].copy_from_slice(&own.to_le_bytes());
        bytes
    }

    /// `None` if these bytes are no stamp.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let (number, rest) = bytes.split_first_chunk()?;
        let (synced, rest) = rest.split_first_chunk()?;
        let (of_changes, rest) = rest.split_first_chunk()?;
        let own = u32::from_le_bytes(rest.try_into().ok()?);
        (own == sum(&bytes[..20])).then_some(Self {
            number: u64::from_le_bytes(*number),
            synced: u64::from_le_bytes(*synced),
            sum: u32::from_le_bytes(*of_changes),
        })
    }
}

/// The sum of the changes of a batch.
#[derive(Debug, Default)]
pub(super) struct Changes(Crc);

impl Changes {
    /// Adds a change: the engine's number of the space, the key, the value or that it is taken away.
    pub(super) fn add(&mut self, space: u64, key: &[u8], value: Option<&[u8]>) {
        let mut head = [0; 15];
        head[..8].copy_from_slice(&space.to_le_bytes());
        head[8] = u8::from(value.is_some());
        head[9..11].copy_from_slice(&(key.len() as u16).to_le_bytes());
        head[11..].copy_from_slice(&(value.map_or(0, <[u8]>::len) as u32).to_le_bytes());
        self.0.update(&head);
        self.0.update(key);
        self.0.update(value.unwrap_or_default());
    }

    pub(super) fn sum(&self) -> u32 {
        self.0.sum()
    }
}

/// The sum of bytes.
pub(super) fn sum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
