"""Who asks: by which name of ours, through which proxy, a browser or a script, from which page.

X-Forwarded-For, -Host and -Proto count only from `listener.trusted_proxies`, and of several hops
only what a trusted one has said: everything to its left may be the caller's own invention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from ipaddress import IPv6Address

from starlette.types import Scope

from ..core.addresses import Address, parsed
from ..core.config import Listener
from .refusal import Refusal

DEFAULT_PORT = {"http": 80, "https": 443}
_ONCE = {
    b"host",
    b"origin",
    b"referer",
    b"user-agent",
    b"x-api-key",
    b"content-type",
    b"content-length",
    b"transfer-encoding",
    b"sec-fetch-site",
    b"sec-fetch-mode",
    b"sec-fetch-dest",
}
_ORIGIN = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE
)
_AFTER_ORIGIN = re.compile(r"[/?#]|\Z")
_BROWSER = re.compile(
    r"mozilla/|opera[/ ]|\b(?:lynx|links|elinks|w3m|dillo|netsurf)\b"
    # These look at a link before a person does.
    r"|whatsapp|facebookexternalhit|(?:slack|telegram|twitter|discord|linkedin)bot|skypeuripreview"
    r"|microsoft office|ms-?office|outlook|preview",
    re.IGNORECASE,
)
_FORWARDED = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")
_PREFETCH = re.compile(r"\b(?:prefetch|prerender|preview)\b", re.IGNORECASE)
_PREFETCH_HEADERS = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")


@dataclass(frozen=True)
class Caller:
    """One request's sender. `host` is the name (and port) it used for us; `came_from` the origin of
    the page it came from ("http://his:80", "" when that is not told); `origin` its Origin header as
    it stands; `is_local` means from this machine with no proxy between."""

    address: str
    host: str
    scheme: str = "http"
    is_browser: bool = False
    came_from: str = ""
    origin: str = ""
    prefers_html: bool = False
    language: str = ""
    is_prefetch: bool = False
    is_local: bool = False
    is_proxied: bool = False
    proxy_host: str = ""

    @property
    def own_origin(self) -> str:
        """Ours, as the caller knows it: "http://name:port"."""
        return origin_of(f"{self.scheme}://{self.host}")


def origin_of(url: str) -> str:
    """The origin of an address, in the one form in which origins are compared (lower case, port
    always told); "" when it has none."""
    found = _ORIGIN.match(url)
    if not found or not _AFTER_ORIGIN.match(url, found.end()):
        return ""
    scheme, name, port = found[1].lower(), found[2].lower(), found[3]
    if name.startswith("["):
        address = parsed(name[1:-1])
        if not isinstance(address, IPv6Address):
            return ""
        name = f"[{address}]"
    return f"{scheme}://{name}:{int(port) if port else DEFAULT_PORT[scheme]}"


def caller_of(scope: Scope, listener: Listener) -> Caller:
    """Who sent this request; Refusal (400) when its headers contradict themselves."""
    headers = Headers(scope["headers"])
    peer = parsed(scope["client"][0]) if scope.get("client") else None
    trusted = {parsed(address) for address in listener.trusted_proxies}
    is_proxied = peer in trusted
    hops = _hops(headers, trusted) if is_proxied else []
    address = hops[-1] if hops else peer
    host, said_host = headers.one(b"host"), headers.list_of(b"x-forwarded-host")
    scheme, said_scheme = scope.get("scheme", "http"), headers.list_of(b"x-forwarded-proto")
    if is_proxied:
        scheme = _of_hop(said_scheme, hops).lower() or scheme
        if scheme not in DEFAULT_PORT:
            raise Refusal(HTTPStatus.BAD_REQUEST, "X-Forwarded-Proto must be http or https")
    referer = headers.one(b"referer")
    return Caller(
        address=str(address or ""),
        host=((_of_hop(said_host, hops) if is_proxied else "") or host).lower(),
        scheme=scheme,
        is_browser=_is_browser(headers),
        came_from=origin_of(referer),
        origin=headers.one(b"origin"),
        prefers_html=_prefers_html(headers.joined(b"accept")),
        language=_language(headers.joined(b"accept-language")),
        is_prefetch=any(_PREFETCH.search(headers.joined(name)) for name in _PREFETCH_HEADERS),
        is_local=_is_local(peer, is_proxied, headers),
        is_proxied=is_proxied,
        proxy_host=host.lower() if is_proxied and said_host else "",
    )


class Headers:
    """A request's headers by name. Those that decide something must not come twice."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[bytes, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), []).append(value.decode("latin-1"))
        for name in _ONCE & self._values.keys():
            if len(self._values[name]) > 1:
                raise Refusal(HTTPStatus.BAD_REQUEST, f"repeated header {name.decode().title()}")

    def __contains__(self, name: bytes) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._values)

    def one(self, name: bytes) -> str:
        """Its value, "" where it is not there."""
        return self._values.get(name, [""])[0].strip()

    def joined(self, name: bytes) -> str:
        """All its values as one list (RFC 9110 5.3)."""
        return ",".join(self._values.get(name, []))

    def list_of(self, name: bytes) -> list[str]:
        """The items of all its values."""
        return [item for part in self.joined(name).split(",") if (item := part.strip())]


def _hops(headers: Headers, trusted: set[Address | None]) -> list[Address]:
    """From the nearest on, who passed the request on as far as we may believe it; the last one is
    who sent it."""
    hops: list[Address] = []
    for item in reversed(headers.list_of(b"x-forwarded-for")):
        with_port = _WITH_PORT.fullmatch(item)
        address = parsed((with_port[1] or with_port[2]) if with_port else item)
        if address is None:
            raise Refusal(HTTPStatus.BAD_REQUEST, "X-Forwarded-For must hold IP addresses")
        hops.append(address)
        if address not in trusted:
            break
    return hops


def _of_hop(items: list[str], hops: list[Address]) -> str:
    """What the outermost trusted proxy has said, where each of them adds an item at the right."""
    return items[max(-len(items), -max(len(hops), 1))] if items else ""


def _is_local(peer: Address | None, is_proxied: bool, headers: Headers) -> bool:
    if peer is None or not peer.is_loopback or is_proxied:
        return False
    return not any(name in headers for name in _FORWARDED)  # a proxy that nobody has told us of


def _is_browser(headers: Headers) -> bool:
    # No page can set or take away a header that begins with Sec-.
    told = any(name.startswith(b"sec-") or name in (b"origin", b"referer") for name in headers)
    return told or bool(_BROWSER.search(headers.one(b"user-agent")))


def _ranked(accept: str) -> dict[str, float]:
    """The items of an Accept header and their weights (RFC 9110 12.4.2)."""
    ranks: dict[str, float] = {}
    for item in filter(None, accept.split(",")):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        ranks[name] = float(weight) if _WEIGHT.fullmatch(weight) else 0.0
    return ranks


@lru_cache(maxsize=64)  # a browser says the same each time
def _prefers_html(accept: str) -> bool:
    ranks = _ranked(accept)
    html = max(ranks.get("text/html", 0), ranks.get("application/xhtml+xml", 0))
    named = ranks.get("application/json")
    json = ranks.get("application/*", ranks.get("*/*", 0)) if named is None else named
    return html > json or (html == json > 0 and named is None)


@lru_cache(maxsize=64)
def _language(accept: str) -> str:
    """The first of our two that is wanted most; "in" is what Indonesian was called once."""
    ranks = {name: rank for name, rank in _ranked(accept).items() if rank > 0}
    for name in sorted(ranks, key=lambda name: -ranks[name]):
        if found := {"id": "id", "in": "id", "en": "en"}.get(name.partition("-")[0]):
            return found
    return ""
