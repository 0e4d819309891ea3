//! Values to bytes: definite lengths, shortest heads, floats always in 64 bits, so that a client
//! that expects a double is given one.

use crate::wire::value::Value;

/// Appends one value.
pub fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0xF6),
        Value::Bool(yes) => out.push(if *yes { 0xF5 } else { 0xF4 }),
        Value::Integer(n) if *n < 0 => head(1, !*n as u64, out),
        Value::Integer(n) => head(0, *n as u64, out),
        Value::Float(number) => float(*number, out),
        Value::Text(text) | Value::Untyped(text) => string(text, out),
        Value::Bytes(bytes) => {
            head(2, bytes.len() as u64, out);
            out.extend_from_slice(bytes);
        }
        Value::Time(at) => {
            head(6, 1, out);
            match at.as_millisecond() {
                millis if millis % 1000 == 0 => write(&Value::Integer(millis / 1000), out),
                millis => float(millis as f64 / 1000.0, out),
            }
        }
        Value::List(values) => {
            head(4, values.len() as u64, out);
            values.iter().for_each(|v| write(v, out));
        }
        Value::Map(fields) => {
            let there = || fields.iter().filter(|(_, v)| *v != Value::Null);
            head(5, there().count() as u64, out);
            for (name, value) in there() {
                string(name, out);
                write(value, out);
            }
        }
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    head(3, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

fn float(number: f64, out: &mut Vec<u8>) {
    out.push(0xFB);
    out.extend_from_slice(&number.to_bits().to_be_bytes());
}

fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..24 => out.push(major | bytes[7]),
        24..0x100 => out.extend([major | 24, bytes[7]]),
        0x100..0x1_0000 => out.extend([major | 25, bytes[6], bytes[7]]),
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 26);
            out.extend_from_slice(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&bytes);
        }
    }
}
