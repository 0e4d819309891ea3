//! One condition on one value.

use super::network::Network;
use serde_json::Value;

/// How numbers compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Equals(Value),
    Prefix(String),
    Suffix(String),
    /// In lower case.
    IgnoreCase(String),
    Wildcard(Vec<String>),
    Numeric(Vec<(Order, f64)>),
    Cidr(Network),
    Exists(bool),
    AnythingBut(Vec<Condition>),
}

impl Condition {
    /// Reads a condition.
    pub fn read(value: &Value) -> Result<Self, String> {
        let Value::Object(map) = value else {
            return match value {
                Value::Array(_) => Err("a list in a list".into()),
                scalar => Ok(Self::Equals(scalar.clone())),
            };
        };
        let mut members = map.iter();
        let (Some((name, value)), None) = (members.next(), members.next()) else {
            return Err("a condition has one operator".into());
        };
        let text = || match value {
            Value::String(text) => Ok(text.clone()),
            _ => Err(format!("`{name}` takes a text")),
        };
        match name.as_str() {
            "prefix" => Ok(Self::Prefix(text()?)),
            "suffix" => Ok(Self::Suffix(text()?)),
            "equals-ignore-case" => Ok(Self::IgnoreCase(text()?.to_lowercase())),
            "wildcard" => Ok(Self::Wildcard(text()?.split('*').map(String::from).collect())),
            "cidr" => Network::read(&text()?).map(Self::Cidr),
            "numeric" => numeric(value).map(Self::Numeric),
            "exists" => match value {
                Value::Bool(wanted) => Ok(Self::Exists(*wanted)),
                _ => Err("`exists` takes true or false".into()),
            },
            "anything-but" => anything_but(value).map(Self::AnythingBut),
            other => Err(format!("unknown operator `{other}`")),
        }
    }

    /// Does it hold for a value?
    pub fn holds(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Equals(wanted) => same(wanted, value),
            Self::Prefix(prefix) => text.is_some_and(|t| t.starts_with(prefix.as_str())),
            Self::Suffix(suffix) => text.is_some_and(|t| t.ends_with(suffix.as_str())),
            Self::IgnoreCase(lower) => text.is_some_and(|t| t.to_lowercase() == *lower),
            Self::Wildcard(pieces) => text.is_some_and(|t| wildcard(pieces, t)),
            Self::Cidr(network) => text.is_some_and(|t| network.holds(t)),
            Self::Numeric(tests) => match value {
                Value::Number(n) => n.as_f64().is_some_and(|n| in_range(tests, n)),
                _ => false,
            },
            Self::Exists(wanted) => *wanted,
            Self::AnythingBut(none) => {
                !value.is_object() && !none.iter().any(|condition| condition.holds(value))
            }
        }
    }
}

/// Numbers are the same when they are equal, however they are written.
fn same(wanted: &Value, value: &Value) -> bool {
    match (wanted, value) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => wanted == value,
    }
}

fn anything_but(value: &Value) -> Result<Vec<Condition>, String> {
    match value {
        Value::Array(list) if !list.is_empty() => list.iter().map(Condition::read).collect(),
        Value::Object(map) => {
            let known = ["prefix", "suffix", "wildcard", "equals-ignore-case"];
            let mut conditions = Vec::new();
            for (name, value) in map {
                if !known.contains(&name.as_str()) {
                    return Err(format!("`anything-but` knows no `{name}`"));
                }
                let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                for value in list {
                    let one = [(name.clone(), value)].into_iter().collect();
                    conditions.push(Condition::read(&Value::Object(one))?);
                }
            }
            match conditions.is_empty() {
                true => Err("`anything-but` of nothing".into()),
                false => Ok(conditions),
            }
        }
        Value::String(_) | Value::Number(_) => Ok(vec![Condition::Equals(value.clone())]),
        _ => Err("`anything-but` takes values, or an operator".into()),
    }
}

fn numeric(value: &Value) -> Result<Vec<(Order, f64)>, String> {
    let fault = || "`numeric` takes pairs such as [\">\", 0, \"<=\", 10]".to_string();
    let list = value.as_array().filter(|l| matches!(l.len(), 2 | 4)).ok_or_else(fault)?;
    let pair = |pair: &[Value]| {
        let order = match pair.first().and_then(Value::as_str) {
            Some("=") => Order::Equal,
            Some("<") => Order::Less,
            Some("<=") => Order::LessOrEqual,
            Some(">") => Order::Greater,
            Some(">=") => Order::GreaterOrEqual,
            _ => return Err(fault()),
        };
        let number = pair.get(1).and_then(Value::as_f64).ok_or_else(fault)?;
        Ok((order, number))
    };
    list.chunks(2).map(pair).collect()
}

fn in_range(tests: &[(Order, f64)], n: f64) -> bool {
    tests.iter().all(|(order, limit)| match order {
        Order::Equal => n == *limit,
        Order::Less => n < *limit,
        Order::LessOrEqual => n <= *limit,
        Order::Greater => n > *limit,
        Order::GreaterOrEqual => n >= *limit,
    })
}

/// `pieces` are what stands between the stars: the first begins the text, the last ends it, and the
/// others follow each other, each as early as it can.
fn wildcard(pieces: &[String], text: &str) -> bool {
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}
