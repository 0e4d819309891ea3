//! Instances and volumes.

use super::item::{Broken, Item};
use super::text::{address, id, put, time};
use super::world::{Home, tags, type_and_image};
use crate::prng::Rng;

/// `AWS::EC2::Instance`
pub fn instance(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let (kind, image) = type_and_image(rng, broken);
    let metadata = metadata(rng, broken);
    let (instance, volume) = (id(rng, "i"), id(rng, "vol"));
    let (group, interface) = (id(rng, "sg"), id(rng, "eni"));
    let [b, c, d] = address(rng);
    let (at, started) = (time(rng), time(rng));
    let Home { account, region, zone, vpc, subnet, .. } = home;
    let mut item = Item {
        kind: "AWS::EC2::Instance",
        arn: home.arn("ec2", &format!("instance/{instance}")),
        region: region.to_string(),
        zone: zone.clone(),
        tags: tags(rng, broken),
        ..Item::default()
    };
    let (tags, mut mac) = (item.tag_list(), String::new());
    rng.hex(&mut mac, 2);
    let state = if rng.chance(1, 10) { (80, "stopped") } else { (16, "running") };
    let out = &mut item.configuration;
    put!(
        out,
        r#"{{"amiLaunchIndex":0,"imageId":"{image}","instanceId":"{instance}","instanceType":"{kind}","kernelId":null,"keyName":"ops-{region}","launchTime":"{at}","monitoring":{{"state":"disabled"}},"placement":{{"availabilityZone":"{zone}","affinity":null,"groupName":"","hostId":null,"tenancy":"default","spreadDomain":null}},"platform":null,"privateDnsName":"ip-10-{b}-{c}-{d}.{region}.compute.internal","privateIpAddress":"10.{b}.{c}.{d}","productCodes":[],"publicDnsName":"","publicIpAddress":null,"ramdiskId":null,"state":{{"code":{},"name":"{}"}},"stateTransitionReason":"","subnetId":"{subnet}","vpcId":"{vpc}","architecture":"x86_64","#,
        state.0,
        state.1
    );
    put!(
        out,
        r#""blockDeviceMappings":[{{"deviceName":"/dev/xvda","ebs":{{"attachTime":"{started}","deleteOnTermination":true,"status":"attached","volumeId":"{volume}"}}}}],"clientToken":"","ebsOptimized":true,"enaSupport":true,"hypervisor":"xen","iamInstanceProfile":{{"arn":"arn:aws:iam::{account}:instance-profile/web","id":"AIPAEXAMPLE"}},"instanceLifecycle":null,"elasticGpuAssociations":[],"#
    );
    put!(
        out,
        r#""networkInterfaces":[{{"association":null,"attachment":{{"attachTime":"{started}","attachmentId":"eni-attach-{volume}","deleteOnTermination":true,"deviceIndex":0,"status":"attached"}},"description":"","groups":[{{"groupName":"web","groupId":"{group}"}}],"ipv6Addresses":[],"macAddress":"0a:{mac}:9c:11:e2:07","networkInterfaceId":"{interface}","ownerId":"{account}","privateDnsName":"ip-10-{b}-{c}-{d}.{region}.compute.internal","privateIpAddress":"10.{b}.{c}.{d}","sourceDestCheck":true,"status":"in-use","subnetId":"{subnet}","vpcId":"{vpc}","interfaceType":"interface"}}],"#
    );
    put!(
        out,
        r#""rootDeviceName":"/dev/xvda","rootDeviceType":"ebs","securityGroups":[{{"groupName":"web","groupId":"{group}"}}],"sourceDestCheck":true,"spotInstanceRequestId":null,"sriovNetSupport":null,"stateReason":null,"tags":{tags},"virtualizationType":"hvm","cpuOptions":{{"coreCount":1,"threadsPerCore":2}},"capacityReservationId":null,"hibernationOptions":{{"configured":false}},"licenses":[]{metadata},"enclaveOptions":{{"enabled":false}}}}"#
    );
    item.relationships = vec![
        ("AWS::EC2::NetworkInterface", interface, "Contains NetworkInterface"),
        ("AWS::EC2::SecurityGroup", group, "Is associated with SecurityGroup"),
        ("AWS::EC2::Subnet", subnet.clone(), "Is contained in Subnet"),
        ("AWS::EC2::Volume", volume, "Is attached to Volume"),
        ("AWS::EC2::VPC", vpc.clone(), "Is contained in Vpc"),
    ];
    item.id = instance;
    item
}

/// One instance of six does not insist on IMDSv2: some say so, of some it is not known.
fn metadata(rng: &mut Rng, broken: &mut Broken) -> String {
    let tokens = if rng.chance(1, 6) {
        broken.push("imdsv2");
        if rng.chance(1, 3) {
            return String::new();
        }
        "optional"
    } else {
        "required"
    };
    format!(
        r#","metadataOptions":{{"state":"applied","httpTokens":"{tokens}","httpPutResponseHopLimit":2,"httpEndpoint":"enabled"}}"#
    )
}

/// `AWS::EC2::Volume`
pub fn volume(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let (volume, instance) = (id(rng, "vol"), id(rng, "i"));
    // What is not attached is nobody's business, encrypted or not.
    let attached = rng.chance(7, 8);
    let encrypted = if attached { !rng.chance(1, 10) } else { rng.chance(1, 2) };
    if attached && !encrypted {
        broken.push("ebs_encrypted");
    }
    let (at, snapshot) = (time(rng), id(rng, "snap"));
    let Home { account, region, zone, .. } = home;
    let mut item = Item {
        kind: "AWS::EC2::Volume",
        arn: home.arn("ec2", &format!("volume/{volume}")),
        region: region.to_string(),
        zone: zone.clone(),
        tags: tags(rng, broken),
        ..Item::default()
    };
    let tags = item.tag_list();
    let out = &mut item.configuration;
    out.push_str(r#"{"attachments":["#);
    if attached {
        put!(
            out,
            r#"{{"attachTime":"{at}","device":"/dev/xvda","instanceId":"{instance}","state":"attached","volumeId":"{volume}","deleteOnTermination":true}}"#
        );
        item.relationships = vec![("AWS::EC2::Instance", instance, "Is attached to Instance")];
    }
    put!(out, r#"],"availabilityZone":"{zone}","createTime":"{at}","encrypted":{encrypted},"#);
    if encrypted {
        put!(
            out,
            r#""kmsKeyId":"arn:aws:kms:{region}:{account}:key/7b1d0c7e-58ff-4c6c-a0c1-9be6a1"#
        );
        rng.hex(out, 6);
        out.push_str("\",");
    }
    let size = 8 << rng.below(6);
    let state = if attached { "in-use" } else { "available" };
    put!(
        out,
        r#""outpostArn":null,"size":{size},"snapshotId":"{snapshot}","state":"{state}","volumeId":"{volume}","iops":{},"tags":{tags},"volumeType":"gp3","fastRestored":null,"multiAttachEnabled":false,"throughput":125}}"#,
        3000 + size
    );
    item.id = volume;
    item
}
