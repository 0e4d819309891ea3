//! Calls that are under way, by ticket. Slots are used again; their turn tells an old ticket from a
//! new one.

use super::letter::{Parcel, Ticket};
use std::sync::Arc;

/// A call that is under way.
#[derive(Debug, Clone)]
pub(super) struct Flight {
    pub parcel: Parcel,
    /// The invocation's id.
    pub id: Arc<str>,
    /// Does it probe a broken target?
    pub probe: bool,
}

/// All calls that are under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Flights {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    turn: u32,
    flight: Option<Flight>,
}

impl Flights {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// A call begins.
    pub fn begin(&mut self, flight: Flight) -> Ticket {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            // Concurrency is a `u32`, so there are never more.
            (self.slots.len() - 1) as u32
        });
        // INVARIANT: ids in `free` and the one just pushed are positions in `slots`.
        let place = &mut self.slots[slot as usize];
        place.turn = place.turn.wrapping_add(1);
        place.flight = Some(flight);
        Ticket { slot, turn: place.turn }
    }

    /// A call ends. `None` if it is not under way.
    pub fn end(&mut self, ticket: Ticket) -> Option<Flight> {
        let place = self.slots.get_mut(ticket.slot as usize).filter(|p| p.turn == ticket.turn)?;
        let flight = place.flight.take()?;
        self.free.push(ticket.slot);
        Some(flight)
    }
}
