//! The event streams, generated from fixed seeds.

pub mod fields;
pub mod lots;
pub mod streets;
pub mod trail;
mod trail_text;
pub mod world;

use std::collections::BTreeMap;

/// Appends formatted text to a string.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{
        use std::fmt::Write as _;
        // INVARIANT (strings take all): writing to a string cannot fail.
        $out.write_fmt(format_args!($($text)*)).expect("a string takes any text")
    }};
}
pub(crate) use put;

/// A stream of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// City-lots-like GeoJSON, coordinates as nested arrays of numbers.
    Lots,
    /// The same with coordinates as objects with `x`, `y` and `z`.
    LotsObjects,
    /// CloudTrail records in EventBridge's envelope.
    Trail,
}

impl Stream {
    /// Every stream, in the order of the report.
    pub const ALL: [Self; 3] = [Self::Lots, Self::LotsObjects, Self::Trail];

    /// The name used in tables and options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lots => "lots",
            Self::LotsObjects => "lots-objects",
            Self::Trail => "trail",
        }
    }

    /// How many events a full run uses.
    pub fn full_length(self) -> usize {
        match self {
            Self::Lots | Self::LotsObjects => 50_000,
            Self::Trail => 20_000,
        }
    }

    /// The seed of the generator.
    pub fn seed(self) -> u64 {
        match self {
            Self::Lots | Self::LotsObjects => 0x1075,
            Self::Trail => 0x7EA1,
        }
    }

    /// The first `count` events; a shorter stream is a prefix of a longer one.
    pub fn generate(self, count: usize) -> Events {
        match self {
            Self::Lots => lots::generate(self.seed(), count, lots::Form::NestedArrays),
            Self::LotsObjects => lots::generate(self.seed(), count, lots::Form::Objects),
            Self::Trail => trail::generate(self.seed(), count),
        }
    }
}

/// Events laid end to end.
#[derive(Debug, Default)]
pub struct Events {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Events {
    /// Adds one event.
    pub fn push(&mut self, event: &str) {
        self.bytes.extend_from_slice(event.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All bytes, without separators.
    pub fn total_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of an average event.
    pub fn mean_bytes(&self) -> f64 {
        self.total_bytes() as f64 / self.len().max(1) as f64
    }

    /// The first `count` events.
    pub fn first(&self, count: usize) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).take(count).map(|(start, &end)| &self.bytes[start..end])
    }

    /// All events.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.first(self.len())
    }
}

/// Streams made once and kept for every rule set that reads them.
#[derive(Debug)]
pub struct Library {
    length: Option<usize>,
    made: BTreeMap<Stream, Events>,
}

impl Library {
    /// A library of streams of `length` events, or of their full lengths.
    pub fn new(length: Option<usize>) -> Self {
        Self { length, made: BTreeMap::new() }
    }

    /// The stream, generated on first use.
    pub fn get(&mut self, stream: Stream) -> &Events {
        let length = self.length.unwrap_or_else(|| stream.full_length());
        self.made.entry(stream).or_insert_with(|| stream.generate(length.min(stream.full_length())))
    }
}
