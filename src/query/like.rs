//! `LIKE`: `%` stands for any characters, `_` for one.

use crate::base::text::first_code_point;

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Like(Vec<Glyph>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Any,
    One,
    Char(u32),
}

impl Like {
    /// Reads a pattern. Every text is one.
    pub fn new(pattern: &str) -> Self {
        let mut glyphs: Vec<Glyph> = pattern
            .chars()
            .map(|c| match c {
                '%' => Glyph::Any,
                '_' => Glyph::One,
                c => Glyph::Char(u32::from(c)),
            })
            .collect();
        glyphs.dedup_by(|a, b| *a == Glyph::Any && *b == Glyph::Any);
        Self(glyphs)
    }

    /// Is the text of this form? Takes time in proportion to the product of both lengths at most.
    pub fn holds(&self, text: &[u8]) -> bool {
        let (mut at, mut glyph) = (0, 0);
        // The last `%`, and where the text behind it was last tried.
        let mut resume: Option<(usize, usize)> = None;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let (point, len) = first_code_point(rest);
            let fits = match self.0.get(glyph) {
                Some(Glyph::Any) => {
                    resume = Some((glyph, at));
                    glyph += 1;
                    continue;
                }
                Some(Glyph::One) => true,
                Some(Glyph::Char(c)) => *c == point,
                None => false,
            };
            if fits {
                (at, glyph) = (at + len, glyph + 1);
                continue;
            }
            let Some((any, from)) = resume else { return false };
            let next = from + text.get(from..).map_or(1, |rest| first_code_point(rest).1);
            resume = Some((any, next));
            (at, glyph) = (next, any + 1);
        }
        self.0.get(glyph..).unwrap_or_default().iter().all(|g| *g == Glyph::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::Like;

    #[test]
    fn wildcards_stand_anywhere() {
        for (pattern, text, want) in [
            ("AWS::EC2::%", "AWS::EC2::VPC", true),
            ("AWS::EC2::%", "AWS::S3::Bucket", false),
            ("%bucket%", "my-bucket", true),
            ("%a%b", "xaxbxab", true),
            ("%a%b", "xaxbxa", false),
            ("i-_", "i-é", true),
            ("i-_", "i-", false),
            ("i-_", "i-12", false),
            ("", "", true),
            ("", "x", false),
            ("%%", "", true),
            ("abc", "ABC", false),
            ("%ab%ab", "abab", true),
        ] {
            assert_eq!(Like::new(pattern).holds(text.as_bytes()), want, "{pattern} {text}");
        }
        let long = "a".repeat(20_000);
        assert!(!Like::new(&"%a".repeat(50).replace("%a", "%aa")).holds(b"a"));
        assert!(!Like::new("%a%a%a%a%b").holds(long.as_bytes()));
    }
}
