"""Which IP addresses may be asked.

Public ones always; loopback and private ones only where the operator allows
it; link-local, multicast, reserved and metadata addresses never.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


PRIVATE = _networks(
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
    "::1/128", "fc00::/7",
)  # fmt: skip
"""Loopback, private use (RFC 1918, RFC 4193) and carrier-grade NAT (RFC 6598)."""

NEVER = _networks(
    "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32",
    "::/96", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
    "64:ff9b:1::/48", "fe80::/10", "fec0::/10", "ff00::/8",
)  # fmt: skip
"""Special-purpose addresses (RFC 6890 and its registry), Teredo and 6to4, which
hide an IPv4 address, and the metadata addresses of clouds."""

_LOOPBACK6 = ipaddress.ip_address("::1")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refusal(text: str) -> str | None:
    """Why `text`, an address as resolved, is not for everyone: "private", "special" or None."""
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))
    if address != _LOOPBACK6 and _within(address, NEVER):
        return "special"
    if _within(address, PRIVATE) or not address.is_global:
        return "private" if _within(address, PRIVATE) else "special"
    return None


def is_allowed(text: str, allowed: bool | Sequence[Network]) -> bool:
    """Whether the operator's `allowed` covers the private address `text`."""
    if isinstance(allowed, bool):
        return allowed
    return _within(_unwrapped(ipaddress.ip_address(text.partition("%")[0])), allowed)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside a mapped or a NAT64 one; every other address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
