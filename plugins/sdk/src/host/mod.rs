//! The imports of the host, one module each. Their words are those of the interface
//! (`schemas/wit`), which also says what each needs a grant for.

#[cfg(not(target_arch = "wasm32"))]
pub mod fake;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasm;

#[cfg(not(target_arch = "wasm32"))]
use fake as imports;
#[cfg(target_arch = "wasm32")]
use wasm as imports;

pub mod events;
pub mod files;
pub mod log;
pub mod state;

pub(crate) use imports::{config, send};

/// How much time is left.
pub mod deadline {
    /// Milliseconds until the invocation is stopped.
    #[must_use]
    pub fn remaining_ms() -> u64 {
        super::imports::remaining_ms()
    }
}

/// Secrets by name.
pub mod secrets {
    use crate::Error;

    /// The value of a secret; without grant or value a permanent error that names it.
    pub fn get(name: &str) -> Result<String, Error> {
        super::imports::secret(name)
            .map_err(|why| Error::permanent(format!("no secret `{name}`: {why}")))
    }
}

/// The time.
pub mod clock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now_ms() -> u64 {
        super::imports::now_ms()
    }
}

/// Random numbers.
pub mod random {
    /// So many random bytes, at most 4096.
    #[must_use]
    pub fn bytes(length: u32) -> Vec<u8> {
        super::imports::random(length)
    }
}
