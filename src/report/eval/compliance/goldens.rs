//! Results of compliance rules in the forms, word for word.

mod compared;
mod grouped;

use super::testing::{effects, result, shown, standing, waived};
use crate::model::{ComplianceType, Effect, Evaluation, Standing};
use crate::report::eval::Format;
use serde_json::Value;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn effect(evaluation: Evaluation) -> Effect {
    Effect::Compliance(Box::new(evaluation))
}

#[test]
fn ndjson_lines_have_their_keys_in_order() {
    let text = shown(Format::Ndjson, &effects());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 18 + 3 + 7 + 2 + 2);
    let resource = "\"resource-type\":\"AWS::EC2::SecurityGroup\",\"resource-id\":\"sg-0\",\
                    \"arn\":\"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0\"";
    let more = "\"severity\":\"medium\",\"name\":\"web|<b>\\u001b[2J\",\
                \"account\":\"111122223333\",\"region\":\"eu-west-1\"";
    assert_eq!(
        lines[1],
        format!(
            "{{\"kind\":\"compliance\",\"rule\":\"open-ssh\",{resource},\
             \"status\":\"NON_COMPLIANT\",\"message\":\"sg-0 opens SSH to the world\",\
             \"path\":\"$.configuration.ipPermissions[0]\",\"input\":\"config/x y.json\",\
             \"index\":3,\"line\":120,\"column\":9,\"waived\":null,{more},\
             \"captured\":\"2026-01-02T00:00:00Z\",\"value\":\"{{\\\"fromPort\\\":22}}\"}}"
        )
    );
    assert!(lines[13].contains(
        "\"column\":9,\"waived\":{\"waiver\":\"vendor\",\"reason\":\"vendor image\",\
         \"owner\":\"web\",\"expires\":\"2026-06-30\",\"ticket\":null},\"severity\":"
    ));
    assert_eq!(
        lines[21],
        format!(
            "{{\"kind\":\"timeline\",\"rule\":\"open-ssh\",{resource},\
             \"captured\":\"2026-01-04T00:00:00Z\",\"from\":\"NON_COMPLIANT\",\"to\":\"COMPLIANT\",\
             \"message\":\"\",\"path\":\"$.configuration\",\
             \"changes\":[\"Configuration.IpPermissions\"],\"seconds\":172800,\
             \"input\":\"history.json\",\"index\":4,\"line\":4,\"column\":3,{more}}}"
        )
    );
    let good = "\"status\":\"COMPLIANT\",\"counts\":{\"compliant\":3,\"non-compliant\":0,\
                \"not-applicable\":0,\"insufficient-data\":0,\"error\":0,\"waived\":0},\
                \"score\":1.0}";
    assert_eq!(lines[23], format!("{{\"kind\":\"rollup\",\"rule\":\"good\",{good}"));
    let of = "\"resource-type\":\"AWS::EC2::SecurityGroup\",\"resource-id\":\"sg-50\"";
    assert_eq!(lines[25], format!("{{\"kind\":\"rollup\",{of},{good}"));
    assert_eq!(lines[27], format!("{{\"kind\":\"rollup\",\"control\":\"CIS-3.0:5.3\",{good}"));
    assert!(
        lines[28].starts_with("{\"kind\":\"rollup\",\"pack\":\"aws-config\",\"status\":\"NON_")
    );
    assert_eq!(
        lines[29],
        "{\"kind\":\"notice\",\"notice\":\"waiver-expired\",\"subject\":\"old\",\
         \"message\":\"its last day was 2025-12-31\",\"file\":\"waivers.yaml\",\"line\":7}"
    );
    assert!(lines[31].ends_with(
        "\"compliance\":{\"compliant\":40,\"non-compliant\":14,\"not-applicable\":5,\
         \"insufficient-data\":2,\"error\":1,\"waived\":2},\"carried\":3,\
         \"mean-seconds-to-repair\":172800.0}"
    ));
    let json = parse(&shown(Format::Json, &effects()));
    for (at, line) in lines[1..31].iter().enumerate() {
        assert_eq!(json["effects"][at], parse(line));
    }
    assert_eq!(json["rules"][0]["counts"]["non-compliant"], 14);
    assert_eq!(json["rules"][0]["severity"], "medium");
}

#[test]
fn sarif_tells_outcomes_apart() {
    let log = parse(&shown(Format::Sarif, &effects()));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 18);
    let of = |at: usize| {
        let result = &results[at];
        let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
        (text("kind"), text("level"), result["properties"]["status"].as_str().unwrap_or_default())
    };
    let owned = |kind: &str, level: &str| (kind.to_owned(), level.to_owned());
    for (at, (kind, level), status) in [
        (0, owned("fail", "warning"), "NON_COMPLIANT"),
        (12, owned("fail", "warning"), "NON_COMPLIANT"),
        (14, owned("fail", "error"), "ERROR"),
        (15, owned("open", "none"), "INSUFFICIENT_DATA"),
        (17, owned("pass", "none"), "COMPLIANT"),
    ] {
        assert_eq!(of(at), (kind, level, status));
    }
    assert!(results[0].get("suppressions").is_none());
    let suppression = &results[12]["suppressions"][0];
    assert_eq!(suppression["kind"], "external");
    assert_eq!(suppression["status"], "accepted");
    assert_eq!(suppression["justification"], "vendor image");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let at = results[0]["ruleIndex"].as_u64().map_or(0, |n| n as usize);
    assert_eq!(rules[at]["id"], results[0]["ruleId"]);
    let place = &results[0]["locations"][0];
    let arn = "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0";
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], arn);
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 120);
    assert_eq!(results[0]["properties"]["path"], "$.configuration.ipPermissions[0]");
    assert_eq!(results[0]["partialFingerprints"]["tripline/v1"].as_str().map(str::len), Some(36));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notices = invocation["toolExecutionNotifications"].as_array().expect("notices");
    assert_eq!(notices.len(), 2);
    assert_eq!(notices[0]["level"], "warning");
}

#[test]
fn github_says_a_missing_input_once() {
    let text = shown(Format::Github, &effects());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 12 + 2 + 1 + 1 + 2);
    assert_eq!(
        lines[0],
        "::warning file=config/x y.json,line=120,col=9,title=open-ssh (medium)::The title of \
         open-ssh: sg-0 (web|<b>\\u{1b}[2J), AWS::EC2::SecurityGroup, 111122223333/eu-west-1: sg-0 \
         opens SSH to the world [$.configuration.ipPermissions[0] = {\"fromPort\":22}]%0Afix: \
         Start it again."
    );
    assert!(
        lines[12].starts_with("::notice file=config/x y.json,line=120,col=9,title=open-ssh (wa")
    );
    assert!(lines[12].ends_with("%0Awaived: vendor image (web, until 2026-06-30)"));
    assert!(
        lines[14].starts_with("::error file=config/x y.json,line=120,col=9,title=open-ssh (ERR")
    );
    assert_eq!(
        lines[15],
        "::warning file=config/x y.json,line=120,col=9,title=open-ssh (INSUFFICIENT_DATA)::The \
         title of open-ssh: the input `credential-report` is absent"
    );
    assert!(lines[16].starts_with("::warning file=waivers.yaml,line=7,title=tripline (waiver-exp"));
}

#[test]
fn csv_rows_have_all_columns() {
    let open = ComplianceType::NonCompliant;
    let mut all = effects();
    all.push(effect(standing("=cmd", open, Standing::New)));
    let text = shown(Format::Csv, &all);
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 1 + 18 + 3 + 2 + 1);
    let columns = lines[0].split(',').count();
    for line in &lines[1..] {
        assert_eq!(line.replace("\"{\"\"fromPort\"\":22}\"", "").split(',').count(), columns);
    }
    assert_eq!(
        lines[13],
        "compliance,open-ssh,medium,,2026-01-02T00:00:00Z,config/x y.json,3,120,9,,,,,111122223333,\
         eu-west-1,,sg-20 opens SSH to the world,AWS::EC2::SecurityGroup,sg-20,web|<b>\u{1b}[2J,\
         arn:aws:ec2:eu-west-1:111122223333:security-group/sg-20,,NON_COMPLIANT,\
         $.configuration.ipPermissions[0],\"{\"\"fromPort\"\":22}\",vendor,"
    );
    assert!(lines[20].contains(",COMPLIANT,NON_COMPLIANT,$.configuration,,,"));
    assert_eq!(
        lines[22],
        "notice,,,,,waivers.yaml,,7,,,old,,,,,,its last day was 2025-12-31,,,,,,waiver-expired,,,,"
    );
    assert!(
        lines[24].contains(",\"'=cmd opens SSH to the world\",AWS::EC2::SecurityGroup,\"'=cmd\",")
    );
    assert!(lines[24].ends_with(",new"));
}

#[test]
fn what_others_wrote_cannot_steer_the_reader() {
    for format in [Format::Text, Format::Markdown, Format::Junit, Format::Github] {
        let text = shown(format, &effects());
        assert!(!text.contains('\u{1b}'), "{}", format.word());
    }
    let mut odd = waived("x");
    odd.path = None;
    odd.place = None;
    odd.resource = std::sync::Arc::default();
    let alone = [effect(odd), effect(result("x", ComplianceType::NotApplicable))];
    for (word, format) in Format::WORDS {
        assert!(!shown(*format, &alone).is_empty(), "{word}");
    }
}
