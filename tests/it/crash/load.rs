//! Clients that put numbered events side by side, and remember what they were answered.

use crate::serve::client::Client;
use fastrand::Rng;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

/// Clients at one time.
const CLIENTS: u64 = 3;

/// A call: its id and the numbers of its events.
#[derive(Debug, Clone)]
pub struct Call {
    pub id: String,
    pub numbers: std::ops::Range<u64>,
}

/// What calls came to.
#[derive(Debug, Default)]
pub struct Answered {
    /// Numbers with the ids of their events.
    pub accepted: Vec<(u64, String)>,
    /// Calls that were refused or had no answer: whether they count is not known.
    pub open: Vec<Call>,
    /// Calls that were answered.
    pub calls: Vec<Call>,
    /// How many answers refused a call.
    pub refused: u64,
}

/// When clients stop.
pub struct Bounds<'a> {
    /// Calls of a client at most.
    pub calls: u64,
    /// After so many answers of all, `then` is called, once.
    pub answers: u64,
    pub then: &'a (dyn Fn() + Sync),
}

/// Puts events from the number in `next` on, after making the calls in `again` once more, until the
/// connections break or the bounds are reached.
pub fn load(
    address: SocketAddr,
    next: &AtomicU64,
    again: Vec<Call>,
    bounds: &Bounds<'_>,
    seed: u64,
) -> Answered {
    let answers = AtomicU64::new(0);
    let mut shares: Vec<Vec<Call>> = (0..CLIENTS).map(|_| Vec::new()).collect();
    for (at, call) in again.into_iter().enumerate() {
        shares[at % CLIENTS as usize].push(call);
    }
    let mut all = Answered::default();
    std::thread::scope(|scope| {
        let answers = &answers;
        let clients: Vec<_> = (0u64..)
            .zip(shares)
            .map(|(at, share)| {
                let rng = Rng::with_seed(seed * CLIENTS + at);
                scope.spawn(move || one(address, next, share, bounds, answers, rng))
            })
            .collect();
        for client in clients {
            let own = client.join().unwrap();
            all.accepted.extend(own.accepted);
            all.open.extend(own.open);
            all.calls.extend(own.calls);
            all.refused += own.refused;
        }
    });
    all
}

fn one(
    address: SocketAddr,
    next: &AtomicU64,
    again: Vec<Call>,
    bounds: &Bounds<'_>,
    answers: &AtomicU64,
    mut rng: Rng,
) -> Answered {
    let mut all = Answered::default();
    let mut again = again.into_iter();
    let Ok(mut client) = Client::to(address) else {
        all.open.extend(again);
        return all;
    };
    for _ in 0..bounds.calls {
        let call = again.next().unwrap_or_else(|| {
            let count = rng.u64(1..=10);
            let first = next.fetch_add(count, Ordering::Relaxed);
            Call { id: format!("call-{first}"), numbers: first..first + count }
        });
        let input = json!({"Entries": call.numbers.clone().map(entry).collect::<Vec<_>>()});
        match client.events("PutEvents", &call.id, &input) {
            Ok(reply) if reply.status == 200 => {
                all.accepted.extend(ids(&call, &reply.json()));
                all.calls.push(call);
            }
            Ok(_) => {
                all.refused += 1;
                all.open.push(call);
            }
            Err(_) => {
                all.open.push(call);
                break;
            }
        }
        if answers.fetch_add(1, Ordering::Relaxed) + 1 == bounds.answers {
            (bounds.then)();
        }
    }
    all.open.extend(again);
    all
}

/// The numbers of a call with the ids that it was answered.
fn ids(call: &Call, answer: &Value) -> Vec<(u64, String)> {
    assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
    let entries = answer["Entries"].as_array().unwrap();
    assert_eq!(entries.len() as u64, call.numbers.end - call.numbers.start);
    let id = |entry: &Value| entry["EventId"].as_str().unwrap().to_owned();
    call.numbers.clone().zip(entries.iter().map(id)).collect()
}

/// An event with a number; every fifth one goes to a dead target too, every ninth to one of its own.
fn entry(n: u64) -> Value {
    let detail = json!({"n": n, "dead": n.is_multiple_of(5), "each": n.is_multiple_of(9)});
    json!({"Source": "shop", "DetailType": "Order", "Detail": detail.to_string()})
}
