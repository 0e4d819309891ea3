//! Rules over the items of runs.
