//! Goldens of small charts, and what holds of all.

mod goldens;
mod holds;
mod sparklines;
mod texts;
