//! Queries over small inventories, and against a naive evaluator.

mod cases;
mod generate;
mod mistakes;
mod reference;

use super::{Answer, Counts, QueryFormat, Run, parse};
use crate::base::diag::Diag;
use crate::base::ids::SourceId;
use crate::sources::{Heard, Input, Options, Source, each_item};
use std::io::Cursor;

/// What a query gives of items, one a line.
struct Asked {
    answer: Answer,
    counts: Counts,
    diags: Vec<Diag>,
}

fn ask(query: &str, items: &str, format: QueryFormat) -> Asked {
    let query = parse(SourceId::new(0), query).expect(query);
    let mut run = Run::new(&query, format.layout(), Some("9"), None);
    let source = Source::Reader(Box::new(Cursor::new(items.to_owned())));
    let inputs = vec![Input { name: "x".into(), source }];
    let mut hear = |heard: Heard| assert!(matches!(heard, Heard::Note(..)), "{heard:?}");
    each_item(inputs, Options::default(), &mut |i| run.add(&i.head, i.tree.root()), &mut hear);
    let (answer, counts, diags) = run.finish();
    Asked { answer, counts, diags }
}

/// The result as a text.
fn written(query: &str, items: &str, format: QueryFormat) -> String {
    let mut out = Vec::new();
    ask(query, items, format).answer.write(format, &mut out).expect("a Vec takes all");
    String::from_utf8(out).expect("UTF-8")
}

/// The ids of the resources that a condition selects.
fn ids(condition: &str, items: &str) -> String {
    let text = written(&format!("SELECT resourceId WHERE {condition}"), items, QueryFormat::Csv);
    text.lines().skip(1).collect::<Vec<_>>().join(" ")
}

/// An item of a type; `more` are its other fields, each after a comma.
fn item(kind: &str, id: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"AWS::{kind}","resourceId":"{id}","awsAccountId":"123456789012","awsRegion":"eu-west-1","configurationItemStatus":"OK"{more}}}"#
    ) + "\n"
}
