//! What AWS Config rules know besides items: IAM's credential report, its password policy and the
//! summary of an account, as the AWS CLI saves them. They are read as items of types of our own,
//! each on the line on which its text stands.

use super::keys::{Keys, blanks};
use crate::base::csv;
use serde_json::{Map, Value, json};
use std::io::{self, Cursor, Read};

/// How a credential report begins.
const REPORT: &[u8] = b"user,arn,user_creation_time,";
/// What some editors and shells begin a file with.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// Bytes of an input that tell what it is.
const PROBE: usize = 512;
/// Bytes of such an input at most; a report of 5,000 users has 2 MB.
const LIMIT: u64 = 64 << 20;

/// The documents: their only key, and what becomes of its value.
const DOCUMENTS: [(&str, &str, &str); 2] = [
    ("PasswordPolicy", "Tripline::IAM::PasswordPolicy", "password-policy"),
    ("SummaryMap", "Tripline::IAM::AccountSummary", "account-summary"),
];

/// The same input, with its items in place of what it is when it is one of those. Of documents
/// that do not say their account, `account` is it.
pub(super) fn open(
    mut raw: Box<dyn Read + Send>,
    account: Option<&str>,
) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(PROBE);
    raw.by_ref().take(PROBE as u64).read_to_end(&mut head)?;
    let plain = head.strip_prefix(MARK).unwrap_or(&head);
    let report = is_report(plain);
    let document = document(plain);
    if !report && document.is_none() {
        return Ok(Box::new(Cursor::new(head).chain(raw)));
    }
    let mut text = head;
    raw.take(LIMIT).read_to_end(&mut text)?;
    if text.len() as u64 > LIMIT {
        let words = format!("a credential report or account summary of more than {LIMIT} bytes");
        return Err(io::Error::other(words));
    }
    let plain = text.strip_prefix(MARK).unwrap_or(&text);
    let items = match document {
        Some((key, kind, id)) => document_item(plain, (key, kind, id), account),
        None => rows(plain)?,
    };
    // What is no such document after all goes on as it is, and is told as what it is.
    Ok(Box::new(Cursor::new(items.unwrap_or(text))))
}

/// Does a credential report begin here?
pub(super) fn is_report(head: &[u8]) -> bool {
    head.strip_prefix(MARK).unwrap_or(head).starts_with(REPORT)
}

/// Which of the documents a text begins as.
fn document(head: &[u8]) -> Option<(&'static str, &'static str, &'static str)> {
    let object = head.get(blanks(head, 0)..)?;
    let key = Keys::new(object).key()?;
    DOCUMENTS.into_iter().find(|(name, ..)| name.as_bytes() == &*key)
}

/// The item of a document; its value keeps its line.
fn document_item(
    text: &[u8],
    (_, kind, id): (&str, &str, &str),
    account: Option<&str>,
) -> Option<Vec<u8>> {
    let start = blanks(text, 0);
    let mut keys = Keys::new(text.get(start..)?);
    keys.key()?;
    let at = start + keys.at();
    let value = keys.value()?;
    let lines = text.get(..at)?.iter().filter(|b| **b == b'\n').count();
    let mut item = vec![b'\n'; lines];
    let head = head(kind, id, account, None);
    item.extend_from_slice(head.as_bytes());
    item.extend_from_slice(value);
    item.push(b'}');
    Some(item)
}

/// An item up to its configuration.
fn head(kind: &str, id: &str, account: Option<&str>, arn: Option<&str>) -> String {
    let head = json!({
        "configurationItemStatus": "OK",
        "resourceType": kind,
        "resourceId": id,
        "ARN": arn,
        "awsAccountId": account,
        "awsRegion": "global",
    });
    let text = head.to_string();
    format!("{},\"configuration\":", text.trim_end_matches('}'))
}

/// An item for each row of a credential report.
fn rows(text: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(io::Error::other("a credential report that is not UTF-8"));
    };
    let records = csv::records(text).map_err(io::Error::other)?;
    let mut records = records.into_iter();
    let Some(heading) = records.next() else { return Ok(None) };
    let (mut items, mut line) = (Vec::new(), 1);
    for record in records {
        while line < record.line {
            items.push(b'\n');
            line += 1;
        }
        let (got, wanted) = (record.cells.len(), heading.cells.len());
        if got != wanted {
            let line = record.line;
            return Err(io::Error::other(format!(
                "a credential report whose line {line} has {got} cells, not the {wanted} of its \
                 heading: it may have been cut off"
            )));
        }
        let cells = heading.cells.iter().cloned().zip(record.cells.iter().cloned());
        let row: Map<String, Value> = cells.map(|(name, cell)| (name, cell.into())).collect();
        let user = record.cells.first().map_or("", String::as_str);
        let arn = record.cells.get(1).map(String::as_str).filter(|arn| arn.starts_with("arn:"));
        let account = arn.and_then(|arn| arn.split(':').nth(4));
        items.extend_from_slice(head("Tripline::IAM::Credential", user, account, arn).as_bytes());
        items.extend_from_slice(Value::from(row).to_string().as_bytes());
        items.push(b'}');
    }
    Ok(Some(items))
}
