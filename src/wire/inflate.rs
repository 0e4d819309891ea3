//! Compressed bodies: gzip, as SDKs send PutMetricData beyond 10 KiB. What is signed is the
//! compressed body.

use super::fault::Fault;
use super::http::Request;
use super::limits::Limits;
use std::borrow::Cow;
use std::io::Read;

/// The body as it was before it was compressed.
///
/// # Errors
/// A body beyond the limit, compressed or not; an unknown encoding; what is no gzip.
pub fn body<'a>(request: &Request<'a>, limits: &Limits) -> Result<Cow<'a, [u8]>, Fault> {
    let too_large = || Fault::too_large(format!("the body has more than {} bytes", limits.body));
    if request.body.len() > limits.body {
        return Err(too_large());
    }
    match request.header("content-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(Cow::Borrowed(request.body)),
        "gzip" => {
            let mut out = Vec::new();
            let most = limits.body as u64 + 1;
            let mut plain = flate2::read::MultiGzDecoder::new(request.body).take(most);
            let read = plain.read_to_end(&mut out);
            read.map_err(|_| Fault::serialization("the body is not gzip, or is cut"))?;
            if out.len() > limits.body {
                return Err(too_large());
            }
            Ok(Cow::Owned(out))
        }
        "aws-chunked" => Err(Fault::serialization("bodies in signed chunks are not taken")),
        other => {
            let other: String = other.chars().take(40).collect();
            Err(Fault::serialization(format!("the encoding `{other}` is not taken")))
        }
    }
}

/// Compresses, for tests.
#[cfg(test)]
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("written");
    gzip.finish().expect("finished")
}
