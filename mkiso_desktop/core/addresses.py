"""IP addresses in the one form in which they are compared."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


@lru_cache(maxsize=1024)
def parsed(text: str) -> Address | None:
    """An IP address in its plain form: without a zone, and IPv4 as IPv4."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_loopback(host: str) -> bool:
    """Whether only this computer itself is reached there, as far as can be told by looking."""
    address = parsed(host)
    if address is None:
        return host.lower().removesuffix(".") == "localhost"
    return address.is_loopback


def source_of(address: str) -> str:
    """Who is counted as one: an IPv6 caller has a whole network of addresses to come from."""
    found = parsed(address)
    if found is None or isinstance(found, IPv4Address):
        return address
    return str(ip_network((found, 64), strict=False))
