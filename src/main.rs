//! The `tripline` program.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// What one thread makes another frees, which the system's allocator does under a lock.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    tripline::cli::main()
}
