//! What is read of templates: `expressions` come to values, `resources` to rules.

mod deploy;
mod expressions;
mod resources;

use super::*;
use crate::rules::testing::{loaded, shown};

fn run(text: &str, deployment: Deployment<'_>) -> (Template, Vec<String>) {
    let name = if text.starts_with('{') { "t.json" } else { "t.yaml" };
    let mut loaded = loaded(&[(name, text)]);
    let mut diags = std::mem::take(&mut loaded.diags);
    let mut template = Template::default();
    for file in &loaded.files {
        assert!(is_one(file), "no template: {text}");
        template = read(&mut diags, &loaded.sources, file, deployment);
    }
    (template, shown(&loaded.sources, diags))
}

fn deployment<'a>(given: &'a [(String, String)]) -> Deployment<'a> {
    Deployment { given, account: Some("111122223333"), region: None, max_bytes: 10_000 }
}

fn given(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

/// One rule with these parameters, above the rest of the template.
fn rule(parameters: &str, rest: &str) -> String {
    format!(
        "Resources:\n  R:\n    Type: AWS::Config::ConfigRule\n    Properties:\n      \
         InputParameters: {parameters}\n      Source: {{Owner: AWS, SourceIdentifier: X}}\n{rest}"
    )
}

/// What the parameters of that rule come to.
fn values(parameters: &str, rest: &str, params: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    let given = given(params);
    let (template, found) = run(&rule(parameters, rest), deployment(&given));
    assert_eq!(found, Vec::<String>::new(), "{parameters}");
    let [rule] = &*template.rules else { unreachable!("one rule") };
    rule.parameters.iter().map(|p| (p.name.clone(), p.value.clone())).collect()
}

fn value(expression: &str, rest: &str, params: &[(&str, &str)]) -> Option<String> {
    let all = values(&format!("{{v: {expression}}}"), rest, params);
    assert_eq!(all.len(), 1, "{expression}");
    all.into_iter().next().and_then(|(_, value)| value)
}

fn problems(parameters: &str, rest: &str) -> Vec<String> {
    run(&rule(parameters, rest), deployment(&[])).1
}
