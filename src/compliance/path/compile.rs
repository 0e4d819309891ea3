//! From the parse of `jsonpath-rust` to steps of our own. What it lets pass beyond RFC 9535 (its
//! own functions, arguments of the wrong type) is refused here.

use super::compare::{Operand, Order};
use super::filter::{Filter, Query};
use super::function::{Function, Regexp};
use super::steps::{Slice, Step};
use crate::operators::Literal;
use jsonpath_rust::parser::model as jp;

type Compiled<T> = Result<T, String>;

/// The steps of a parsed path.
pub(super) fn steps(segments: &[jp::Segment]) -> Compiled<Box<[Step]>> {
    segments.iter().map(segment).collect()
}

fn segment(segment: &jp::Segment) -> Compiled<Step> {
    Ok(match segment {
        jp::Segment::Descendant(inner) => Step::Descend(Box::new(self::segment(inner)?)),
        jp::Segment::Selector(one) => selector(one)?,
        jp::Segment::Selectors(all) => {
            Step::Union(all.iter().map(selector).collect::<Compiled<_>>()?)
        }
    })
}

fn selector(selector: &jp::Selector) -> Compiled<Step> {
    Ok(match selector {
        jp::Selector::Name(name) => Step::Name(name.as_bytes().into()),
        jp::Selector::Wildcard => Step::All,
        jp::Selector::Index(index) => Step::Index(*index),
        jp::Selector::Slice(start, end, step) => {
            Step::Slice(Slice { start: *start, end: *end, step: step.unwrap_or(1) })
        }
        jp::Selector::Filter(inner) => Step::Filter(Box::new(filter(inner)?)),
    })
}

fn filter(of: &jp::Filter) -> Compiled<Filter> {
    Ok(match of {
        jp::Filter::Or(all) => Filter::Or(all.iter().map(filter).collect::<Compiled<_>>()?),
        jp::Filter::And(all) => Filter::And(all.iter().map(filter).collect::<Compiled<_>>()?),
        jp::Filter::Atom(jp::FilterAtom::Filter { expr, not }) => negated(filter(expr)?, *not),
        jp::Filter::Atom(jp::FilterAtom::Test { expr, not }) => negated(test(expr)?, *not),
        jp::Filter::Atom(jp::FilterAtom::Comparison(comparison)) => compare(comparison)?,
    })
}

fn negated(filter: Filter, not: bool) -> Filter {
    if not { Filter::Not(Box::new(filter)) } else { filter }
}

fn test(test: &jp::Test) -> Compiled<Filter> {
    match test {
        jp::Test::RelQuery(_) | jp::Test::AbsQuery(_) => Ok(Filter::Exists(query(test)?)),
        jp::Test::Function(function) => match &**function {
            jp::TestFunction::Match(text, pattern) => regexp(text, pattern, true),
            jp::TestFunction::Search(text, pattern) => regexp(text, pattern, false),
            jp::TestFunction::Custom(..) => Err(no_function(function)),
            other => Err(format!("`{}` gives a value: compare it with another", name_of(other))),
        },
    }
}

fn regexp(text: &jp::FnArg, pattern: &jp::FnArg, whole: bool) -> Compiled<Filter> {
    let pattern = match operand(pattern)? {
        Operand::Literal(Literal::Text(text)) => {
            Regexp::fixed(&crate::base::text::show(&text), whole)
        }
        other => Regexp::Found(other, whole),
    };
    Ok(Filter::Regexp(operand(text)?, pattern))
}

fn compare(comparison: &jp::Comparison) -> Compiled<Filter> {
    let order = match comparison {
        jp::Comparison::Eq(..) => Order::Equal,
        jp::Comparison::Ne(..) => Order::Unequal,
        jp::Comparison::Gt(..) => Order::Greater,
        jp::Comparison::Gte(..) => Order::AtLeast,
        jp::Comparison::Lt(..) => Order::Less,
        jp::Comparison::Lte(..) => Order::AtMost,
    };
    let (left, right) = comparison.vals();
    Ok(Filter::Compare(comparable(left)?, order, comparable(right)?))
}

fn comparable(of: &jp::Comparable) -> Compiled<Operand> {
    Ok(match of {
        jp::Comparable::Literal(of) => Operand::Literal(literal(of)),
        jp::Comparable::Function(of) => Operand::Function(Box::new(function(of)?)),
        jp::Comparable::SingularQuery(of) => {
            let (relative, segments) = match of {
                jp::SingularQuery::Current(segments) => (true, segments),
                jp::SingularQuery::Root(segments) => (false, segments),
            };
            let steps = segments.iter().map(|segment| match segment {
                jp::SingularQuerySegment::Index(index) => Step::Index(*index),
                jp::SingularQuerySegment::Name(name) => Step::Name(name.as_bytes().into()),
            });
            Operand::Query(Query { relative, steps: steps.collect() })
        }
    })
}

fn literal(of: &jp::Literal) -> Literal {
    use crate::base::number::Decimal;
    match of {
        jp::Literal::Int(n) => Literal::Number(Decimal::parse(n.to_string().as_bytes())),
        jp::Literal::Float(n) => Literal::Number(Decimal::parse(n.to_string().as_bytes())),
        jp::Literal::String(text) => Literal::Text(text.as_bytes().into()),
        jp::Literal::Bool(b) => Literal::Bool(*b),
        jp::Literal::Null => Literal::Null,
    }
}

fn function(of: &jp::TestFunction) -> Compiled<Function> {
    match of {
        jp::TestFunction::Length(arg) => Ok(Function::Length(operand(arg)?)),
        jp::TestFunction::Count(arg) => Ok(Function::Count(nodes(arg, "count")?)),
        jp::TestFunction::Value(arg) => Ok(Function::Value(nodes(arg, "value")?)),
        jp::TestFunction::Custom(..) => Err(no_function(of)),
        other => Err(format!("`{}` gives no value to compare", name_of(other))),
    }
}

fn no_function(function: &jp::TestFunction) -> String {
    format!(
        "`{}` is not a function of RFC 9535: length, count, value, match, search",
        name_of(function)
    )
}

fn name_of(function: &jp::TestFunction) -> String {
    function.to_string().split('(').next().unwrap_or_default().to_owned()
}

/// An argument that is a path.
fn nodes(arg: &jp::FnArg, function: &str) -> Compiled<Query> {
    match arg {
        jp::FnArg::Test(inner) if !matches!(&**inner, jp::Test::Function(_)) => query(inner),
        _ => Err(format!("`{function}` takes a path")),
    }
}

fn query(of: &jp::Test) -> Compiled<Query> {
    match of {
        jp::Test::RelQuery(segments) => Ok(Query { relative: true, steps: steps(segments)? }),
        jp::Test::AbsQuery(query) => Ok(Query { relative: false, steps: steps(&query.segments)? }),
        jp::Test::Function(_) => Err("a path is expected, not a function".to_owned()),
    }
}

/// An argument that is a value.
fn operand(arg: &jp::FnArg) -> Compiled<Operand> {
    match arg {
        jp::FnArg::Literal(of) => Ok(Operand::Literal(literal(of))),
        jp::FnArg::Test(inner) => match &**inner {
            jp::Test::Function(of) => Ok(Operand::Function(Box::new(function(of)?))),
            path => {
                let query = query(path)?;
                if query.steps.iter().all(Step::is_singular) {
                    Ok(Operand::Query(query))
                } else {
                    Err("a function of values takes a path to one node; `value(...)` makes one of \
                         a path to many"
                        .to_owned())
                }
            }
        },
        jp::FnArg::Filter(_) => Err("a function takes values and paths, not conditions".to_owned()),
    }
}
