//! Which addresses are private: a name in a grant must not lead to them by surprise.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Is it an address that the public network does not have: this machine, a local network, a cloud's
/// metadata service? The special-purpose registries of IANA (RFC 6890 and its successors).
pub(super) fn private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => private_v4(ip),
        IpAddr::V6(ip) => private_v6(ip),
    }
}

fn private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

fn private_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    // Addresses of IPv4 inside: mapped, compatible, NAT64 and 6to4.
    let [.., high, low] = parts;
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    let inner = Ipv4Addr::new(a, b, c, d);
    let six_to_four = Ipv4Addr::from((u32::from(parts[1]) << 16) | u32::from(parts[2]));
    match parts {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => private_v4(inner),
        [0, 0, 0, 0, 0, 0, ..] => true,
        [0x2002, ..] => private_v4(six_to_four),
        [first, ..] => {
            ip.is_multicast()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xffc0) == 0xfe80
                || (first & 0xffc0) == 0xfec0
                || (first == 0x64 && parts[1] == 0xff9b)
                || (first == 0x100 && parts[1..4] == [0, 0, 0])
                || (first == 0x2001 && (parts[1] < 0x200 || parts[1] == 0xdb8))
                || (first == 0x3fff && parts[1] < 0x1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::private;

    #[test]
    fn what_is_private() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "ff02::1",
            "2001:db8::1",
            "::127.0.0.1",
        ] {
            assert!(private(ip.parse().expect("an address")), "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
            "2002:808:808::",
        ] {
            assert!(!private(ip.parse().expect("an address")), "{ip}");
        }
    }
}
