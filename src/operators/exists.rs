//! `exists`: whether the field has a leaf value. `null` is a value; objects and empty lists are
//! not.

use super::{Context, Operator, Reading, Test};
use crate::read::tree::Item;

pub(super) const OPERATOR: Operator = Operator {
    name: "exists",
    summary: "whether the field has a leaf value (null counts, objects and empty lists do not)",
    example: r#"{"exists": false}"#,
    schema: r#"{"type": "boolean"}"#,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    match operand.as_bool() {
        Some(true) => vec![Reading::Test(Test::Exists)],
        Some(false) => vec![Reading::Absent],
        None => {
            context.wrong("exists", operand, "true or false");
            Vec::new()
        }
    }
}
