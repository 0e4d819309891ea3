//! Values of a series in a line, as promtool's tests have them.
//!
//! `1`, `-2.5e3` and `_` are one value each, `_` a missing one, and so is `stale`. `1x4` is a value and
//! four more of it, `1+2x3` a value and three more, each 2 greater, `_x3` three missing ones.

/// Most values of one series.
const MOST: usize = 1_000_000;

/// Reads values; `None` is a missing one.
///
/// # Errors
/// The first word that is none, with what is wrong with it.
pub(super) fn values(text: &str) -> Result<Vec<Option<f64>>, (String, String)> {
    let mut all = Vec::new();
    for word in text.split_ascii_whitespace() {
        let fault = |why: &str| (word.to_owned(), why.to_owned());
        let (step, more) =
            read(word).ok_or_else(|| fault("is no value such as 5, _, 5x3 or 5+1x2"))?;
        if all.len() + more > MOST {
            return Err(fault("makes more than a million values"));
        }
        for i in 0..=more {
            all.push(step.map(|(first, by)| first + by * i as f64));
        }
    }
    Ok(all)
}

/// The first value and what is added from one to the next (nothing for missing ones), and how many
/// more there are.
fn read(word: &str) -> Option<(Option<(f64, f64)>, usize)> {
    if word == "stale" {
        return Some((None, 0));
    }
    let (base, more) = match word.split_once('x') {
        Some((base, more)) if more.bytes().all(|b| b.is_ascii_digit()) => {
            (base, Some(more.parse::<usize>().ok()?))
        }
        Some(_) => return None,
        None => (word, None),
    };
    if base == "_" {
        return Some((None, more.unwrap_or(1).checked_sub(1)?));
    }
    let Some(more) = more else {
        return Some((Some((number(base)?, 0.0)), 0));
    };
    // The sign of the step is the first one behind a digit, as in `-1-2` and `1e-3+2`.
    let bytes = base.as_bytes();
    let sign = (1..bytes.len()).find(|at| {
        matches!(bytes[*at], b'+' | b'-')
            && (bytes[at - 1].is_ascii_digit() || bytes[at - 1] == b'.')
    });
    let (first, by) = match sign {
        Some(at) => (number(&base[..at])?, number(&base[at..])?),
        None => (number(base)?, 0.0),
    };
    Some((Some((first, by)), more))
}

fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse::<f64>().ok().filter(|n| plain && n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn every_form() {
        let shown = |text: &str| {
            let all = values(text).expect("values");
            let one = |v: &Option<f64>| v.map_or("_".to_owned(), |v| v.to_string());
            all.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        for (text, want) in [
            ("0 5 _ 5+1x2", "0 5 _ 5 6 7"),
            ("-2+4x3", "-2 2 6 10"),
            ("1-2x4", "1 -1 -3 -5 -7"),
            ("1x4", "1 1 1 1 1"),
            ("1 _x3 stale", "1 _ _ _ _"),
            ("-1-0.5x2", "-1 -1.5 -2"),
            ("1e-3+2x1", "0.001 2.001"),
            ("", ""),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in
            ["a", "1x", "1+x2", "x3", "NaN", "inf", "1x-2", "_x0", "1+2", "5x99999999", "__"]
        {
            assert!(values(text).is_err(), "{text}");
        }
    }
}
