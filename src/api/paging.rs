//! Lists in pages: sorted by name, each page with a token that leads to the next. A token is good
//! for the list that gave it only, and says nothing to who holds it.

use super::constraint::{parameter, whole};
use crate::wire::{Fault, Value};
use uuid::Uuid;

/// The namespace of the seals of tokens.
const SEALS: Uuid = Uuid::from_u128(0x5a6f_2b1e_90cd_4c1c_8b0f_3f75_6d2a_11c4);

/// Entries of a page, and most that can be asked for.
const MOST: i64 = 100;

/// Which list, and the names of its fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    /// The operation with everything that chooses entries: tokens of another list are refused.
    pub scope: &'a [&'a str],
    /// The field that bounds a page.
    pub limit: &'a str,
}

/// The page that a call asks for, of entries with unique names, and the token of the next.
pub(super) fn page<T>(
    input: &Value,
    list: List<'_>,
    mut all: Vec<T>,
    name: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let most = whole(input, list.limit, 1..=MOST)?.unwrap_or(MOST);
    // INVARIANT (small): it is within 1 and 100.
    let most = usize::try_from(most).unwrap_or(1);
    all.sort_by(|a, b| name(a).cmp(name(b)));
    if let Some(token) = input.text("NextToken")? {
        let Some(last) = open(list.scope, token) else {
            return Err(parameter("NextToken", "it is no token of this list"));
        };
        all.retain(|entry| *name(entry) > *last);
    }
    if all.len() <= most {
        return Ok((all, None));
    }
    all.truncate(most);
    let token = all.last().map(|last| close(list.scope, name(last)));
    Ok((all, token))
}

/// The answer: a page under a name, with its token.
pub(super) fn answer(name: &str, entries: Vec<Value>, token: Option<String>) -> Value {
    let answer = Value::map([(name, Value::List(entries))]);
    match token {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    }
}

fn seal(scope: &[&str], last: &str) -> Uuid {
    // No name holds a zero.
    Uuid::new_v5(&SEALS, format!("{}\0{last}", scope.join("\0")).as_bytes())
}

/// A token that says of a list where to go on.
pub(super) fn close(scope: &[&str], last: &str) -> String {
    let hex: String = last.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{}{hex}", seal(scope, last).simple())
}

/// What a token of this list says.
pub(super) fn open(scope: &[&str], token: &str) -> Option<String> {
    let (seal_text, hex) = token.split_at_checked(32)?;
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let last = String::from_utf8(pairs.map(byte).collect::<Option<_>>()?).ok()?;
    (seal(scope, &last).simple().to_string() == seal_text).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list() {
        let names = || (0..250).map(|n| format!("n{n:03}")).collect::<Vec<_>>();
        let list = List { scope: &["ListX", "p"], limit: "Limit" };
        let get = |input: &Value, list| page(input, list, names(), |name| name);
        let (first, token) = get(&Value::EMPTY, list).expect("a page");
        assert_eq!((first.len(), &*first[99]), (100, "n099"));
        let token = token.expect("a token");
        let input = Value::map([("NextToken", token.clone().into()), ("Limit", 60.into())]);
        let (second, more) = get(&input, list).expect("a page");
        assert_eq!((second.len(), &*second[0], more.is_some()), (60, "n100", true));
        let (_, last) = get(&Value::map([("NextToken", close(list.scope, "n200").into())]), list)
            .expect("a page");
        assert_eq!(last, None);
        let other = List { scope: &["ListX", "q"], ..list };
        for (token, list) in
            [(token.as_str(), other), ("", list), ("é", list), ("zz", list), (&token[..38], list)]
        {
            let fault = get(&Value::map([("NextToken", token.into())]), list).expect_err("no page");
            assert_eq!(
                fault.message,
                "Parameter NextToken is not valid. Reason: it is no token of this list."
            );
        }
    }
}
