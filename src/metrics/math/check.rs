//! The types of an expression's nodes.

use super::ast::{Expression, Node, NodeId, What};
use super::fault::MathFault;
use super::function::{Function, Gives, Takes, Which};
use super::types::Type;
use std::ops::Range;

/// What a node is to the node above it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    Value(Type),
    Text,
    Word(&'static str),
}

impl Is {
    fn noun(self) -> String {
        match self {
            Self::Value(kind) => kind.noun().to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Word(word) => format!("the word `{word}`"),
        }
    }
}

/// What knows the types of other entries; the range is for its fault.
pub(super) type TypeOf<'a> = dyn Fn(&str, Range<usize>) -> Result<Type, MathFault> + 'a;

/// The type of the whole. `type_of` knows the types of other entries.
pub(super) fn check(expression: &Expression, type_of: &TypeOf<'_>) -> Result<Type, MathFault> {
    match types(expression, type_of)?.last() {
        Some(Is::Value(kind)) => Ok(*kind),
        _ => Err(MathFault::new(whole(expression), "a text or a word is no expression by itself")),
    }
}

/// The calls that make one number of one series.
pub(super) fn reductions(
    expression: &Expression,
    type_of: &TypeOf<'_>,
) -> Result<Vec<(&'static Function, Range<usize>)>, MathFault> {
    let types = types(expression, type_of)?;
    let found = expression.nodes.iter().zip(&types).filter_map(|(node, is)| match &node.what {
        What::Call(function, _)
            if function.gives == Gives::Reduced && *is == Is::Value(Type::Number) =>
        {
            Some((*function, node.span.clone()))
        }
        _ => None,
    });
    Ok(found.collect())
}

/// The types of all nodes.
fn types(expression: &Expression, type_of: &TypeOf<'_>) -> Result<Vec<Is>, MathFault> {
    let mut types: Vec<Is> = Vec::with_capacity(expression.nodes.len());
    for node in &expression.nodes {
        let is = match &node.what {
            What::Number(_) => Is::Value(Type::Number),
            What::Text(_) => Is::Text,
            What::Word(word) => Is::Word(word),
            What::Id(id) => Is::Value(type_of(id, node.span.clone())?),
            What::List(parts) => Is::Value(list(expression, node, parts, &types)?),
            What::Negative(inner) => Is::Value(value(expression, *inner, &types)?),
            What::Binary(_, left, right) => {
                let sides = (value(expression, *left, &types)?, value(expression, *right, &types)?);
                if sides == (Type::Many, Type::Many) {
                    let words = "an operator between several time series and several others";
                    let fault = MathFault::new(node.span.clone(), words);
                    return Err(fault.help("reduce one side first, as in `SUM(METRICS())`"));
                }
                Is::Value(sides.0.max(sides.1))
            }
            What::Call(function, arguments) => {
                Is::Value(call(expression, node, function, arguments, &types)?)
            }
        };
        types.push(is);
    }
    Ok(types)
}

fn whole(expression: &Expression) -> Range<usize> {
    expression.nodes.last().map_or(0..0, |n| n.span.clone())
}

fn is(node: NodeId, types: &[Is]) -> Is {
    types.get(node).copied().unwrap_or(Is::Text)
}

fn value(expression: &Expression, node: NodeId, types: &[Is]) -> Result<Type, MathFault> {
    match is(node, types) {
        Is::Value(kind) => Ok(kind),
        other => {
            let span = expression.nodes.get(node).map_or(0..0, |n| n.span.clone());
            Err(MathFault::new(span, format!("{} where a value should be", other.noun())))
        }
    }
}

fn list(
    expression: &Expression,
    node: &Node,
    parts: &[NodeId],
    types: &[Is],
) -> Result<Type, MathFault> {
    let mut any = false;
    for part in parts {
        any |= value(expression, *part, types)? != Type::Number;
    }
    if any {
        return Ok(Type::Many);
    }
    Err(MathFault::new(node.span.clone(), "a list without a time series"))
}

fn call(
    expression: &Expression,
    node: &Node,
    function: &Function,
    arguments: &[NodeId],
    types: &[Is],
) -> Result<Type, MathFault> {
    let name = function.name;
    let (least, most) = (function.least, function.takes.len());
    if !(least..=most).contains(&arguments.len()) {
        let wanted = match (least, most) {
            (a, b) if a == b && a == 1 => "1 argument".to_owned(),
            (a, b) if a == b => format!("{a} arguments"),
            (a, b) => format!("{a} to {b} arguments"),
        };
        let given = arguments.len();
        let fault =
            MathFault::new(node.span.clone(), format!("`{name}` takes {wanted}, {given} given"));
        let listable = matches!(function.takes.first(), Some(Takes::SeriesOrMany)) && most == 1;
        return Err(if listable && given > 1 {
            fault.help(format!("several series stand in a list: `{name}([a, b])`"))
        } else {
            fault
        });
    }
    for (i, (argument, takes)) in arguments.iter().zip(function.takes).enumerate() {
        let given = is(*argument, types);
        let part = expression.nodes.get(*argument);
        if !fits(*takes, given, part) {
            let span = part.map_or(0..0, |n| n.span.clone());
            let wanted = wanted(*takes);
            let message = format!(
                "argument {} of `{name}` has to be {wanted}, this is {}",
                i + 1,
                given.noun()
            );
            return Err(MathFault::new(span, message));
        }
    }
    let first = arguments.first().map(|a| is(*a, types));
    let kinds = arguments.iter().filter_map(|a| match is(*a, types) {
        Is::Value(kind) => Some(kind),
        _ => None,
    });
    match (function.gives, first) {
        (Gives::This(kind), _) => Ok(kind),
        (Gives::First, Some(Is::Value(kind))) => Ok(kind),
        (Gives::Reduced, Some(Is::Value(Type::Many))) => Ok(Type::Series),
        (Gives::Reduced, _) => Ok(Type::Number),
        (Gives::Widest | Gives::First, _) => {
            let kind = kinds.max().unwrap_or(Type::Number);
            if kind == Type::Number && function.which == Which::If && arguments.len() < 3 {
                let fault = MathFault::new(node.span.clone(), "`IF` of numbers needs all three");
                return Err(fault);
            }
            Ok(kind)
        }
    }
}

fn fits(takes: Takes, given: Is, node: Option<&Node>) -> bool {
    match (takes, given) {
        (Takes::Text, Is::Text) | (Takes::Any, Is::Value(_)) => true,
        (Takes::Word(words), Is::Word(word)) => words.contains(&word),
        (Takes::Filling, Is::Word(word)) => ["REPEAT", "LINEAR"].contains(&word),
        (Takes::Literal, Is::Value(Type::Number)) => {
            node.is_some_and(|n| matches!(n.what, What::Number(_)))
        }
        (Takes::Named, Is::Value(Type::Series)) => {
            node.is_some_and(|n| matches!(n.what, What::Id(_)))
        }
        (Takes::Number | Takes::NumberOrSeries | Takes::Filling, Is::Value(Type::Number)) => true,
        (
            Takes::Series | Takes::SeriesOrMany | Takes::NumberOrSeries | Takes::Filling,
            Is::Value(Type::Series),
        ) => true,
        (Takes::Many | Takes::SeriesOrMany, Is::Value(Type::Many)) => true,
        _ => false,
    }
}

fn wanted(takes: Takes) -> String {
    match takes {
        Takes::Number => "a number".into(),
        Takes::Literal => "a number written out".into(),
        Takes::Series => "one time series".into(),
        Takes::Named => "the id of a metric".into(),
        Takes::Many => "several time series".into(),
        Takes::SeriesOrMany => "a time series or several".into(),
        Takes::NumberOrSeries => "a number or one time series".into(),
        Takes::Any => "a value".into(),
        Takes::Filling => "a number, a time series, `REPEAT` or `LINEAR`".into(),
        Takes::Text => "a text in quotes".into(),
        Takes::Word(words) => {
            let words: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
            format!("one of {}", words.join(", "))
        }
    }
}
