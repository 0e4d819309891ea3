//! Runs that compare with an earlier state.

use super::{effect, parse};
use crate::model::{ComplianceType, Effect, Standing};
use crate::report::eval::Format;
use crate::report::eval::compliance::testing::{shown, standing};

/// One newly failing, one in error now, two as before, one fixed, one gone.
fn compared() -> Vec<Effect> {
    use ComplianceType::{Compliant, Error, NonCompliant, NotApplicable};
    use Standing::{Fixed, New, Unchanged};
    [
        ("sg-1", NonCompliant, New),
        ("sg-2", Error, New),
        ("sg-3", NonCompliant, Unchanged),
        ("sg-4", NonCompliant, Unchanged),
        ("sg-5", Compliant, Fixed),
        ("sg-6", NotApplicable, Fixed),
        ("sg-7", Compliant, Unchanged),
    ]
    .map(|(id, compliance, how)| {
        let mut result = standing(id, compliance, how);
        if how == Fixed {
            result.message = format!("was NON_COMPLIANT ({id} is open); now {compliance}");
        }
        effect(result)
    })
    .into()
}

#[test]
fn markdown_has_three_sections() {
    let text = shown(Format::Markdown, &compared());
    let head = "| severity | rule | results | examples |\n|---|---|---:|---|\n\
                | medium | `open-ssh`<br>The title of open-ssh | 2 | `sg-";
    for part in [
        &format!("#### Newly failing: 2\n\n{head}1 (web"),
        &format!("#### Fixed: 2\n\n{head}5 (web"),
        &format!("<details><summary>Failing as before: 2</summary>\n\n{head}3 (web"),
        "</details>\n\n**1 result in ERROR** (not a pass)\n",
        "against the earlier state: 2 newly failing, 2 fixed, 2 failing as before\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("| findings |"), "{text}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn markdown_keeps_within_its_budget() {
    let mut all = Vec::new();
    for mut one in compared().into_iter().cycle().take(300) {
        if let Effect::Compliance(one) = &mut one {
            one.message = format!("{} {}", "x".repeat(300), all.len());
        }
        all.push(one);
    }
    for n in 0..2000 {
        let mut lacks = standing("sg-1", ComplianceType::InsufficientData, Standing::New);
        lacks.message = format!("{} {n}", "y".repeat(300));
        all.push(effect(lacks));
    }
    let text = shown(Format::Markdown, &all);
    assert!(text.chars().count() < 65_536, "{}", text.len());
    assert!(text.contains("for other reasons"));
}

#[test]
fn text_marks_what_is_new_and_lists_what_is_fixed() {
    let text = shown(Format::Text, &compared());
    for part in [
        "(3 resources NON_COMPLIANT)\n  new: sg-1 (web",
        "\n  sg-3 (web",
        "\nfixed open-ssh (2 resources)\n  sg-5 (web|<b>\\u{1b}[2J), AWS::EC2::SecurityGroup, \
         111122223333/eu-west-1: was NON_COMPLIANT (sg-5 is open); now COMPLIANT\n  sg-6 ",
        "(1 resource ERROR)\n  new: sg-2 (web",
        "\nagainst the earlier state: 2 newly failing, 2 fixed, 2 failing as before\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn machine_forms_carry_the_standing() {
    let log = parse(&shown(Format::Sarif, &compared()));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let states: Vec<_> = results.iter().filter_map(|r| r["baselineState"].as_str()).collect();
    assert_eq!(states, ["new", "new", "unchanged", "unchanged", "absent", "absent", "unchanged"]);
    let ndjson = shown(Format::Ndjson, &compared());
    assert!(ndjson.lines().nth(1).is_some_and(|l| l.ends_with(",\"standing\":\"new\"}")));
}
