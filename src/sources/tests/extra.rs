//! Credential reports and their like.

use super::{All, collect, input, options};
use serde_json::Value;
use std::io::Cursor;

fn read(text: &str) -> (Vec<Value>, Vec<u64>, All) {
    let mut options = options(1 << 20, 1 << 20);
    options.account = Some("111122223333".to_owned());
    let all = collect(vec![input(Cursor::new(text.to_owned()))], options);
    let records =
        all.texts().iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
    (records, all.records.iter().map(|r| r.3.line).collect(), all)
}

#[test]
fn a_credential_report_is_an_item_a_row() {
    let (records, lines, _) = read(
        "user,arn,user_creation_time,mfa_active\n\
         <root_account>,arn:aws:iam::444455556666:root,2020-01-01T00:00:00+00:00,true\n\n\
         \"a,b\",arn:aws:iam::444455556666:user/a,2020-01-01T00:00:00+00:00,false\n",
    );
    assert_eq!(records.len(), 2);
    assert_eq!(records[1]["resourceType"], "Tripline::IAM::Credential");
    assert_eq!(records[1]["resourceId"], "a,b");
    assert_eq!(records[1]["awsAccountId"], "444455556666");
    assert_eq!(records[1]["configuration"]["mfa_active"], "false");
    assert_eq!(lines, [2, 4]);
}

#[test]
fn documents_of_an_account_are_items() {
    let text = "{\n  \"PasswordPolicy\": {\n    \"MinimumPasswordLength\": 8\n  }\n}\n";
    let (records, lines, _) = read(text);
    assert_eq!(records[0]["resourceType"], "Tripline::IAM::PasswordPolicy");
    assert_eq!(records[0]["awsAccountId"], "111122223333");
    assert_eq!(records[0]["configuration"]["MinimumPasswordLength"], 8);
    assert_eq!(lines, [2]);
    let (records, _, all) = read("{\"PasswordPolicy\": ");
    assert_eq!((records.len(), all.faults.len()), (0, 1));
}

#[test]
fn a_byte_order_mark_says_nothing() {
    let report = "user,arn,user_creation_time,mfa_active\r\na,arn:aws:iam::1:user/a,x,true\r\n";
    let policy = "{\"PasswordPolicy\": {}}";
    for (text, id) in [(report, "a"), (policy, "password-policy")] {
        let (records, ..) = read(&format!("\u{feff}{text}"));
        assert_eq!(records[0]["resourceId"], id);
        assert_eq!(records, read(text).0);
    }
}
