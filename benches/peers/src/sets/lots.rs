//! Rule sets over the city-lots lines: five rules for each operator, and their combinations.

use crate::data::lots::{SHARED_CORNER, SHARED_PARCELS};
use crate::rules::{Rule, named};
use serde_json::{Value, json};

/// Rules with one test each on a property.
fn on_properties<'a>(tests: impl IntoIterator<Item = (&'a str, Value)>) -> Vec<Rule> {
    named(
        tests
            .into_iter()
            .map(|(field, test)| json!({ "properties": { field: [test] } }).to_string()),
    )
}

/// Rules with one operator each on the street's name.
fn on_street(operator: &str, operands: [&str; 5]) -> Vec<Rule> {
    on_properties(operands.map(|operand| ("STREET", json!({ operator: operand }))))
}

fn on_street_nested(outer: &str, inner: &str, operands: [&str; 5]) -> Vec<Rule> {
    on_properties(operands.map(|operand| ("STREET", json!({ outer: { inner: operand } }))))
}

/// Sets one after the other, renamed.
fn joined(sets: &[fn(usize) -> Vec<Rule>]) -> Vec<Rule> {
    named(sets.iter().flat_map(|set| set(5)).map(|rule| rule.pattern))
}

/// Plain strings.
pub fn exact(_: usize) -> Vec<Rule> {
    on_properties(SHARED_PARCELS.map(|(parcel, _)| ("MAPBLKLOT", json!(parcel))))
}

/// `prefix`.
pub fn prefix(_: usize) -> Vec<Rule> {
    on_street("prefix", ["AC", "BL", "DR", "FU", "RH"])
}

/// `prefix` with `equals-ignore-case`.
pub fn prefix_ignore_case(_: usize) -> Vec<Rule> {
    on_street_nested("prefix", "equals-ignore-case", ["Ac", "bL", "dR", "Fu", "rH"])
}

/// `suffix`.
pub fn suffix(_: usize) -> Vec<Rule> {
    on_street("suffix", ["ON", "KE", "MM", "ING", "GO"])
}

/// `suffix` with `equals-ignore-case`.
pub fn suffix_ignore_case(_: usize) -> Vec<Rule> {
    on_street_nested("suffix", "equals-ignore-case", ["oN", "kE", "mM", "InG", "gO"])
}

/// `equals-ignore-case`.
pub fn equals_ignore_case(_: usize) -> Vec<Rule> {
    let streets = ["jefferson", "bEaCh", "HyDe", "CHESTNUT"];
    let tests = streets.map(|street| ("STREET", json!({ "equals-ignore-case": street })));
    on_properties(tests.into_iter().chain([("ST_TYPE", json!({ "equals-ignore-case": "st" }))]))
}

/// `wildcard`.
pub fn wildcard(_: usize) -> Vec<Rule> {
    let texts = ["143*", "2*0*1*7", "*218", "3*5*2", "VA*IL"];
    on_properties(texts.map(|text| ("MAPBLKLOT", json!({ "wildcard": text }))))
}

/// `anything-but` with a list of one.
pub fn anything_but(_: usize) -> Vec<Rule> {
    let tests = [("STREET", "FULTON"), ("STREET", "MASON"), ("ST_TYPE", "ST"), ("FROM_ST", "441")];
    let rules =
        on_properties(tests.map(|(field, value)| (field, json!({ "anything-but": [value] }))));
    let shape = json!({ "geometry": { "type": [{ "anything-but": ["Polygon"] }] } });
    named(rules.into_iter().map(|rule| rule.pattern).chain([shape.to_string()]))
}

/// `anything-but` with `equals-ignore-case`.
pub fn anything_but_ignore_case(_: usize) -> Vec<Rule> {
    let streets = ["Fulton", "Mason", "Hyde", "chestnut", "noriega"];
    on_street_nested("anything-but", "equals-ignore-case", streets)
}

/// `anything-but` with `prefix`.
pub fn anything_but_prefix(_: usize) -> Vec<Rule> {
    on_street_nested("anything-but", "prefix", ["FULTO", "MASO", "AC", "M", "CHEST"])
}

/// `anything-but` with `suffix`.
pub fn anything_but_suffix(_: usize) -> Vec<Rule> {
    on_street_nested("anything-but", "suffix", ["ULTON", "ASON", "ON", "TH", "KE"])
}

/// `anything-but` with `wildcard`.
pub fn anything_but_wildcard(_: usize) -> Vec<Rule> {
    on_street_nested("anything-but", "wildcard", ["*ULTO*", "MA*N", "*S*", "*TH", "C*T*N*T"])
}

/// `$or` over several fields and operators.
pub fn or(_: usize) -> Vec<Rule> {
    named([
        json!({ "properties": { "$or": [{ "STREET": ["FULTON"] }, { "MAPBLKLOT": ["3745026"] }] } }),
        json!({ "properties": { "ODD_EVEN": ["E"],
            "$or": [{ "STREET": [{ "prefix": "AC" }] }, { "FROM_ST": ["441"] }, { "LOT_NUM": ["090"] }] } }),
        json!({ "type": ["Feature"], "properties": { "$or": [
            { "ST_TYPE": ["BLVD"], "ODD_EVEN": ["O"] }, { "STREET": [{ "suffix": "GO" }] }] } }),
        json!({ "$or": [{ "properties": { "STREET": [{ "equals-ignore-case": "hyde" }] } },
            { "geometry": { "type": ["MultiPolygon"] } }] }),
        json!({ "properties": { "$or": [{ "MAPBLKLOT": [{ "wildcard": "260*" }] },
            { "BLOCK_NUM": ["0001"] }, { "STREET": [{ "anything-but": ["MISSION"] }], "ST_TYPE": ["CT"] }] } }),
    ].map(|pattern| pattern.to_string()))
}

/// 25 string rules of five operators.
pub fn string_combo(_: usize) -> Vec<Rule> {
    joined(&[exact, prefix, suffix, equals_ignore_case, wildcard])
}

/// Properties together with numbers deep in nested arrays.
pub fn nested_arrays(_: usize) -> Vec<Rule> {
    let corner: [Value; 2] = [number(SHARED_CORNER.0), number(SHARED_CORNER.1)];
    named([
        json!({ "geometry": { "coordinates": [corner[0]] } }),
        json!({ "properties": { "STREET": ["MISSION"] }, "geometry": { "coordinates": [corner[1]] } }),
        json!({ "properties": { "MAPBLKLOT": ["3745026"], "BLKLOT": [{ "prefix": "37" }] } }),
        json!({ "type": ["Feature"], "properties": { "STREET": ["HYDE"], "ODD_EVEN": ["E"] } }),
    ].map(|pattern| pattern.to_string()))
}

/// `numeric` on the first corner.
pub fn numeric(_: usize) -> Vec<Rule> {
    numeric_under("firstCoordinates")
}

/// `numeric` on objects in an array.
pub fn complex_arrays(_: usize) -> Vec<Rule> {
    numeric_under("coordinates")
}

fn numeric_under(field: &str) -> Vec<Rule> {
    let (x, y) = (number(SHARED_CORNER.0), number(SHARED_CORNER.1));
    named([
        json!({ "geometry": { "type": ["Polygon"], field: { "x": [{ "numeric": ["=", x] }] } } }),
        json!({ "geometry": { "type": ["MultiPolygon"], field: { "y": [{ "numeric": ["<", y] }] } } }),
        json!({ "geometry": { field: { "x": [{ "numeric": ["<", -122.41600944012424] }] } } }),
        json!({ "geometry": { field: { "x": [{ "numeric": [">", -122.41600944012424] }] } } }),
        json!({ "geometry": { field: { "x": [{ "numeric": [">", -122.46471267081272, "<", -122.4063085128395] }] } } }),
    ].map(|pattern| pattern.to_string()))
}

/// 40 rules of eight operators, arrays left out.
pub fn partial_combo(_: usize) -> Vec<Rule> {
    joined(&[
        exact,
        prefix,
        suffix,
        numeric,
        anything_but_ignore_case,
        anything_but_prefix,
        anything_but_suffix,
        anything_but_wildcard,
    ])
}

/// 45 rules: those and the arrays.
pub fn combo(_: usize) -> Vec<Rule> {
    named(partial_combo(40).into_iter().chain(complex_arrays(5)).map(|rule| rule.pattern))
}

/// A number of the data; all of them are plain decimals.
fn number(text: &str) -> Value {
    text.parse::<f64>().map_or(Value::Null, Value::from)
}
