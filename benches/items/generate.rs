//! Configuration items made up by a small generator: seven types, about 2 KB each, always the same.

use serde_json::{Value, json};

/// A small generator of numbers (splitmix64).
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}-{:017x}", u128::from(self.roll(u64::MAX)) * 5 % (1 << 68))
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

/// The types that are generated.
pub const TYPES: [&str; 7] = [
    "AWS::S3::Bucket",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Volume",
    "AWS::EC2::Instance",
    "AWS::IAM::User",
    "AWS::RDS::DBInstance",
    "AWS::Lambda::Function",
];

/// An item as snapshot files have it.
pub fn item(dice: &mut Dice, number: u64) -> Value {
    let kind = TYPES[(number % 7) as usize];
    let account = format!("{:012}", 100_000_000_000 + dice.roll(40));
    let region = dice.pick(&["us-east-1", "eu-west-1", "ap-southeast-2"]);
    let (id, configuration, supplementary) = match kind {
        "AWS::S3::Bucket" => bucket(dice, number),
        "AWS::EC2::SecurityGroup" => group(dice, &account),
        "AWS::EC2::Volume" => volume(dice, region),
        "AWS::EC2::Instance" => instance(dice, region),
        "AWS::IAM::User" => user(dice, number),
        "AWS::RDS::DBInstance" => database(dice, number, region),
        _ => function(dice, number, &account),
    };
    let mut tags = serde_json::Map::new();
    for key in ["Environment", "Owner", "CostCenter", "Name"] {
        if dice.chance(85) {
            tags.insert(
                key.to_owned(),
                dice.pick(&["prod", "web \"team\"", "größe", "4711"]).into(),
            );
        }
    }
    let service = kind.split("::").nth(1).unwrap_or_default().to_lowercase();
    json!({
        "relatedEvents": [],
        "relationships": relationships(dice),
        "configuration": configuration,
        "supplementaryConfiguration": supplementary,
        "tags": tags,
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": format!("2026-03-{:02}T07:29:16.288Z", 1 + dice.roll(28)),
        "configurationStateId": 1_772_000_000_000 + dice.roll(1 << 30),
        "awsAccountId": account,
        "configurationItemStatus": dice.pick(&["OK", "OK", "OK", "ResourceDiscovered"]),
        "resourceType": kind,
        "resourceId": id,
        "resourceName": id,
        "ARN": format!("arn:aws:{service}:{region}:{account}:{id}"),
        "awsRegion": region,
        "availabilityZone": "Not Applicable",
        "configurationStateMd5Hash": "",
        "resourceCreationTime": "2025-11-12T07:21:45.000Z",
    })
}

fn relationships(dice: &mut Dice) -> Value {
    let one = |dice: &mut Dice| {
        json!({
            "resourceId": dice.id("vpc"), "resourceName": null,
            "resourceType": "AWS::EC2::VPC", "name": "Is contained in Vpc",
        })
    };
    (0..dice.roll(4)).map(|_| one(dice)).collect()
}

type Parts = (String, Value, Value);

fn bucket(dice: &mut Dice, number: u64) -> Parts {
    let name = format!("logs-{number}-{}", dice.roll(1 << 40));
    let grants = json!({"grantSet": null, "grantList": [
        {"grantee": {"id": format!("{:064x}", dice.roll(u64::MAX))}, "permission": "FullControl"},
        {"grantee": dice.pick(&["AllUsers", "LogDelivery"]), "permission": "Read"}]});
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Sid": "1", "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": format!("arn:aws:s3:::{name}/*")}]});
    let mut more = json!({
        "AccessControlList": grants.to_string(),
        "BucketAccelerateConfiguration": {"status": null},
        "BucketLoggingConfiguration": {"destinationBucketName": null, "logFilePrefix": null},
        "BucketNotificationConfiguration": {"configurations": {}},
        "BucketPolicy": {"policyText": policy.to_string()},
        "BucketVersioningConfiguration": {"status": "Off", "isMfaDeleteEnabled": null},
        "PublicAccessBlockConfiguration": {"blockPublicAcls": dice.chance(90), "ignorePublicAcls": true,
            "blockPublicPolicy": true, "restrictPublicBuckets": true},
        "IsRequesterPaysEnabled": false,
    });
    if dice.chance(92) {
        more["ServerSideEncryptionConfiguration"] = json!({"rules": [{
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": dice.pick(&["AES256", "aws:kms"]),
                "kmsMasterKeyID": null}, "bucketKeyEnabled": false}]});
    }
    let own = json!({"name": name, "owner": {"displayName": null, "id": "0a".repeat(32)},
        "creationDate": "2025-11-12T07:21:45.000Z"});
    (name, own, more)
}

fn group(dice: &mut Dice, account: &str) -> Parts {
    let id = dice.id("sg");
    let permission = |dice: &mut Dice| {
        let port = [22, 80, 443, 3389, 5432, 8080][dice.roll(6) as usize];
        let block = if dice.chance(3) { "0.0.0.0/0" } else { "10.20.0.0/16" };
        json!({"fromPort": port, "ipProtocol": "tcp", "ipv6Ranges": [], "prefixListIds": [],
            "toPort": port, "userIdGroupPairs": [{"groupId": id, "userId": account}],
            "ipv4Ranges": [{"cidrIp": block, "description": "from within"}], "ipRanges": [block]})
    };
    let all: Vec<Value> = (0..3).map(|_| permission(dice)).collect();
    let out = json!([{"ipProtocol": "-1", "ipv6Ranges": [], "prefixListIds": [], "userIdGroupPairs": [],
        "ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}], "ipRanges": ["0.0.0.0/0"]}]);
    let own = json!({"description": "of the web tier", "groupName": "web", "ipPermissions": all,
        "ownerId": account, "groupId": id, "ipPermissionsEgress": out, "tags": [], "vpcId": dice.id("vpc")});
    (id, own, json!({}))
}

fn volume(dice: &mut Dice, region: &str) -> Parts {
    let id = dice.id("vol");
    let attachments: Vec<Value> = (0..2)
        .map(|n| {
            json!({"attachTime": "2025-11-12T07:21:45.000Z", "device": format!("/dev/sd{n}"),
                "instanceId": dice.id("i"), "state": "attached", "volumeId": id,
                "deleteOnTermination": true, "associatedResource": null, "instanceOwningService": null})
        })
        .collect();
    let own = json!({"attachments": attachments, "availabilityZone": format!("{region}a"),
        "createTime": "2025-11-12T07:21:45.000Z", "encrypted": dice.chance(90),
        "kmsKeyId": format!("arn:aws:kms:{region}:123456789012:key/{}", dice.id("k")),
        "outpostArn": null, "size": 100 + dice.roll(400), "snapshotId": dice.id("snap"),
        "state": {"value": "in-use"}, "volumeId": id, "iops": 3000, "tags": [], "volumeType": "gp3",
        "fastRestored": null, "multiAttachEnabled": false, "throughput": 125, "sseType": null});
    (id, own, json!({}))
}

fn instance(dice: &mut Dice, region: &str) -> Parts {
    let id = dice.id("i");
    let own = json!({"amiLaunchIndex": 0, "imageId": dice.id("ami"), "instanceId": id,
        "instanceType": dice.pick(&["t3.micro", "m5.large", "p4d.24xlarge"]), "kernelId": null,
        "keyName": "main", "launchTime": "2025-11-12T07:21:45.000Z", "monitoring": {"state": "disabled"},
        "placement": {"availabilityZone": format!("{region}a"), "affinity": null, "groupName": "",
            "partitionNumber": null, "hostId": null, "tenancy": "default", "spreadDomain": null},
        "privateDnsName": "ip-10-0-0-1.ec2.internal", "privateIpAddress": "10.0.0.1", "productCodes": [],
        "publicDnsName": "", "publicIpAddress": null, "state": {"code": 16, "name": "running"},
        "subnetId": dice.id("subnet"), "vpcId": dice.id("vpc"), "architecture": "x86_64",
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"attachTime":
            "2025-11-12T07:21:46.000Z", "deleteOnTermination": true, "status": "attached",
            "volumeId": dice.id("vol")}}], "clientToken": "", "ebsOptimized": false, "enaSupport": true,
        "iamInstanceProfile": {"arn": "arn:aws:iam::123456789012:instance-profile/web", "id": "AIPA1"},
        "networkInterfaces": [], "rootDeviceName": "/dev/xvda", "securityGroups":
            [{"groupName": "web", "groupId": dice.id("sg")}], "sourceDestCheck": true, "tags": [],
        "metadataOptions": {"state": "applied", "httpTokens": dice.pick(&["required", "optional"]),
            "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled"}});
    (id, own, json!({}))
}

fn user(dice: &mut Dice, number: u64) -> Parts {
    let inline = if dice.chance(5) {
        json!([{"policyName": "own", "policyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"}])
    } else {
        json!([])
    };
    let attached: Vec<Value> = (0..8)
        .map(|n| json!({"policyName": format!("managed-{n}"), "policyArn": format!("arn:aws:iam::aws:policy/managed-{n}")}))
        .collect();
    let own = json!({"path": "/", "userName": format!("user-{number}"), "userId": dice.id("AIDA"),
        "arn": format!("arn:aws:iam::123456789012:user/user-{number}"), "createDate": "2025-11-12T07:21:45.000Z",
        "userPolicyList": inline, "groupList": ["admins", "readers"], "attachedManagedPolicies": attached,
        "permissionsBoundary": null, "tags": []});
    (dice.id("AIDA"), own, json!({}))
}

fn database(dice: &mut Dice, number: u64, region: &str) -> Parts {
    let own = json!({"dBInstanceIdentifier": format!("db-{number}"), "dBInstanceClass": "db.r5.large",
        "engine": "postgres", "dBInstanceStatus": "available", "masterUsername": "root",
        "endpoint": {"address": format!("db-{number}.{region}.rds.amazonaws.com"), "port": 5432, "hostedZoneId": "Z1"},
        "allocatedStorage": 100, "preferredBackupWindow": "03:00-04:00", "backupRetentionPeriod": 7,
        "dBSecurityGroups": [], "vpcSecurityGroups": [{"vpcSecurityGroupId": dice.id("sg"), "status": "active"}],
        "dBParameterGroups": [{"dBParameterGroupName": "default.postgres13", "parameterApplyStatus": "in-sync"}],
        "dBSubnetGroup": {"dBSubnetGroupName": "main", "vpcId": dice.id("vpc"), "subnets": [
            {"subnetIdentifier": dice.id("subnet"), "subnetStatus": "Active"},
            {"subnetIdentifier": dice.id("subnet"), "subnetStatus": "Active"}]},
        "multiAZ": true, "engineVersion": "13.4", "autoMinorVersionUpgrade": true,
        "readReplicaDBInstanceIdentifiers": [], "publiclyAccessible": dice.chance(4), "storageType": "gp2",
        "storageEncrypted": true, "dbiResourceId": dice.id("db"), "deletionProtection": false,
        "associatedRoles": [], "enabledCloudwatchLogsExports": ["postgresql"], "tagList": []});
    (dice.id("db"), own, json!({}))
}

fn function(dice: &mut Dice, number: u64, account: &str) -> Parts {
    let name = format!("function-{number}");
    let own = json!({"functionName": name, "functionArn": format!("arn:aws:lambda:us-east-1:{account}:function:{name}"),
        "runtime": "python3.12", "role": format!("arn:aws:iam::{account}:role/{name}"), "handler": "main.handler",
        "codeSize": dice.roll(1 << 24), "description": "does one thing and does it well \u{1F600}",
        "timeout": 30, "memorySize": 512, "lastModified": "2025-11-12T07:21:45.000+0000",
        "environment": {"variables": {"TABLE": "orders", "QUEUE": "https://queue.example/1", "LEVEL": "info"}},
        "vpcConfig": {"subnetIds": [dice.id("subnet"), dice.id("subnet")], "securityGroupIds": [dice.id("sg")]},
        "tracingConfig": {"mode": "PassThrough"}, "layers": [], "packageType": "Zip"});
    let more = json!({"Policy": json!({"Version": "2012-10-17", "Id": "default", "Statement": [{"Sid": "a",
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:InvokeFunction"}]}).to_string(),
        "Tags": {"Environment": "prod"}});
    (name, own, more)
}
