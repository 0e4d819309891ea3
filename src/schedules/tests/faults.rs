//! What is refused, where, and what is suggested.

use crate::schedules::{Dialect, Expression};

fn fault(text: &str, dialect: Dialect) -> String {
    match Expression::parse(text, dialect) {
        Ok(_) => "nothing".to_owned(),
        Err(e) => {
            let place = text.get(e.at.clone()).expect("a place in the text");
            format!("[{place}] {}; {}", e.message, e.help.unwrap_or_default())
        }
    }
}

#[test]
fn faults_have_places_and_advice() {
    let cases = [
        ("cron(7 20 * * NOT *)", "[NOT] `NOT` is none of the days of the week; "),
        ("cron(0 8 ? * MONDAY *)", "did you mean `MON`?"),
        ("cron(71 8 1 * ? *)", "[71] `71` is not among the minutes, 0 to 59; "),
        ("cron(0 0 ? * 0 *)", "Sunday is `1` or `SUN`"),
        ("cron(0 L * * ? *)", "[L] `L` is none of the hours; `L` belongs to the days"),
        ("cron(0 0 ? * 3W *)", "[3W] `3W` is none of the days of the week; `W` belongs"),
        ("cron(0 0 ? * 3#6 *)", "[6] `#` takes the week of the month, 1 to 5"),
        ("cron(0 0 ? * 3#1,5 *)", "[3#1] `#` stands alone"),
        ("cron(0 0 ? * 2/2 *)", "[/] the days of the week take no steps"),
        (
            "cron(0 0 1 1 ? 2030-2027)",
            "[2030-2027] a range of years that runs backwards; write `2027-2030`",
        ),
        ("cron(0 0 ? * ? *)", "[?] both day fields are `?`"),
        (
            "cron(0 0 * * MON *)",
            "[*] one of the two day fields is `?`; write `?` for the day of the month",
        ),
        (
            "cron(0 0 1 * * *)",
            "[*] one of the two day fields is `?`; write `?` for the day of the week",
        ),
        ("cron(0 0 1 * *)", "takes six fields, not 5; write `cron(0 0 1 * ? *)`"),
        ("cron(0 0 * * MON-FRI)", "write `cron(0 0 ? * MON-FRI *)`"),
        ("cron(0,,1 0 1 * ? *)", "[] a value of the minutes is missing"),
        ("cron(0/0 0 1 * ? *)", "[0] `0` is no step"),
        ("cron(0 0 L-31 * ? *)", "[31] `L-` takes"),
        ("cron( 0 0 1 * ? * )", "write `cron(0 0 1 * ? *)`"),
        ("cron(0 0 1 * ? *) ", "write `cron(0 0 1 * ? *)`"),
        ("cron(0 0 1 * ? *", "write `)` at the end"),
        ("Cron(0 0 1 * ? *)", "[Cron] no schedule expression; did you mean `cron(...)`?"),
        ("0 0 1 * ? *", "write `cron(...)` around six fields; this has 6"),
        ("hourly", "write `cron(...)`, `rate(...)` or `at(...)`"),
        ("rate(10 seconds)", "[seconds] `seconds` is no unit of a rate; units are"),
        ("rate(1 minutes)", "[minutes] `minutes` does not go with 1; write `rate(1 minute)`"),
        ("rate(10 day)", "write `rate(10 days)`"),
        ("rate(10 MINUTES)", "did you mean `minutes`?"),
        ("rate(-10 minutes)", "[-10] `-10` is no whole number from 1 on"),
        ("rate(0 minutes)", "[0] `0` is no whole number"),
        ("rate(99999999999 days)", "is too large"),
        (
            "rate( 10 minutes )",
            "[ 10 minutes ] `rate` takes a number, one blank and a unit; write `rate(10 minutes)`",
        ),
        ("rate()", "such as `rate(5 minutes)`"),
        ("at(2026-12-24T18:00:00Z)", "the zone is told beside"),
        ("at(2026-12-24 18:00:00)", "`at` takes a time such as"),
        ("at(2026-02-30T18:00:00)", "there is no time `2026-02-30T18:00:00`"),
        ("at(2026-02-20T18:00:60)", "there is no time"),
    ];
    for (text, want) in cases {
        let got = fault(text, Dialect::Scheduler);
        assert!(got.contains(want), "{text}: {got}");
    }
    assert!(fault("at(2026-12-24T18:00:00)", Dialect::Rule).starts_with("[at] rules take no `at`"));
    assert!(fault(&"ä".repeat(257), Dialect::Rule).contains("more than 256 characters"));
}

#[test]
fn no_text_breaks_the_reader() {
    let mut dice = fastrand::Rng::with_seed(1);
    let signs: Vec<char> = "cronrateat()0123456789 *?/-,LW#MONJAN:TZüß\u{1F600}".chars().collect();
    for _ in 0..20_000 {
        let mut text: String =
            (0..dice.usize(0..24)).map(|_| signs[dice.usize(0..signs.len())]).collect();
        if dice.bool() {
            text = format!("cron({text} * ? *)");
        }
        if let Err(e) = Expression::parse(&text, Dialect::Scheduler) {
            assert!(text.get(e.at).is_some(), "{text}");
        }
    }
}
