//! TL419: a path whose letter case alone differs from what built-in rules on the same type of
//! resource read. Such a path finds nothing, whatever the item holds.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::text::{Text, show};
use crate::compliance::Query;
use crate::compliance::path::Root;
use crate::items::field_names;
use crate::rules::{ComplianceRule, How};
use std::collections::{HashMap, HashSet};

/// The members that rules on a type read, as the names that lead to them.
type Paths = HashSet<Vec<Text>>;

/// Warns of paths of rules by what the `known` rules read.
#[must_use]
pub fn letter_case(rules: &[ComplianceRule], known: &[ComplianceRule]) -> Diags {
    let mut types: HashMap<Text, Paths> = HashMap::new();
    for rule in known {
        queries(rule, &mut |query| {
            let names: Vec<Text> = query.path().names().map(Text::from).collect();
            for kind in rule.types.iter().filter(|t| t.pieces.len() == 1) {
                let paths = types.entry(kind.pieces[0].clone()).or_default();
                paths.extend((1..=names.len()).map(|end| names[..end].to_vec()));
            }
        });
    }
    // What every item has.
    let heads: Paths = field_names().map(|name| vec![Text::from(name.as_bytes())]).collect();
    let mut diags = Diags::default();
    let mut told = HashSet::new();
    for rule in rules {
        let of = |kind: &&[Text]| if let [name] = kind { types.get(name) } else { None };
        let known: Vec<&Paths> =
            rule.types.iter().map(|t| &*t.pieces).filter_map(|t| of(&t)).collect();
        queries(rule, &mut |query| {
            let names: Vec<Text> = query.path().names().map(Text::from).collect();
            let near = known.iter().chain([&&heads]).find_map(|paths| misspelt(&names, paths));
            if let (Some((at, near)), Some(span)) = (near, query.span())
                && told.insert(span)
            {
                let (name, near) = (show(&names[at]), show(&near).into_owned());
                let words = format!("`{name}` in `{query}` is spelled `{near}` in items");
                diags.push(
                    Diag::new(Code::TL419, span, words).label(format!("did you mean `{near}`?")),
                );
            }
        });
    }
    diags
}

/// The first name that differs from a known one in its letter case alone, and that one.
fn misspelt(names: &[Text], paths: &Paths) -> Option<(usize, Text)> {
    let end = (1..=names.len()).find(|end| !paths.contains(&names[..*end]))?;
    let near = |path: &&Vec<Text>| {
        path.len() == end
            && path[..end - 1] == names[..end - 1]
            && path[end - 1].eq_ignore_ascii_case(&names[end - 1])
    };
    paths.iter().find(near).map(|path| (end - 1, path[end - 1].clone()))
}

/// Calls `visit` with every query of a rule that begins at its item.
fn queries(rule: &ComplianceRule, visit: &mut dyn FnMut(&Query)) {
    let How::Conditions(variants) = &rule.how else { return };
    for variant in variants {
        for condition in variant.check.when.iter().chain([&variant.check.require]) {
            condition.queries(&mut |query, outside| {
                if outside || query.path().root() == Root::Item {
                    visit(query);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::limits::Limits;
    use crate::rules::{bundle, load_texts};

    fn rules(text: &str) -> Vec<ComplianceRule> {
        let limits = Limits::default();
        let loaded = load_texts(&[("r.yaml", text)], &limits);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (bundle, diags) = bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors(), "{diags:?}");
        bundle.compliance
    }

    #[test]
    fn case_is_compared_by_type() {
        let known = rules(
            "compliance: {k: {resource: 'AWS::EC2::Volume', require: {all: [{path: $.configuration.encrypted, \
             equals: true}, {path: '$.configuration.attachments[*].instanceId', quantifier: each, exists: true}]}}}",
        );
        let found = |kind: &str, path: &str| -> Vec<String> {
            let own = rules(&format!(
                "compliance: {{r: {{resource: '{kind}', require: {{path: '{path}', quantifier: each, exists: true}}}}}}"
            ));
            letter_case(&own, &known).into_sorted().into_iter().map(|d| d.message).collect()
        };
        assert_eq!(
            found("AWS::EC2::Volume", "$.configuration.Encrypted"),
            ["`Encrypted` in `$.configuration.Encrypted` is spelled `encrypted` in items"]
        );
        assert_eq!(found("AWS::EC2::Volume", "$.Configuration.x").len(), 1);
        assert_eq!(found("AWS::RDS::DBInstance", "$.arn").len(), 1);
        assert_eq!(found("AWS::*", "$.Tags.Env").len(), 1);
        for (kind, path) in [
            ("AWS::EC2::Volume", "$.configuration.encrypted"),
            ("AWS::EC2::Volume", "$.configuration.somethingElse"),
            ("AWS::RDS::DBInstance", "$.configuration.Encrypted"),
        ] {
            assert_eq!(found(kind, path), Vec::<String>::new(), "{kind} {path}");
        }
    }
}
