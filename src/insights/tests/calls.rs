//! Whom calls are put down to, and the words.

use crate::insights::{Events, InsightType, identity};

#[test]
fn a_session_is_its_role() {
    let of = |arn| identity(Some(arn), None);
    let role = "arn:aws:sts::123456789012:assumed-role/Admin";
    assert_eq!(of("arn:aws:sts::123456789012:assumed-role/Admin/jane"), Some(role));
    assert_eq!(of(role), Some(role));
    let user = "arn:aws:iam::123456789012:user/team/jane";
    assert_eq!(of(user), Some(user));
    let china = "arn:aws-cn:sts::123456789012:assumed-role/Admin";
    assert_eq!(of("arn:aws-cn:sts::123456789012:assumed-role/Admin/i-0"), Some(china));
    let odd = "arn:aws:s3:::b:assumed-role/a/b";
    assert_eq!(of(odd), Some(odd));
}

#[test]
fn without_an_arn_the_issuer_stands_in() {
    let issuer = Some("arn:aws:iam::123456789012:role/Admin");
    assert_eq!(identity(None, issuer), issuer);
    assert_eq!(identity(Some(""), issuer), issuer);
    assert_eq!(identity(None, Some("")), None);
}

#[test]
fn words_are_read_as_they_are_written() {
    for insight in [InsightType::ApiCallRate, InsightType::ApiErrorRate] {
        assert_eq!(InsightType::parse(insight.word()), Some(insight));
    }
    for events in [Events::Write, Events::Read, Events::All] {
        assert_eq!(Events::parse(events.word()), Some(events));
    }
    assert_eq!(InsightType::parse("apiCallRateInsight"), None);
    assert!(Events::All.takes(false) && Events::Read.takes(false) && !Events::Write.takes(false));
}
