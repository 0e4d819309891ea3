//! Resource types in AWS's letter case. Old samples write the last part in capitals, as in
//! `AWS::EC2::VOLUME`, and whole services in another case.

/// Types that Config has recorded for long, sorted by their lower-case letters.
const TYPES: &[&str] = &[
    "AWS::ACM::Certificate",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::AutoScaling::ScalingPolicy",
    "AWS::AutoScaling::ScheduledAction",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::StreamingDistribution",
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::Alarm",
    "AWS::CodeBuild::Project",
    "AWS::CodePipeline::Pipeline",
    "AWS::DynamoDB::Table",
    "AWS::EC2::CustomerGateway",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::Host",
    "AWS::EC2::Instance",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::RegisteredHAInstance",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::TransitGateway",
    "AWS::EC2::Volume",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCEndpointService",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::VPNConnection",
    "AWS::EC2::VPNGateway",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::EFS::AccessPoint",
    "AWS::EFS::FileSystem",
    "AWS::EKS::Cluster",
    "AWS::ElasticBeanstalk::Application",
    "AWS::ElasticBeanstalk::ApplicationVersion",
    "AWS::ElasticBeanstalk::Environment",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::Elasticsearch::Domain",
    "AWS::IAM::Group",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::KMS::Key",
    "AWS::Lambda::Function",
    "AWS::NetworkFirewall::Firewall",
    "AWS::NetworkFirewall::FirewallPolicy",
    "AWS::NetworkFirewall::RuleGroup",
    "AWS::OpenSearch::Domain",
    "AWS::QLDB::Ledger",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBClusterSnapshot",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBSecurityGroup",
    "AWS::RDS::DBSnapshot",
    "AWS::RDS::DBSubnetGroup",
    "AWS::RDS::EventSubscription",
    "AWS::Redshift::Cluster",
    "AWS::Redshift::ClusterParameterGroup",
    "AWS::Redshift::ClusterSecurityGroup",
    "AWS::Redshift::ClusterSnapshot",
    "AWS::Redshift::ClusterSubnetGroup",
    "AWS::Redshift::EventSubscription",
    "AWS::S3::AccountPublicAccessBlock",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
    "AWS::ServiceCatalog::CloudFormationProduct",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    "AWS::ServiceCatalog::Portfolio",
    "AWS::Shield::Protection",
    "AWS::ShieldRegional::Protection",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SSM::AssociationCompliance",
    "AWS::SSM::FileData",
    "AWS::SSM::ManagedInstanceInventory",
    "AWS::SSM::PatchCompliance",
    "AWS::WAF::RateBasedRule",
    "AWS::WAF::Rule",
    "AWS::WAF::RuleGroup",
    "AWS::WAF::WebACL",
    "AWS::WAFRegional::RateBasedRule",
    "AWS::WAFRegional::Rule",
    "AWS::WAFRegional::RuleGroup",
    "AWS::WAFRegional::WebACL",
    "AWS::WAFv2::WebACL",
    "AWS::XRay::EncryptionConfig",
];

/// The type as AWS spells it now, where only the letter case differs from a known one; `None` when
/// it is spelt so already, or not known.
pub(super) fn canonical(name: &[u8]) -> Option<&'static str> {
    let lower = |text: &[u8]| text.iter().map(u8::to_ascii_lowercase).collect::<Vec<u8>>();
    // Types as they should be are told without folding: no part is all capitals and none is lower
    // case at its start.
    if !odd(name) {
        return None;
    }
    let wanted = lower(name);
    let found = TYPES.binary_search_by(|known| lower(known.as_bytes()).cmp(&wanted)).ok()?;
    TYPES.get(found).copied().filter(|known| known.as_bytes() != name)
}

/// Does its last part look unlike AWS's?
fn odd(name: &[u8]) -> bool {
    let mut parts = name.split(|b| *b == b':').filter(|part| !part.is_empty());
    let Some(last) = parts.next_back() else { return false };
    let capitals = last.len() > 3 && !last.iter().any(u8::is_ascii_lowercase);
    let start = |part: &[u8]| part.first().is_some_and(u8::is_ascii_lowercase);
    capitals || start(last) || parts.any(|part| start(part) || (part.len() > 4 && shouted(part)))
}

fn shouted(part: &[u8]) -> bool {
    !part.iter().any(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        let lower: Vec<String> = TYPES.iter().map(|t| t.to_ascii_lowercase()).collect();
        for pair in lower.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
        for name in TYPES {
            assert_eq!(canonical(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn old_spellings() {
        for (old, new) in [
            ("AWS::EC2::VOLUME", Some("AWS::EC2::Volume")),
            ("AWS::EC2::SECURITYGROUP", Some("AWS::EC2::SecurityGroup")),
            ("aws::s3::bucket", Some("AWS::S3::Bucket")),
            ("AWS::CLOUDTRAIL::TRAIL", Some("AWS::CloudTrail::Trail")),
            ("AWS::EC2::EIP", None),
            ("AWS::NEW::THING", None),
            ("", None),
            ("::", None),
        ] {
            assert_eq!(canonical(old.as_bytes()), new, "{old}");
        }
    }
}
