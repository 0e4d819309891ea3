//! `cidr`: an address within a block. IPv4 blocks hold IPv4 addresses only, IPv6 blocks IPv6
//! addresses only, a v4-mapped one (`::ffff:10.1.2.3`) included.

use super::{Context, Operator, Reading, Test};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::read::tree::Item;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ip {
    /// IPv4.
    V4(u32),
    /// IPv6.
    V6(u128),
}

/// A block of addresses, its host bits zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Block {
    /// First address and mask bits, 0 to 32.
    V4(u32, u8),
    /// First address and mask bits, 0 to 128.
    V6(u128, u8),
}

impl Block {
    /// First and last address as numbers.
    #[must_use]
    pub fn bounds(&self) -> (u128, u128) {
        match *self {
            Self::V4(first, bits) => {
                let last = first | u32::MAX.checked_shr(u32::from(bits)).unwrap_or(0);
                (u128::from(first), u128::from(last))
            }
            Self::V6(first, bits) => {
                (first, first | u128::MAX.checked_shr(u32::from(bits)).unwrap_or(0))
            }
        }
    }

    /// Is the address within?
    #[must_use]
    pub fn holds(&self, ip: Ip) -> bool {
        let (first, last) = self.bounds();
        match (self, ip) {
            (Self::V4(..), Ip::V4(a)) => (first..=last).contains(&u128::from(a)),
            (Self::V6(..), Ip::V6(a)) => (first..=last).contains(&a),
            (Self::V4(..), Ip::V6(_)) | (Self::V6(..), Ip::V4(_)) => false,
        }
    }

    /// Reads `10.0.0.0/8` or `2001:db8::/32`; host bits are dropped.
    ///
    /// # Errors
    /// Words for what is no block.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (address, bits) = text.split_once('/').ok_or("a `/` and the mask bits are missing")?;
        let ip = parse_ip(address.as_bytes())
            .ok_or_else(|| format!("`{address}` is not an IP address"))?;
        let bits: u8 = bits.parse().map_err(|_| format!("`{bits}` is not a number of bits"))?;
        let (most, block) = match ip {
            Ip::V4(a) => {
                (32, Self::V4(a & !u32::MAX.checked_shr(u32::from(bits)).unwrap_or(0), bits))
            }
            Ip::V6(a) => {
                (128, Self::V6(a & !u128::MAX.checked_shr(u32::from(bits)).unwrap_or(0), bits))
            }
        };
        if bits > most { Err(format!("at most {most} mask bits")) } else { Ok(block) }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4(first, bits) => write!(f, "{}/{bits}", Ipv4Addr::from(first)),
            Self::V6(first, bits) => write!(f, "{}/{bits}", Ipv6Addr::from(first)),
        }
    }
}

/// The address that a string is. Leading zeros make no address: readers disagree on whether they
/// are decimal or octal.
#[must_use]
pub fn parse_ip(text: &[u8]) -> Option<Ip> {
    // The longest spelling is 45 characters: six groups and an IPv4 address.
    let first = *text.first()?;
    if text.len() > 45 || !(first.is_ascii_hexdigit() || first == b':') {
        return None;
    }
    if memchr::memchr(b':', text).is_some() {
        let text = std::str::from_utf8(text).ok()?;
        return text.parse::<Ipv6Addr>().ok().map(|a| Ip::V6(a.into()));
    }
    let mut address = 0u32;
    let mut parts = 0;
    for part in text.split(|b| *b == b'.') {
        if !matches!(part, [b'0'] | [b'1'..=b'9'] | [b'1'..=b'9', _] | [b'1'..=b'9', _, _])
            || !part.iter().all(u8::is_ascii_digit)
        {
            return None;
        }
        let n = part.iter().fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
        if n > 255 || parts == 4 {
            return None;
        }
        address = (address << 8) | n;
        parts += 1;
    }
    (parts == 4).then_some(Ip::V4(address))
}

pub(super) const OPERATOR: Operator = Operator {
    name: "cidr",
    summary: "an IP address within this block",
    example: r#"{"cidr": "10.0.0.0/8"}"#,
    schema: r##"{"anyOf": [{"type": "string", "pattern": "^[0-9a-fA-F:.]+/\\+?[0-9]+$"},
        {"$ref": "#/$defs/reference"}]}"##,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    let mut read = Vec::new();
    for text in context.strings("cidr", operand, false, "a string").unwrap_or_default() {
        match Block::parse(&crate::base::text::show(&text.text)) {
            Ok(block) => {
                if matches!(block, Block::V4(_, 32) | Block::V6(_, 128)) {
                    let words = format!("AWS refuses `{block}`");
                    context.diags.push(
                        Diag::new(Code::TL406, text.span, words)
                            .help("a single address is better written as a plain string"),
                    );
                }
                read.push(Reading::Test(Test::Cidr(block)));
            }
            Err(why) => context.diags.push(
                Diag::new(Code::TL304, text.span, format!("not a CIDR block: {why}"))
                    .help("blocks look like 10.0.0.0/8 or 2001:db8::/32"),
            ),
        }
    }
    read
}
