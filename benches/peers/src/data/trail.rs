//! CloudTrail-like records in EventBridge's envelope.

use super::Events;
use super::world::{self, Service};
use crate::prng::Rng;

/// Makes the events.
pub fn generate(seed: u64, count: usize) -> Events {
    let mut rng = Rng::new(seed);
    let mut events = Events::default();
    let mut text = String::new();
    for _ in 0..count {
        text.clear();
        Record::draw(&mut rng).write(&mut rng, &mut text);
        events.push(&text);
    }
    events
}

/// What one record is about.
#[derive(Debug)]
pub struct Record {
    /// The service that was called.
    pub service: &'static Service,
    /// The call's name.
    pub call: &'static str,
    /// The resource it was about.
    pub resource: String,
    /// The account it was made in.
    pub account: String,
    /// The region it was made in.
    pub region: &'static str,
    /// Who made it.
    pub person: String,
    /// The role they made it with.
    pub team: String,
    /// Where it came from.
    pub source_ip: String,
    /// When.
    pub time: String,
    /// Whether it was refused.
    pub failed: bool,
}

impl Record {
    /// Draws what the next record is about.
    fn draw(rng: &mut Rng) -> Self {
        let key = match rng.below(10) {
            0..=4 => rng.below(1_000),
            5..=7 => rng.below(100_000),
            _ => rng.below(world::RESOURCES),
        };
        let service = world::service(key);
        let person = if rng.chance(1, 2) { rng.below(50) } else { rng.below(world::PEOPLE) };
        Self {
            service,
            call: rng.pick_early(service.calls),
            resource: world::resource(key),
            account: world::account(rng.below(world::ACCOUNTS)),
            region: rng.pick_early(&world::REGIONS),
            person: world::person(person),
            team: world::team(rng.below(world::TEAMS)),
            source_ip: source_ip(rng),
            time: time(rng),
            failed: rng.chance(7, 100),
        }
    }
}

fn source_ip(rng: &mut Rng) -> String {
    match rng.below(10) {
        0 => "cloudtrail.amazonaws.com".to_owned(),
        1 => format!("2001:db8:{:x}::{:x}", rng.below(4096), rng.below(65_535) + 1),
        _ => format!("{}.{}", world::network(rng.below(world::NETWORKS)), rng.below(256)),
    }
}

fn time(rng: &mut Rng) -> String {
    let (day, hour) = (rng.below(28) + 1, rng.below(24));
    format!("2026-03-{day:02}T{hour:02}:{:02}:{:02}Z", rng.below(60), rng.below(60))
}
