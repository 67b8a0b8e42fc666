"""IP addresses and names of machines in the one form in which they are compared."""

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


def in_ascii(name: str) -> str:
    """A machine's name as browsers and resolvers send it: `köln.example` is `xn--kln-sna.example`.
    Raises ValueError for what can be no name."""
    if name.isascii():
        return name
    # Not Python's own encoding, which is that of 2003: it takes straße for strasse. Few need it.
    import idna

    plain = idna.uts46_remap(name, std3_rules=False)
    labels = (one if one.isascii() else idna.alabel(one).decode() for one in plain.split("."))
    return ".".join(labels)
