"""The sockets that we listen at, and what it means when one cannot be had."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import ExitStack, suppress

from ..core.addresses import is_loopback, parsed
from ..core.errors import ConfigInvalid

WAITING = 1024  # connections of a flood that must not keep a person's own from being noticed
_TRIES = 20
_V4, _V6 = "127.0.0.1", "::1"
_ANY_V4, _ANY_V6 = "0.0.0.0", "::"
_NO_IPV6 = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT}
# Windows says "access denied" where another program has the port for itself alone.
_TAKEN = {errno.EADDRINUSE} | ({errno.EACCES} if sys.platform == "win32" else set())


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listen at `host`, the first socket being that; all have one port, a free one for port 0.

    Loopback means 127.0.0.1 and ::1, wherever there is IPv6: a browser that is sent to `localhost`
    takes either, and another program at one of them would get half of our callers.
    Raises ConfigInvalid when one of them cannot be had.
    """
    if port:
        return _all(host, port)
    for _ in range(_TRIES):  # what is free at one address may be taken at the other
        with suppress(ConfigInvalid):
            return _all(host, 0)
    return _all(host, 0)


def _all(host: str, port: int) -> list[socket.socket]:
    with ExitStack() as undo:
        opened: list[socket.socket] = []
        for address in _addresses(host):
            number = opened[0].getsockname()[1] if opened else port
            try:
                one = _listen(address, number)
            except OSError as error:
                if opened and address in (_V6, _ANY_V6) and error.errno in _NO_IPV6:
                    continue
                raise _not_ours(address, number, error) from error
            undo.callback(one.close)
            opened.append(one)
        undo.pop_all()
    return opened


def written(host: str, port: int) -> str:
    """An address for people, and for a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _addresses(host: str) -> tuple[str, ...]:
    """What to bind for `host` as it stands in the configuration."""
    if is_loopback(host):
        own = str(parsed(host) or _V4)
        return tuple(dict.fromkeys((own, _V4, _V6)))
    if host == _ANY_V4:
        return _ANY_V4, _V6  # loopback is part of it
    if host == _ANY_V6:
        return _ANY_V4, _ANY_V6
    return (host,)


def _listen(address: str, port: int) -> socket.socket:
    # A name is looked up once, here; an address stays what it is.
    family, _, _, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    # Said by its number, or asyncio does not see that it is TCP and leaves TCP_NODELAY out: on a
    # kept connection each answer would wait 40 ms for an ACK between its head and its body.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: REUSEADDR would share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:  # IPv4 has a socket of its own
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(where)
        listening.listen(WAITING)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def _not_ours(address: str, port: int, error: OSError) -> ConfigInvalid:
    where, why = written(address, port), error.strerror or str(error)
    if error.errno in _TAKEN:
        return ConfigInvalid(
            f"Another program listens on {where}, where links of the HIS arrive",
            "Close that program (perhaps another mkiso-desktop), or choose another port in "
            "[listener]. It is tried again every few seconds.",
            why,
        )
    if error.errno == errno.EACCES:
        return ConfigInvalid(
            f"This program may not listen on {where}, where links of the HIS arrive",
            "Ports below 1024 belong to the system. Choose a higher one in [listener], such as "
            "8080, or put nginx in front of it.",
            why,
        )
    return ConfigInvalid(
        f"This program cannot listen on {where}, where links of the HIS arrive",
        "The host in [listener] must be an address of this computer: 127.0.0.1 for this computer "
        "alone, or its address in the network.",
        why,
    )
