//! `random`: bytes from the system, or the same ones for the same invocation.

use super::bindings::tripline::target::random::Host;
use crate::plugins::ports::Randomness;
use crate::plugins::session::Session;
use sha2::{Digest, Sha256};
use wasmtime::Result;

const MOST: u32 = 4096;

impl Host for Session {
    fn bytes(&mut self, length: u32) -> Result<Vec<u8>> {
        if !self.facts.rights.random {
            return Err(Session::ungranted("random.bytes", "random: true"));
        }
        let mut bytes = vec![0; length.min(MOST) as usize];
        match self.facts.ports.randomness {
            Randomness::System => getrandom::getrandom(&mut bytes)
                .map_err(|e| wasmtime::Error::msg(format!("no random bytes to be had: {e}")))?,
            Randomness::ByInvocation => {
                let id = &self.call.invocation;
                let seeded = self.call.random.get_or_insert_with(|| {
                    let digest = Sha256::digest(id.as_bytes());
                    let seed = digest.iter().take(8).fold(0, |n, b| (n << 8) | u64::from(*b));
                    fastrand::Rng::with_seed(seed)
                });
                seeded.fill(&mut bytes);
            }
        }
        Ok(bytes)
    }
}
