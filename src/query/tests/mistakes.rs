//! What is said of bad queries and of odd ones.

use super::*;

#[test]
fn mistakes_have_a_place_and_advice() {
    for (query, place, message, help) in [
        ("", "", "expected `SELECT`", ""),
        ("SELCT a", "SELCT", "expected `SELECT`", "did you mean `SELECT`?"),
        ("SELECT", "", "expected a property", ""),
        ("SELECT a,", "", "expected a property", ""),
        ("SELECT a, WHERE b = 1", "WHERE", "expected a property", ""),
        ("SELECT a FROM b", "FROM", "queries of AWS Config have no `FROM`", "inputs are what"),
        ("SELECT DISTINCT a", "DISTINCT", "have no `DISTINCT`", "GROUP BY x"),
        ("SELECT a AS b", "AS", "have no `AS`", "leave `AS`"),
        ("SELECT COUNT(*) GROUP BY a HAVING 1", "HAVING", "have no `HAVING`", "LIMIT"),
        ("SELECT a WEHRE b = 1", "WEHRE", "expected `,`, `WHERE`", "did you mean `WHERE`?"),
        ("SELECT CUONT(*)", "CUONT", "there is no function `CUONT`", "did you mean `COUNT`?"),
        ("SELECT FOO(a)", "FOO", "there is no function `FOO`", "there are COUNT, SUM"),
        ("SELECT SUM(*)", "*", "expected a property", ""),
        ("SELECT COUNT(a", "", "expected `)`", ""),
        ("SELECT COUNT(DISTINCT a)", "DISTINCT", "have no `DISTINCT`", "GROUP BY"),
        ("SELECT a WHERE b", "", "expected `=`", ""),
        ("SELECT a WHERE b == 1", "==", "`==` is no operator", "write `=`"),
        ("SELECT a WHERE b = 1 && c = 2", "&&", "`&&` is no operator", "write `AND`"),
        ("SELECT a WHERE b = \"x\"", "\"x\"", "expected a value", "single quotes: 'x'"),
        (
            "SELECT a WHERE b = AWS::EC2::VPC",
            "AWS::EC2::VPC",
            "expected a value",
            "'AWS::EC2::VPC'",
        ),
        ("SELECT a WHERE b = 'x", "'", "a string without its closing `'`", "written twice"),
        ("SELECT a WHERE b = 12ab", "12ab", "`12ab` is not a number", "'12ab'"),
        ("SELECT a WHERE b = NULL", "NULL", "nothing is equal to `NULL`", "IS NULL"),
        ("SELECT a WHERE b < true", "true", "`<` takes a string or a number", ""),
        ("SELECT a WHERE 'x' = b", "'x'", "a condition begins with a property", "property first"),
        ("SELECT a WHERE b IN ()", ")", "expected a value", ""),
        ("SELECT a WHERE b IN 1", "1", "expected `(`", ""),
        ("SELECT a WHERE b NOT = 1", "=", "expected `IN`, `BETWEEN` or `LIKE`", ""),
        ("SELECT a WHERE b LIKE 5", "5", "expected a pattern", ""),
        ("SELECT a WHERE b LKE 'x'", "LKE", "expected `=`", "did you mean `LIKE`?"),
        ("SELECT a WHERE b BETWEEN 2 AND 1", "2 AND 1", "nothing lies between", "exchange"),
        ("SELECT a WHERE b BETWEEN 2 AND 'x'", "2 AND 'x'", "`BETWEEN` takes two", ""),
        ("SELECT a WHERE (b = 1", "", "expected `AND`, `OR` or `)`", ""),
        ("SELECT a WHERE COUNT(*) > 1", "(", "expected `=`", "aggregates stand"),
        ("SELECT a WHERE b = 1 c", "c", "expected `AND`, `OR`, `GROUP BY`", ""),
        ("SELECT a GROUP a", "a", "expected `BY`", ""),
        ("SELECT a, COUNT(*)", "a", "`a` is neither grouped", "add `GROUP BY a`"),
        ("SELECT a, b GROUP BY a", "b", "`b` is neither grouped", "`GROUP BY a, b`"),
        ("SELECT a ORDER BY COUNT(*)", "a", "`a` is neither grouped", "add `GROUP BY a`"),
        ("SELECT * GROUP BY a", "*", "`*` is for queries without", "name the properties"),
        ("SELECT a LIMIT x", "x", "expected a number of rows", ""),
        ("SELECT a LIMIT -1", "-1", "expected a number of rows", ""),
        ("SELECT a LIMIT 1 WHERE b = 1", "WHERE", "expected the end", ""),
        ("SELECT a; b", "b", "expected", ""),
        ("SELECT a.", ".", "a name that ends with a point", ""),
        ("SELECT `a`", "`", "has no meaning here", "double quotes"),
    ] {
        let diag = parse(SourceId::new(0), query).map(drop).expect_err(query);
        let span = diag.span.expect("a place");
        let at = &query[span.start as usize..span.end as usize];
        assert_eq!(at, place, "{query}");
        assert!(diag.message.contains(message), "{query}: {}", diag.message);
        let all = diag.help.join("\n");
        assert!(all.contains(help) && (help.is_empty() == all.is_empty()), "{query}: {all}");
    }
}

#[test]
fn depth_and_steps_are_bounded() {
    let nested = |n: usize| format!("SELECT a WHERE {}b = 1{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(SourceId::new(0), &nested(100)).is_ok());
    assert!(parse(SourceId::new(0), &nested(101)).is_err());
    let not = format!("SELECT a WHERE {} b = 1", "NOT ".repeat(100_000));
    assert!(parse(SourceId::new(0), &not).is_err());
    assert!(parse(SourceId::new(0), &format!("SELECT a{}", ".a".repeat(100_000))).is_err());
    let many = format!("SELECT a WHERE b = 1{}", " OR b = 1".repeat(100_000));
    assert!(parse(SourceId::new(0), &many).is_ok());
}

#[test]
fn any_text_is_read_without_a_panic() {
    let words = [
        "SELECT", "WHERE", "a.b", "'x'", "''", "'", "\"", "(", ")", ",", "*", "=", "<", "NOT",
        "IN", "BETWEEN", "AND", "OR", "LIKE", "IS", "NULL", "GROUP BY", "ORDER BY", "LIMIT", "1",
        "-", ".", "é", "--", "\n", "COUNT(", ";", "1e", "5.", "\u{0}",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..4_000 {
        let count = random.usize(0..12);
        let parts: Vec<&str> = (0..count).filter_map(|_| random.choice(words)).collect();
        let text = parts.join(if random.bool() { " " } else { "" });
        if let Err(diag) = parse(SourceId::new(0), &text) {
            let span = diag.span.expect("a place");
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?}");
        }
    }
}

#[test]
fn what_is_asked_in_vain_is_told() {
    let items = [
        item(
            "EC2::Instance",
            "i-1",
            r#","tags":{"env":"x"},"configuration":{"instanceType":"m5","cpu":2,"list":[{"a":1}]}"#,
        ),
        item("S3::Bucket", "b", r#","configuration":{"name":"b","owner":null}"#),
    ]
    .concat();
    let told = |query: &str| -> String {
        let diags = ask(query, &items, QueryFormat::Csv).diags;
        let one = |d: &Diag| format!("{}: {} ({})", d.code.name(), d.message, d.help.join(""));
        diags.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    for (query, want) in [
        ("SELECT *, configuration.owner", ""),
        (
            "SELECT configuration.instancetype",
            "TL802: no item has `configuration.instancetype` (did you mean `configuration.instanceType`?)",
        ),
        ("SELECT ResourceId", "TL802: no item has `ResourceId` (did you mean `resourceId`?)"),
        ("SELECT accountid", "TL802: no item has `accountid` (did you mean `accountId`?)"),
        (
            "SELECT configuration.list.A",
            "TL802: no item has `configuration.list.A` (did you mean `configuration.list.a`?)",
        ),
        (
            "SELECT instanceType",
            "TL802: no item has `instanceType` (most properties are inside: `configuration.instanceType`)",
        ),
        (
            "SELECT tags.env",
            "TL802: no item has `tags.env` (tags are a list: `tags.tag = 'env=...'`)",
        ),
        ("SELECT resourceId WHERE configuration.x = 1", "TL802: no item has `configuration.x` ()"),
        (
            "SELECT resourceId WHERE configuration.cpu = '2'",
            "TL803: `configuration.cpu` is a number wherever it is (numbers, `true` and `false` stand without quotes)",
        ),
        (
            "SELECT resourceId WHERE accountId = 123456789012",
            "TL803: `accountId` is a string wherever it is (strings stand in single quotes)",
        ),
        (
            "SELECT resourceId WHERE configuration IN (1)",
            "TL803: `configuration` is a map wherever it is (name one of its properties behind a point)",
        ),
        (
            "SELECT resourceId WHERE resourceType = 'AWS::EC2::instance'",
            "TL802: no resource has the type `AWS::EC2::instance` (did you mean `AWS::EC2::Instance`?)",
        ),
        (
            "SELECT resourceId WHERE resourceType = 'AWS::EC2::Instance' AND configuration.name = 'b'",
            "TL802: no item has `configuration.name` ()",
        ),
        (
            "SELECT resourceId WHERE resourceType IN ('AWS::S3::Bucket', 'AWS::S3::Buckets')",
            "TL802: no resource has the type `AWS::S3::Buckets` (did you mean `AWS::S3::Bucket`?)",
        ),
        ("SELECT resourceId.x", "TL802: no item has `resourceId.x` ()"),
        (
            "SELECT SUM(resourceId), COUNT(resourceId), SUM(configuration.cpu)",
            "TL803: `resourceId` is a string wherever it is ()",
        ),
    ] {
        assert_eq!(told(query), want, "{query}");
    }
}
