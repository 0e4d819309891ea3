//! Networks such as `10.0.0.0/8` or `2001:db8::/32`, and the addresses in them.

use core::net::IpAddr;

/// A network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits addresses share with it.
    bits: u32,
}

impl Network {
    /// Reads a network.
    pub fn read(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a network such as `10.0.0.0/8`");
        let (address, bits) = text.split_once('/').ok_or_else(fault)?;
        let address: IpAddr = address.parse().map_err(|_| fault())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.parse().ok().filter(|bits| *bits <= most).ok_or_else(fault)?;
        Ok(Self { address, bits })
    }

    /// Is it the text of an address in the network?
    pub fn holds(&self, text: &str) -> bool {
        let differ = match (self.address, text.parse()) {
            (IpAddr::V4(a), Ok(IpAddr::V4(b))) => u128::from(a.to_bits() ^ b.to_bits()) << 96,
            (IpAddr::V6(a), Ok(IpAddr::V6(b))) => a.to_bits() ^ b.to_bits(),
            _ => return false,
        };
        differ.leading_zeros() >= self.bits
    }
}
