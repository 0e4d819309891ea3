//! The loops compiled for AVX2 and AVX-512. One of the few files with `unsafe`: code compiled for
//! instructions runs only after the processor said that it has them.
#![allow(unsafe_code, reason = "calling code compiled for instructions after asking for them")]

use super::check::{self, EventError};
use super::masks::{self, Classes, Masks, Proof};
use super::paths::PathTree;
use super::walk::{self, Walker};
use std::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi64_si128, _mm_cvtsi128_si64, _mm_set1_epi8,
    _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_sub_epi8, _mm512_cmpeq_epi8_mask, _mm512_cmpgt_epu8_mask,
    _mm512_cmplt_epu8_mask, _mm512_loadu_si512, _mm512_movepi8_mask, _mm512_or_si512,
    _mm512_set1_epi8, _mm512_sub_epi8,
};

/// Proof that the processor has AVX2 and the instructions that came with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx2(());

/// Proof that the processor has AVX-512 for bytes, the carry-less product, and all of [`Avx2`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx512(Avx2);

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        let able = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2");
        able.then_some(Self(()))
    }

    #[inline]
    pub(super) fn read<const CHECK: bool>(self, masks: &mut Masks, text: &[u8]) {
        // SAFETY: `self` exists only if the processor has all that is asked for.
        unsafe { read_avx2::<CHECK>(masks, text) };
    }

    #[inline]
    pub(super) fn walk(
        self,
        walker: &mut Walker,
        text: &[u8],
        masks: &Masks,
        tree: &PathTree,
        start: usize,
    ) {
        // SAFETY: `self` exists only if the processor has all that is asked for.
        unsafe { walk_bmi(walker, text, masks, tree, start) };
    }

    #[inline]
    pub(super) fn run<R>(self, f: impl FnOnce() -> R) -> R {
        // SAFETY: `self` exists only if the processor has all that is asked for.
        unsafe { run_bmi(f) }
    }

    #[inline]
    pub(super) fn prove(self, text: &[u8], masks: &Masks, depth: usize) -> Result<(), EventError> {
        // SAFETY: `self` exists only if the processor has all that is asked for.
        unsafe { prove_bmi(text, masks, depth) }
    }
}

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let able = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("pclmulqdq");
        if able { Avx2::detect().map(Self) } else { None }
    }

    #[inline]
    pub(super) fn narrow(self) -> Avx2 {
        self.0
    }

    #[inline]
    pub(super) fn read<const CHECK: bool>(self, masks: &mut Masks, text: &[u8]) {
        // SAFETY: `self` exists only if the processor has all that is asked for.
        unsafe { read_avx512::<CHECK>(masks, text) };
    }
}

#[target_feature(enable = "popcnt,lzcnt,bmi1,bmi2")]
fn walk_bmi(walker: &mut Walker, text: &[u8], masks: &Masks, tree: &PathTree, start: usize) {
    walk::run(walker, text, masks, tree, start);
}

#[target_feature(enable = "popcnt,lzcnt,bmi1,bmi2")]
fn prove_bmi(text: &[u8], masks: &Masks, depth: usize) -> Result<(), EventError> {
    check::prove(text, masks, depth)
}

#[target_feature(enable = "popcnt,lzcnt,bmi1,bmi2")]
fn run_bmi<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[target_feature(enable = "avx2,popcnt,lzcnt,bmi1,bmi2")]
fn read_avx2<const CHECK: bool>(masks: &mut Masks, text: &[u8]) {
    masks.read_with::<CHECK>(text, |chunk| classify_avx2::<CHECK>(chunk), masks::prefix_xor);
}

#[target_feature(enable = "avx2")]
#[inline]
fn classify_avx2<const CHECK: bool>(chunk: &[u8; 64]) -> Classes {
    // SAFETY: both loads lie within the 64 bytes of the chunk, and need no alignment.
    let (low, high) = unsafe {
        let at = chunk.as_ptr();
        (_mm256_loadu_si256(at.cast()), _mm256_loadu_si256(at.add(32).cast()))
    };
    let (low, high) = (half::<CHECK>(low), half::<CHECK>(high));
    let both = |class: usize| u64::from(low[class]) | (u64::from(high[class]) << 32);
    Classes {
        quote: both(0),
        slash: both(1),
        open: both(2),
        close: both(3),
        comma: both(4),
        proof: Proof { other: both(5), control: both(6), wide: both(7) },
    }
}

/// The classes of 32 bytes, in the order of [`Classes`].
#[target_feature(enable = "avx2")]
#[inline]
fn half<const CHECK: bool>(bytes: __m256i) -> [u32; 8] {
    let all = |byte: u8| _mm256_set1_epi8(byte as i8);
    let is = |bytes, byte| _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, all(byte))) as u32;
    let at_most = |bytes, most| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, all(most)), bytes);
    // `[` and `{`, `]` and `}` differ in one bit, which is set in the braces.
    let braced = _mm256_or_si256(bytes, all(0x20));
    let [mut other, mut control, mut wide] = [0; 3];
    if CHECK {
        let digit = at_most(_mm256_sub_epi8(bytes, all(b'0')), 9);
        other = !_mm256_movemask_epi8(digit) as u32;
        control = _mm256_movemask_epi8(at_most(bytes, 0x1F)) as u32;
        wide = _mm256_movemask_epi8(bytes) as u32;
    }
    [
        is(bytes, b'"'),
        is(bytes, b'\\'),
        is(braced, b'{'),
        is(braced, b'}'),
        is(bytes, b','),
        other,
        control,
        wide,
    ]
}

#[target_feature(enable = "avx512f,avx512bw,pclmulqdq,avx2,popcnt,lzcnt,bmi1,bmi2")]
fn read_avx512<const CHECK: bool>(masks: &mut Masks, text: &[u8]) {
    masks.read_with::<CHECK>(
        text,
        |chunk| classify_avx512::<CHECK>(chunk),
        |bits| {
            // The carry-less product with all ones is the running xor.
            let bits = _mm_cvtsi64_si128(bits as i64);
            _mm_cvtsi128_si64(_mm_clmulepi64_si128(bits, _mm_set1_epi8(-1), 0)) as u64
        },
    );
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn classify_avx512<const CHECK: bool>(chunk: &[u8; 64]) -> Classes {
    // SAFETY: the load is of the 64 bytes of the chunk, and needs no alignment.
    let bytes = unsafe { _mm512_loadu_si512(chunk.as_ptr().cast()) };
    let all = |byte: u8| _mm512_set1_epi8(byte as i8);
    let is = |bytes, byte| _mm512_cmpeq_epi8_mask(bytes, all(byte));
    let braced = _mm512_or_si512(bytes, all(0x20));
    let proof = if CHECK {
        Proof {
            other: _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(bytes, all(b'0')), all(9)),
            control: _mm512_cmplt_epu8_mask(bytes, all(0x20)),
            wide: _mm512_movepi8_mask(bytes),
        }
    } else {
        Proof::default()
    };
    Classes {
        quote: is(bytes, b'"'),
        slash: is(bytes, b'\\'),
        open: is(braced, b'{'),
        close: is(braced, b'}'),
        comma: is(bytes, b','),
        proof,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_plain_classes_agree() {
        for start in 0..=255u8 {
            let chunk: [u8; 64] = std::array::from_fn(|i| start.wrapping_add((i * 37) as u8));
            let plain = masks::classify(&chunk);
            if Avx2::detect().is_some() {
                // SAFETY: the processor has AVX2.
                assert_eq!(unsafe { classify_avx2::<true>(&chunk) }, plain);
            }
            if Avx512::detect().is_some() {
                // SAFETY: the processor has AVX-512.
                assert_eq!(unsafe { classify_avx512::<true>(&chunk) }, plain);
            }
        }
    }
}
