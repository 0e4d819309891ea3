//! The floor: the bytes of a group appended to a file and synced. It keeps no deliveries and can
//! take nothing away.

use super::{Engine, Failure, Group, delivery};
use std::io::Write;
use std::path::Path;

#[derive(Debug)]
pub struct File(std::fs::File);

impl File {
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let file = std::fs::File::options().create(true).append(true).open(dir.join("log"))?;
        Ok(Self(file))
    }
}

impl Engine for File {
    fn commit(&self, group: &Group) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        for (number, block) in &group.blocks {
            bytes.extend(number.to_be_bytes());
            bytes.extend(block);
        }
        for number in &group.begun {
            bytes.extend(delivery(*number));
        }
        for number in &group.ended {
            bytes.extend(number.to_be_bytes());
        }
        (&self.0).write_all(&bytes)?;
        self.0.sync_data()?;
        Ok(())
    }

    fn drop_before(&self, _: u64) -> Result<u64, Failure> {
        Err("the floor takes nothing away".into())
    }

    fn each(&self, _: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        Err("the floor is not read".into())
    }

    fn deliveries(&self) -> Result<u64, Failure> {
        Err("the floor keeps no deliveries".into())
    }
}
