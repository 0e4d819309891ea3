//! `rules`: event patterns, and where their matches go.

use super::doc::{Fields, Key, word};
use super::header;
use super::routing::{self, Routing};
use super::scope::{DEFAULT_BUS, Scope};
use crate::base::diag::Diags;
use crate::model::{RuleHeader, RuleKind, RuleState};
use crate::operators::pattern::Pattern;
use crate::read::tree::Item;

/// The keys of an event rule.
pub static KEYS: &[Key] = &[
    header::TITLE,
    header::DESCRIPTION,
    header::severity(
        "How much a match matters. A rule without one only routes: its matches are no findings.",
    ),
    Key::required(
        "pattern",
        r##"{"$ref": "#/$defs/event-pattern"}"##,
        "Which events match: an EventBridge event pattern.",
    ),
    Key::optional(
        "targets",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/name"},
            {"$ref": "#/$defs/routing"}]}}"##,
        "Where matches go.",
    ),
    Key::optional(
        "bus",
        r##"{"$ref": "#/$defs/name", "default": "default"}"##,
        "The bus that the rule listens to.",
    ),
    Key::optional(
        "state",
        r##"{"$ref": "#/$defs/state", "default": "enabled"}"##,
        "Whether the rule fires, and on what.",
    ),
    header::REFERENCES,
    header::CONTROLS,
    header::TAGS,
    header::FIX,
];

/// An event rule.
#[derive(Debug, Clone)]
pub struct EventRule {
    /// What people read.
    pub header: RuleHeader,
    /// The bus that it listens to.
    pub bus: String,
    /// Whether it fires, and on what.
    pub state: RuleState,
    /// Which events match.
    pub pattern: Pattern,
    /// Where matches go.
    pub targets: Vec<Routing>,
}

/// Reads an event rule whose name stands in line `line`.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    line: u32,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<EventRule> {
    let fields = Fields::read(diags, "an event rule", key.span(), item, KEYS)?;
    let pattern = fields.get("pattern").map(|i| scope.pattern(diags, i));
    let header = header::read(diags, scope, RuleKind::Event, (line, key), &fields);
    let bus = fields.get("bus").and_then(|i| scope.bus(diags, "bus", i));
    let state = fields.get("state").and_then(|i| word(diags, "state", i, &RuleState::WORDS));
    let targets = fields.get("targets").map(|i| routing::read(diags, scope, i));
    Some(EventRule {
        header,
        bus: bus.unwrap_or_else(|| DEFAULT_BUS.to_owned()),
        state: state.unwrap_or_default(),
        pattern: pattern?,
        targets: targets.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{RuleState, Severity};
    use crate::rules::testing::{bundle_with, problems};

    #[test]
    fn a_whole_rule() {
        let text = "rules:\n  plain: {pattern: {a: [1]}}\n  whole:\n    title: T\n    description: D\n    \
                    severity: high\n    references: [r]\n    controls: [c]\n    tags: [t]\n    fix: F\n    \
                    state: enabled-with-all-cloudtrail-management-events\n    \
                    pattern: &p {a: [1, {param: p}, {list: l}]}\n  same: {pattern: *p}\n\
                    parameters: {p: {type: list<string>, default: [x, y]}}\nlists: {l: [z]}\n";
        let (bundle, found) = bundle_with(&[("r.yaml", text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let [plain, whole, same] = &*bundle.rules else { unreachable!("three rules") };
        assert_eq!((&*plain.header.title, &*plain.bus), ("plain", "default"));
        assert_eq!((plain.state, plain.header.severity), (RuleState::Enabled, None));
        let header = &whole.header;
        assert_eq!((&*header.name, &*header.title, &*header.fix), ("whole", "T", "F"));
        assert_eq!((&*header.file, header.line), ("r.yaml", 3));
        assert_eq!(header.severity, Some(Severity::High));
        assert_eq!([&header.references, &header.controls, &header.tags].map(|l| l.len()), [1; 3]);
        assert_eq!(whole.state, RuleState::EnabledWithAllCloudtrailManagementEvents);
        assert_eq!(whole.pattern, same.pattern);
        let crate::operators::pattern::Condition::Field(field) = &whole.pattern.all[0] else {
            unreachable!("a field")
        };
        assert_eq!(field.tests.len(), 4);
    }

    #[test]
    fn rules_of_all_files_in_their_order() {
        let doc = "{pattern: {a: [1]}}";
        let one = format!("rules: {{z: {doc}, a: {doc}}}");
        let two = r#"{"rules": {"b": {"pattern": {"a": [1]}}}}"#;
        let (bundle, found) = bundle_with(&[("1.yaml", &one), ("2.json", two)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let names: Vec<_> = bundle.rules.iter().map(|r| &*r.header.name).collect();
        assert_eq!(names, ["z", "a", "b"]);
    }

    #[test]
    fn bad_rules() {
        let got = problems(
            "rules:\n  a:\n  b: [1]\n  c: {pattern: {a: [{prefx: x}]}, state: Enabled, bus: 5, targets: t}\n  \
             d: {pattern: {}, severity: 5, references: x}\n",
        );
        assert_eq!(
            got,
            [
                "TL110 2:3 an event rule is a map",
                "TL110 3:6 an event rule is a map",
                "TL203 4:22 unknown operator `prefx`",
                "TL209 4:42 unknown word `Enabled` for `state`",
                "TL110 4:56 `bus` takes the name of a bus",
                "TL110 4:68 `targets` takes a list of target names and of maps with the key `target`",
                "TL301 5:16 an empty object matches nothing in a pattern",
                "TL110 5:30 `severity` takes one of info, low, medium, high, critical",
                "TL110 5:45 `references` takes a list of strings",
            ]
        );
    }
}
