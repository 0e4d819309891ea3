//! Whole stories under a virtual clock.
