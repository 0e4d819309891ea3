//! CBOR (RFC 8949) as far as Smithy's RPCv2 uses it: maps with text keys, lists, numbers, texts,
//! bytes, and times under tag 1.

mod read;
mod write;

pub use read::read;
pub use write::write;

#[cfg(test)]
mod tests;
