//! `archives`: what is kept of buses, to be replayed. One is written below its bus, or in a section of
//! its own that names the bus; names are unique over both.

use super::doc::{Fields, Key};
use super::scope::{DEFAULT_BUS, Scope};
use super::units::duration;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::operators::pattern::{Condition, Field, Pattern};
use crate::read::tree::{Item, Kind};
use std::collections::HashMap;
use std::time::Duration;

const DAY: u64 = 86_400;

/// The field that replays put into events: what has it was kept before.
pub const REPLAY_NAME: &str = "replay-name";

const PATTERN: Key = Key::optional(
    "pattern",
    r##"{"$ref": "#/$defs/event-pattern"}"##,
    "Which events are kept; all of them without one.",
);

const RETENTION: Key = Key::optional(
    "retention",
    r##"{"$ref": "#/$defs/duration"}"##,
    "How long they are kept; for ever without one.",
);

/// The keys of an archive below its bus.
pub static OF_BUS_KEYS: &[Key] = &[PATTERN, RETENTION];

/// The keys of an archive in the section.
pub static KEYS: &[Key] = &[
    Key::optional(
        "bus",
        r##"{"$ref": "#/$defs/name"}"##,
        "The bus whose events are kept; `default` without one.",
    ),
    PATTERN,
    RETENTION,
];

/// What is kept of a bus.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Its name, unique over all buses.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The bus.
    pub bus: String,
    /// Which events are kept; `None` for all.
    pub pattern: Option<Pattern>,
    /// How long; `None` for ever.
    pub retention: Option<Duration>,
    /// What an event has to be like to be kept: the pattern, and no replay brought it.
    pub takes: Pattern,
}

/// Reads an archive of the section.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<Archive> {
    if item.kind() == Kind::Null {
        return Some(made(key, DEFAULT_BUS.to_owned(), None, None));
    }
    let fields = Fields::read(diags, "an archive", key.span(), item, KEYS)?;
    let bus = match fields.get("bus") {
        Some(item) => scope.bus(diags, "bus", item)?,
        None => DEFAULT_BUS.to_owned(),
    };
    let (pattern, retention) = parts(diags, scope, &fields);
    Some(made(key, bus, pattern, retention))
}

/// Reads an archive below a bus.
pub fn of_bus(
    diags: &mut Diags,
    scope: &Scope<'_>,
    bus: &str,
    key: Item<'_>,
    item: Item<'_>,
) -> Archive {
    super::names::check_form(diags, "archive", key);
    let fields = match item.kind() {
        Kind::Null => None,
        _ => Fields::read(diags, "an archive", key.span(), item, OF_BUS_KEYS),
    };
    let (pattern, retention) = fields.map_or((None, None), |fields| parts(diags, scope, &fields));
    made(key, bus.to_owned(), pattern, retention)
}

fn parts(
    diags: &mut Diags,
    scope: &Scope<'_>,
    fields: &Fields<'_>,
) -> (Option<Pattern>, Option<Duration>) {
    let pattern = fields.get("pattern").map(|i| scope.pattern(diags, i));
    let range = Duration::from_secs(60)..=Duration::from_secs(36_500 * DAY);
    let retention = fields.get("retention").and_then(|i| duration(diags, "retention", i, range));
    (pattern, retention)
}

fn made(
    key: Item<'_>,
    bus: String,
    pattern: Option<Pattern>,
    retention: Option<Duration>,
) -> Archive {
    let span = key.span();
    let mut takes = pattern.clone().unwrap_or(Pattern { all: Vec::new() });
    let path = REPLAY_NAME.as_bytes().into();
    takes.all.push(Condition::Field(Field { path, tests: Vec::new(), absent: true, span }));
    Archive { name: key.str().into_owned(), span, bus, pattern, retention, takes }
}

/// Those of the buses and those of the section together; a name that is there twice is reported.
pub fn together(
    diags: &mut Diags,
    of_buses: impl Iterator<Item = Archive>,
    own: Vec<Archive>,
) -> Vec<Archive> {
    let mut first: HashMap<String, Span> = HashMap::new();
    let mut all = Vec::new();
    for archive in of_buses.chain(own) {
        if let Some(first) = first.get(&archive.name) {
            let words = format!("the archive `{}` is defined twice", archive.name);
            let diag =
                Diag::new(Code::TL206, archive.span, words).also(*first, "first defined here");
            diags.push(diag.help("names of archives are unique over all buses"));
            continue;
        }
        first.insert(archive.name.clone(), archive.span);
        all.push(archive);
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{bundle_with, problems};

    #[test]
    fn archives_of_buses_and_of_the_section() {
        let text = "buses: {default: {archives: {all: }}, orders: }\n\
                    archives:\n  paid: {bus: orders, pattern: {detail: {paid: [true]}}, retention: 7d}\n  every:\n";
        let (bundle, found) = bundle_with(&[("r.yaml", text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let names: Vec<_> = bundle.archives.iter().map(|a| (&*a.name, &*a.bus)).collect();
        assert_eq!(names, [("all", "default"), ("paid", "orders"), ("every", "default")]);
        assert_eq!(bundle.archives[1].takes.all.len(), 2);
        assert_eq!(bundle.archives[2].takes.all.len(), 1);
    }

    #[test]
    fn bad_archives() {
        let got = problems(
            "buses: {b: {archives: {x: , y: }}, c: {archives: {x: }}}\n\
             archives:\n  y: {bus: b}\n  z: {bus: d}\n  a b: {retention: 1s}\n  v: 5\n\
             rules: {r: {bus: c, pattern: {a: [1]}}}\n",
        );
        assert_eq!(
            got,
            [
                "TL206 1:51 the archive `x` is defined twice",
                "TL206 3:3 the archive `y` is defined twice",
                "TL205 4:12 no bus is called `d`",
                "TL207 5:3 bad archive name `a b`",
                "TL209 5:20 `retention` takes a duration from 1m to 36500d",
                "TL110 6:6 an archive is a map",
            ]
        );
    }
}
