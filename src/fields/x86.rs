//! Masks by AVX2. One of the few files with `unsafe`: the instructions are used only after the
//! processor said that it has them.
#![allow(unsafe_code, reason = "calling code compiled for AVX2 after asking the processor")]

use super::masks::{Classes, Masks};
use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set_epi64x, _mm256_set1_epi8,
};

/// Reads the masks if this processor can; says whether it did.
#[inline]
pub(super) fn read(masks: &mut Masks, text: &[u8]) -> bool {
    let able = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("bmi1");
    if able {
        // SAFETY: the processor has the features that `read_avx2` is compiled for.
        unsafe { read_avx2(masks, text) };
    }
    able
}

#[target_feature(enable = "avx2,popcnt,bmi1")]
fn read_avx2(masks: &mut Masks, text: &[u8]) {
    masks.read_with(text, |chunk| classify(chunk));
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(half: &[u8]) -> __m256i {
    let word = |i: usize| {
        let mut bytes = [0u8; 8];
        bytes.copy_from_slice(&half[i * 8..i * 8 + 8]);
        i64::from_le_bytes(bytes)
    };
    // The compiler makes one load of this.
    _mm256_set_epi64x(word(3), word(2), word(1), word(0))
}

#[target_feature(enable = "avx2")]
#[inline]
fn classify(chunk: &[u8; 64]) -> Classes {
    let low = half(load(&chunk[..32]));
    let high = half(load(&chunk[32..]));
    let join = |a: u32, b: u32| u64::from(a) | (u64::from(b) << 32);
    Classes {
        quote: join(low.0, high.0),
        slash: join(low.1, high.1),
        open: join(low.2, high.2),
        close: join(low.3, high.3),
        sep: join(low.4, high.4),
        control: join(low.5, high.5),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn half(bytes: __m256i) -> (u32, u32, u32, u32, u32, u32) {
    let is = |bytes: __m256i, c: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c as i8));
    let bits = |mask: __m256i| _mm256_movemask_epi8(mask) as u32;
    // `[` and `{`, `]` and `}` differ in one bit, which is set in the braces.
    let braced = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    let sep = _mm256_or_si256(is(bytes, b','), is(bytes, b':'));
    let low = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
    (
        bits(is(bytes, b'"')),
        bits(is(bytes, b'\\')),
        bits(is(braced, b'{')),
        bits(is(braced, b'}')),
        bits(sep),
        bits(low),
    )
}

#[cfg(test)]
mod tests {
    use super::super::masks;

    #[test]
    fn wide_and_plain_classes_agree() {
        if !is_x86_feature_detected!("avx2") {
            return;
        }
        for start in 0..=255u8 {
            let chunk: [u8; 64] = std::array::from_fn(|i| start.wrapping_add((i * 37) as u8));
            // SAFETY: the processor has AVX2.
            let wide = unsafe { super::classify(&chunk) };
            assert_eq!(format!("{wide:?}"), format!("{:?}", masks::classify(&chunk)));
        }
    }
}
