//! Which wide instructions this machine has, asked once, and the loops compiled for each.

use super::check::{self, EventError};
use super::masks::{self, Masks};
use super::paths::PathTree;
use super::walk::{self, Walker};
#[cfg(target_arch = "x86_64")]
use super::x86::{Avx2, Avx512};

/// An instruction set that this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Isa {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Default for Isa {
    /// The best that this machine has.
    fn default() -> Self {
        Self::all().next_back().unwrap_or(Self::Plain)
    }
}

impl Isa {
    /// All that this machine has, from the plainest to the best.
    pub(super) fn all() -> impl DoubleEndedIterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let wide = [Avx2::detect().map(Self::Avx2), Avx512::detect().map(Self::Avx512)];
        #[cfg(not(target_arch = "x86_64"))]
        let wide = [None; 0];
        [Some(Self::Plain)].into_iter().chain(wide).flatten()
    }

    /// Reads the masks of a text.
    #[inline]
    pub(super) fn read<const CHECK: bool>(masks: &mut Masks, text: &[u8]) {
        match masks.isa {
            Self::Plain => masks.read_with::<CHECK>(text, masks::classify, masks::prefix_xor),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(isa) => isa.read::<CHECK>(masks, text),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(isa) => isa.read::<CHECK>(masks, text),
        }
    }

    /// Finds the fields of a text.
    #[inline]
    pub(super) fn walk(
        walker: &mut Walker,
        text: &[u8],
        masks: &Masks,
        tree: &PathTree,
        start: usize,
    ) {
        match masks.isa {
            Self::Plain => walk::run(walker, text, masks, tree, start),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(isa) => isa.walk(walker, text, masks, tree, start),
            // What counts and finds bits is the same.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(isa) => isa.narrow().walk(walker, text, masks, tree, start),
        }
    }

    /// Runs what counts and finds bits, as far as it is inlined.
    #[inline]
    pub(super) fn run<R>(self, f: impl FnOnce() -> R) -> R {
        match self {
            Self::Plain => f(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(isa) => isa.run(f),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(isa) => isa.narrow().run(f),
        }
    }

    /// Proves that a text is JSON.
    #[inline]
    pub(super) fn prove(text: &[u8], masks: &Masks, depth: usize) -> Result<(), EventError> {
        match masks.isa {
            Self::Plain => check::prove(text, masks, depth),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(isa) => isa.prove(text, masks, depth),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(isa) => isa.narrow().prove(text, masks, depth),
        }
    }
}
