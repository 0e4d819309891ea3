//! What one test says of another, without a value in sight. Both answers are sound and not
//! complete: `true` is proved, `false` means "not known".

use super::{Affix, AnythingBut, Block, Literal, Range, Test, Wildcard};
use crate::base::fold::fold;
use crate::base::text::Text;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Pairs of list entries that one question may cost.
const MOST_PAIRS: usize = 100_000;

/// Does every value that passes `a` pass `b`?
#[must_use]
pub fn implies(a: &Test, b: &Test) -> bool {
    let buffer = &mut Vec::new();
    match (a, b) {
        (_, Test::Exists) => true,
        (Test::Exact(literal), _) => b.holds(&literal.as_value(), buffer),
        (Test::AnythingBut(a), Test::AnythingBut(b)) => a == b || excludes(a, b),
        (_, Test::AnythingBut(AnythingBut::Values(all))) => {
            !all.iter().any(|l| a.holds(&l.as_value(), buffer))
        }
        (_, Test::AnythingBut(but)) => each(but, |excluded| disjoint(a, excluded)),
        (Test::Numeric(a), Test::Numeric(b)) => range_within(a, b),
        (Test::Cidr(a), Test::Cidr(b)) => block_within(*a, *b),
        _ if surely_not(a, b) => false,
        (Test::Wildcard(a), Test::Wildcard(b)) => pieces_within(&a.pieces, &b.pieces),
        _ => match (Shape::of(a), Shape::of(b)) {
            (_, Some(b)) if b.is_any_text() => only_text(a),
            (Some(a), Some(b)) => a.within(&b),
            _ => a == b,
        },
    }
}

/// The quick answer for most pairs of a large bundle: the narrower of two tests that look at
/// letters in the same way begins and ends with what the wider one does.
fn surely_not(a: &Test, b: &Test) -> bool {
    match (ends(a), ends(b)) {
        (Some((a, z, folded)), Some((b, y, as_well))) if folded == as_well => {
            !(a.starts_with(b) && z.ends_with(y))
        }
        _ => false,
    }
}

/// The texts a passing string begins and ends with, and whether they are folded.
fn ends(test: &Test) -> Option<(&[u8], &[u8], bool)> {
    Some(match test {
        Test::Prefix(affix) => (&affix.text, b"", affix.ignore_case),
        Test::Suffix(affix) => (b"", &affix.text, affix.ignore_case),
        Test::EqualsIgnoreCase(text) => (text, text, true),
        Test::Wildcard(wildcard) => {
            let (first, last) = (wildcard.pieces.first()?, wildcard.pieces.last()?);
            (first, last, false)
        }
        _ => return None,
    })
}

/// Is there no value that passes both?
#[must_use]
pub fn disjoint(a: &Test, b: &Test) -> bool {
    let buffer = &mut Vec::new();
    match (a, b) {
        (Test::Exact(literal), other) | (other, Test::Exact(literal)) => {
            !other.holds(&literal.as_value(), buffer)
        }
        (Test::AnythingBut(but), other) | (other, Test::AnythingBut(but)) => {
            // Whoever passes `other` is excluded.
            some(but, |excluded| implies(other, excluded))
        }
        (Test::Numeric(a), Test::Numeric(b)) => {
            let apart = |low: &Range, high: &Range| match (&high.low, &low.high) {
                (Some((from, with)), Some((to, and))) => {
                    from > to || (from == to && !(*with && *and))
                }
                _ => false,
            };
            apart(a, b) || apart(b, a)
        }
        (Test::Numeric(_), other) | (other, Test::Numeric(_)) => only_text(other),
        (Test::Cidr(a), Test::Cidr(b)) => match (a, b) {
            (Block::V4(..), Block::V4(..)) | (Block::V6(..), Block::V6(..)) => {
                let ((a, b), (c, d)) = (a.bounds(), b.bounds());
                b < c || d < a
            }
            (Block::V4(..), Block::V6(..)) | (Block::V6(..), Block::V4(..)) => true,
        },
        _ => match (Shape::of(a), Shape::of(b)) {
            (Some(a), Some(b)) => a.apart(&b),
            _ => false,
        },
    }
}

/// Can only strings pass?
fn only_text(test: &Test) -> bool {
    match test {
        Test::Prefix(_) | Test::Suffix(_) | Test::EqualsIgnoreCase(_) => true,
        Test::Wildcard(_) | Test::Cidr(_) | Test::Exact(Literal::Text(_)) => true,
        Test::Exact(_) | Test::Numeric(_) | Test::Exists | Test::AnythingBut(_) => false,
    }
}

/// Does `a` exclude everything that `b` excludes?
fn excludes(a: &AnythingBut, b: &AnythingBut) -> bool {
    a.len().saturating_mul(b.len()) <= MOST_PAIRS
        && each(b, |excluded| match excluded {
            Test::Exact(literal) => !a.holds(&literal.as_value(), &mut Vec::new()),
            other => some(a, |known| implies(other, known)),
        })
}

fn some(but: &AnythingBut, mut says: impl FnMut(&Test) -> bool) -> bool {
    !each(but, |excluded| !says(excluded))
}

/// Asks about everything that is excluded, each as a test of its own.
fn each(but: &AnythingBut, mut says: impl FnMut(&Test) -> bool) -> bool {
    match but {
        AnythingBut::Values(all) => all.iter().all(|l| says(&Test::Exact(l.clone()))),
        AnythingBut::Prefix(all) => all.iter().all(|a| says(&Test::Prefix(a.clone()))),
        AnythingBut::Suffix(all) => all.iter().all(|a| says(&Test::Suffix(a.clone()))),
        AnythingBut::Wildcard(all) => all.iter().all(|w| says(&Test::Wildcard(w.clone()))),
        AnythingBut::EqualsIgnoreCase(all) => {
            all.iter().all(|t| says(&Test::EqualsIgnoreCase(t.clone())))
        }
    }
}

fn range_within(a: &Range, b: &Range) -> bool {
    let low = match (&a.low, &b.low) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some((x, with)), Some((y, and))) => match x.cmp(y) {
            Ordering::Greater => true,
            Ordering::Equal => *and || !*with,
            Ordering::Less => false,
        },
    };
    let high = match (&a.high, &b.high) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some((x, with)), Some((y, and))) => match x.cmp(y) {
            Ordering::Less => true,
            Ordering::Equal => *and || !*with,
            Ordering::Greater => false,
        },
    };
    low && high
}

fn block_within(a: Block, b: Block) -> bool {
    match (a, b) {
        (Block::V4(..), Block::V4(..)) | (Block::V6(..), Block::V6(..)) => {
            let ((a, last), (b, end)) = (a.bounds(), b.bounds());
            b <= a && last <= end
        }
        (Block::V4(..), Block::V6(..)) | (Block::V6(..), Block::V4(..)) => false,
    }
}

/// A test of strings as the texts between stars (see [`Wildcard`]), of the string as it is or of
/// its folding.
struct Shape<'a> {
    pieces: Vec<Cow<'a, [u8]>>,
    folded: bool,
}

impl<'a> Shape<'a> {
    fn of(test: &'a Test) -> Option<Self> {
        let one = |text: &'a Text| Cow::Borrowed(&**text);
        let side = |affix: &'a Affix, before: bool| {
            let (text, none) = (one(&affix.text), Cow::Borrowed(&b""[..]));
            let pieces = if before { vec![text, none] } else { vec![none, text] };
            Self { pieces, folded: affix.ignore_case }
        };
        let shape = match test {
            Test::Exact(Literal::Text(text)) => Self { pieces: vec![one(text)], folded: false },
            Test::EqualsIgnoreCase(text) => Self { pieces: vec![one(text)], folded: true },
            Test::Prefix(affix) => side(affix, true),
            Test::Suffix(affix) => side(affix, false),
            Test::Wildcard(wildcard) => {
                Self { pieces: wildcard.pieces.iter().map(one).collect(), folded: false }
            }
            Test::Exact(_) | Test::Numeric(_) | Test::Cidr(_) => return None,
            Test::Exists | Test::AnythingBut(_) => return None,
        };
        Some(shape)
    }

    fn is_any_text(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.iter().all(|p| p.is_empty())
    }

    /// The shape of the foldings of its strings: folding replaces code points one by one, so what
    /// begins, ends or contains a text folds to what does so with the text's folding.
    fn fold(&self) -> Vec<Text> {
        if self.folded {
            return self.plain();
        }
        self.pieces.iter().map(|p| fold(p).as_ref().into()).collect()
    }

    fn plain(&self) -> Vec<Text> {
        self.pieces.iter().map(|p| p.as_ref().into()).collect()
    }

    fn within(&self, other: &Self) -> bool {
        if self.folded && !other.folded {
            return false;
        }
        if self.folded == other.folded {
            return pieces_within(&self.pieces, &other.pieces);
        }
        let folded: Vec<_> = self.fold().into_iter().map(|p| Cow::Owned(p.into_vec())).collect();
        pieces_within(&folded, &other.pieces)
    }

    fn apart(&self, other: &Self) -> bool {
        let folded = self.folded || other.folded;
        let pieces = |s: &Self| if folded { s.fold() } else { s.plain() };
        let (a, b) = (pieces(self), pieces(other));
        match (&*a, &*b) {
            ([text], _) => !Wildcard { pieces: b.into() }.matches(text),
            (_, [text]) => !Wildcard { pieces: a.into() }.matches(text),
            ([a, .., z], [b, .., y]) => {
                let begins = a.starts_with(b) || b.starts_with(a);
                let ends = z.ends_with(y) || y.ends_with(z);
                !(begins && ends)
            }
            _ => false,
        }
    }
}

/// Is every string of the form `a` one of the form `b`? The stars of `b` can swallow whatever a
/// star of `a` stands for, the texts of `b` cannot: they have to be found in those of `a`.
fn pieces_within<T: AsRef<[u8]>, U: AsRef<[u8]>>(a: &[T], b: &[U]) -> bool {
    let (Some((first, last)), [begin, middle @ .., end]) = (a.first().zip(a.last()), b) else {
        return matches!((a, b), ([a], [b]) if a.as_ref() == b.as_ref());
    };
    let (first, last, begin, end) = (first.as_ref(), last.as_ref(), begin.as_ref(), end.as_ref());
    let fits = if a.len() == 1 { begin.len() + end.len() <= first.len() } else { true };
    if !(fits && first.starts_with(begin) && last.ends_with(end)) {
        return false;
    }
    let mut piece = 0;
    let mut from = begin.len();
    middle.iter().all(|text| {
        let text = text.as_ref();
        while let Some(rest) = a.get(piece).map(T::as_ref) {
            let to = if piece + 1 == a.len() { rest.len() - end.len() } else { rest.len() };
            match rest.get(from..to).and_then(|rest| find(rest, text)) {
                Some(at) => {
                    from += at + text.len();
                    return true;
                }
                None => (piece, from) = (piece + 1, 0),
            }
        }
        false
    })
}

/// Where `text` stands in `within`, without the preparations of a search when both are short.
fn find(within: &[u8], text: &[u8]) -> Option<usize> {
    if text.is_empty() || within.len() > 64 {
        return memchr::memmem::find(within, text);
    }
    within.windows(text.len()).position(|w| w == text)
}
