//! Security groups and network interfaces.

use super::item::{Broken, Item};
use super::text::{address, id, put, time};
use super::world::Home;
use crate::prng::Rng;

/// A permission: protocol with ports, and the blocks that it is open to.
struct Permission<'a> {
    ports: Option<(&'a str, u16, u16)>,
    v4: &'a [&'a str],
    v6: &'a [&'a str],
}

/// What opens SSH to the world, in the ways that groups do it.
const OPEN: [Permission<'static>; 5] = [
    Permission { ports: Some(("tcp", 22, 22)), v4: &["0.0.0.0/0"], v6: &[] },
    Permission { ports: Some(("tcp", 20, 25)), v4: &["192.0.2.0/24", "0.0.0.0/0"], v6: &[] },
    Permission { ports: Some(("tcp", 22, 22)), v4: &["10.0.0.0/8"], v6: &["::/0"] },
    Permission { ports: Some(("tcp", 0, 65535)), v4: &["0.0.0.0/0"], v6: &["::/0"] },
    Permission { ports: None, v4: &["0.0.0.0/0"], v6: &[] },
];

/// What does not, although it looks a little like it.
const CLOSED: [Permission<'static>; 6] = [
    Permission { ports: Some(("tcp", 443, 443)), v4: &["0.0.0.0/0"], v6: &["::/0"] },
    Permission { ports: Some(("tcp", 22, 22)), v4: &["10.0.0.0/8", "192.0.2.0/24"], v6: &[] },
    Permission { ports: Some(("udp", 22, 22)), v4: &["0.0.0.0/0"], v6: &[] },
    Permission { ports: Some(("tcp", 8080, 8090)), v4: &["10.0.0.0/8"], v6: &["2001:db8::/32"] },
    Permission { ports: None, v4: &["10.0.0.0/8"], v6: &[] },
    Permission { ports: Some(("tcp", 80, 80)), v4: &["0.0.0.0/0"], v6: &["::/0"] },
];

impl Permission<'_> {
    fn write(&self, owner: &str, group: &str, out: &mut String) {
        match self.ports {
            Some((protocol, from, to)) => {
                put!(out, r#"{{"fromPort":{from},"ipProtocol":"{protocol}","toPort":{to}"#);
            }
            None => out.push_str(r#"{"ipProtocol":"-1""#),
        }
        let listed = |blocks: &[&str], key: &str| {
            let one = |block: &&str| format!(r#"{{"{key}":"{block}"}}"#);
            blocks.iter().map(one).collect::<Vec<_>>().join(",")
        };
        let plain = |blocks: &[&str]| {
            blocks.iter().map(|block| format!("\"{block}\"")).collect::<Vec<_>>().join(",")
        };
        let pairs = if self.ports.is_none() && self.v4[0] != "0.0.0.0/0" {
            format!(r#"{{"groupId":"{group}","userId":"{owner}"}}"#)
        } else {
            String::new()
        };
        put!(
            out,
            r#","ipv6Ranges":[{}],"prefixListIds":[],"userIdGroupPairs":[{pairs}],"ipv4Ranges":[{}],"ipRanges":[{}]}}"#,
            listed(self.v6, "cidrIpv6"),
            listed(self.v4, "cidrIp"),
            plain(self.v4)
        );
    }
}

/// `AWS::EC2::SecurityGroup`
pub fn security_group(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let group = id(rng, "sg");
    let Home { account, region, vpc, .. } = home;
    let open = rng.chance(1, 6);
    if open {
        broken.push("sg_no_world_ssh");
    }
    let closed = if open { rng.below(4) } else { rng.below(7) };
    let place = rng.below(closed + 1);
    let mut item = Item {
        kind: "AWS::EC2::SecurityGroup",
        arn: home.arn("ec2", &format!("security-group/{group}")),
        region: region.to_string(),
        zone: "Not Applicable".to_owned(),
        name: Some(format!("service-{}", rng.below(900))),
        relationships: vec![("AWS::EC2::VPC", vpc.clone(), "Is contained in Vpc")],
        ..Item::default()
    };
    let name = item.name.clone().unwrap_or_default();
    let out = &mut item.configuration;
    put!(
        out,
        r#"{{"description":"what {name} takes from its callers","groupName":"{name}","ipPermissions":["#
    );
    for at in 0..=closed {
        let permission = match (at == place, open) {
            (true, true) => &OPEN[rng.below(OPEN.len() as u64) as usize],
            _ => &CLOSED[rng.below(CLOSED.len() as u64) as usize],
        };
        if at > 0 {
            out.push(',');
        }
        permission.write(account, &group, out);
    }
    out.push_str(r#"],"ipPermissionsEgress":["#);
    Permission { ports: None, v4: &["0.0.0.0/0"], v6: &[] }.write(account, &group, out);
    put!(out, r#"],"ownerId":"{account}","groupId":"{group}","tags":[],"vpcId":"{vpc}"}}"#);
    item.id = group;
    item
}

/// `AWS::EC2::NetworkInterface`, which no rule is about.
pub fn interface(home: &Home, rng: &mut Rng, _: &mut Broken) -> Item {
    let (interface, group, instance) = (id(rng, "eni"), id(rng, "sg"), id(rng, "i"));
    let [b, c, d] = address(rng);
    let at = time(rng);
    let Home { account, region, zone, vpc, subnet, .. } = home;
    let mut mac = String::new();
    rng.hex(&mut mac, 2);
    let configuration = format!(
        r#"{{"association":null,"attachment":{{"attachTime":"{at}","attachmentId":"eni-attach-{instance}","deleteOnTermination":true,"deviceIndex":0,"networkCardIndex":0,"instanceId":"{instance}","instanceOwnerId":"{account}","status":"attached"}},"availabilityZone":"{zone}","description":"primary interface","groups":[{{"groupName":"web","groupId":"{group}"}}],"interfaceType":"interface","ipv6Addresses":[],"macAddress":"0a:{mac}:77:30:b4:c5","networkInterfaceId":"{interface}","outpostArn":null,"ownerId":"{account}","privateDnsName":"ip-10-{b}-{c}-{d}.{region}.compute.internal","privateIpAddress":"10.{b}.{c}.{d}","privateIpAddresses":[{{"association":null,"primary":true,"privateDnsName":"ip-10-{b}-{c}-{d}.{region}.compute.internal","privateIpAddress":"10.{b}.{c}.{d}"}}],"ipv4Prefixes":[],"ipv6Prefixes":[],"requesterId":null,"requesterManaged":false,"sourceDestCheck":true,"status":"in-use","subnetId":"{subnet}","tagSet":[],"vpcId":"{vpc}"}}"#
    );
    Item {
        kind: "AWS::EC2::NetworkInterface",
        arn: home.arn("ec2", &format!("network-interface/{interface}")),
        region: region.to_string(),
        zone: zone.clone(),
        id: interface,
        relationships: vec![
            ("AWS::EC2::SecurityGroup", group, "Is associated with SecurityGroup"),
            ("AWS::EC2::Instance", instance, "Is attached to Instance"),
            ("AWS::EC2::Subnet", subnet.clone(), "Is contained in Subnet"),
            ("AWS::EC2::VPC", vpc.clone(), "Is contained in Vpc"),
        ],
        configuration,
        ..Item::default()
    }
}
