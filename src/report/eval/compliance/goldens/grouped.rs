//! The forms that are grouped by rule.

use crate::model::ComplianceType;
use crate::report::Style;
use crate::report::eval::Format;
use crate::report::eval::compliance::testing::{effects, result, rules, shown, summary, waived};
use crate::report::eval::testing::{effects as matches, run_of};

use super::effect;

#[test]
fn text_has_findings_then_doubts_then_tables() {
    let text = shown(Format::Text, &effects());
    let line = |id: &str, message: &str| {
        format!(
            "  {id} (web|<b>\\u{{1b}}[2J)  111122223333/eu-west-1  {message}  \
             $.configuration.ipPermissions[0] = {{\"fromPort\":22}}  (config/x y.json:120:9)\n"
        )
    };
    let findings: String = (0..10)
        .map(|n| line(&format!("sg-{n}"), &format!("sg-{n} opens SSH to the world")))
        .collect();
    let row = "NON_COMPLIANT             40             14       2      1        2  72.7 %";
    let expected = [
        "medium open-ssh: The title of open-ssh (12 resources NON_COMPLIANT)\n",
        &findings,
        "  ... and 2 more\n  2 waived: vendor image (web, until 2026-06-30)\n",
        "  fix: Start it again.\n\n",
        "errors: 1 result in ERROR, none of them a pass\nopen-ssh (1 resource ERROR)\n",
        &line("sg-30", "`numeric` of a string"),
        "\nwarning: 2 results INSUFFICIENT_DATA\n",
        "  the input `credential-report` is absent (2 results of 1 rule)\n\n",
        "timeline of sg-0 (web|<b>\\u{1b}[2J), AWS::EC2::SecurityGroup, 111122223333/eu-west-1\n",
        "  2026-01-02T00:00:00Z  COMPLIANT -> NON_COMPLIANT  open-ssh  opens SSH; changed: \
         Configuration.IpPermissions  (history.json:2:3)\n",
        "  2026-01-04T00:00:00Z  NON_COMPLIANT -> COMPLIANT  open-ssh  changed: \
         Configuration.IpPermissions; after 2 d  (history.json:4:3)\n\n",
        "                                        compliant  non-compliant  waived  error  no data  \
         score\n",
        &format!("rule open-ssh        {row}\n"),
        &format!("control CIS-3.0:5.2  {row}\n"),
        &format!("pack aws-config      {row}\n"),
        "rules: 1 NON_COMPLIANT, 1 COMPLIANT\nresources: 1 NON_COMPLIANT, 1 COMPLIANT\n",
        "1 control without failures\n\n",
        "warning (not-evaluated): SOME_RULE: no rule replaces it\n",
        "warning (waiver-expired): waivers.yaml:7: old: its last day was 2025-12-31\n\n",
        "12 findings (12 medium) and 1 result in ERROR from 1 of 6 rules in 60 items \
         (2 resources), 1 input, 3.6 MB in 0.02 s\n1 error\n",
        "results: 40 compliant, 14 non-compliant (2 waived), 1 in error, 2 without data, 5 not \
         applicable\n3 results carried over: no rule reads what changed\n\
         mean time to repair: 2 d\n",
    ]
    .concat();
    assert_eq!(text, expected);
}

#[test]
fn text_counts_both_kinds_of_findings() {
    let mut all = matches();
    all.extend(effects());
    let text = shown(Format::Text, &all);
    let order = ["critical a-critical: ", "medium open-ssh: ", "low b-low: ", "errors: 1 result"];
    let at: Vec<_> = order.iter().map(|word| text.find(word)).collect();
    assert!(at.is_sorted() && at[0].is_some(), "{at:?}");
    let headline = "25 findings (12 critical, 12 medium, 1 low; 13 matches, 12 NON_COMPLIANT) and \
                    1 result in ERROR from 3 of 6 rules in 60 items (2 resources), 1 input";
    assert!(text.contains(headline), "{text}");
    assert!(text.contains("\n2 errors\n"));
}

#[test]
fn text_shows_what_is_all_waived_and_never_calls_an_error_clean() {
    let mut named = waived("sg-1");
    if let Some(waived) = &mut named.waived {
        let waived = std::sync::Arc::make_mut(waived);
        waived.waiver = "other".into();
        waived.ticket = Some("OPS-1".into());
    }
    let only = [effect(named), effect(waived("sg-2")), effect(waived("sg-3"))];
    let text = shown(Format::Text, &only);
    assert!(text.starts_with(
        "waived open-ssh: 3 waived: 1 vendor image (web, until 2026-06-30, OPS-1); 2 vendor image \
         (web, until 2026-06-30)\n\nno findings from 6 rules in "
    ));
    let error = [effect(result("sg-1", ComplianceType::Error))];
    let style = Style { colour: true, width: 0 };
    let text = run_of(&rules(), Format::Text, &error, &summary(), style);
    assert!(text.contains("\u{1b}[1mno findings but 1 result in ERROR from 6 rules"), "{text}");
    let mut mixed = result("i-1", ComplianceType::NonCompliant);
    let resource = std::sync::Arc::make_mut(&mut mixed.resource);
    resource.resource_type = "AWS::EC2::Instance".into();
    let both = [effect(mixed), effect(result("sg-1", ComplianceType::NonCompliant))];
    let text = shown(Format::Text, &both);
    assert!(text.contains("\n  AWS::EC2::Instance i-1 (web|"), "{text}");
}

#[test]
fn junit_passes_only_what_is_compliant() {
    let text = shown(Format::Junit, &effects());
    assert_eq!(crate::report::junit::check(&text), Ok(()));
    let suite =
        "<testsuite name=\"open-ssh\" tests=\"18\" failures=\"12\" errors=\"1\" skipped=\"4\">";
    assert!(text.contains(suite), "{text}");
    assert!(text.contains(
        "<testcase name=\"sg-30 (web|&lt;b&gt;\\u{1b}[2J), AWS::EC2::SecurityGroup, \
         111122223333/eu-west-1\" classname=\"open-ssh\" file=\"config/x y.json\" line=\"120\">\n\
         \u{20}     <error type=\"error\" message=\"`numeric` of a string\">"
    ));
    assert!(text.contains("<skipped message=\"waived: vendor image (web, until 2026-06-30)\"/>"));
    let lacking =
        "<skipped message=\"INSUFFICIENT_DATA: the input `credential-report` is absent\"/>";
    assert_eq!(text.matches(lacking).count(), 2);
    assert!(text.contains(
        "<testcase name=\"no results\" classname=\"idle\">\n      <skipped message=\"the rule \
         applies to no resource\"/>"
    ));
    assert!(text.contains("<testcase name=\"SOME_RULE\" classname=\"not-evaluated\">"));
    let many: Vec<_> = (0..250).map(|_| effects()[0].clone()).collect();
    assert!(shown(Format::Junit, &many).contains("name=\"and 150 more findings\""));
}

#[test]
fn markdown_has_scores_and_doubts() {
    let text = shown(Format::Markdown, &effects());
    assert!(text.starts_with(
        "### tripline\n\n12 findings (12 medium) and 1 result in ERROR from 1 of 6 rules in 60 \
         items (2 resources), 1 input, 3.6 MB\n\n- pack `aws-config`: **72.7 % (40 of 55)** \
         NON_COMPLIANT\n\n| severity | rule | findings | examples |\n|---|---|---:|---|\n\
         | medium | `open-ssh`<br>The title of open-ssh | 12 | `sg-0 (web\\|<b>\\u{1b}[2J), \
         AWS::EC2::SecurityGroup, 111122223333/eu-west-1: sg-0 opens SSH to the world \
         [$.configuration.ipPermissions[0] = {\"fromPort\":22}]` `config/x y.json:120:9`<br>"
    ));
    for part in [
        "**1 result in ERROR** (not a pass)\n\n| severity | rule | errors |",
        "**2 results INSUFFICIENT_DATA**\n\n- ``the input `credential-report` is absent`` (2 \
         results of 1 rule)\n",
        "**Rules with waived results: 1**\n\n- `open-ssh`: 2 waived: vendor image (web, until ",
        "**Failing controls: 1**\n\n- `CIS-3.0:5.2`: 40 compliant, 14 non-compliant (2 waived)",
        "**waiver-expired: 1**\n\n- `waivers.yaml:7: old: its last day was 2025-12-31`\n",
        "<details><summary>Timelines</summary>\n\n`sg-0 (web\\|<b>",
        "- 2026-01-02T00:00:00Z `open-ssh` COMPLIANT -\\> NON\\_COMPLIANT opens SSH; changed: ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
