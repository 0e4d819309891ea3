//! SHA-256, HMAC over it (RFC 2104), and the key that AWS derives from a secret.

use sha2::{Digest, Sha256};

/// The hash of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The code of a message under a key.
#[must_use]
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0u8; 64];
    let hashed = sha256(key);
    let key = if key.len() > block.len() { &hashed[..] } else { key };
    block.iter_mut().zip(key).for_each(|(b, k)| *b = *k);
    let inner = Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message);
    let outer = Sha256::new().chain_update(block.map(|b| b ^ 0x5C));
    outer.chain_update(inner.finalize()).finalize().into()
}

/// The key that signs on one day, in one region, for one service.
#[must_use]
pub fn signing_key(secret: &str, day: &str, region: &str, service: &str) -> [u8; 32] {
    let first = hmac(format!("AWS4{secret}").as_bytes(), day.as_bytes());
    let parts = [region, service, "aws4_request"];
    parts.iter().fold(first, |key, part| hmac(&key, part.as_bytes()))
}

/// Are they equal? Takes the same time wherever they differ.
#[must_use]
pub fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |seen, (a, b)| std::hint::black_box(seen | (a ^ b))) == 0
}

/// The 32 bytes of 64 lower-case hex digits.
#[must_use]
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let bytes = text.as_bytes();
    let mut out = [0; 32];
    if bytes.len() != 64 || bytes.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    for (to, pair) in out.iter_mut().zip(bytes.chunks(2)) {
        let digit = |i: usize| char::from(*pair.get(i)?).to_digit(16);
        *to = (digit(0)? << 4 | digit(1)?) as u8;
    }
    Some(out)
}
