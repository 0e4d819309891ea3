//! From the text of a rule to its steps: operators wait on a stack until what binds less follows.

use super::error::{RuleError, RuleErrorKind};
use super::token::{Placed, Token, tokens};
use super::{AlarmRule, Child, LONGEST, Least, MOST_CHILDREN, MOST_ELEMENTS, RuleStep, name_of};
use crate::alarms::AlarmState;

/// What is expected where an operand begins.
const OPERAND: &str = "a condition such as `ALARM(name)`";

/// What waits for its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Open(usize),
    Or,
    And,
    Not,
}

struct Parser<'t> {
    text: &'t str,
    tokens: std::iter::Peekable<std::vec::IntoIter<Placed>>,
    rule: AlarmRule,
    elements: usize,
}

impl AlarmRule {
    /// Reads a rule.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        if text.chars().nth(LONGEST).is_some() {
            let kind = RuleErrorKind::Limit(LONGEST, "characters");
            return Err(RuleError::at(kind, 0, text.len()));
        }
        let tokens = tokens(text)?.into_iter().peekable();
        let rule = Self { steps: Vec::new(), children: Vec::new() };
        Parser { text, tokens, rule, elements: 0 }.expression()
    }
}

impl Parser<'_> {
    fn expression(mut self) -> Result<AlarmRule, RuleError> {
        let mut waiting: Vec<Waiting> = Vec::new();
        loop {
            let token = self.next(OPERAND)?;
            match &token.token {
                Token::Open => {
                    self.element(&token)?;
                    waiting.push(Waiting::Open(token.from));
                    continue;
                }
                Token::Bare(word) if word == "NOT" => {
                    waiting.push(Waiting::Not);
                    continue;
                }
                _ => self.operand(&token)?,
            }
            loop {
                let Some(token) = self.tokens.next() else { return self.end(waiting) };
                let binding = match &token.token {
                    Token::Bare(word) if word == "AND" => Waiting::And,
                    Token::Bare(word) if word == "OR" => Waiting::Or,
                    Token::Close => {
                        self.settle(&mut waiting, Waiting::Or);
                        if waiting.pop().is_none() {
                            return Err(RuleError::at(RuleErrorKind::Close, token.from, token.to));
                        }
                        continue;
                    }
                    _ => return Err(self.expected("AND, OR or `)`", &token)),
                };
                self.settle(&mut waiting, binding);
                waiting.push(binding);
                break;
            }
        }
    }

    fn end(mut self, mut waiting: Vec<Waiting>) -> Result<AlarmRule, RuleError> {
        self.settle(&mut waiting, Waiting::Or);
        match waiting.pop() {
            Some(Waiting::Open(from)) => Err(RuleError::at(RuleErrorKind::Open, from, from + 1)),
            _ => Ok(self.rule),
        }
    }

    /// Writes the operators that bind as close as `least` or closer.
    fn settle(&mut self, waiting: &mut Vec<Waiting>, least: Waiting) {
        while let Some(top) = waiting.last() {
            let step = match (top, least) {
                (Waiting::Not, _) => RuleStep::Not,
                (Waiting::And, _) => RuleStep::And,
                (Waiting::Or, Waiting::Or) => RuleStep::Or,
                _ => return,
            };
            self.rule.steps.push(step);
            waiting.pop();
        }
    }

    fn operand(&mut self, token: &Placed) -> Result<(), RuleError> {
        let Token::Bare(word) = &token.token else { return Err(self.expected(OPERAND, token)) };
        let step = match word.as_str() {
            "TRUE" | "FALSE" => {
                self.element(token)?;
                RuleStep::Always(word == "TRUE")
            }
            "AT_LEAST" => self.at_least()?,
            state => {
                let Some(state) = AlarmState::parse(state) else {
                    return Err(self.expected(OPERAND, token));
                };
                self.sign(&Token::Open, "`(`")?;
                let child = self.child()?;
                self.sign(&Token::Close, "`)`")?;
                RuleStep::Is(state, child)
            }
        };
        self.rule.steps.push(step);
        Ok(())
    }

    /// What follows `AT_LEAST`: `(2, NOT OK, (a, b, c))`.
    fn at_least(&mut self) -> Result<RuleStep, RuleError> {
        self.sign(&Token::Open, "`(`")?;
        let number = self.next("a number")?;
        self.sign(&Token::Comma, "`,`")?;
        let mut word = self.next("a state")?;
        let negated = word.token == Token::Bare("NOT".to_owned());
        if negated {
            word = self.next("a state")?;
        }
        let state = match &word.token {
            Token::Bare(state) => AlarmState::parse(state),
            _ => None,
        };
        let Some(state) = state else { return Err(self.expected("a state", &word)) };
        self.sign(&Token::Comma, "`,`")?;
        let open = self.sign(&Token::Open, "`(`")?;
        self.element(&open)?;
        let mut children = vec![self.child()?];
        loop {
            let token = self.next("`,` or `)`")?;
            match token.token {
                Token::Comma => children.push(self.child()?),
                Token::Close => break,
                _ => return Err(self.expected("`,` or `)`", &token)),
            }
        }
        self.sign(&Token::Close, "`)`")?;
        let least = self.least(&number, children.len())?;
        Ok(RuleStep::AtLeast { least, negated, state, children })
    }

    fn least(&self, token: &Placed, most: usize) -> Result<Least, RuleError> {
        let text = match &token.token {
            Token::Bare(text) => text.as_str(),
            _ => "",
        };
        let (digits, percent) = text.strip_suffix('%').map_or((text, false), |t| (t, true));
        let number =
            digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        let most_here = if percent { 100 } else { most };
        match number.filter(|n| *n >= 1 && *n as usize <= most_here) {
            Some(n) if percent => Ok(Least::Percent(n)),
            Some(n) => Ok(Least::Count(n)),
            None => {
                let written = self.written(token);
                Err(RuleError::at(RuleErrorKind::Least(most, written), token.from, token.to))
            }
        }
    }

    /// The name of an alarm.
    fn child(&mut self) -> Result<usize, RuleError> {
        let token = self.next("an alarm's name")?;
        let written = match &token.token {
            Token::Bare(name) | Token::Quoted(name) => name.clone(),
            _ => return Err(self.expected("an alarm's name", &token)),
        };
        let name = name_of(&written).to_owned();
        if name.is_empty() {
            return Err(RuleError::at(RuleErrorKind::NoName, token.from, token.to));
        }
        self.element(&token)?;
        if let Some(known) = self.rule.children.iter().position(|child| child.name == name) {
            return Ok(known);
        }
        if self.rule.children.len() == MOST_CHILDREN {
            let kind = RuleErrorKind::Limit(MOST_CHILDREN, "alarms");
            return Err(RuleError::at(kind, token.from, token.to));
        }
        self.rule.children.push(Child { name, written, span: (token.from, token.to) });
        Ok(self.rule.children.len() - 1)
    }

    fn element(&mut self, token: &Placed) -> Result<(), RuleError> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            let kind = RuleErrorKind::Limit(MOST_ELEMENTS, "elements");
            return Err(RuleError::at(kind, token.from, token.to));
        }
        Ok(())
    }

    fn next(&mut self, expected: &'static str) -> Result<Placed, RuleError> {
        let end = self.text.len();
        self.tokens.next().ok_or(RuleError::at(RuleErrorKind::Ends(expected), end, end))
    }

    fn sign(&mut self, sign: &Token, name: &'static str) -> Result<Placed, RuleError> {
        let token = self.next(name)?;
        if token.token == *sign { Ok(token) } else { Err(self.expected(name, &token)) }
    }

    fn written(&self, token: &Placed) -> String {
        self.text.get(token.from..token.to).unwrap_or_default().trim_end().to_owned()
    }

    fn expected(&self, what: &'static str, token: &Placed) -> RuleError {
        let kind = RuleErrorKind::Expected(what, self.written(token));
        RuleError::at(kind, token.from, token.to)
    }
}
