//! A CloudTrail record as a call of an API: what baselines count.

use super::keys::{Keys, inside};
use crate::base::text;
use crate::base::time;
use crate::insights::{Call, identity};
use std::borrow::Cow;

/// A call, with its texts unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<'a> {
    /// `eventTime`, in seconds since 1970.
    pub at: i64,
    /// `recipientAccountId`, else `userIdentity.accountId`.
    pub account: Cow<'a, str>,
    /// `awsRegion`.
    pub region: Cow<'a, str>,
    /// `eventSource`.
    pub source: Cow<'a, str>,
    /// `eventName`.
    pub name: Cow<'a, str>,
    /// `errorCode`, if the call failed.
    pub error: Option<Cow<'a, str>>,
    /// `readOnly` is false, or the name is none of a call that only reads.
    pub write: bool,
    /// Is it a management event?
    pub management: bool,
    /// `userIdentity.arn`.
    pub arn: Option<Cow<'a, str>>,
    /// `userIdentity.sessionContext.sessionIssuer.arn`.
    pub issuer: Option<Cow<'a, str>>,
    /// `userAgent`.
    pub user_agent: Option<Cow<'a, str>>,
}

impl Called<'_> {
    /// What baselines count of it.
    #[must_use]
    pub fn call(&self) -> Call<'_> {
        Call {
            at: self.at,
            account: &self.account,
            region: &self.region,
            source: &self.source,
            name: &self.name,
            error: self.error.as_deref(),
            write: self.write,
            management: self.management,
            user_identity_arn: identity(self.arn.as_deref(), self.issuer.as_deref()),
            user_agent: self.user_agent.as_deref(),
        }
    }
}

/// Beginnings of the names of calls that only read, for records that do not say.
const READING: [&str; 4] = ["Describe", "Get", "List", "Lookup"];

/// The call of a record; `None` if it is none (an insight, say) or has no time.
#[must_use]
pub fn called(record: &[u8]) -> Option<Called<'_>> {
    let mut keys = Keys::new(record);
    let [mut time, mut account, mut region, mut source, mut name] = [None; 5];
    let [mut error, mut agent, mut category, mut identity] = [None; 4];
    let (mut read_only, mut management) = (None, None);
    while let Some(key) = keys.key() {
        let Some(value) = keys.value() else { break };
        let slot = match &*key {
            b"eventTime" => &mut time,
            b"recipientAccountId" => &mut account,
            b"awsRegion" => &mut region,
            b"eventSource" => &mut source,
            b"eventName" => &mut name,
            b"errorCode" => &mut error,
            b"userAgent" => &mut agent,
            b"eventCategory" => &mut category,
            b"readOnly" => {
                read_only = flag(value);
                continue;
            }
            b"managementEvent" => {
                management = flag(value);
                continue;
            }
            b"userIdentity" => {
                identity = Some(value);
                continue;
            }
            _ => continue,
        };
        *slot = inside(value);
    }
    let category = category.unwrap_or(b"Management");
    if category == b"Insight" {
        return None;
    }
    let identity = identity.map(Identity::of).unwrap_or_default();
    let at = time::parse(std::str::from_utf8(time?).ok()?)?.as_second();
    let name = shown(name?)?;
    let write = read_only.map_or(!READING.iter().any(|start| name.starts_with(start)), |r| !r);
    Some(Called {
        at,
        account: account.or(identity.account).and_then(shown).unwrap_or_default(),
        region: region.and_then(shown).unwrap_or_default(),
        source: source.and_then(shown)?,
        name,
        error: error.and_then(shown),
        write,
        management: management.unwrap_or(category == b"Management"),
        arn: identity.arn.and_then(shown),
        issuer: identity.issuer.and_then(shown),
        user_agent: agent.and_then(shown),
    })
}

/// The raw texts of `userIdentity`.
#[derive(Default)]
struct Identity<'a> {
    arn: Option<&'a [u8]>,
    account: Option<&'a [u8]>,
    issuer: Option<&'a [u8]>,
}

impl<'a> Identity<'a> {
    fn of(object: &'a [u8]) -> Self {
        let mut found = Self::default();
        let mut keys = Keys::new(object);
        while let Some(key) = keys.key() {
            let Some(value) = keys.value() else { break };
            match &*key {
                b"arn" => found.arn = inside(value),
                b"accountId" => found.account = inside(value),
                b"sessionContext" => {
                    let issuer = member(value, b"sessionIssuer");
                    found.issuer = issuer.and_then(|i| member(i, b"arn")).and_then(inside);
                }
                _ => {}
            }
        }
        found
    }
}

fn member<'a>(object: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut keys = Keys::new(object);
    while let Some(key) = keys.key() {
        let value = keys.value()?;
        if *key == *name {
            return Some(value);
        }
    }
    None
}

/// `true` or `false`, as a value or as a text.
fn flag(value: &[u8]) -> Option<bool> {
    match value {
        b"true" | b"\"true\"" => Some(true),
        b"false" | b"\"false\"" => Some(false),
        _ => None,
    }
}

fn shown(raw: &[u8]) -> Option<Cow<'_, str>> {
    match text::unescape(raw) {
        Cow::Borrowed(plain) => std::str::from_utf8(plain).ok().map(Cow::Borrowed),
        Cow::Owned(plain) => String::from_utf8(plain).ok().map(Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_record_is_a_call() {
        let record = br#"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/A/s","accountId":"111122223333",
            "sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::1:role/A"}}},"eventTime":"2026-01-01T00:00:05Z","eventSource":"ec2.amazonaws.com",
            "eventName":"RunInstances","awsRegion":"eu-west-1","userAgent":"a\"b","errorCode":"Client.X","readOnly":false}"#;
        let call = called(record).expect("a call");
        assert_eq!(
            (&*call.account, &*call.region, &*call.name),
            ("111122223333", "eu-west-1", "RunInstances")
        );
        assert_eq!((call.at, call.write, call.management), (1_767_225_605, true, true));
        assert_eq!(call.user_agent.as_deref(), Some("a\"b"));
        assert_eq!(call.issuer.as_deref(), Some("arn:aws:iam::1:role/A"));
        let bare = br#"{"eventTime":"2026-01-01T00:00:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventCategory":"Data"}"#;
        let call = called(bare).expect("a call");
        assert_eq!((call.write, call.management), (false, false));
        for none in [&br#"{"eventName":"x"}"#[..], br#"{"eventTime":"soon","eventName":"x"}"#, b"{}", br#"{"eventTime":"2026-01-01T00:00:05Z","eventSource":"a","eventName":"x","eventCategory":"Insight"}"#] {
            assert_eq!(called(none), None);
        }
    }
}
