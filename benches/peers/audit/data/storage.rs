//! Buckets and databases.

use super::item::{Broken, Item};
use super::text::{put, quoted, time};
use super::world::{Home, tags};
use crate::prng::Rng;

/// `AWS::S3::Bucket`
pub fn bucket(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let Home { account, region, .. } = home;
    let mut name = format!("{}-{region}-", rng.pick(&["logs", "assets", "backup", "exports"]));
    rng.hex(&mut name, 12);
    let mut owner = String::new();
    rng.hex(&mut owner, 64);
    let (grants, ignored) = grants(rng, broken);
    let mut list = format!(
        r#"{{"grantSet":null,"grantList":[{{"grantee":{{"id":"{owner}","displayName":null}},"permission":"FullControl"}}"#
    );
    for (grantee, permission) in grants {
        put!(list, r#",{{"grantee":"{grantee}","permission":"{permission}"}}"#);
    }
    put!(list, r#"],"owner":{{"displayName":null,"id":"{owner}"}},"isRequesterCharged":false}}"#);
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#
    );
    let mut supplements = format!(r#""AccessControlList":{}"#, quoted(&list));
    put!(
        supplements,
        r#","BucketAccelerateConfiguration":{{"status":null}},"BucketLoggingConfiguration":{{"destinationBucketName":null,"logFilePrefix":null}},"BucketNotificationConfiguration":{{"configurations":{{}}}},"BucketPolicy":{{"policyText":{}}},"BucketVersioningConfiguration":{{"status":"Enabled","isMfaDeleteEnabled":null}},"IsRequesterPaysEnabled":false"#,
        if rng.chance(2, 3) { quoted(&policy) } else { "null".to_owned() }
    );
    if let Some(ignored) = ignored {
        put!(
            supplements,
            r#","PublicAccessBlockConfiguration":{{"blockPublicAcls":{ignored},"ignorePublicAcls":{ignored},"blockPublicPolicy":true,"restrictPublicBuckets":true}}"#
        );
    }
    if rng.chance(1, 12) {
        broken.push("s3_encrypted");
    } else {
        let (algorithm, key) = if rng.chance(1, 2) {
            ("AES256", "null".to_owned())
        } else {
            ("aws:kms", format!("\"arn:aws:kms:{region}:{account}:alias/data\""))
        };
        put!(
            supplements,
            r#","ServerSideEncryptionConfiguration":{{"rules":[{{"applyServerSideEncryptionByDefault":{{"sseAlgorithm":"{algorithm}","kmsMasterKeyID":{key}}},"bucketKeyEnabled":true}}]}}"#
        );
    }
    Item {
        kind: "AWS::S3::Bucket",
        arn: format!("arn:aws:s3:::{name}"),
        region: region.to_string(),
        zone: "Regional".to_owned(),
        name: Some(name.clone()),
        configuration: format!(
            r#"{{"name":"{name}","owner":{{"displayName":null,"id":"{owner}"}},"creationDate":"{}","region":"{region}"}}"#,
            time(rng)
        ),
        id: name,
        supplements,
        tags: tags(rng, broken),
        ..Item::default()
    }
}

/// Grants to groups, and whether the public access block ignores them.
type Grants = (Vec<(&'static str, &'static str)>, Option<bool>);

/// One bucket of ten can be read by everyone; others look a little like it.
fn grants(rng: &mut Rng, broken: &mut Broken) -> Grants {
    const READ: [(&str, &str); 3] =
        [("AllUsers", "Read"), ("AuthenticatedUsers", "Read"), ("AllUsers", "FullControl")];
    const OTHER: [(&str, &str); 2] = [("LogDelivery", "Write"), ("AllUsers", "ReadAcp")];
    match rng.below(20) {
        0 | 1 => {
            broken.push("s3_no_public_read");
            let block = rng.pick(&[None, Some(false)]);
            (vec![rng.pick(&OTHER), rng.pick(&READ)], block)
        }
        2 => (vec![rng.pick(&READ)], Some(true)),
        3 => (vec![rng.pick(&OTHER)], None),
        _ => (Vec::new(), rng.pick(&[None, Some(true), Some(true)])),
    }
}

/// `AWS::RDS::DBInstance`
pub fn database(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let Home { account, region, zone, vpc, subnet, .. } = home;
    let name = format!("orders-{:05}", rng.below(100_000));
    let public = rng.chance(1, 9);
    if public {
        broken.push("rds_not_public");
    }
    let mut id = String::from("db-");
    rng.letters(&mut id, 26, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    let mut group = String::from("sg-0");
    rng.hex(&mut group, 16);
    let mut item = Item {
        kind: "AWS::RDS::DBInstance",
        arn: home.arn("rds", &format!("db:{name}")),
        region: region.to_string(),
        zone: zone.clone(),
        name: Some(name.clone()),
        tags: tags(rng, broken),
        ..Item::default()
    };
    item.supplements = format!(r#""Tags":{}"#, item.tag_list());
    let at = time(rng);
    let out = &mut item.configuration;
    put!(
        out,
        r#"{{"dBInstanceIdentifier":"{name}","dBInstanceClass":"db.r6g.large","engine":"postgres","dBInstanceStatus":"available","masterUsername":"root","dBName":"orders","endpoint":{{"address":"{name}.cxample.{region}.rds.amazonaws.com","port":5432,"hostedZoneId":"Z1EXAMPLE"}},"allocatedStorage":200,"instanceCreateTime":"{at}","preferredBackupWindow":"03:10-03:40","backupRetentionPeriod":14,"dBSecurityGroups":[],"vpcSecurityGroups":[{{"vpcSecurityGroupId":"{group}","status":"active"}}],"dBParameterGroups":[{{"dBParameterGroupName":"default.postgres15","parameterApplyStatus":"in-sync"}}],"availabilityZone":"{zone}","#
    );
    put!(
        out,
        r#""dBSubnetGroup":{{"dBSubnetGroupName":"data","dBSubnetGroupDescription":"databases","vpcId":"{vpc}","subnetGroupStatus":"Complete","subnets":[{{"subnetIdentifier":"{subnet}","subnetAvailabilityZone":{{"name":"{zone}"}},"subnetStatus":"Active"}}]}},"preferredMaintenanceWindow":"sun:05:00-sun:05:30","pendingModifiedValues":{{}},"latestRestorableTime":"{at}","multiAZ":true,"engineVersion":"15.4","autoMinorVersionUpgrade":true,"readReplicaDBInstanceIdentifiers":[],"licenseModel":"postgresql-license","optionGroupMemberships":[{{"optionGroupName":"default:postgres-15","status":"in-sync"}}],"publiclyAccessible":{public},"statusInfos":[],"storageType":"gp3","dbInstancePort":0,"storageEncrypted":true,"kmsKeyId":"arn:aws:kms:{region}:{account}:alias/data","dbiResourceId":"{id}","cACertificateIdentifier":"rds-ca-rsa2048-g1","domainMemberships":[],"copyTagsToSnapshot":true,"monitoringInterval":60,"iAMDatabaseAuthenticationEnabled":false,"performanceInsightsEnabled":true,"enabledCloudwatchLogsExports":["postgresql"],"deletionProtection":true}}"#
    );
    item.relationships = vec![
        ("AWS::EC2::SecurityGroup", group, "Is associated with SecurityGroup"),
        ("AWS::RDS::DBSubnetGroup", "data".to_owned(), "Is associated with DBSubnetGroup"),
    ];
    item.id = id;
    item
}
