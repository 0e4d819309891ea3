//! What counts of one CloudTrail record, and which records a baseline counts.

/// What an insight is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InsightType {
    /// Calls of an API.
    ApiCallRate,
    /// Calls of an API that ended in one error code.
    ApiErrorRate,
}

impl InsightType {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ApiCallRate => "ApiCallRateInsight",
            Self::ApiErrorRate => "ApiErrorRateInsight",
        }
    }

    /// Reads AWS's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::ApiCallRate, Self::ApiErrorRate].into_iter().find(|i| i.word() == word)
    }

    /// The calls that AWS counts for it: writes for the rate of calls, all for that of errors.
    #[must_use]
    pub fn usual_events(self) -> Events {
        match self {
            Self::ApiCallRate => Events::Write,
            Self::ApiErrorRate => Events::All,
        }
    }
}

/// Which calls count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Events {
    /// Calls that change something.
    Write,
    /// Calls that only read.
    Read,
    /// All calls.
    All,
}

impl Events {
    /// Our word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
            Self::All => "all",
        }
    }

    /// Reads our word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Write, Self::Read, Self::All].into_iter().find(|e| e.word() == word)
    }

    /// Does a call of this kind count?
    #[must_use]
    pub fn takes(self, write: bool) -> bool {
        match self {
            Self::Write => write,
            Self::Read => !write,
            Self::All => true,
        }
    }
}

/// One CloudTrail record, as far as baselines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// Its `eventTime`, in seconds since 1970.
    pub at: i64,
    /// Its `recipientAccountId`.
    pub account: &'a str,
    /// Its `awsRegion`.
    pub region: &'a str,
    /// Its `eventSource`, such as `ec2.amazonaws.com`.
    pub source: &'a str,
    /// Its `eventName`.
    pub name: &'a str,
    /// Its `errorCode`, if the call failed.
    pub error: Option<&'a str>,
    /// Did it change something? (`readOnly` is false)
    pub write: bool,
    /// Is it a management event? Others are not counted.
    pub management: bool,
    /// Who called, as [`identity`] has it.
    pub user_identity_arn: Option<&'a str>,
    /// Its `userAgent`.
    pub user_agent: Option<&'a str>,
}

/// Whom a call is put down to: `userIdentity.arn`, of an assumed role without the name of the
/// session (`arn:aws:sts::123456789012:assumed-role/Admin`). Where a record has no ARN of its own,
/// `userIdentity.sessionContext.sessionIssuer.arn` stands in. Empty texts are none.
#[must_use]
pub fn identity<'a>(arn: Option<&'a str>, issuer: Option<&'a str>) -> Option<&'a str> {
    let Some(arn) = arn.filter(|a| !a.is_empty()) else { return issuer.filter(|a| !a.is_empty()) };
    let Some((before, role)) = arn.split_once(":assumed-role/") else { return Some(arn) };
    let is_sts = before.split(':').nth(2) == Some("sts");
    match role.rfind('/') {
        Some(slash) if is_sts => {
            let session = role.len() - slash;
            Some(&arn[..arn.len() - session])
        }
        _ => Some(arn),
    }
}
