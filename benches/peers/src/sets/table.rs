//! The table of all rule sets.

use super::{Goal, Set, adversarial, lots, trail, trail_mixed};
use crate::data::Stream;
use crate::rules::Rule;

const fn set(
    name: &'static str,
    stream: Stream,
    size: usize,
    rules: fn(usize) -> Vec<Rule>,
    goal: Goal,
) -> Set {
    Set { name, stream, size, rules, goal }
}

use Stream::{Lots, LotsObjects, Trail};

const NONE: Goal = Goal::NONE;
const SOME: Goal = Goal::times(1.5);
const TWICE: Goal = Goal::times(2.0);
/// On the trail and on arrays the validating pass too must not fall behind.
const PAR: Goal = NONE.checked();

/// Every set, in the order of the report. `TRAIL_EXACT_1` comes before the sets that refer to it.
#[rustfmt::skip]
pub static SETS: [Set; 49] = [
    set("EXACT", Lots, 5, lots::exact, SOME),
    set("PREFIX", Lots, 5, lots::prefix, SOME),
    set("PREFIX_EQUALS_IGNORE_CASE", Lots, 5, lots::prefix_ignore_case, NONE),
    set("SUFFIX", Lots, 5, lots::suffix, SOME),
    set("SUFFIX_EQUALS_IGNORE_CASE", Lots, 5, lots::suffix_ignore_case, NONE),
    set("EQUALS_IGNORE_CASE", Lots, 5, lots::equals_ignore_case, SOME),
    set("WILDCARD", Lots, 5, lots::wildcard, SOME),
    set("ANYTHING_BUT", Lots, 5, lots::anything_but, TWICE),
    set("ANYTHING_BUT_IGNORE_CASE", Lots, 5, lots::anything_but_ignore_case, NONE),
    set("ANYTHING_BUT_PREFIX", Lots, 5, lots::anything_but_prefix, NONE),
    set("ANYTHING_BUT_SUFFIX", Lots, 5, lots::anything_but_suffix, NONE),
    set("ANYTHING_BUT_WILDCARD", Lots, 5, lots::anything_but_wildcard, NONE),
    set("OR", Lots, 5, lots::or, TWICE),
    set("STRING_COMBO", Lots, 25, lots::string_combo, TWICE),
    set("NESTED_ARRAYS", Lots, 4, lots::nested_arrays, TWICE.checked()),
    set("NUMERIC", LotsObjects, 5, lots::numeric, TWICE),
    set("COMPLEX_ARRAYS", LotsObjects, 5, lots::complex_arrays, TWICE.checked()),
    set("PARTIAL_COMBO", LotsObjects, 40, lots::partial_combo, NONE),
    set("COMBO", LotsObjects, 45, lots::combo, NONE),
    set("TRAIL_EXACT_1", Trail, 1, trail::exact, PAR),
    set("TRAIL_EXACT_100", Trail, 100, trail::exact, TWICE.checked()),
    set("TRAIL_EXACT_10000", Trail, 10_000, trail::exact, Goal::events(400e3)),
    set("TRAIL_EXACT_100000", Trail, 100_000, trail::exact, Goal::share(0.5)),
    set("TRAIL_EXACT_1000000", Trail, 1_000_000, trail::exact, Goal::events(250e3).load(5.0, 250.0)),
    set("TRAIL_ONE_FIELD_1", Trail, 1, trail::one_field, PAR),
    set("TRAIL_ONE_FIELD_100", Trail, 100, trail::one_field, PAR),
    set("TRAIL_ONE_FIELD_10000", Trail, 10_000, trail::one_field, PAR),
    set("TRAIL_ONE_FIELD_100000", Trail, 100_000, trail::one_field, PAR),
    set("TRAIL_ONE_FIELD_1000000", Trail, 1_000_000, trail::one_field, NONE),
    set("TRAIL_MIXED_1", Trail, 1, trail_mixed::mixed, PAR),
    set("TRAIL_MIXED_100", Trail, 100, trail_mixed::mixed, PAR),
    set("TRAIL_MIXED_1000", Trail, 1_000, trail_mixed::mixed, PAR),
    set("TRAIL_MIXED_10000", Trail, 10_000, trail_mixed::mixed, Goal::events(200e3).checked()),
    set("TRAIL_MIXED_100000", Trail, 100_000, trail_mixed::mixed, NONE),
    set("TRAIL_PREFIX_10000", Trail, 10_000, trail::prefix, PAR),
    set("TRAIL_NUMERIC_10000", Trail, 10_000, trail::numeric, PAR),
    set("TRAIL_CIDR_10000", Trail, 10_000, trail::cidr, PAR),
    set("TRAIL_ANYTHING_BUT_1000", Trail, 1_000, trail::anything_but, PAR),
    set("TRAIL_WILDCARD_100", Trail, 100, trail::wildcard, PAR),
    set("TRAIL_WILDCARD_1000", Trail, 1_000, trail::wildcard, Goal::events(250e3).checked()),
    set("ADVERSE_WILDCARD_LITERALS", Trail, 10_000, trail::wildcard, NONE),
    set("ADVERSE_WILDCARD_PAIRS", Trail, 10_000, adversarial::wildcard_pairs, NONE),
    set("ADVERSE_OVERLAPPING_PREFIXES", Trail, 10_000, adversarial::overlapping_prefixes, NONE),
    set("ADVERSE_OVERLAPPING_SUFFIXES", Trail, 10_000, adversarial::overlapping_suffixes, NONE),
    set("ADVERSE_ANYTHING_BUT_LISTS", Trail, 500, adversarial::anything_but_lists, NONE),
    set("ADVERSE_NEGATIVE_ONLY", Trail, 500, adversarial::negative_only, NONE),
    set("ADVERSE_OR_CROSS", Trail, 100, adversarial::or_cross, NONE),
    set("ADVERSE_ONE_ACCESS_KEY", Trail, 10_000, adversarial::one_access_key, NONE),
    set("ADVERSE_ARRAY_PAIRS", LotsObjects, 100, adversarial::array_pairs, NONE),
];
