//! Turns a peer's panic into a recorded outcome.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Replaces the printing panic hook by one that only keeps the message and its place.
pub fn install_hook() {
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, |at| format!(" at {}:{}", short_path(at.file()), at.line()));
        let message = format!("{}{place}", first_line(&info.to_string()));
        LAST.with(|last| last.replace(message));
    }));
}

/// Runs `work`; a panic in it becomes an error that says so.
///
/// # Errors
/// The panic's message and place.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| format!("panic: {}", LAST.with(|last| last.borrow().clone())))
}

/// The message proper: what `PanicHookInfo` prints after its own first line.
fn first_line(text: &str) -> String {
    text.lines().nth(1).unwrap_or(text).to_owned()
}

/// The last three components, which name crate, folder and file.
fn short_path(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    parts[parts.len().saturating_sub(3)..].join("/")
}
