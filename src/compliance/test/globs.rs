//! IAM's globs: `*` is any run of characters, `?` any one, letter case does not count.

/// Does a glob describe a text?
pub(super) fn describes(glob: &[u8], text: &[u8]) -> bool {
    let (mut g, mut t) = (0, 0);
    // Where to go on when a character does not fit: after the last star, one character further.
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match glob.get(g) {
            Some(b'*') => {
                back = Some((g + 1, t));
                g += 1;
            }
            Some(c) if *c == b'?' || c.eq_ignore_ascii_case(&text[t]) => {
                g += 1;
                t += 1;
            }
            _ => match back {
                Some((star, at)) => {
                    back = Some((star, at + 1));
                    g = star;
                    t = at + 1;
                }
                None => return false,
            },
        }
    }
    glob.get(g..).unwrap_or_default().iter().all(|c| *c == b'*')
}

/// Is there a text that both globs describe?
pub(super) fn meet(a: &[u8], b: &[u8]) -> bool {
    // `row[j]`: do `a` from here and `b` from `j` meet? From the ends backwards.
    let rest_is_stars = |glob: &[u8]| glob.iter().all(|c| *c == b'*');
    let mut below: Vec<bool> = (0..=b.len()).map(|j| rest_is_stars(&b[j..])).collect();
    for i in (0..a.len()).rev() {
        let mut row = vec![false; b.len() + 1];
        row[b.len()] = rest_is_stars(&a[i..]);
        for j in (0..b.len()).rev() {
            row[j] = if a[i] == b'*' || b[j] == b'*' {
                below[j] || row[j + 1]
            } else {
                let one = a[i] == b'?' || b[j] == b'?' || a[i].eq_ignore_ascii_case(&b[j]);
                one && below[j + 1]
            };
        }
        below = row;
    }
    below.first().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{describes, meet};

    #[test]
    fn stars_and_question_marks() {
        let yes = |g: &str, t: &str| describes(g.as_bytes(), t.as_bytes());
        assert!(yes("s3:*", "s3:GetObject") && yes("S3:get*", "s3:GetObject") && yes("*", "*"));
        assert!(yes("s3:*Object*", "s3:GetObjectAcl") && yes("s3:Get?bject", "s3:GetObject"));
        assert!(
            !yes("s3:Get*", "s3:*") && !yes("s3:*", "iam:PassRole") && !yes("s3:Get?", "s3:Get")
        );
        assert!(yes("", "") && yes("**", "") && !yes("", "a"));
        let slow = "*a".repeat(50);
        assert!(!describes(slow.as_bytes(), "a".repeat(49).as_bytes()));
    }

    #[test]
    fn meeting_globs() {
        let yes = |a: &str, b: &str| meet(a.as_bytes(), b.as_bytes());
        assert!(yes("s3:*", "s3:Get*") && yes("*Object", "s3:*") && yes("a?c", "*bC"));
        assert!(!yes("s3:*", "iam:*") && !yes("*t", "s3:Ge?x") && yes("", "*") && !yes("", "?"));
    }
}
