//! What an item is related to, as plain data.

use crate::read::tree::{Item, Kind};

/// One relationship of an item. Config names the other resource by its id, its name, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relationship {
    /// The other resource's type, `AWS::EC2::VPC`.
    pub resource_type: String,
    /// The other resource's id.
    pub resource_id: Option<String>,
    /// The other resource's name.
    pub resource_name: Option<String>,
    /// What the relationship is called, `Is contained in Vpc`; blanks around it are left out.
    pub name: String,
}

/// The relationships of a normalised item, in its order. Entries that name no resource are left
/// out.
pub fn relationships(item: Item<'_>) -> impl Iterator<Item = Relationship> + use<'_> {
    let list = item.get("relationships");
    list.into_iter().flat_map(Item::items).filter_map(|entry| {
        let text = |key: &str| {
            let value = entry.get(key).filter(|v| v.kind() == Kind::Text)?;
            let text = value.str().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let (resource_id, resource_name) = (text("resourceId"), text("resourceName"));
        if resource_id.is_none() && resource_name.is_none() {
            return None;
        }
        Some(Relationship {
            resource_type: text("resourceType")?,
            resource_id,
            resource_name,
            name: text("name").unwrap_or_default(),
        })
    })
}
