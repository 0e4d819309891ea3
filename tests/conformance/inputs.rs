//! Cases of what targets get: transformers, paths, and what AWS refuses when a target is put.

use libtest_mimic::Failed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::base::span::{Span, Spanned};
use tripline::inputs::{Escape, Facts, Input, PutError, Shape, Transformer};
use tripline::read::json;

/// The cases of a file, with what they have in common.
pub struct Inputs {
    event: Vec<u8>,
    rule_arn: String,
    rule_name: String,
    ingestion_time: String,
    target: String,
    pub cases: Vec<Value>,
    /// How many cases there are of each kind that is not built.
    pub skipped: BTreeMap<String, usize>,
}

/// Reads a file.
pub fn read(path: &Path) -> Inputs {
    let text = std::fs::read(path).unwrap();
    let file: Value = serde_json::from_slice(&text).unwrap();
    // The project's own reader keeps the spelling of numbers.
    let tree = json::read(SourceId(0), text.as_slice().into(), 1000).unwrap();
    let string = |key: &str| file[key].as_str().unwrap().to_owned();
    let mut inputs = Inputs {
        event: tree.root().get("event").unwrap().raw().to_vec(),
        rule_arn: string("rule_arn"),
        rule_name: string("rule_name"),
        ingestion_time: string("ingestion_time"),
        target: string("target_id"),
        cases: Vec::new(),
        skipped: BTreeMap::new(),
    };
    for case in file["vectors"].as_array().unwrap() {
        let kind = case["kind"].as_str().unwrap();
        if ["transformer", "input_path", "target"].contains(&kind) {
            inputs.cases.push(case.clone());
        } else {
            *inputs.skipped.entry(kind.to_owned()).or_default() += 1;
        }
    }
    inputs
}

fn spanned(text: &str) -> Spanned<String> {
    Spanned { value: text.to_owned(), span: Span { source: SourceId(0), start: 0, end: 0 } }
}

/// The input that a case describes, in AWS's spelling of targets or in that of the case itself.
fn input(case: &Value) -> Input {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let target = &case["target"];
    if let Some(path) = text(&case["input_path"]).or_else(|| text(&target["InputPath"])) {
        return Input::Path(spanned(&path));
    }
    if let Some(constant) = text(&target["Input"]) {
        return Input::Constant(constant);
    }
    let transformer = &target["InputTransformer"];
    let either = |own: &str, aws: &str| {
        if transformer.is_object() { transformer[aws].clone() } else { case[own].clone() }
    };
    let Some(template) = text(&either("input_template", "InputTemplate")) else {
        return Input::Event;
    };
    let map = either("input_paths_map", "InputPathsMap");
    let pairs = map.as_object().into_iter().flatten();
    let paths =
        pairs.map(|(name, path)| (spanned(name), spanned(path.as_str().unwrap()))).collect();
    let template = spanned(&template);
    Input::Transformer(Box::new(Transformer { paths, template, escape: Escape::None }))
}

/// Puts the cases to the implementation.
pub fn check(inputs: &Inputs) -> Result<(), Failed> {
    let wrong: Vec<String> = inputs
        .cases
        .iter()
        .filter_map(|case| {
            let answer = answer(inputs, case).err()?;
            Some(format!("{}: {answer}", case["id"].as_str().unwrap_or_default()))
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} wrong\n{}", wrong.len(), inputs.cases.len(), wrong.join("\n")).into())
}

fn answer(inputs: &Inputs, case: &Value) -> Result<(), String> {
    let expect = &case["expect"];
    if let Some(several) = several(case) {
        return refused(expect, &PutError::Several, &inputs.target)
            .filter(|()| several)
            .ok_or_else(|| "not refused".to_owned());
    }
    let shape = match (Shape::new(&input(case)), expect.get("put_targets_error")) {
        (Err(error), Some(_)) => {
            return refused(expect, &error, &inputs.target)
                .ok_or_else(|| format!("refused in other words: {error}"));
        }
        (Err(error), None) => return Err(format!("refused: {error}")),
        (Ok(_), Some(_)) => return Err("not refused".to_owned()),
        (Ok(shape), None) => shape,
    };
    let facts = Facts {
        rule_arn: &inputs.rule_arn,
        rule_name: &inputs.rule_name,
        ingestion_time: &inputs.ingestion_time,
    };
    let got = shape.render(&inputs.event, &facts, &Limits::default());
    let shown = format!("got {got:?}");
    let fits = match got {
        Ok(body) => {
            expect.get("json").is_some_and(|want| {
                serde_json::from_str::<Value>(&body).is_ok_and(|got| got == *want)
            }) || expect.get("body").is_some_and(|want| want == &*body)
        }
        Err(error) => {
            let code = error.code();
            let nothing = expect["delivered"] == false && code == "TEMPLATE_NOT_JSON";
            let rendered = expect["rendered"].as_str();
            let same = match &error {
                tripline::inputs::InputError::TemplateNotJson { rendered: own, .. } => {
                    rendered.is_none_or(|r| r == own)
                }
                _ => true,
            };
            let told = expect["tripline"].as_str().unwrap_or_default();
            (nothing && same) || (code == "NO_VALUE" && told.contains("no-value"))
        }
    };
    if fits { Ok(()) } else { Err(format!("expected {expect}, {shown}")) }
}

/// Is a target refused that has several inputs? `None` when the case is about something else.
fn several(case: &Value) -> Option<bool> {
    let target = case["target"].as_object()?;
    let keys = [
        ("Input", "input: 1"),
        ("InputPath", "input-path: $"),
        ("InputTransformer", "input-transformer: {input-template: '1'}"),
    ];
    let given: Vec<&str> =
        keys.iter().filter(|(aws, _)| target.contains_key(*aws)).map(|(_, own)| *own).collect();
    if given.len() < 2 {
        return None;
    }
    let text = format!(
        "targets: {{t: {{plugin: log}}}}\nrules: {{r: {{pattern: {{a: [1]}}, targets: [{{target: t, {}}}]}}}}\n",
        given.join(", ")
    );
    let limits = Limits::default();
    let loaded = tripline::rules::load_texts(&[("r.yaml", &text)], &limits);
    let none = |_: &Path| Err(std::io::Error::other("no files"));
    let (_, diags) = tripline::rules::bundle(&loaded, &[], &none, &limits);
    Some(diags.as_slice().iter().any(|d| d.code.name() == "TL211"))
}

/// Is a refusal what is expected, with AWS's message where one is on record?
fn refused(expect: &Value, error: &PutError, target: &str) -> Option<()> {
    expect.get("put_targets_error")?;
    match (error.aws(target), expect["message"].as_str()) {
        (Some(said), Some(wanted)) if said != wanted => None,
        _ => Some(()),
    }
}
