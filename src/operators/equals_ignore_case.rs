//! `equals-ignore-case`: equal after Unicode simple case folding of both sides.

use super::{Context, Operator, Reading, Test};
use crate::base::fold::fold;
use crate::read::tree::Item;

pub(super) const OPERATOR: Operator = Operator {
    name: "equals-ignore-case",
    summary: "a string equal to this one but for letter case",
    example: r#"{"equals-ignore-case": "alice"}"#,
    schema: r#"{"type": "string"}"#,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    context
        .strings("equals-ignore-case", operand, false, "a string")
        .into_iter()
        .flatten()
        .map(|o| Reading::Test(Test::EqualsIgnoreCase(fold(&o.text).as_ref().into())))
        .collect()
}
