//! Pages of lists whose order the daemon keeps: a token says where the next one begins.

use crate::api::paging::{close, open};
use crate::wire::{Fault, Value};

/// Most entries of a page.
const MOST: i64 = 100;

/// Names of the fields of a list, and which list it is: tokens of another one are refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pages<'a> {
    /// The operation with everything that chooses entries.
    pub scope: &'a [&'a str],
    /// The field of the token, such as `NextToken`.
    pub token: &'a str,
    /// The field of the bound, if callers may give one.
    pub limit: Option<&'a str>,
    /// Entries of a page where nothing is said.
    pub usual: usize,
}

impl Pages<'_> {
    /// How many entries the page has at most. AWS takes 0 for its own choice.
    pub fn most(self, input: &Value) -> Result<usize, Fault> {
        let limit = self.limit.map_or(Ok(None), |name| input.integer(name))?;
        match limit {
            None | Some(0) => Ok(self.usual),
            Some(limit) if (1..=MOST).contains(&limit) => {
                Ok(usize::try_from(limit).unwrap_or(self.usual))
            }
            Some(limit) => Err(Fault::sender(
                "InvalidLimitException",
                format!("The limit {limit} is out of range: it must be between 0 and {MOST}."),
            )),
        }
    }

    /// Where the page begins: what the token says.
    pub fn from(self, input: &Value) -> Result<Option<String>, Fault> {
        let Some(token) = input.text(self.token)?.filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        open(self.scope, token).map(Some).ok_or_else(no_token)
    }

    /// The same as what it is a text of.
    pub fn from_parsed<T: std::str::FromStr>(self, input: &Value) -> Result<Option<T>, Fault> {
        let from = self.from(input)?;
        from.map(|text| text.parse().map_err(|_| no_token())).transpose()
    }

    /// The answer: entries under a name, with the token of what comes behind `last`.
    pub fn answer(self, name: &str, entries: Vec<Value>, last: Option<String>) -> Value {
        let answer = Value::map([(name, Value::List(entries))]);
        match last {
            Some(last) => answer.with(self.token, close(self.scope, &last)),
            None => answer,
        }
    }
}

fn no_token() -> Fault {
    Fault::sender("InvalidNextTokenException", "The specified next token is invalid.")
}
