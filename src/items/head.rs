//! What every item has: which resource it is of, whose, where, and of when.

use super::Fault;
use crate::base::time;
use crate::read::tree::{Item, Kind};
use jiff::Timestamp;

/// What Config knew when it wrote the item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Recorded as usual.
    #[default]
    Ok,
    /// Seen for the first time; as good as `Ok`.
    Discovered,
    /// The resource's type is not recorded: there is no configuration.
    NotRecorded,
    /// The resource is gone.
    Deleted,
    /// The resource is gone, and its type is not recorded.
    DeletedNotRecorded,
    /// A word that this version does not know.
    Other(Box<str>),
}

impl Status {
    const WORDS: [(&'static str, Self); 5] = [
        ("OK", Self::Ok),
        ("ResourceDiscovered", Self::Discovered),
        ("ResourceNotRecorded", Self::NotRecorded),
        ("ResourceDeleted", Self::Deleted),
        ("ResourceDeletedNotRecorded", Self::DeletedNotRecorded),
    ];

    /// The status of a word, whatever its letter case. Old samples say `Discovered` and the like.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        let bare = |w: &str| w.eq_ignore_ascii_case(word);
        let found = Self::WORDS
            .into_iter()
            .find(|(w, _)| bare(w) || w.strip_prefix("Resource").is_some_and(bare));
        found.map_or_else(|| Self::Other(word.into()), |(_, status)| status)
    }

    /// AWS's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => Self::WORDS.iter().find(|(_, s)| s == known).map_or("OK", |(w, _)| w),
        }
    }

    /// Is the resource gone?
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        matches!(self, Self::Deleted | Self::DeletedNotRecorded)
    }
}

/// What every item has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// `AWS::EC2::Instance`.
    pub resource_type: String,
    /// What the resource is called within its type, account and region.
    pub resource_id: String,
    /// Its name, if it has one besides its id.
    pub resource_name: Option<String>,
    /// Its ARN; some types have none.
    pub arn: Option<String>,
    /// The account's 12 digits.
    pub account: Option<String>,
    /// The region; `global` for IAM and its like.
    pub region: Option<String>,
    /// `us-east-1a`, `Regional`, `Not Applicable`, `Multiple Availability Zones`.
    pub availability_zone: Option<String>,
    /// What Config knew.
    pub status: Status,
    /// When the state was captured.
    pub captured: Option<Timestamp>,
    /// When the resource was created.
    pub created: Option<Timestamp>,
    /// The order of states of one resource where captures are equal; milliseconds since 1970 in
    /// newer items, a count in older ones.
    pub state_id: Option<u64>,
    /// The version of the item's form, `1.3`.
    pub version: Option<String>,
}

impl Head {
    /// Reads it off a normalised item.
    ///
    /// # Errors
    /// A missing `resourceType` or `resourceId`, or one that is no string.
    pub fn of(item: Item<'_>) -> Result<Self, Fault> {
        let mut head = Self::default();
        for (key, value) in item.entries() {
            head.take(&key.text(), value)?;
        }
        head.complete(item.span().start as usize)
    }

    /// Takes note of a member of the item by its name in the one form.
    pub(super) fn take(&mut self, name: &[u8], value: Item<'_>) -> Result<(), Fault> {
        match name {
            b"resourceType" => self.resource_type = needed(value, "resourceType")?,
            b"resourceId" => self.resource_id = needed(value, "resourceId")?,
            b"resourceName" => self.resource_name = text(value),
            b"ARN" => self.arn = text(value),
            b"awsAccountId" => self.account = text(value),
            b"awsRegion" => self.region = text(value),
            b"availabilityZone" => self.availability_zone = text(value),
            b"configurationItemStatus" => {
                self.status = text(value).map_or(Status::Ok, |word| Status::parse(&word));
            }
            b"configurationItemCaptureTime" => self.captured = moment(value),
            b"resourceCreationTime" => self.created = moment(value),
            b"configurationStateId" => self.state_id = whole(&value.str()),
            b"configurationItemVersion" => self.version = text(value),
            _ => {}
        }
        Ok(())
    }

    /// The head of an item that begins at `start`, if nothing is missing.
    pub(super) fn complete(self, start: usize) -> Result<Self, Fault> {
        // What was taken is not empty.
        let missing = match (self.resource_type.is_empty(), self.resource_id.is_empty()) {
            (true, _) => "resourceType",
            (_, true) => "resourceId",
            _ => return Ok(self),
        };
        Err(Fault::new(start, format!("an item without `{missing}`")))
    }

    /// Is this state of a resource newer than that one of the same resource? Of equal times the one
    /// with the greater state id is.
    #[must_use]
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.captured, self.state_id) > (other.captured, other.state_id)
    }
}

/// A moment, if it is one.
fn moment(value: Item<'_>) -> Option<Timestamp> {
    if !matches!(value.kind(), Kind::Text | Kind::Number) {
        return None;
    }
    plain_moment(&value.text()).or_else(|| time::parse(&value.str()))
}

/// A moment as Config writes nearly all, `2026-01-01T00:00:00.000Z`, without the whole of RFC 3339.
/// The last days of months are for the calendar to judge.
fn plain_moment(text: &[u8]) -> Option<Timestamp> {
    const FORM: &[u8; 24] = b"dddd-dd-ddTdd:dd:dd.dddZ";
    let text: &[u8; 24] = text.try_into().ok()?;
    let fits = |(form, byte): (&u8, &u8)| match form {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    if !FORM.iter().zip(text).all(fits) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        text[range].iter().fold(0, |n, digit| n * 10 + i64::from(digit - b'0'))
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let (hour, minute, second) = (number(11..13), number(14..16), number(17..19));
    let in_range = year >= 1970 && (1..=12).contains(&month) && (1..=28).contains(&day);
    if !in_range || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Years that begin in March end with the day that leap years add.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    // Days from March of the year 0 to 1970.
    let seconds = ((days - 719_469) * 24 + hour) * 3600 + minute * 60 + second;
    Timestamp::from_millisecond(seconds * 1000 + number(20..23)).ok()
}

/// A whole number; query results write it as a float.
fn whole(text: &str) -> Option<u64> {
    let exact = text.parse().ok();
    exact.or_else(|| {
        let float: f64 = text.parse().ok()?;
        let fits = float >= 0.0 && float.fract() == 0.0 && float <= 9_007_199_254_740_992.0;
        fits.then_some(float as u64)
    })
}

/// A string that is not empty.
fn text(value: Item<'_>) -> Option<String> {
    if !matches!(value.kind(), Kind::Text | Kind::Number) {
        return None;
    }
    let text = value.str();
    (!text.is_empty()).then(|| text.into_owned())
}

fn needed(value: Item<'_>, name: &str) -> Result<String, Fault> {
    let at = value.span().start as usize;
    match value.kind() {
        Kind::Text => {
            text(value).ok_or_else(|| Fault::new(at, format!("an item with an empty `{name}`")))
        }
        kind => Err(Fault::new(at, format!("`{name}` must be a string, this is {}", kind.noun()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_moments_are_those_of_the_calendar() {
        let mut plain = 0;
        for year in [1970, 1999, 2000, 2001, 2024, 2026, 2100, 9999] {
            for month in 0..14 {
                for day in [0, 1, 2, 15, 28, 29, 30, 31, 32] {
                    for rest in ["00:00:00.000", "23:59:59.999", "24:00:00.000", "12:60:00.001"] {
                        let text = format!("{year}-{month:02}-{day:02}T{rest}Z");
                        if let Some(at) = plain_moment(text.as_bytes()) {
                            plain += 1;
                            assert_eq!(Some(at), time::parse(&text), "{text}");
                        }
                    }
                }
            }
        }
        assert_eq!(plain, 8 * 12 * 4 * 2);
        for odd in
            ["", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00.0a0Z"]
        {
            assert_eq!(plain_moment(odd.as_bytes()), None, "{odd}");
        }
    }
}
