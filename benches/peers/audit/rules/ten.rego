package ten

buckets := [item | some item in input.configurationItems; item.resourceType == "AWS::S3::Bucket"]

groups := [item |
	some item in input.configurationItems
	item.resourceType == "AWS::EC2::SecurityGroup"
]

volumes := [item | some item in input.configurationItems; item.resourceType == "AWS::EC2::Volume"]

users := [item | some item in input.configurationItems; item.resourceType == "AWS::IAM::User"]

databases := [item |
	some item in input.configurationItems
	item.resourceType == "AWS::RDS::DBInstance"
]

instances := [item |
	some item in input.configurationItems
	item.resourceType == "AWS::EC2::Instance"
]

algorithms := {"AES256", "aws:kms", "aws:kms:dsse"}

encrypted(item) if {
	some rule in item.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules
	rule.applyServerSideEncryptionByDefault.sseAlgorithm in algorithms
}

findings contains ["s3_encrypted", item.resourceId] if {
	some item in buckets
	not encrypted(item)
}

ignored(item) if {
	item.supplementaryConfiguration.PublicAccessBlockConfiguration.ignorePublicAcls == true
}

findings contains ["s3_no_public_read", item.resourceId] if {
	some item in buckets
	not ignored(item)
	acl := json.unmarshal(item.supplementaryConfiguration.AccessControlList)
	some grant in acl.grantList
	grant.grantee in {"AllUsers", "AuthenticatedUsers"}
	grant.permission in {"Read", "FullControl"}
}

ssh(permission) if permission.ipProtocol == "-1"

ssh(permission) if {
	permission.ipProtocol == "tcp"
	permission.fromPort <= 22
	permission.toPort >= 22
}

world(permission) if {
	some block in permission.ipv4Ranges
	block.cidrIp == "0.0.0.0/0"
}

world(permission) if {
	some block in permission.ipv6Ranges
	block.cidrIpv6 == "::/0"
}

findings contains ["sg_no_world_ssh", item.resourceId] if {
	some item in groups
	some permission in item.configuration.ipPermissions
	ssh(permission)
	world(permission)
}

findings contains ["ebs_encrypted", item.resourceId] if {
	some item in volumes
	count(item.configuration.attachments) > 0
	not item.configuration.encrypted
}

tagged(item) if {
	item.tags.Owner
	item.tags.CostCenter
}

findings contains ["required_tags", item.resourceId] if {
	some item in instances
	not tagged(item)
}

findings contains ["required_tags", item.resourceId] if {
	some item in volumes
	not tagged(item)
}

findings contains ["required_tags", item.resourceId] if {
	some item in buckets
	not tagged(item)
}

findings contains ["required_tags", item.resourceId] if {
	some item in databases
	not tagged(item)
}

findings contains ["iam_user_no_inline", item.resourceId] if {
	some item in users
	count(item.configuration.userPolicyList) > 0
}

findings contains ["rds_not_public", item.resourceId] if {
	some item in databases
	item.configuration.publiclyAccessible
}

session(item) if item.configuration.metadataOptions.httpTokens == "required"

findings contains ["imdsv2", item.resourceId] if {
	some item in instances
	not session(item)
}

types := {TYPES}

findings contains ["instance_type_list", item.resourceId] if {
	some item in instances
	not item.configuration.instanceType in types
}

images := {IMAGES}

findings contains ["ami_list", item.resourceId] if {
	some item in instances
	not item.configuration.imageId in images
}
