//! The queries of `SEARCH`: which metrics they find.
//!
//! `{Namespace,Dimension,...}` says which namespace and exactly which dimensions; behind it stand
//! terms with `AND` (or nothing between them), `OR`, `NOT` and parentheses. A term is a word, which
//! is found in parts of names, or a text in quotes, which has to be the whole; `Namespace=`,
//! `MetricName=` or a dimension's name before it say where.

use crate::metrics::Metric;

/// Terms and signs of a query, at most.
const MOST: usize = 100;

/// A query that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Search {
    /// The namespace and the names of all dimensions, sorted, if it says so.
    schema: Option<(String, Vec<String>)>,
    /// What has to be found; all of them, if nothing is said.
    condition: Option<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
enum Condition {
    Term(Term),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

#[derive(Debug, Clone, PartialEq)]
struct Term {
    /// `Namespace`, `MetricName` or a dimension; anywhere, if it names none.
    place: Option<String>,
    text: String,
    whole: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Equal,
    Word(String),
    Quoted(String),
}

impl Search {
    /// Reads a query.
    ///
    /// # Errors
    /// In words, why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (schema, rest) = match text.strip_prefix('{') {
            None => (None, text),
            Some(inner) => {
                let (names, rest) = inner.split_once('}').ok_or("a `{` without a `}`")?;
                let mut names = names.split(',').map(|name| name.trim().trim_matches('"'));
                let namespace = names.next().unwrap_or_default().to_owned();
                let mut dimensions: Vec<String> = names.map(str::to_owned).collect();
                dimensions.sort_unstable();
                (Some((namespace, dimensions)), rest)
            }
        };
        let tokens = tokens(rest)?;
        let mut reader = Reader { tokens: &tokens, at: 0 };
        let condition = match tokens.is_empty() {
            true => None,
            false => Some(reader.any(0)?),
        };
        if reader.at < tokens.len() {
            return Err("a `)` without a `(`".to_owned());
        }
        Ok(Self { schema, condition })
    }

    /// Does it find a metric?
    pub fn finds(&self, metric: &Metric) -> bool {
        if let Some((namespace, dimensions)) = &self.schema {
            let own = metric.dimensions().iter().map(|(name, _)| name);
            if namespace != metric.namespace() || !own.eq(dimensions) {
                return false;
            }
        }
        self.condition.as_ref().is_none_or(|condition| condition.holds(metric))
    }
}

impl Condition {
    fn holds(&self, metric: &Metric) -> bool {
        match self {
            Self::Term(term) => term.holds(metric),
            Self::All(all) => all.iter().all(|own| own.holds(metric)),
            Self::Any(all) => all.iter().any(|own| own.holds(metric)),
            Self::Not(own) => !own.holds(metric),
        }
    }
}

impl Term {
    fn holds(&self, metric: &Metric) -> bool {
        match self.place.as_deref() {
            Some("Namespace") => self.is_in(metric.namespace()),
            Some("MetricName") => self.is_in(metric.name()),
            Some(name) => metric.dimension(name).is_some_and(|value| self.is_in(value)),
            None => {
                let dimensions = metric.dimensions().iter();
                self.is_in(metric.name())
                    || self.is_in(metric.namespace())
                    || dimensions.into_iter().any(|(n, v)| self.is_in(n) || self.is_in(v))
            }
        }
    }

    /// The whole of a text, or parts of it in their order.
    fn is_in(&self, text: &str) -> bool {
        if self.whole {
            return text == self.text;
        }
        let (own, parts) = (parts(&self.text), parts(text));
        !own.is_empty() && parts.windows(own.len()).any(|some| some == own)
    }
}

/// The parts of a name: between signs, at changes between letters and digits, and before capitals
/// that begin a word, such as `CPU` and `Utilization`.
fn parts(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let (mut before, mut capitals): (Option<char>, usize) = (None, 0);
    for c in text.chars() {
        if !c.is_alphanumeric() {
            (before, capitals) = (None, 0);
            continue;
        }
        let new = before.is_none_or(|b| {
            b.is_lowercase() && c.is_uppercase() || b.is_ascii_digit() != c.is_ascii_digit()
        });
        if new {
            all.push(String::new());
            capitals = 0;
        }
        // The last of several capitals begins the word of the small letter behind it.
        if c.is_lowercase() && capitals > 1 {
            let first = all.last_mut().and_then(String::pop);
            all.push(first.into_iter().collect());
        }
        if let Some(last) = all.last_mut() {
            last.extend(c.to_lowercase());
        }
        capitals = if c.is_uppercase() { capitals + 1 } else { 0 };
        before = Some(c);
    }
    all
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, behind) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '=' => (Token::Equal, &rest[1..]),
            '"' | '\'' => {
                let inner = &rest[1..];
                let (text, behind) = inner.split_once(first).ok_or("a quote that is not closed")?;
                (Token::Quoted(text.to_owned()), behind)
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()=\"".contains(c));
                let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
                (Token::Word(word.to_owned()), behind)
            }
        };
        all.push(token);
        if all.len() > MOST {
            return Err(format!("more than {MOST} terms"));
        }
        rest = behind.trim_start();
    }
    Ok(all)
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn word(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn any(&mut self, depth: usize) -> Result<Condition, String> {
        let mut all = vec![self.all(depth)?];
        while self.word() == Some("OR") {
            self.at += 1;
            all.push(self.all(depth)?);
        }
        Ok(Condition::Any(all))
    }

    fn all(&mut self, depth: usize) -> Result<Condition, String> {
        let mut all = vec![self.one(depth)?];
        loop {
            match self.tokens.get(self.at) {
                None | Some(Token::Close) => break,
                _ if self.word() == Some("OR") => break,
                _ if self.word() == Some("AND") => self.at += 1,
                _ => {}
            }
            all.push(self.one(depth)?);
        }
        Ok(Condition::All(all))
    }

    fn one(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > MOST {
            return Err("too many parentheses".to_owned());
        }
        if self.word() == Some("NOT") {
            self.at += 1;
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)));
        }
        let token = self.tokens.get(self.at).ok_or("a term is missing at the end")?;
        self.at += 1;
        let (text, whole) = match token {
            Token::Open => {
                let inner = self.any(depth + 1)?;
                let closed = self.tokens.get(self.at) == Some(&Token::Close);
                self.at += 1;
                return if closed { Ok(inner) } else { Err("a `(` without a `)`".to_owned()) };
            }
            Token::Word(word) => (word, false),
            Token::Quoted(text) => (text, true),
            Token::Close | Token::Equal => return Err("a sign where a term should be".to_owned()),
        };
        if self.tokens.get(self.at) != Some(&Token::Equal) {
            let term = Term { place: None, text: text.clone(), whole };
            return Ok(Condition::Term(term));
        }
        self.at += 1;
        let place = Some(text.clone());
        match self.tokens.get(self.at) {
            Some(Token::Open) => {
                self.at += 1;
                let inner = self.any(depth + 1)?;
                if self.tokens.get(self.at) != Some(&Token::Close) {
                    return Err("a `(` without a `)`".to_owned());
                }
                self.at += 1;
                Ok(placed(inner, text))
            }
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(Condition::Term(Term { place, text: word.clone(), whole: false }))
            }
            Some(Token::Quoted(word)) => {
                self.at += 1;
                Ok(Condition::Term(Term { place, text: word.clone(), whole: true }))
            }
            _ => Err(format!("a value is missing behind `{text}=`")),
        }
    }
}

/// A condition whose terms are looked for in one place.
fn placed(condition: Condition, place: &str) -> Condition {
    let each = |all: Vec<Condition>| all.into_iter().map(|own| placed(own, place)).collect();
    match condition {
        Condition::Term(term) => Condition::Term(Term { place: Some(place.to_owned()), ..term }),
        Condition::All(all) => Condition::All(each(all)),
        Condition::Any(all) => Condition::Any(each(all)),
        Condition::Not(own) => Condition::Not(Box::new(placed(*own, place))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Search, parts};
    use crate::metrics::Metric;

    #[test]
    fn what_queries_find() {
        let dimensions = vec![("InstanceId".to_owned(), "i-12".to_owned())];
        let metric = Metric::new("AWS/EC2", "CPUUtilization", dimensions);
        let finds = |text: &str| Search::parse(text).map(|search| search.finds(&metric));
        for yes in [
            "",
            "{AWS/EC2,InstanceId}",
            "{AWS/EC2,InstanceId} cpu",
            "{AWS/EC2,InstanceId} MetricName=\"CPUUtilization\"",
            "utilization AND NOT disk",
            "InstanceId=(i-13 OR i-12)",
            "(disk OR ec2) Namespace=\"AWS/EC2\"",
        ] {
            assert_eq!(finds(yes), Ok(true), "{yes}");
        }
        for no in ["{AWS/EC2}", "{AWS/EBS,InstanceId}", "MetricName=\"CPU\"", "disk", "NOT cpu"] {
            assert_eq!(finds(no), Ok(false), "{no}");
        }
        for bad in ["{a", "(a", "a)", "a=", "=a", "\"a", "a OR"] {
            assert!(finds(bad).is_err(), "{bad}");
        }
        assert_eq!(parts("CPUUtilization i-12x"), ["cpu", "utilization", "i", "12", "x"]);
        assert!(Search::parse(&"(".repeat(500)).is_err());
    }
}
