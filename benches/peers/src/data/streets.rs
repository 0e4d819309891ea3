//! Street names with frequencies, so that string rules select small, stable shares of the lots.

use crate::prng::Rng;

/// Names with their weight in ten thousand lines; the rest are made up.
pub const COMMON: [(&str, u64); 34] = [
    ("MISSION", 420),
    ("JACKSON", 190),
    ("WASHINGTON", 150),
    ("HARRISON", 95),
    ("FULTON", 90),
    ("MASON", 125),
    ("HYDE", 82),
    ("CHESTNUT", 39),
    ("LAKE", 41),
    ("DIAMOND HEIGHTS", 20),
    ("STERLING", 38),
    ("HASTING", 54),
    ("SANTIAGO", 32),
    ("BLAKE", 5),
    ("BLYTHDALE", 16),
    ("RHODE ISLAND", 15),
    ("BEACH", 10),
    ("JEFFERSON", 6),
    ("ACTON", 1),
    ("DRUMM", 2),
    ("CALIFORNIA", 210),
    ("SACRAMENTO", 170),
    ("GEARY", 160),
    ("CLEMENT", 150),
    ("ANZA", 140),
    ("BALBOA", 140),
    ("CABRILLO", 130),
    ("LINCOLN", 120),
    ("IRVING", 120),
    ("JUDAH", 120),
    ("KIRKHAM", 120),
    ("LAWTON", 60),
    ("MORAGA", 110),
    ("NORIEGA", 110),
];

/// Street types with their weight in a hundred lines.
pub const TYPES: [(&str, u64); 8] =
    [("ST", 56), ("AVE", 28), ("WAY", 5), ("DR", 4), ("TER", 3), ("BLVD", 2), ("CT", 1), ("PL", 1)];

const OPENINGS: [&str; 16] =
    ["V", "P", "K", "QU", "T", "W", "N", "L", "G", "Z", "CH", "TR", "GR", "PL", "SH", "M"];
const MIDDLES: [&str; 14] = [
    "ALLA", "ERI", "INDO", "OLE", "USCA", "ARTE", "ELMI", "IVER", "OREN", "UNTA", "AVE", "ENWO",
    "ISTA", "OSSE",
];
const ENDINGS: [&str; 12] =
    ["RD", "LEY", "NA", "RA", "DA", "TT", "SH", "CK", "WOOD", "FIELD", "VIEW", "DALE"];

/// Appends a street name.
pub fn street(rng: &mut Rng, out: &mut String) {
    let mut ticket = rng.below(10_000);
    for (name, weight) in COMMON {
        if ticket < weight {
            out.push_str(name);
            return;
        }
        ticket -= weight;
    }
    if ticket < 2_500 {
        let number = rng.below(46) + 2;
        out.push_str(&format!("{number:02}TH"));
        return;
    }
    for parts in [&OPENINGS[..], &MIDDLES[..], &ENDINGS[..]] {
        out.push_str(rng.pick(parts));
    }
}

/// A street type.
pub fn street_type(rng: &mut Rng) -> &'static str {
    let mut ticket = rng.below(100);
    for (name, weight) in TYPES {
        if ticket < weight {
            return name;
        }
        ticket -= weight;
    }
    TYPES[0].0
}
