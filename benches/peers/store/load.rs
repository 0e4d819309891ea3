//! Groups of events as the daemon commits them, and what a process used.

use crate::engines::Group;

/// Bytes of a record.
pub const RECORD: usize = 1_024;
/// Records of a block at most.
const BLOCK: u64 = 64;

/// The groups of a run: `size` records in each; a delivery for every tenth record begins, and the one
/// of a thousand records before ends.
#[derive(Debug)]
pub struct Groups {
    size: u64,
    next: u64,
    random: fastrand::Rng,
}

impl Groups {
    pub fn new(size: u64, next: u64) -> Self {
        Self { size, next, random: fastrand::Rng::with_seed(7) }
    }
}

impl Iterator for Groups {
    type Item = Group;

    fn next(&mut self) -> Option<Group> {
        let mut group = Group::default();
        let end = self.next + self.size;
        for number in self.next..end {
            if number % 10 == 0 {
                group.begun.push(number);
                group.ended.extend(number.checked_sub(1_000));
            }
        }
        while self.next < end {
            let records = BLOCK.min(end - self.next);
            let mut block = vec![0; records as usize * RECORD];
            self.random.fill(&mut block);
            group.blocks.push((self.next, block));
            self.next += records;
        }
        Some(group)
    }
}

/// Processor seconds of this process, user and system, all threads.
pub fn processor() -> f64 {
    // SAFETY: an all-zero `rusage` is a valid value, and the call fills it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Peak memory of this process, in MB.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

/// Bytes of all files below a folder, as allocated, in MB.
pub fn on_disk(dir: &std::path::Path) -> u64 {
    fn bytes(dir: &std::path::Path) -> u64 {
        use std::os::unix::fs::MetadataExt;
        let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
        let each = entries.flatten().map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => bytes(&entry.path()),
            Ok(data) => data.blocks() * 512,
            Err(_) => 0,
        });
        each.sum()
    }
    bytes(dir) >> 20
}
