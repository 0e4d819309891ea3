//! What only the store on disk has to do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that fails says where, and children speak by their output"
)]

mod crash;
mod damage;
mod full;
mod opening;
mod whole;

use crate::store::tests::{OPTIONS, Temp};
use crate::store::{Disk, Durability, Kv, Space, Write};
use std::path::Path;

fn open(folder: &Path) -> Disk {
    Disk::open(folder, &OPTIONS).unwrap()
}

/// Writes numbered blocks, each with its entry in the queue; takes every third entry away again.
fn blocks(store: &Disk, numbers: std::ops::Range<u64>) {
    for number in numbers {
        store.write(block(number), Durability::Now).unwrap();
    }
}

fn block(number: u64) -> Vec<Write> {
    let key = number.to_be_bytes();
    let mut batch =
        vec![Write::put(Space::LOG, key, value(number)), Write::put(Space::QUEUE, key, "waits")];
    if number % 3 == 2 {
        batch.push(Write::remove(Space::QUEUE, (number - 1).to_be_bytes()));
    }
    batch
}

fn value(number: u64) -> Vec<u8> {
    vec![number as u8; 1 + (number as usize * 7_919) % 9_000]
}

/// How many blocks there are, from 0 on without a gap; what is wrong otherwise.
fn count(store: &Disk) -> Result<u64, String> {
    let log = store.scan(Space::LOG, &[], None, usize::MAX).map_err(|error| error.to_string())?;
    let many = log.len() as u64;
    for (number, (key, block)) in (0..).zip(log) {
        if key != u64::to_be_bytes(number) || block != value(number) {
            return Err(format!("block {number} is wrong"));
        }
    }
    for number in 0..many {
        let waits = store.get(Space::QUEUE, &number.to_be_bytes());
        let waits = waits.map_err(|error| error.to_string())?.is_some();
        if waits != (number % 3 != 1 || number + 1 == many) {
            return Err(format!("the entry of block {number} is wrong"));
        }
    }
    Ok(many)
}
