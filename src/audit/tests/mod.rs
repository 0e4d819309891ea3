//! Rules over the items of runs.

mod changes;
mod custom;
mod generate;
mod joins;
mod live;
mod memory;
mod reference;
mod results;
mod standings;
mod testing;
mod waivers;
