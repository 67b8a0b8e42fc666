"""Which set-ups may start at all. Beyond this computer, somebody must be kept out by something."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from ..core.addresses import is_loopback
from ..core.config import Config, Listener
from ..core.errors import ConfigInvalid
from ..net.tls import listener_context
from .caller import origin_of

SHORTEST_KEY = 8
_WIDEST_V4, _WIDEST_V6 = 8, 7  # 10.0.0.0/8 and fc00::/7 are the widest that somebody may own


def must_be_safe(config: Config) -> None:
    """Raise ConfigInvalid, naming the keys and what to do, for a set-up that must not start."""
    listener = config.listener
    key, previous = listener.read_api_key(), listener.read_api_key_previous()
    if previous and not key:
        raise ConfigInvalid(
            "listener.api_key_previous is set, but listener.api_key is not",
            "Nobody would need a key. Give listener.api_key, or remove the previous one.",
        )
    if strange := [one for one in listener.his_origins if not origin_of(one)]:
        raise ConfigInvalid(
            f"listener.his_origins = {strange[0]} is no origin that a browser would name",
            "Write it as its address bar shows it, without a path: http://his.hospital.local",
        )
    if not is_ours_alone(listener.host):
        _must_keep_out(listener, [one for one in (key, previous) if one])
    listener_context(config.tls)


def _must_keep_out(listener: Listener, keys: list[str]) -> None:
    where = f"listener.host = {listener.host} lets other computers in"
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ConfigInvalid(
            f"{where}, and a key in listener.api_key or listener.api_key_previous is too short",
            f"One of less than {SHORTEST_KEY} signs is soon guessed: make one of 32 by chance.",
        )
    if keys:
        return
    if _is_everybody(listener.allowed_clients):
        raise ConfigInvalid(
            f"{where}, and listener.allowed_clients is everybody",
            "Name the networks of this hospital there, such as 10.1.0.0/16, or set "
            "listener.api_key.",
        )
    if not (listener.allowed_clients and listener.his_origins):
        raise ConfigInvalid(
            where,
            "Bound to anything but loopback it needs listener.api_key, or "
            "listener.allowed_clients together with listener.his_origins. "
            'Set them, or set listener.host = "127.0.0.1".',
        )


def is_ours_alone(host: str) -> bool:
    """Whether only this computer reaches what is bound there; a name that nobody knows is not."""
    if is_loopback(host):
        return True
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(is_loopback(str(one[4][0])) for one in found)


def _is_everybody(clients: Iterable[str]) -> bool:
    networks = [ip_network(text, strict=False) for text in clients]
    v4 = collapse_addresses(one for one in networks if isinstance(one, IPv4Network))
    v6 = collapse_addresses(one for one in networks if isinstance(one, IPv6Network))
    return any(one.prefixlen < _WIDEST_V4 for one in v4) or any(
        one.prefixlen < _WIDEST_V6 for one in v6
    )
