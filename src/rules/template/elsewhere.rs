//! What AWS's managed rules ask of AWS's services because configuration items do not hold it. It is
//! said of those for which there is no rule.

/// What identifiers of this beginning or end ask for.
const FAMILIES: &[(&str, &str, &str)] = &[
    ("", "_IN_BACKUP_PLAN", "what backup plans protect"),
    ("", "_RESOURCES_PROTECTED_BY_BACKUP_PLAN", "what backup plans protect"),
    ("", "_LAST_BACKUP_RECOVERY_POINT_CREATED", "the recovery points of backups"),
    ("ELASTICACHE_", "", "the clusters of ElastiCache, which AWS Config does not record"),
    ("EMR_", "", "the running clusters of EMR"),
    ("INSPECTOR_", "", "whether Inspector scans the account"),
    ("MACIE_", "", "whether Macie is on"),
    ("SHIELD_", "", "the account's subscription to Shield Advanced"),
];

/// What single identifiers ask for.
const ALONE: &[(&str, &str)] = &[
    ("ACCOUNT_PART_OF_ORGANIZATIONS", "whether the account is part of an organization"),
    ("AWS_CONFIG_PROCESS_CHECK", "something that people have to check"),
    ("DYNAMODB_AUTOSCALING_ENABLED", "the scaling policies of tables"),
    ("DYNAMODB_THROUGHPUT_LIMIT_CHECK", "the limits of the account"),
    ("EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK", "who may restore snapshots"),
    ("EC2_EBS_ENCRYPTION_BY_DEFAULT", "whether the account encrypts new volumes by default"),
    ("GUARDDUTY_ENABLED_CENTRALIZED", "whether GuardDuty is on, and which account sees it"),
    ("GUARDDUTY_NON_ARCHIVED_FINDINGS", "the findings of GuardDuty"),
    ("ROOT_ACCOUNT_HARDWARE_MFA_ENABLED", "the virtual MFA devices of the account"),
    ("SECURITYHUB_ENABLED", "whether Security Hub is on"),
    ("SECURITY_ACCOUNT_INFORMATION_PROVIDED", "the contacts of the account"),
    ("SSM_DOCUMENT_NOT_PUBLIC", "who may use documents"),
    ("WAFV2_LOGGING_ENABLED", "the logging of web ACLs"),
    ("WAF_CLASSIC_LOGGING_ENABLED", "the logging of web ACLs"),
];

/// What a managed rule asks for besides items, as far as that is known.
pub(super) fn asks(identifier: &str) -> Option<&'static str> {
    let alone = ALONE.iter().find(|(name, _)| *name == identifier).map(|(_, asks)| *asks);
    alone.or_else(|| {
        let of = |(start, end, _): &&(&str, &str, &str)| {
            identifier.starts_with(start) && identifier.ends_with(end)
        };
        FAMILIES.iter().find(of).map(|(_, _, asks)| *asks)
    })
}

#[cfg(test)]
mod tests {
    use super::asks;

    #[test]
    fn identifiers_and_families_are_known() {
        assert_eq!(asks("EFS_IN_BACKUP_PLAN"), Some("what backup plans protect"));
        assert_eq!(asks("SECURITYHUB_ENABLED"), Some("whether Security Hub is on"));
        assert_eq!(asks("ENCRYPTED_VOLUMES"), None);
    }
}
