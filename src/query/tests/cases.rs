//! What queries give.

use super::*;
use QueryFormat::{Csv, Json, Ndjson, Table};

/// Instances, groups and a volume.
fn inventory() -> String {
    let with = |configuration: &str| format!(r#","configuration":{configuration}"#);
    let rule = |a: &str, b: &str| {
        format!(
            r#"{{"configRuleList":[{{"configRuleName":"A","complianceType":"{a}"}},{{"configRuleName":"B","complianceType":"{b}"}}]}}"#
        )
    };
    let group = |cidrs: &str| with(&format!(r#"{{"ipPermissions":[{{"ipRanges":[{cidrs}]}}]}}"#));
    [
        item(
            "EC2::Instance",
            "i-1",
            r#","ARN":"arn:i-1","tags":{"Owner":"ann","env":"prod"},"configuration":{"instanceType":"m5.large","cpu":2,"ebs":true,"state":{"code":16,"name":"running"},"groups":[{"id":"sg-1"},{"id":"sg-2"}]},"relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","name":"Is contained in Vpc"}]"#,
        ),
        item(
            "EC2::Instance",
            "i-2",
            r#","tags":{"env":"test"},"configuration":{"instanceType":"t3.micro","cpu":10,"ebs":false,"groups":[{"id":"sg-2"}],"name":null}"#,
        ),
        item("EC2::Volume", "v-1", &with(r#"{"state":"in-use","size":100.0}"#)),
        item("EC2::SecurityGroup", "g-24", &group(r#""10.0.0.0/24""#)),
        item("EC2::SecurityGroup", "g-8", &group(r#""10.0.0.0/8","192.168.0.2/32""#)),
        item("EC2::SecurityGroup", "g-6", &group(r#""2001:db8::/32""#)),
        item("Config::ResourceCompliance", "c", &with(&rule("COMPLIANT", "NON_COMPLIANT"))),
    ]
    .concat()
}

#[test]
fn conditions() {
    let all = inventory();
    let permission = "configuration.ipPermissions.ipRanges";
    for (condition, want) in [
        ("resourceType = 'AWS::EC2::Instance'", "i-1 i-2"),
        ("resourceType='aws::ec2::instance'", ""),
        ("configuration.cpu = 2", "i-1"),
        ("configuration.cpu > 2.0 OR configuration.size = 100", "i-2 v-1"),
        ("configuration.cpu = '2'", ""),
        ("configuration.ebs = true", "i-1"),
        ("configuration.ebs != TRUE", "i-2"),
        ("configuration.ebs <> true and configuration.cpu >= 10", "i-2"),
        ("NOT configuration.ebs = true AND resourceId LIKE '%-_'", "i-2 v-1 g-8 g-6"),
        ("resourceId LIKE 'i-%'", "i-1 i-2"),
        ("resourceId NOT LIKE 'g-%' AND resourceId NOT IN ('c', 'v-1')", "i-1 i-2"),
        ("resourceId IN ('i-2','c')", "i-2 c"),
        ("configuration.cpu BETWEEN 2 AND 9", "i-1"),
        ("configuration.cpu NOT BETWEEN 2 AND 9", "i-2"),
        ("configuration.groups.id = 'sg-2'", "i-1 i-2"),
        ("configuration.groups.id != 'sg-1'", "i-2"),
        ("configuration.state.name = 'running'", "i-1"),
        ("configuration.state.value = 'in-use'", "v-1"),
        ("configuration.state = 'in-use'", "v-1"),
        ("tags.key = 'Owner'", "i-1"),
        ("tags.tag = 'env=prod'", "i-1"),
        ("tag = 'env=prod' OR tags.value = 'test'", "i-1 i-2"),
        ("NOT tags.key = 'Owner' AND resourceType LIKE '%Instance'", "i-2"),
        ("relationships.resourceId = 'vpc-1'", "i-1"),
        ("relationships.relationshipName LIKE 'Is contained%'", "i-1"),
        ("accountId = '123456789012' AND arn = 'arn:i-1'", "i-1"),
        ("awsAccountId = '123456789012' AND ARN = 'arn:i-1'", "i-1"),
        ("configuration.name IS NULL AND configuration.cpu IS NOT NULL", "i-1 i-2"),
        ("arn IS NOT NULL", "i-1"),
        // AWS's documented trap: the two tests are met by different elements.
        (
            "configuration.configRuleList.complianceType = 'NON_COMPLIANT' AND \
             configuration.configRuleList.configRuleName = 'A'",
            "c",
        ),
        ("configuration.\"cpu\" = 2", "i-1"),
        ("(((configuration.cpu = 2)))", "i-1"),
    ] {
        assert_eq!(ids(condition, &all), want, "{condition}");
    }
    for (test, want) in [
        ("= '10.0.0.7'", "g-24 g-8"),
        ("= '10.0.1.7'", "g-8"),
        ("= '10.0.0.128/25'", "g-24 g-8"),
        ("= '10.0.0.0/7'", ""),
        ("= '2001:db8::1'", "g-6"),
        ("BETWEEN '10.0.0.0' AND '10.0.0.255'", "g-24 g-8"),
        ("< '10.0.0.0'", ""),
        ("> '10.0.0.255'", "g-8"),
        ("IN ('192.168.0.2', '8.8.8.8')", "g-8"),
        ("LIKE '10.0.0.0/%'", "g-24 g-8"),
    ] {
        assert_eq!(ids(&format!("{permission} {test}"), &all), want, "{test}");
    }
    // AWS's recipe for one block and no other.
    let exact = format!(
        "{permission} BETWEEN '10.0.0.0' AND '10.0.0.255' AND NOT {permission} < '10.0.0.0' \
         AND NOT {permission} > '10.0.0.255'"
    );
    assert_eq!(ids(&exact, &all), "g-24");
}

#[test]
fn precedence_is_that_of_sql() {
    let all = inventory();
    let (t, f) = ("resourceId = 'c'", "resourceId = 'x' AND resourceId = 'c'");
    assert_eq!(ids(&format!("{t} OR {t} AND {f}"), &all), "c");
    assert_eq!(ids(&format!("({t} OR {t}) AND {f}"), &all), "");
    assert_eq!(ids("NOT resourceId = 'c' AND resourceId = 'c'", &all), "");
    assert_eq!(
        ids("NOT (resourceId = 'c' AND resourceId = 'i-1') AND resourceId = 'c'", &all),
        "c"
    );
    assert_eq!(ids("NOT NOT resourceId = 'c'", &all), "c");
}

#[test]
fn rows_are_nested_as_awss() {
    let all = inventory();
    let query = "select resourceId, configuration.cpu, configuration.state.name, \
                 configuration.groups.id, tags.key, configuration.none, configuration.name \
                 where resourceType = 'AWS::EC2::Instance'";
    let want = [
        r#"{"resourceId":"i-1","configuration":{"cpu":2,"state":{"name":"running"},"groups":[{"id":"sg-1"},{"id":"sg-2"}]},"tags":[{"key":"Owner"},{"key":"env"}]}"#,
        r#"{"resourceId":"i-2","configuration":{"cpu":10,"groups":[{"id":"sg-2"}],"name":null},"tags":[{"key":"env"}]}"#,
    ];
    assert_eq!(written(query, &all, Ndjson).lines().collect::<Vec<_>>(), want);
    let query = "SELECT tags, configuration.state.value WHERE resourceId IN ('i-2', 'v-1')";
    let want = [
        r#"{"tags":[{"key":"env","value":"test","tag":"env=test"}]}"#,
        r#"{"tags":[],"configuration":{"state":{"value":"in-use"}}}"#,
    ];
    assert_eq!(written(query, &all, Ndjson).lines().collect::<Vec<_>>(), want);
    let query = "SELECT configuration.nothing WHERE resourceId = 'c'";
    assert_eq!(written(query, &all, Ndjson), "{}\n");
    let query = "SELECT * WHERE resourceId = 'i-1'";
    let want = "{\"resourceId\":\"i-1\",\"resourceType\":\"AWS::EC2::Instance\",\"arn\":\"arn:i-1\",\
                \"accountId\":\"123456789012\",\"awsRegion\":\"eu-west-1\"}\n";
    assert_eq!(written(query, &all, Ndjson), want);
}

#[test]
fn tables_and_csv_have_one_cell_a_property() {
    let all = inventory();
    let query = "SELECT resourceId, configuration.cpu, configuration.groups.id, configuration.state \
                 WHERE resourceType = 'AWS::EC2::Instance' ORDER BY configuration.cpu DESC";
    let csv = "resourceId,configuration.cpu,configuration.groups.id,configuration.state\r\n\
               i-2,10,\"[\"\"sg-2\"\"]\",\r\n\
               i-1,2,\"[\"\"sg-1\"\",\"\"sg-2\"\"]\",\"{\"\"code\"\":16,\"\"name\"\":\"\"running\"\"}\"\r\n";
    assert_eq!(written(query, &all, Csv), csv);
    let table = "\
resourceId  configuration.cpu  configuration.groups.id  configuration.state
----------  -----------------  -----------------------  ----------------------------
i-2         10                 [\"sg-2\"]
i-1         2                  [\"sg-1\",\"sg-2\"]          {\"code\":16,\"name\":\"running\"}
";
    assert_eq!(written(query, &all, Table), table);
    let query = "SELECT resourceId WHERE resourceId IN ('c', 'v-1')";
    let json: serde_json::Value = serde_json::from_str(&written(query, &all, Json)).expect("JSON");
    assert_eq!(json["fields"], serde_json::json!(["resourceId"]));
    assert_eq!(json["rows"], serde_json::json!([{"resourceId": "v-1"}, {"resourceId": "c"}]));
    let query = "SELECT resourceId WHERE resourceId = 'none'";
    let json: serde_json::Value = serde_json::from_str(&written(query, &all, Json)).expect("JSON");
    assert_eq!(json["rows"], serde_json::json!([]));
}

#[test]
fn groups_and_figures() {
    let all = inventory();
    for (query, want) in [
        (
            "SELECT resourceType, COUNT(*) GROUP BY resourceType ORDER BY count(*) DESC, resourceType LIMIT 2",
            "resourceType,COUNT(*)\nAWS::EC2::SecurityGroup,3\nAWS::EC2::Instance,2\n",
        ),
        ("SELECT COUNT(*)", "COUNT(*)\n7\n"),
        (
            "SELECT COUNT(*), SUM(configuration.cpu) WHERE resourceId = ''",
            "COUNT(*),SUM(configuration.cpu)\n0,\n",
        ),
        (
            "SELECT COUNT(configuration.cpu), SUM(configuration.cpu), AVG(configuration.cpu), \
             MIN(configuration.cpu), MAX(configuration.instanceType), SUM(configuration.size)",
            "COUNT(configuration.cpu),SUM(configuration.cpu),AVG(configuration.cpu),\
             MIN(configuration.cpu),MAX(configuration.instanceType),SUM(configuration.size)\n\
             2,12,6,2,t3.micro,100\n",
        ),
        // A resource counts once for each of its values.
        (
            "SELECT configuration.groups.id, COUNT(*) GROUP BY configuration.groups.id",
            "configuration.groups.id,COUNT(*)\nsg-1,1\nsg-2,2\n",
        ),
        ("SELECT tags.key GROUP BY tags.key ORDER BY tags.key DESC", "tags.key\nenv\nOwner\n"),
        (
            "SELECT COUNT(*), awsRegion, configuration.ebs GROUP BY configuration.ebs, awsRegion",
            "COUNT(*),awsRegion,configuration.ebs\n1,eu-west-1,false\n1,eu-west-1,true\n",
        ),
        ("SELECT ARN, COUNT(*) GROUP BY arn", "ARN,COUNT(*)\narn:i-1,1\n"),
    ] {
        assert_eq!(written(query, &all, Csv).replace("\r\n", "\n"), want, "{query}");
    }
    let query = "SELECT COUNT(*), configuration.ebs, configuration.cpu \
                 GROUP BY configuration.ebs, configuration.cpu";
    let want = "{\"COUNT(*)\":1,\"configuration\":{\"ebs\":false,\"cpu\":10}}\n\
                {\"COUNT(*)\":1,\"configuration\":{\"ebs\":true,\"cpu\":2}}\n";
    assert_eq!(written(query, &all, Ndjson), want);
}

#[test]
fn sorting_puts_what_is_missing_last() {
    let all = inventory();
    let order = |by: &str| {
        let query = format!("SELECT resourceId ORDER BY {by}");
        written(&query, &all, Csv).lines().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order("configuration.cpu"), "i-1 i-2 v-1 g-24 g-8 g-6 c");
    assert_eq!(order("configuration.cpu DESC"), "i-2 i-1 v-1 g-24 g-8 g-6 c");
    assert_eq!(order("tags.value ASC"), "i-1 i-2 v-1 g-24 g-8 g-6 c");
    assert_eq!(order("tags.value DESC, resourceId DESC"), "i-2 i-1 v-1 g-8 g-6 g-24 c");
}

#[test]
fn the_newest_state_counts() {
    let state = |id: &str, state: u64, status: &str, cpu: u64| {
        item("X", id, "").replace(
            r#""configurationItemStatus":"OK""#,
            &format!(
                r#""configurationItemStatus":"{status}","configurationStateId":{state},"configuration":{{"cpu":{cpu}}}"#
            ),
        )
    };
    let all = [
        state("a", 2, "OK", 5),
        state("a", 1, "OK", 1),
        state("b", 1, "OK", 1),
        state("b", 2, "ResourceDeleted", 1),
        state("c", 1, "OK", 1),
        state("c", 2, "OK", 9),
        state("d", 1, "ResourceNotRecorded", 1),
        state("e", 2, "OK", 1),
        state("e", 2, "OK", 7),
    ]
    .concat();
    assert_eq!(ids("configuration.cpu = 7", &all), "e");
    assert_eq!(
        written("SELECT SUM(configuration.cpu)", &all, Csv),
        "SUM(configuration.cpu)\r\n21\r\n"
    );
    let counts = ask("SELECT COUNT(*)", &all, Csv).counts;
    assert_eq!((counts.items, counts.resources), (9, 3));
}

#[test]
fn deep_items_are_no_danger() {
    let deep = |open: &str, close: &str, n: usize| open.repeat(n) + "{\"b\":1}" + &close.repeat(n);
    let lists = format!(r#","configuration":{{"a":{}}}"#, deep("[", "]", 990));
    let all = item("X", "x", &lists);
    assert_eq!(ids("configuration.a.b = 1", &all), "x");
    let query = "SELECT configuration.a.b";
    assert_eq!(written(query, &all, Csv), "configuration.a.b\r\n[1]\r\n");
    let want = format!("{{\"configuration\":{{\"a\":{}}}}}\n", deep("[", "]", 990));
    assert_eq!(written(query, &all, Ndjson), want);
    assert_eq!(
        written("SELECT SUM(configuration.a.b)", &all, Ndjson),
        "{\"SUM(configuration.a.b)\":1}\n"
    );
}
