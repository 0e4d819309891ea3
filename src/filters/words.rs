//! The tests of JSON patterns that are words: `IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`.

use super::cursor::Cursor;
use super::error::PatternError;
use super::json::Test;
use crate::base::suggest::nearest;

/// The test of the value called `name` that stands here.
pub(super) fn words(cursor: &mut Cursor<'_>, name: &str) -> Result<Test, PatternError> {
    let start = cursor.at();
    let word = |cursor: &mut Cursor<'_>| cursor.run(char::is_alphabetic).to_owned();
    let first = word(cursor);
    let second_at = {
        cursor.blanks();
        cursor.at()
    };
    match &*first {
        "IS" => {
            let second = word(cursor);
            let at = second_at..cursor.at();
            match &*second {
                "NULL" => Ok(Test::IsNull),
                "TRUE" => Ok(Test::Is(true)),
                "FALSE" => Ok(Test::Is(false)),
                "NOT" => Err(PatternError::new(start..cursor.at(), "`IS NOT` is not supported")
                    .help(format!(
                        "`{name} != *` holds for no value; ask for what is wanted instead"
                    ))),
                other => {
                    let error =
                        PatternError::new(at, "expected `NULL`, `TRUE` or `FALSE` after `IS`");
                    Err(match nearest(other, ["NULL", "TRUE", "FALSE"]) {
                        Some(near) => error.help(format!("write `IS {near}`")),
                        None => error,
                    })
                }
            }
        }
        "NOT" => {
            let second = word(cursor);
            if second == "EXISTS" {
                return Ok(Test::NotExists);
            }
            let at = second_at..cursor.at();
            Err(PatternError::new(at, "expected `EXISTS` after `NOT`")
                .help(format!("`{name} NOT EXISTS`; other tests have no `NOT`")))
        }
        "EXISTS" => Err(PatternError::new(start..second_at, "`EXISTS` is not supported")
            .help(format!("`{name} = *` asks for a text or number"))),
        "" => {
            let words = format!("expected an operator after `{name}`, {}", cursor.found());
            Err(PatternError::new(start..cursor.here().end.max(start), words)
                .help("one of = != < <= > >= IS NOT EXISTS"))
        }
        other => {
            let error = PatternError::new(
                start..start + other.len(),
                format!("`{other}` is not an operator"),
            );
            Err(match nearest(other, ["IS", "NOT"]) {
                Some("NOT") => error.help("write `NOT EXISTS`"),
                Some(near) => error.help(format!("write `{near}`")),
                None => error.help("one of = != < <= > >= IS NOT EXISTS"),
            })
        }
    }
}
