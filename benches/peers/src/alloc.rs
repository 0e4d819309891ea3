//! A counting allocator over the system's. It counts per thread, without atomics, so that a peer
//! that allocates for every event pays next to nothing for being counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The allocator; `main.rs` installs it.
#[derive(Debug)]
pub struct Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// Allocations and reallocations made by this thread so far.
pub fn calls() -> u64 {
    CALLS.get()
}

/// Bytes this thread allocated less those it freed.
pub fn live() -> i64 {
    LIVE.get()
}

/// The highest [`live`] since the last [`reset_peak`].
pub fn peak() -> i64 {
    PEAK.get()
}

/// Makes [`peak`] start again from what is live now.
pub fn reset_peak() {
    PEAK.set(LIVE.get());
}

fn record(calls: u64, bytes: i64) {
    CALLS.set(CALLS.get() + calls);
    let live = LIVE.get() + bytes;
    LIVE.set(live);
    if live > PEAK.get() {
        PEAK.set(live);
    }
}

// SAFETY: every call is handed to the system allocator unchanged; the counters are plain cells
// without destructors and never allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        record(1, layout.size() as i64);
        // SAFETY: the caller's contract is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        record(1, layout.size() as i64);
        // SAFETY: the caller's contract is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        record(0, -(layout.size() as i64));
        // SAFETY: the caller's contract is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        record(1, size as i64 - layout.size() as i64);
        // SAFETY: the caller's contract is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
