//! Alarms as a whole.

mod reasons;
