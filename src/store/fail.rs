//! Places at which a test can have the process end at once, as a crash would.

/// Ends the process here when `TRIPLINE_FAIL_AT` says so: `append:3` at the third passing of
/// `append`. In a release build this is nothing.
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, PoisonError};
    static AT: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let text = std::env::var("TRIPLINE_FAIL_AT").ok()?;
        let (name, turn) = text.split_once(':')?;
        Some((name.to_owned(), turn.parse().ok()?))
    });
    static PASSED: LazyLock<Mutex<HashMap<String, u64>>> = LazyLock::new(Mutex::default);
    let Some((wanted, turn)) = &*AT else { return };
    if wanted != name {
        return;
    }
    let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
    let count = passed.entry(name.to_owned()).or_default();
    *count += 1;
    if count == turn {
        std::process::abort();
    }
}

/// Ends the process here when a test says so; in a release build nothing.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn point(_name: &str) {}
