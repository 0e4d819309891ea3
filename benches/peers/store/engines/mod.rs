//! What the engines have to do: the daemon's writes, and nothing that only one of them can.

mod file;
mod fjall;
mod redb;

use std::path::Path;

/// What an engine says when it cannot.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One group of events as the daemon commits it.
#[derive(Debug, Default)]
pub struct Group {
    /// Blocks of the log by the number of their first record.
    pub blocks: Vec<(u64, Vec<u8>)>,
    /// Deliveries that begin.
    pub begun: Vec<u64>,
    /// Deliveries that ended.
    pub ended: Vec<u64>,
}

/// A storage engine.
pub trait Engine {
    /// Writes a group and syncs it.
    fn commit(&self, group: &Group) -> Result<(), Failure>;
    /// Takes away all blocks before a number, a few thousand in a commit.
    fn drop_before(&self, number: u64) -> Result<u64, Failure>;
    /// Calls back with every block in order.
    fn each(&self, see: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure>;
    /// How many deliveries there are.
    fn deliveries(&self) -> Result<u64, Failure>;
}

/// The names of all engines; `file` is the floor: one file, appended to and synced.
pub const ENGINES: &[&str] = &["file", "fjall", "fjall-apart", "redb", "redb-quick-repair"];

/// Opens an engine.
pub fn open(name: &str, dir: &Path) -> Result<Box<dyn Engine>, Failure> {
    std::fs::create_dir_all(dir)?;
    Ok(match name {
        "file" => Box::new(file::File::open(dir)?),
        "fjall" => Box::new(fjall::Fjall::open(dir, false)?),
        "fjall-apart" => Box::new(fjall::Fjall::open(dir, true)?),
        "redb" => Box::new(redb::Redb::open(dir, false)?),
        "redb-quick-repair" => Box::new(redb::Redb::open(dir, true)?),
        other => return Err(format!("no engine `{other}`").into()),
    })
}

/// What is kept of a delivery: 80 bytes.
#[must_use]
pub fn delivery(number: u64) -> Vec<u8> {
    let mut bytes = vec![7; 80];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes
}
