//! `suffix`: a string that ends with a text, with letter case or without.

use super::prefix::AFFIX_SCHEMA;
use super::{Affix, Operator, Reading, Test};

pub(super) const OPERATOR: Operator = Operator {
    name: "suffix",
    summary: "a string that ends with this text",
    example: r#"{"suffix": ".png"}"#,
    schema: AFFIX_SCHEMA,
    parse: |context, operand| {
        let read = Affix::parse("suffix", context, operand);
        read.into_iter().map(|a| Reading::Test(Test::Suffix(a))).collect()
    },
};
