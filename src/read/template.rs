//! AWS's templates (CloudFormation, conformance packs): how one is told from other documents, and
//! the short forms that their functions have in YAML. What the functions do is no business of
//! reading.

use super::tree::{Item, Kind};

/// The tags that stand for functions, with the keys that they are short for.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("And", "Fn::And"),
    ("Base64", "Fn::Base64"),
    ("Cidr", "Fn::Cidr"),
    ("Condition", "Condition"),
    ("Equals", "Fn::Equals"),
    ("FindInMap", "Fn::FindInMap"),
    ("GetAZs", "Fn::GetAZs"),
    ("GetAtt", "Fn::GetAtt"),
    ("If", "Fn::If"),
    ("ImportValue", "Fn::ImportValue"),
    ("Join", "Fn::Join"),
    ("Length", "Fn::Length"),
    ("Not", "Fn::Not"),
    ("Or", "Fn::Or"),
    ("Ref", "Ref"),
    ("Select", "Fn::Select"),
    ("Split", "Fn::Split"),
    ("Sub", "Fn::Sub"),
    ("ToJsonString", "Fn::ToJsonString"),
    ("Transform", "Fn::Transform"),
];

/// The key that a tag without its `!` is short for.
#[must_use]
pub fn long_form(tag: &str) -> Option<&'static str> {
    SHORT_FORMS.iter().find(|(short, _)| *short == tag).map(|(_, long)| *long)
}

/// Is the document a template? Its root has `Resources`, one of which is of a type of AWS; or it
/// has none, and says the version of the format.
#[must_use]
pub fn is_template(root: Item<'_>) -> bool {
    let is_aws = |resource: Item<'_>| {
        let kind = resource.get("Type").filter(|kind| kind.kind() == Kind::Text);
        kind.is_some_and(|kind| kind.text().starts_with(b"AWS::"))
    };
    root.get("Resources").is_some_and(|resources| {
        resources.entries().any(|(_, resource)| is_aws(resource))
            || root.get("AWSTemplateFormatVersion").is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::base::limits::Limits;
    use crate::read::tree::Tree;
    use crate::read::yaml;

    fn read(text: &str) -> Result<Tree, crate::base::diag::Diag> {
        let tree = yaml::read(SourceId::new(0), &text.as_bytes().into(), &Limits::default());
        tree.map(|tree| tree.expect("a document"))
    }

    #[test]
    fn templates_are_told_by_their_resources() {
        let is = |text: &str| is_template(read(text).expect("YAML").root());
        assert!(is("Resources: {A: {Type: AWS::Config::ConfigRule}}"));
        assert!(is("Resources: {A: {Type: Custom::X}, B: {Type: AWS::S3::Bucket}}"));
        assert!(is("{AWSTemplateFormatVersion: 2010-09-09, Resources: {}}"));
        assert!(!is("Resources: {A: {Type: Custom::X}}"));
        assert!(!is("rules: {}"));
        assert!(!is("[1]"));
    }

    #[test]
    fn short_forms_become_long_ones() {
        let tree = read(
            "Resources:\n  A:\n    Type: AWS::X\n    a: !Ref P\n    b: !If [c, &x !Sub 'y${z}', !Ref \
             AWS::NoValue]\n    d: *x\n    e: !Not\n    - !Equals\n      - é\n      - !GetAtt a.b\n",
        )
        .expect("YAML");
        let a = tree.root().get("Resources").and_then(|r| r.get("A")).expect("A");
        let at = |key: &str| a.get(key).expect(key);
        let parameter = at("a").get("Ref").expect("Ref");
        assert_eq!(parameter.str(), "P");
        assert_eq!(at("a").raw(), b"!Ref P");
        let branches: Vec<_> = at("b").get("Fn::If").expect("Fn::If").items().collect();
        assert_eq!(branches[1].get("Fn::Sub").expect("Fn::Sub").str(), "y${z}");
        assert_eq!(branches[2].get("Ref").expect("Ref").str(), "AWS::NoValue");
        assert_eq!(at("d").get("Fn::Sub").expect("Fn::Sub").str(), "y${z}");
        let not: Vec<_> = at("e").get("Fn::Not").expect("Fn::Not").items().collect();
        let equal: Vec<_> = not[0].get("Fn::Equals").expect("Fn::Equals").items().collect();
        assert_eq!(equal[0].str(), "é");
        assert_eq!(equal[1].get("Fn::GetAtt").expect("Fn::GetAtt").str(), "a.b");
    }

    #[test]
    fn short_forms_mean_nothing_elsewhere() {
        let said = |text: &str| read(text).expect_err(text).message;
        assert_eq!(said("rules: {a: !Ref b}"), "the tag `!Ref` has no meaning here");
        assert_eq!(said("rules: {a: !If [b]}"), "the tag `!If` has no meaning here");
        let template = "Resources: {A: {Type: AWS::X, a: !Reff b}}";
        assert_eq!(said(template), "the tag `!Reff` has no meaning here");
    }
}
