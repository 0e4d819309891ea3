//! The clock of the figures: CPU time of the calling thread, which a busy neighbour cannot inflate.

use std::time::Duration;

/// CPU time this thread has used since it started.
pub fn thread_cpu() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid, writable timespec for the length of the call.
    let code = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(code, 0, "the thread CPU clock is available on this system");
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// A started stopwatch on [`thread_cpu`].
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Duration);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(thread_cpu())
    }

    /// CPU seconds since the start.
    pub fn seconds(self) -> f64 {
        thread_cpu().saturating_sub(self.0).as_secs_f64()
    }
}
