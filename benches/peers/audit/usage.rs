//! What a run cost: included by every program of the benchmark, ours and the peers'.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Processor time of all threads of this process so far, user and system.
pub fn cpu() -> Duration {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `usage` is writable for the length of the call, and all zeros is a valid `rusage`,
    // whether the call fills it or not.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let of = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec.unsigned_abs())
            + Duration::from_micros(time.tv_usec.unsigned_abs())
    };
    of(usage.ru_utime) + of(usage.ru_stime)
}

/// The most memory that this process has had at once, in bytes; 0 where the system does not say.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse().ok());
    kilobytes.map_or(0, |n: u64| n * 1024)
}

/// A clock that was started.
#[derive(Debug)]
pub struct Watch {
    cpu: Duration,
    wall: Instant,
}

impl Watch {
    /// Starts now.
    pub fn start() -> Self {
        Self { cpu: cpu(), wall: Instant::now() }
    }

    /// Processor and wall time since the start.
    pub fn read(&self) -> (Duration, Duration) {
        (cpu() - self.cpu, self.wall.elapsed())
    }
}

/// What a program says of its run: one line of JSON.
pub fn line(cpu: Duration, wall: Duration, peak: u64, findings: &BTreeMap<String, u64>) -> String {
    serde_json::json!({
        "cpu": cpu.as_secs_f64(),
        "wall": wall.as_secs_f64(),
        "peak": peak,
        "findings": findings,
    })
    .to_string()
}
