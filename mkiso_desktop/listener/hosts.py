"""Whether the name in Host is ours: a page whose name was bent to our address must not reach us.

DNS rebinding gives an attacker's page an address of ours, but not a name of ours.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Collection
from contextlib import suppress
from http import HTTPStatus
from ipaddress import IPv6Address
from pathlib import Path

from ..core.addresses import in_ascii, parsed
from ..core.config import Listener
from .caller import Caller
from .refusal import Refusal

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([1-9][0-9]{0,4}))?")
_MOST_SHOWN = 100
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class Hosts:
    """The names that this listener answers to; `machine` are those of the computer."""

    def __init__(self, listener: Listener, machine: Collection[str]) -> None:
        given = [listener.host, *listener.allowed_hosts, *machine]
        self._names = _LOOPBACK | {_plain(name) for name in given} - {"", "0.0.0.0", "[::]"}

    def check(self, caller: Caller, here: tuple[str, int]) -> None:
        """Refusal (421) unless the caller used a name of ours, and our port; `here` is where the
        connection came in."""
        if not self.knows(caller.host, here, any_port=caller.is_proxied):
            is_named = self.knows(caller.host, here, any_port=True)
            raise _at_another_port(caller.host, here[1]) if is_named else _misdirected(caller.host)
        # A proxy that hands the caller's X-Forwarded-Host on as it came must not open the door:
        # rebinding shows in Host then. A single word is how a proxy names us to itself; a page that
        # found its way to our port says that as well.
        behind = caller.proxy_host
        if re.search("[.:]", behind) and not self.knows(behind, here, any_port=True):
            raise _misdirected(behind)

    def knows(self, host: str, here: tuple[str, int], *, any_port: bool) -> bool:
        """Whether `host`, as it stands in a header, is ours."""
        found = _HOST.fullmatch(host)
        if not found:
            return False
        name, port = found[1], int(found[2] or here[1])
        if port > 65535 or (port != here[1] and not any_port):
            return False
        if name.startswith("["):
            address = _bracketed(name)
            return address in self._names or address == _plain(here[0])
        bare = name.removesuffix(".")
        if bare != name and parsed(bare):
            return False  # only a name may end in a dot
        return bare in self._names or name == _plain(here[0])


def _plain(name: str) -> str:
    """A name or an address as Host has it."""
    with suppress(ValueError):
        name = in_ascii(name)
    address = parsed(name)
    if isinstance(address, IPv6Address):
        return f"[{address}]"
    return str(address) if address else name.lower().removesuffix(".")


def _bracketed(name: str) -> str:
    try:
        return f"[{IPv6Address(name[1:-1])}]"
    except ValueError:
        return ""


def _misdirected(host: str) -> Refusal:
    found, shown = _HOST.fullmatch(host), _shown(host)
    name = _shown(found[1].strip("[]")) if found else shown  # the setting takes it without a port
    return Refusal(
        HTTPStatus.MISDIRECTED_REQUEST,
        "the name in Host is not one of this computer's",
        host=shown,
        setting="listener.allowed_hosts",
        advice=f'This computer was called "{name}", a name it does not know. If it is right, add '
        "it to listener.allowed_hosts in the configuration.",
    )


def _at_another_port(host: str, port: int) -> Refusal:
    return Refusal(
        HTTPStatus.MISDIRECTED_REQUEST,
        "the port in Host is not this one",
        host=_shown(host),
        setting="listener.trusted_proxies",
        advice=f"The name is right, but it came to port {port}. Have the links name that port. If "
        "something in between passes them on, as nginx does, add its address to "
        "listener.trusted_proxies in the configuration.",
    )


def _shown(host: str) -> str:
    return host.encode("unicode_escape").decode("ascii")[:_MOST_SHOWN]


def machine_names(
    name: str = "",
    hosts: Path = Path("/etc/hosts"),
    domains: Path = Path("/etc/resolv.conf"),
) -> set[str]:
    """What this computer (or one of that name) is called, in short and in full, without asking
    anybody on the network: that might take long, and a stranger might answer."""
    name = (name or socket.gethostname()).lower().removesuffix(".")
    short = name.partition(".")[0]
    known = _full_names(short, hosts, domains)
    return {name, short, *(full for full in known if full.startswith(f"{short}."))}


def _full_names(short: str, hosts: Path, domains: Path) -> set[str]:
    if sys.platform == "win32":
        return {_windows_name()}
    names = {name.lower() for line in _lines(hosts) for name in line.split()[1:]}
    for line in _lines(domains):
        word, *found = line.lower().split()
        if word in ("domain", "search") and found:
            names.add(f"{short}.{found[0]}")
    return {name.removesuffix(".") for name in names}


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    return [line for part in text.splitlines() if (line := part.partition("#")[0].strip())]


if sys.platform == "win32":
    import ctypes

    _DNS_FULLY_QUALIFIED = 3  # COMPUTER_NAME_FORMAT

    def _windows_name() -> str:
        text = ctypes.create_unicode_buffer(256)
        size = ctypes.c_ulong(len(text))
        found = ctypes.windll.kernel32.GetComputerNameExW(
            _DNS_FULLY_QUALIFIED, text, ctypes.byref(size)
        )
        return text.value.lower() if found else ""
