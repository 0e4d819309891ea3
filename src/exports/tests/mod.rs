//! Exports, whole.
