//! The sections of a rule file.

use super::doc::near;
use super::template;
use super::texts::{File, Loaded};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::read::tree::{Item, Kind};

/// A section that rule files may have.
#[derive(Debug)]
pub struct SectionInfo {
    /// Its key.
    pub name: &'static str,
    /// What one of its documents is called, with its article.
    pub what: &'static str,
    /// What one of its names is called.
    pub noun: &'static str,
    /// One line of documentation.
    pub doc: &'static str,
    /// The JSON Schema definition of one of its documents, if there is one.
    pub schema: Option<&'static str>,
}

macro_rules! sections {
    ($($name:literal $noun:literal $what:literal $schema:expr, $doc:literal;)*) => {
        /// All sections, in the order in which people write them.
        pub static SECTIONS: &[SectionInfo] = &[$(SectionInfo {
            name: $name, what: $what, noun: $noun, doc: $doc, schema: $schema,
        },)*];
    };
}

sections! {
    "rules" "rule" "an event rule" Some("event-rule"),
        "Event patterns, and where the events that match them go.";
    "compliance" "compliance rule" "a compliance rule" Some("compliance-rule"),
        "Rules on configuration items.";
    "metric-filters" "metric filter" "a metric filter" Some("metric-filter"),
        "From log or CloudTrail events to metric datapoints.";
    "alarms" "alarm" "an alarm" Some("alarm"),
        "Metric, metric-math, anomaly-band and composite alarms.";
    "baselines" "baseline" "a baseline" Some("baseline"),
        "Baselines of call rates and error rates, as in CloudTrail Insights.";
    "schedules" "schedule" "a schedule" Some("schedule"),
        "Scheduled events and export tasks.";
    "targets" "target" "a target" Some("target"),
        "Named plugin instances: where events go.";
    "buses" "bus" "a bus" Some("bus"),
        "Event buses besides `default`, and archives.";
    "archives" "archive" "an archive" Some("archive"),
        "What is kept of buses, to be replayed.";
    "parameters" "parameter" "a parameter" Some("parameter"),
        "Typed values with defaults, given with `--param NAME=VALUE`; patterns use `{ param: NAME }`.";
    "lists" "list" "a list" Some("list"),
        "Lookup lists, inline or from a file; patterns use `{ list: NAME }`.";
    "conditions" "condition" "a condition" Some("condition"),
        "Named conditions of compliance rules, reused with `use: NAME`.";
    "waivers" "waiver" "a waiver" Some("waiver"),
        "Accepted exceptions: rule, resources, reason, owner, expires.";
    "tests" "test" "a test" Some("test"),
        "Test cases, run by `tripline test`.";
    "pack" "pack" "a pack" Some("pack"),
        "What this folder of rules is called when it is built in or shared.";
}

/// A section of one file.
#[derive(Debug, Clone, Copy)]
pub struct Section<'t> {
    /// Which one.
    pub info: &'static SectionInfo,
    /// The file that holds it.
    pub file: &'t File,
    /// Its key.
    pub key: Item<'t>,
    /// What it holds.
    pub item: Item<'t>,
}

impl<'t> Section<'t> {
    /// The documents of the section with their names.
    pub fn documents(self) -> impl Iterator<Item = (Item<'t>, Item<'t>)> + use<'t> {
        self.item.entries()
    }
}

/// All sections of all files in order; what is none is reported. AWS's templates have none.
pub fn split<'t>(loaded: &'t Loaded, diags: &mut Diags) -> Vec<Section<'t>> {
    let mut all = Vec::new();
    for file in loaded.files.iter().filter(|file| !template::is_one(file)) {
        let root = file.tree.root();
        if root.kind() != Kind::Map {
            let what = if file.is_test { "a test file" } else { "a rule file" };
            diags.push(
                Diag::new(Code::TL110, root.span(), format!("{what} is a map of sections"))
                    .label(format!("this is {}", root.kind().noun()))
                    .help(if file.is_test { "write `tests:` above the cases" } else { SUCH_AS }),
            );
            continue;
        }
        for (key, item) in root.entries() {
            let word = key.str();
            match SECTIONS.iter().find(|s| s.name == word) {
                None => unknown(diags, key, &word),
                Some(info) => {
                    let section = Section { info, file, key, item };
                    if form_is_right(diags, &section) {
                        all.push(section);
                    }
                }
            }
        }
    }
    all
}

const SUCH_AS: &str = "write a section such as `rules:` above the documents";

fn unknown(diags: &mut Diags, key: Item<'_>, word: &str) {
    let names = || SECTIONS.iter().map(|s| s.name);
    let mut diag = Diag::new(Code::TL201, key.span(), format!("unknown section `{word}`"));
    if let Some(near) = near(word, names()) {
        diag = diag.label(format!("did you mean `{near}`?"));
    }
    diags.push(diag.help(format!("sections: {}", names().collect::<Vec<_>>().join(", "))));
}

fn form_is_right(diags: &mut Diags, section: &Section<'_>) -> bool {
    let (wanted, words) = match section.info.name {
        "tests" => (Kind::List, "takes a list of test cases"),
        "pack" => (Kind::Map, "takes a map"),
        _ => (Kind::Map, "takes a map from names to documents"),
    };
    let kind = section.item.kind();
    // A section whose documents were all removed is nobody's mistake.
    if kind != wanted && kind != Kind::Null {
        let words = format!("the section `{}` {words}", section.info.name);
        let label = format!("this is {}", kind.noun());
        diags.push(Diag::new(Code::TL110, section.item.span(), words).label(label));
    }
    kind == wanted
}

/// The test cases of all files: each case with the file that holds it, to which the paths of its
/// fixtures are relative. They are not looked into here.
#[must_use]
pub fn tests(loaded: &Loaded) -> Vec<(&File, Item<'_>)> {
    let mut ignored = Diags::default();
    let sections = split(loaded, &mut ignored);
    let tests = sections.iter().filter(|s| s.info.name == "tests");
    tests.flat_map(|s| s.item.items().map(|case| (s.file, case))).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{loaded, problems};

    #[test]
    fn sections_are_known() {
        let got = problems("ruls: {}\nextra: 1\nrules: [a]\ntests: {}\nbuses:\n");
        assert_eq!(
            got,
            [
                "TL201 1:1 unknown section `ruls`",
                "TL201 2:1 unknown section `extra`",
                "TL110 3:8 the section `rules` takes a map from names to documents",
                "TL110 4:8 the section `tests` takes a list of test cases",
            ]
        );
        assert_eq!(problems("- a\n"), ["TL110 1:1 a rule file is a map of sections"]);
        assert_eq!(problems("5"), ["TL110 1:1 a rule file is a map of sections"]);
    }

    #[test]
    fn tests_are_handed_over() {
        let loaded = loaded(&[
            ("r.yaml", "rules: {}\ntests: [{name: a}]"),
            ("r.test.yaml", "tests: [{name: b}, {name: c}]"),
        ]);
        let cases = super::tests(&loaded);
        let names: Vec<_> =
            cases.iter().map(|(f, c)| (f.is_test, c.get("name").map(|n| n.str()))).collect();
        assert_eq!(
            names,
            [(false, Some("a".into())), (true, Some("b".into())), (true, Some("c".into()))]
        );
    }
}
