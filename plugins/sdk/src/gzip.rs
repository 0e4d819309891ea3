//! Gzip (RFC 1952), one member, without name and time, so that equal bytes give equal files.

use miniz_oxide::deflate::compress_to_vec;

/// Compresses bytes; the result may be appended to other gzip files.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    // The magic, deflate, no flags, no time, no hint, unknown system.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(compress_to_vec(bytes, 6));
    out.extend(crc32(bytes).to_le_bytes());
    // The length modulo 2^32, as the format wants it.
    out.extend((bytes.len() as u64 as u32).to_le_bytes());
    out
}

/// The sum of zip and Ethernet; four bits a step, for a table of 64 bytes.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = table();
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        sum = TABLE[sum as usize & 15] ^ (sum >> 4);
        sum = TABLE[sum as usize & 15] ^ (sum >> 4);
    }
    !sum
}

const fn table() -> [u32; 16] {
    let mut table = [0u32; 16];
    let mut n = 0;
    while n < 16 {
        let mut sum = n as u32;
        let mut bit = 0;
        while bit < 4 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::inflate::decompress_to_vec;

    #[test]
    fn the_check_value_of_the_sum() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn what_was_packed_unpacks() {
        for text in ["".to_string(), "a".to_string(), "{\"x\":1}\n".repeat(10_000)] {
            let packed = gzip(text.as_bytes());
            assert_eq!(packed[..4], [0x1f, 0x8b, 8, 0]);
            let (body, end) = packed.split_at(packed.len() - 8);
            assert_eq!(decompress_to_vec(&body[10..]).unwrap(), text.as_bytes());
            assert_eq!(end[..4], crc32(text.as_bytes()).to_le_bytes());
            assert_eq!(end[4..], (text.len() as u32).to_le_bytes());
        }
    }
}
