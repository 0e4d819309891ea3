//! Generated snapshots of AWS Config, with the number of findings of each rule.
//!
//! The generator decides by chance what is wrong with a resource, writes it so, and counts there
//! and then; no rule is evaluated. A shorter snapshot is the beginning of a longer one.

mod compute;
mod identity;
mod item;
mod network;
mod storage;
mod text;
mod world;

pub use world::{IMAGES, TYPES, image};

use crate::prng::{Rng, scramble};
use item::{Broken, Item};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use world::Home;

/// The seed of all snapshots.
pub const SEED: u64 = 0xC0F1;

/// What there is to know of a snapshot without reading it.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Its items.
    pub items: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Findings by rule; rules without any are not here.
    pub findings: BTreeMap<String, u64>,
    /// Resources with at least one.
    pub resources: u64,
    /// Items by resource type.
    pub types: BTreeMap<&'static str, u64>,
}

type Make = fn(&Home, &mut Rng, &mut Broken) -> Item;

/// How many items in a hundred are of each type.
const MIX: [(u64, Make); 8] = [
    (15, compute::instance),
    (27, compute::volume),
    (16, network::security_group),
    (12, network::interface),
    (12, storage::bucket),
    (5, storage::database),
    (6, identity::user),
    (7, identity::role),
];

/// The text of one item, and the rules that it breaks.
fn draw(number: u64, out: &mut String) -> (&'static str, Broken) {
    let mut rng = Rng::new(scramble(SEED ^ number));
    let home = Home::draw(&mut rng);
    let mut left = rng.below(MIX.iter().map(|(share, _)| share).sum());
    let mut broken = Broken::new();
    for (share, make) in MIX {
        if left < share {
            let item = make(&home, &mut rng, &mut broken);
            item.write(&home, &mut rng, out);
            return (item.kind, broken);
        }
        left -= share;
    }
    ("", broken)
}

/// Writes a snapshot of so many items.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, items: u64) -> io::Result<Expected> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut expected = Expected { items, ..Expected::default() };
    let mut text = String::from(
        r#"{"fileVersion":"1.0","configSnapshotId":"6f0c6b2e-4a55-4c07-9c1d-2f6a1d0b8e11","configurationItems":["#,
    );
    for number in 0..items {
        if number > 0 {
            text.push(',');
        }
        let (kind, broken) = draw(number, &mut text);
        *expected.types.entry(kind).or_default() += 1;
        expected.resources += u64::from(!broken.is_empty());
        for rule in broken {
            *expected.findings.entry(rule.to_owned()).or_default() += 1;
        }
        file.write_all(text.as_bytes())?;
        expected.bytes += text.len() as u64;
        text.clear();
    }
    file.write_all(b"]}")?;
    expected.bytes += 2;
    file.flush()?;
    Ok(expected)
}

/// Writes every item into a file of its own, as a snapshot of one.
///
/// # Errors
/// The folder cannot be written.
pub fn write_each(folder: &Path, items: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for number in 0..items {
        let mut text = String::from(r#"{"configurationItems":["#);
        draw(number, &mut text);
        text.push_str("]}");
        std::fs::write(folder.join(format!("{number:06}.json")), text)?;
    }
    Ok(())
}
