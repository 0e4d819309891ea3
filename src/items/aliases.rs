//! The names of an item's fields: those of snapshot files, in their order, and the others that the
//! same fields have elsewhere. Case never matters.

/// A field of an item, by its position in [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    RelatedEvents,
    Relationships,
    Configuration,
    Supplementary,
    Tags,
    Version,
    CaptureTime,
    StateId,
    AccountId,
    Status,
    ResourceType,
    ResourceId,
    ResourceName,
    Arn,
    Region,
    AvailabilityZone,
    StateMd5Hash,
    CreationTime,
    RecordingFrequency,
    DeliveryTime,
}

/// Every field with its one name, then the names that the API, queries and old samples use. Of
/// fields whose other names differ in letter case only, one name suffices.
pub(super) const FIELDS: [(Field, &[&str]); 20] = [
    (Field::RelatedEvents, &["relatedEvents"]),
    (Field::Relationships, &["relationships"]),
    (Field::Configuration, &["configuration"]),
    (Field::Supplementary, &["supplementaryConfiguration"]),
    (Field::Tags, &["tags"]),
    (Field::Version, &["configurationItemVersion", "version"]),
    (Field::CaptureTime, &["configurationItemCaptureTime"]),
    (Field::StateId, &["configurationStateId"]),
    (Field::AccountId, &["awsAccountId", "accountId"]),
    (Field::Status, &["configurationItemStatus", "configurationItemState"]),
    (Field::ResourceType, &["resourceType"]),
    (Field::ResourceId, &["resourceId"]),
    (Field::ResourceName, &["resourceName"]),
    (Field::Arn, &["ARN"]),
    (Field::Region, &["awsRegion"]),
    (Field::AvailabilityZone, &["availabilityZone", "availibilityZone"]),
    (Field::StateMd5Hash, &["configurationStateMd5Hash", "configurationItemMD5Hash"]),
    (Field::CreationTime, &["resourceCreationTime"]),
    (Field::RecordingFrequency, &["recordingFrequency"]),
    (Field::DeliveryTime, &["configurationItemDeliveryTime"]),
];

/// The same for relationships.
pub(super) const RELATIONSHIP: [&[&str]; 4] =
    [&["resourceId"], &["resourceName"], &["resourceType"], &["name", "relationshipName"]];

impl Field {
    /// The name it has in the normalised form.
    pub(super) fn name(self) -> &'static str {
        // INVARIANT (fields-in-order): the table lists every variant in its order; a test holds it.
        FIELDS[self as usize].1[0]
    }

    /// Does it tell which resource, or which state of it, the item is of? See
    /// [`Head`](super::Head).
    pub(super) fn identifies(self) -> bool {
        match self {
            Self::RelatedEvents
            | Self::Relationships
            | Self::Configuration
            | Self::Supplementary
            | Self::Tags
            | Self::StateMd5Hash
            | Self::RecordingFrequency
            | Self::DeliveryTime => false,
            Self::Version
            | Self::CaptureTime
            | Self::StateId
            | Self::AccountId
            | Self::Status
            | Self::ResourceType
            | Self::ResourceId
            | Self::ResourceName
            | Self::Arn
            | Self::Region
            | Self::AvailabilityZone
            | Self::CreationTime => true,
        }
    }

    /// The field that a key names, in whatever spelling.
    pub(super) fn of(key: &[u8]) -> Option<Self> {
        // As snapshot files and the API spell them, without a search.
        Some(match key {
            b"relationships" => Self::Relationships,
            b"configuration" => Self::Configuration,
            b"supplementaryConfiguration" => Self::Supplementary,
            b"tags" => Self::Tags,
            b"configurationItemVersion" | b"version" => Self::Version,
            b"configurationItemCaptureTime" => Self::CaptureTime,
            b"configurationStateId" => Self::StateId,
            b"awsAccountId" | b"accountId" => Self::AccountId,
            b"configurationItemStatus" => Self::Status,
            b"resourceType" => Self::ResourceType,
            b"resourceId" => Self::ResourceId,
            b"resourceName" => Self::ResourceName,
            b"ARN" | b"arn" => Self::Arn,
            b"awsRegion" => Self::Region,
            b"availabilityZone" => Self::AvailabilityZone,
            b"configurationStateMd5Hash" => Self::StateMd5Hash,
            b"resourceCreationTime" => Self::CreationTime,
            b"relatedEvents" => Self::RelatedEvents,
            _ => return find(key, FIELDS.iter().map(|f| f.1)).map(|(n, _)| FIELDS[n].0),
        })
    }
}

/// How well a key fits a list of names: 0 for the name itself, more for others, `None` for not.
pub(super) fn rank(key: &[u8], names: &[&str]) -> Option<usize> {
    if names.first().is_some_and(|name| key == name.as_bytes()) {
        return Some(0);
    }
    names.iter().position(|name| key.eq_ignore_ascii_case(name.as_bytes())).map(|n| n + 1)
}

/// The position in a table of the names that a key is one of, and how well it fits.
pub(super) fn find<'a>(
    key: &[u8],
    table: impl IntoIterator<Item = &'a [&'a str]>,
) -> Option<(usize, usize)> {
    table.into_iter().enumerate().find_map(|(n, names)| Some((n, rank(key, names)?)))
}

/// The names of the fields of an item in the one form.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(field, _)| field.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        for (index, (field, names)) in FIELDS.iter().enumerate() {
            assert_eq!(*field as usize, index, "{names:?}");
        }
    }

    #[test]
    fn the_short_way_agrees_with_the_table() {
        for (field, names) in FIELDS {
            for name in names {
                assert_eq!(Field::of(name.as_bytes()), Some(field), "{name}");
                assert_eq!(Field::of(name.to_uppercase().as_bytes()), Some(field), "{name}");
            }
        }
        assert_eq!(Field::of(b"messageType"), None);
    }

    #[test]
    fn names_by_themselves_and_by_alias() {
        let name = |key: &str| {
            find(key.as_bytes(), FIELDS.iter().map(|f| f.1)).map(|(n, _)| FIELDS[n].1[0])
        };
        for (key, want) in [
            ("ARN", "ARN"),
            ("arn", "ARN"),
            ("version", "configurationItemVersion"),
            ("accountId", "awsAccountId"),
            ("AccountID", "awsAccountId"),
            ("configurationItemMD5Hash", "configurationStateMd5Hash"),
            ("configurationStateMD5Hash", "configurationStateMd5Hash"),
            ("configurationStateID", "configurationStateId"),
            ("configurationItemState", "configurationItemStatus"),
            ("availibilityZone", "availabilityZone"),
            ("Tags", "tags"),
        ] {
            assert_eq!(name(key), Some(want), "{key}");
        }
        assert_eq!(name("resourceTransitionStatus"), None);
        assert!(rank(b"ARN", &["ARN"]) < rank(b"arn", &["ARN"]));
    }
}
