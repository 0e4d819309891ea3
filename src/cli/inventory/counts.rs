//! The counts of an inventory as text, JSON and CSV.

use crate::inventory::{Census, Count};
use crate::report::visible;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A word of a count that is counted by itself.
type Word = for<'a> fn(&Count<'a>) -> &'a str;

/// The three that counts are made of: how they are called in texts and in JSON.
const WORDS: [(&str, &str, Word); 3] = [
    ("type", "types", |c| c.resource_type),
    ("region", "regions", |c| c.region),
    ("account", "accounts", |c| c.account),
];

/// Tables for people.
pub(super) fn text(census: &Census, out: &mut impl Write) -> io::Result<()> {
    let totals = census.totals();
    let counts = census.counts();
    let many = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    write!(out, "{} in {}", many(totals.resources, "resource"), many(totals.items, "item"))?;
    if totals.deleted > 0 {
        write!(out, ", {} deleted besides", totals.deleted)?;
    }
    for (n, one) in [(totals.older, "older state"), (totals.duplicates, "duplicate")] {
        if n > 0 {
            write!(out, ", {}", many(n, one))?;
        }
    }
    writeln!(out)?;
    for (name, _, word) in WORDS {
        let rows = sums(&counts, word);
        let width = rows.iter().map(|(w, ..)| visible(w).chars().count()).max().unwrap_or(0);
        let width = width.max(name.len());
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "\n{name:width$}  resources  deleted")?;
        for (word, resources, deleted) in rows {
            let gone = if deleted > 0 { deleted.to_string() } else { String::new() };
            let line = format!("{:width$}  {resources:>9}  {gone:>7}", visible(word));
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// One object with all figures.
pub(super) fn json(census: &Census, errors: u64) -> Value {
    let totals = census.totals();
    let counts = census.counts();
    let mut all = json!({
        "schema": "tripline/1",
        "items": totals.items,
        "resources": totals.resources,
        "deleted": totals.deleted,
        "older-states": totals.older,
        "duplicates": totals.duplicates,
        "errors": errors,
    });
    for (name, plural, word) in WORDS {
        let row = |(word, resources, deleted): (&str, u64, u64)| json!({name: word, "resources": resources, "deleted": deleted});
        all[plural] = sums(&counts, word).into_iter().map(row).collect();
    }
    let row = |c: &Count<'_>| {
        json!({
            "type": c.resource_type, "region": c.region, "account": c.account,
            "resources": c.resources, "deleted": c.deleted,
        })
    };
    all["counts"] = counts.iter().map(row).collect();
    all
}

/// A row for every type, region and account (RFC 4180).
pub(super) fn csv(census: &Census, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"type,region,account,resources,deleted\r\n")?;
    for count in census.counts() {
        for word in [count.resource_type, count.region, count.account] {
            crate::report::cell(out, word)?;
            out.write_all(b",")?;
        }
        write!(out, "{},{}\r\n", count.resources, count.deleted)?;
    }
    Ok(())
}

/// Resources and deleted ones by one word, in its order.
fn sums<'a>(counts: &[Count<'a>], word: Word) -> Vec<(&'a str, u64, u64)> {
    let mut all: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for count in counts {
        let sum = all.entry(word(count)).or_default();
        sum.0 += count.resources;
        sum.1 += count.deleted;
    }
    all.into_iter().map(|(word, (resources, deleted))| (word, resources, deleted)).collect()
}
