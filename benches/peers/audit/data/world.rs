//! What all resources share: accounts, regions, tags, and the lists of the rules.

use super::item::Broken;
use crate::prng::{Rng, scramble};

/// Where a resource is.
#[derive(Debug)]
pub struct Home {
    /// The account.
    pub account: String,
    /// The region.
    pub region: &'static str,
    /// An availability zone of it.
    pub zone: String,
    /// A VPC of it.
    pub vpc: String,
    /// A subnet of that.
    pub subnet: String,
}

const REGIONS: [&str; 5] =
    ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"];
const OWNERS: [&str; 8] =
    ["payments", "platform", "search", "data", "mobile", "security", "web-shop", "research"];
const ENVIRONMENTS: [&str; 3] = ["prod", "staging", "dev"];

/// Instance types that the rule allows.
pub const TYPES: [&str; 12] = [
    "t3.micro",
    "t3.small",
    "t3.medium",
    "t3.large",
    "m6i.large",
    "m6i.xlarge",
    "m6i.2xlarge",
    "c6i.large",
    "c6i.xlarge",
    "r6i.large",
    "r6i.xlarge",
    "m7g.large",
];
/// Types that it does not allow.
const OTHER_TYPES: [&str; 5] =
    ["t2.micro", "p4d.24xlarge", "x2iedn.32xlarge", "m4.large", "t3.nano"];

/// Images that the rule allows.
pub const IMAGES: u64 = 200;

/// An image by its number; those below [`IMAGES`] are allowed.
pub fn image(number: u64) -> String {
    format!("ami-0{:016x}", scramble(0xA31 ^ number))
}

impl Home {
    /// One of 20 accounts, each with a few VPCs in every region.
    pub fn draw(rng: &mut Rng) -> Self {
        let account = rng.below(20);
        let at = rng.below(REGIONS.len() as u64);
        let net = rng.below(3);
        let key = account << 8 | at << 4 | net;
        let region = REGIONS[at as usize];
        Self {
            account: format!("{:012}", 210_000_000_000 + scramble(account) % 700_000_000_000),
            region,
            zone: format!("{region}{}", rng.pick(&['a', 'b', 'c'])),
            vpc: format!("vpc-0{:016x}", scramble(0x7C ^ key)),
            subnet: format!("subnet-0{:016x}", scramble(0x5B ^ key)),
        }
    }

    /// An ARN in this account and region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.region, self.account)
    }
}

/// Tags, in one resource of 16 without all that `required_tags` asks for.
pub fn tags(rng: &mut Rng, broken: &mut Broken) -> Vec<(&'static str, String)> {
    let owner = ("Owner", rng.pick(&OWNERS).to_owned());
    let cost = ("CostCenter", format!("cc-{:04}", rng.below(400)));
    let rest = ("Environment", rng.pick_early(&ENVIRONMENTS).to_owned());
    if !rng.chance(1, 16) {
        return vec![owner, rest, cost];
    }
    broken.push("required_tags");
    match rng.below(4) {
        0 => Vec::new(),
        1 => vec![owner, rest],
        2 => vec![rest, cost],
        // Not `owner`, which cfn-guard takes for `Owner`.
        _ => vec![("Team", owner.1), rest, cost],
    }
}

/// An instance type and an image, each in some resources not an allowed one.
pub fn type_and_image(rng: &mut Rng, broken: &mut Broken) -> (&'static str, String) {
    let kind = if rng.chance(1, 14) {
        broken.push("instance_type_list");
        rng.pick(&OTHER_TYPES)
    } else {
        rng.pick_early(&TYPES)
    };
    let image = if rng.chance(1, 16) {
        broken.push("ami_list");
        image(IMAGES + rng.below(1000))
    } else {
        image(rng.below(IMAGES))
    };
    (kind, image)
}
