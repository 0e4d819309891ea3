//! The text of a trail record.

use super::put;
use super::trail::Record;
use super::world;
use crate::prng::Rng;

const AGENTS: [&str; 6] = [
    "aws-cli/2.15.30 Python/3.11.8 Linux/5.10.214-202.855.amzn2.x86_64 exe/x86_64 prompt/off",
    "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#6.1.79 md/arch#x86_64 lang/python#3.12.2",
    "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 (+https://www.terraform.io) aws-sdk-go-v2/1.26.0 os/linux",
    "aws-sdk-java/2.25.16 Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10 Java/17.0.10 io/sync http/Apache",
    "AWS Internal",
    "console.amazonaws.com",
];
const ERRORS: [&str; 4] =
    ["AccessDenied", "Client.UnauthorizedOperation", "NoSuchBucket", "ThrottlingException"];
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const POLICY: &str = "{\\n  \\\"Version\\\": \\\"2012-10-17\\\",\\n  \\\"Statement\\\": [{\\\"Effect\\\": \
\\\"Allow\\\", \\\"Action\\\": [\\\"s3:GetObject\\\", \\\"s3:ListBucket\\\"], \\\"Resource\\\": \
\\\"arn:aws:s3:::data-lake-*\\\"}]\\n}";

impl Record {
    /// Appends the record in its envelope.
    pub fn write(&self, rng: &mut Rng, out: &mut String) {
        let kind = match rng.below(20) {
            0 => "AWS Service Event via CloudTrail",
            1 => "AWS Console Sign In via CloudTrail",
            _ => world::API_CALL,
        };
        let Self { account, region, time, service, .. } = self;
        let (source, event_source) = (service.source, service.event_source);
        out.push_str(r#"{"version":"0","id":""#);
        rng.uuid(out);
        put!(out, r#"","detail-type":"{kind}","source":"{source}","account":"{account}","#);
        put!(out, r#""time":"{time}","region":"{region}","resources":[],"detail":{{"#);
        out.push_str(r#""eventVersion":"1.11","userIdentity":"#);
        self.identity(rng, out);
        put!(out, r#","eventTime":"{time}","eventSource":"{event_source}","#);
        put!(out, r#""eventName":"{}","awsRegion":"{region}","#, self.call);
        put!(out, r#""sourceIPAddress":"{}","#, self.source_ip);
        put!(out, r#""userAgent":"{}","#, rng.pick(&AGENTS));
        if self.failed {
            let code = rng.pick(&ERRORS);
            put!(out, r#""errorCode":"{code}","errorMessage":"User is not authorized","#);
        }
        self.request(rng, out);
        self.response(rng, out);
        self.tail(rng, out);
        out.push_str("}}");
    }

    fn identity(&self, rng: &mut Rng, out: &mut String) {
        let Self { account, person, team, time, .. } = self;
        let mut id = String::new();
        rng.letters(&mut id, 16, UPPER);
        if rng.chance(3, 10) {
            put!(out, r#"{{"type":"IAMUser","principalId":"AIDA{id}","#);
            put!(out, r#""arn":"arn:aws:iam::{account}:user/{person}","accountId":"{account}","#);
            put!(out, r#""accessKeyId":"EXAMPLE{id}","userName":"{person}"}}"#);
            return;
        }
        let mfa = rng.chance(1, 3);
        put!(out, r#"{{"type":"AssumedRole","principalId":"AROA{id}:{person}","#);
        put!(out, r#""arn":"arn:aws:sts::{account}:assumed-role/{team}/{person}","#);
        put!(out, r#""accountId":"{account}","accessKeyId":"EXAMPLE{id}","#);
        put!(
            out,
            r#""sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROA{id}","#
        );
        put!(out, r#""arn":"arn:aws:iam::{account}:role/{team}","accountId":"{account}","#);
        put!(out, r#""userName":"{team}"}},"webIdFederationData":{{}},"attributes":{{"#);
        put!(out, r#""creationDate":"{time}","mfaAuthenticated":"{mfa}"}}}}}}"#);
    }

    fn request(&self, rng: &mut Rng, out: &mut String) {
        let Self { service, resource, .. } = self;
        put!(out, r#""requestParameters":{{"{}":"{resource}""#, service.parameter);
        match service.source {
            "aws.s3" => {
                let (team, day) = (rng.below(500), rng.below(28) + 1);
                put!(out, r#","key":"team-{team:04}/2026/03/{day:02}/"#);
                rng.hex(out, 24);
                out.push_str(r#".json.gz","x-amz-server-side-encryption":"aws:kms""#);
            }
            "aws.ec2" => instances(rng, out),
            "aws.iam" => put!(out, r#","policyName":"inline","policyDocument":"{POLICY}""#),
            "aws.kms" => out.push_str(r#","encryptionContext":{"purpose":"backup"}"#),
            _ => out.push_str(r#","qualifier":"live","dryRun":false,"maxItems":50"#),
        }
        out.push_str("},");
    }

    fn response(&self, rng: &mut Rng, out: &mut String) {
        if self.failed || rng.chance(1, 2) {
            out.push_str(r#""responseElements":null,"#);
        } else {
            out.push_str(r#""responseElements":{"x-amz-request-id":""#);
            rng.letters(out, 16, UPPER);
            out.push_str(r#"","x-amz-id-2":""#);
            rng.letters(out, 48, UPPER);
            out.push_str(r#"","status":200},"#);
        }
        // Sizes spread evenly over the orders of magnitude, as transfers do.
        let sent = 10f64.powf(1.0 + 6.0 * rng.unit()) as u64;
        let received = rng.below(4096);
        put!(out, r#""additionalEventData":{{"SignatureVersion":"SigV4","#);
        put!(out, r#""bytesTransferredIn":{received},"bytesTransferredOut":{sent}}},"#);
    }

    fn tail(&self, rng: &mut Rng, out: &mut String) {
        let Self { account, region, resource, service, .. } = self;
        out.push_str(r#""requestID":""#);
        rng.uuid(out);
        out.push_str(r#"","eventID":""#);
        rng.uuid(out);
        let read_only = rng.chance(1, 3);
        let owner = world::account(rng.below(world::ACCOUNTS));
        put!(out, r#"","readOnly":{read_only},"resources":["#);
        put!(
            out,
            r#"{{"accountId":"{account}","type":"AWS::Object","ARN":"arn:aws:{resource}"}},"#
        );
        put!(out, r#"{{"accountId":"{owner}","ARN":"arn:aws:owner"}}],"eventType":"AwsApiCall","#);
        put!(out, r#""managementEvent":true,"recipientAccountId":"{account}","#);
        out.push_str(r#""eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","#);
        put!(out, r#""clientProvidedHostHeader":"{region}.{}"}}"#, service.event_source);
    }
}

fn instances(rng: &mut Rng, out: &mut String) {
    out.push_str(r#","instancesSet":{"items":["#);
    for index in 0..=rng.below(3) {
        let comma = if index == 0 { "" } else { "," };
        let (number, state) = (rng.below(20_000), rng.pick(&["running", "stopped", "pending"]));
        put!(out, r#"{comma}{{"instanceId":"i-{number:017x}","state":"{state}"}}"#);
    }
    out.push_str(r#"]},"disableApiStop":false"#);
}
