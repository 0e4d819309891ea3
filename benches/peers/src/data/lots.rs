//! City-lots-like GeoJSON lines: the field order of the public San Francisco data set, our values.

use super::{Events, put, streets};
use crate::prng::Rng;

/// How coordinates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `[ [ [ x, y, z ], ... ] ]`
    NestedArrays,
    /// `[ { "x": x, "y": y, "z": z }, ... ]`, and the first point once more on its own.
    Objects,
}

/// Parcels that many lots share, with how many lots in a hundred thousand have each.
pub const SHARED_PARCELS: [(&str, u64); 5] =
    [("1430117", 4), ("2607131", 47), ("2607232", 16), ("3745026", 307), ("VACSTMIL", 3)];

/// A corner that many lots share; few digits, so that it is the same number as a decimal and as a
/// double and no peer is told apart by rounding.
pub const SHARED_CORNER: (&str, &str) = ("-122.42916360922355", "37.784412730011");

/// Makes the lines.
pub fn generate(seed: u64, count: usize, form: Form) -> Events {
    let mut rng = Rng::new(seed);
    let mut events = Events::default();
    let mut line = String::new();
    for _ in 0..count {
        line.clear();
        lot(&mut rng, form, &mut line);
        events.push(&line);
    }
    events
}

fn lot(rng: &mut Rng, form: Form, out: &mut String) {
    out.push_str("{ \"type\": \"Feature\", \"properties\": { ");
    properties(rng, out);
    out.push_str(" }, \"geometry\": { \"type\": ");
    out.push_str(if rng.chance(6, 10_000) { "\"MultiPolygon\"" } else { "\"Polygon\"" });
    let ring = ring(rng, form);
    match form {
        Form::NestedArrays => nested_arrays(&ring, out),
        Form::Objects => objects(&ring, out),
    }
    out.push_str(" } }");
}

fn properties(rng: &mut Rng, out: &mut String) {
    let block = format!("{:04}", rng.below(6_900) + 1);
    let lot = format!("{:03}", rng.below(90) + 1);
    let own = format!("{block}{lot}");
    let parcel = shared_parcel(rng).unwrap_or(&own);
    put!(out, "\"MAPBLKLOT\": \"{parcel}\", \"BLKLOT\": \"{own}\", ");
    put!(out, "\"BLOCK_NUM\": \"{block}\", \"LOT_NUM\": \"{lot}\", ");
    if rng.chance(4, 100) {
        out.push_str("\"FROM_ST\": null, \"TO_ST\": null, \"STREET\": null, ");
        out.push_str("\"ST_TYPE\": null, \"ODD_EVEN\": null");
        return;
    }
    let house = rng.below(3_200) + 1;
    let last = house + if rng.chance(1, 4) { 2 * rng.below(9) } else { 0 };
    put!(out, "\"FROM_ST\": \"{house}\", \"TO_ST\": \"{last}\", \"STREET\": \"");
    streets::street(rng, out);
    let side = if house.is_multiple_of(2) { 'E' } else { 'O' };
    let kind = streets::street_type(rng);
    put!(out, "\", \"ST_TYPE\": \"{kind}\", \"ODD_EVEN\": \"{side}\"");
}

fn shared_parcel(rng: &mut Rng) -> Option<&'static str> {
    let mut ticket = rng.below(100_000);
    for (parcel, weight) in SHARED_PARCELS {
        if ticket < weight {
            return Some(parcel);
        }
        ticket -= weight;
    }
    None
}

/// The corners of a lot, first and last alike; fewer where each takes more text, so that the mean
/// line is about 800 bytes in both forms.
fn ring(rng: &mut Rng, form: Form) -> Vec<(String, String)> {
    let west = -122.515 + 0.15 * rng.unit();
    let south = 37.708 + 0.124 * rng.unit();
    let fewest = match form {
        Form::NestedArrays => 6,
        Form::Objects => 3,
    };
    let corners = fewest + rng.below(5) + if rng.chance(1, 9) { rng.below(24) } else { 0 };
    let mut ring = Vec::with_capacity(corners as usize + 1);
    for _ in 0..corners {
        let x = west + 0.0004 * rng.unit();
        let y = south + 0.0004 * rng.unit();
        ring.push((format!("{x:.14}"), format!("{y:.15}")));
    }
    if rng.chance(1, 900) {
        let at = rng.below(corners) as usize;
        ring[at] = (SHARED_CORNER.0.to_owned(), SHARED_CORNER.1.to_owned());
    }
    ring.push(ring[0].clone());
    ring
}

fn nested_arrays(ring: &[(String, String)], out: &mut String) {
    out.push_str(", \"coordinates\": [ [ ");
    for (index, (x, y)) in ring.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        put!(out, "{comma}[ {x}, {y}, 0.0 ]");
    }
    out.push_str(" ] ]");
}

fn objects(ring: &[(String, String)], out: &mut String) {
    let (x, y) = &ring[0];
    put!(out, ", \"firstCoordinates\": {{ \"x\": {x}, \"y\": {y}, \"z\": 0 }}");
    out.push_str(", \"coordinates\": [ ");
    for (index, (x, y)) in ring.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        put!(out, "{comma}{{ \"x\": {x}, \"y\": {y}, \"z\": 0 }}");
    }
    out.push_str(" ]");
}
