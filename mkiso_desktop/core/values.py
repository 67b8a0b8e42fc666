"""What a single value of the configuration may be: AE titles, hosts, networks, addresses of pages.

Each checker takes the text of the file and gives it back in its plain form, or raises ValueError
with the end of a sentence that begins with the key ("must be ..."); it never repeats the value,
which core.mistakes shows where it may be shown.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, SecretStr

from .addresses import in_ascii
from .secrets import is_sendable

_HOST_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_HTTP_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110 5.6.2
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _line(text: str) -> str:
    # Not isprintable(): that refuses the no-break space of a hospital's name.
    if any(unicodedata.category(character) in _NOT_IN_A_LINE for character in text):
        raise ValueError("must be one line without control characters")
    return text


def _ae_title(text: str) -> str:
    """PS3.5 6.2: VR AE, the default repertoire without backslash and control characters."""
    title = text.strip(" ")
    if not title:
        raise ValueError("must not be empty: an AE title has 1 to 16 characters")
    if len(title) > 16:
        raise ValueError("is too long: an AE title has 1 to 16 characters")
    if not (title.isascii() and title.isprintable()) or "\\" in title:
        raise ValueError("may hold plain letters, digits and signs, but no backslash")
    return title


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    labels = text.removesuffix(".").split(".")
    # A name whose last part is a number is an address with a slip of the pen (RFC 1123 2.1).
    return (
        len(text) <= 253
        and all(_HOST_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdecimal()
    )


def _host(text: str) -> str:
    if not text:
        raise ValueError("must not be empty: give an IP address or the name of a machine")
    try:
        name = in_ascii(text)
    except ValueError:
        name = ""
    if not (_is_address(name) or _is_name(name)):
        raise ValueError("must be an IP address or the name of a machine, with nothing around it")
    return name


def _host_or_nothing(text: str) -> str:
    return _host(text) if text else text


def _address(text: str) -> str:
    if not _is_address(text):
        raise ValueError("must be an IP address")
    return text


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError("must be a network such as 10.1.0.0/16, or an IP address") from error
    if "/" in text and network.network_address != ipaddress.ip_interface(text).ip:
        raise ValueError(f"has bits set outside the network; did you mean {network}?")
    return text


def _http_url(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.port != 0
        name = _host(parts.hostname or "")
    except ValueError as error:
        raise ValueError("must begin with http:// or https:// and name a machine") from error
    if not good or not text.isprintable() or " " in text:
        raise ValueError("must begin with http:// or https:// and name a machine")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or a password")
    if not parts.netloc.isascii():
        port = f":{parts.port}" if parts.port else ""
        parts = parts._replace(netloc=name + port)
    return parts


def _base_url(text: str) -> str:
    if text:
        parts = _http_url(text)
        if parts.query or parts.fragment:
            raise ValueError("must end before any ? or #")
        text = parts.geturl()
    return text.rstrip("/")


def _origin(text: str) -> str:
    parts = _http_url(text)
    if parts.path or parts.query or parts.fragment:
        raise ValueError("must be scheme and machine alone, such as http://his.hospital.local")
    return parts.geturl()


def _api_path(text: str) -> str:
    if not text.startswith("/") or not text.isprintable() or " " in text:
        raise ValueError("must begin with / and hold no spaces")
    if re.findall(r"[{][^{}]*[}]|[{}]", text) != ["{accession_number}"]:
        raise ValueError("must hold {accession_number} once, and no other braces")
    return text


def _header(text: str) -> str:
    if text and not _HTTP_TOKEN.fullmatch(text):
        raise ValueError("must be the name of an HTTP header")
    return text


def _variable(text: str) -> str:
    if text and not _VARIABLE.fullmatch(text):
        raise ValueError("must be the name of an environment variable")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error.msg}") from error
    return text


def _path(text: str) -> str:
    _line(text)
    try:
        return str(Path(text).expanduser()) if text else text
    except RuntimeError as error:
        raise ValueError("begins with a user whom this computer does not know") from error


def _store_url(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
    return text


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return _line(text)


def _secret(hidden: SecretStr) -> SecretStr:
    if not is_sendable(hidden.get_secret_value()):
        raise ValueError("must be one line of plain letters, digits and signs")
    return hidden


Line = Annotated[str, AfterValidator(_line)]
Word = Annotated[str, AfterValidator(_not_empty)]
AeTitle = Annotated[str, AfterValidator(_ae_title)]
Host = Annotated[str, AfterValidator(_host)]
HostOrNothing = Annotated[str, AfterValidator(_host_or_nothing)]
Address = Annotated[str, AfterValidator(_address)]
Network = Annotated[str, AfterValidator(_network)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Origin = Annotated[str, AfterValidator(_origin)]
ApiPath = Annotated[str, AfterValidator(_api_path)]
Header = Annotated[str, AfterValidator(_header)]
Variable = Annotated[str, AfterValidator(_variable)]
Pattern = Annotated[str, AfterValidator(_pattern)]
FilePath = Annotated[str, AfterValidator(_path)]
StoreUrl = Annotated[str, AfterValidator(_store_url)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Port = Annotated[int, Field(ge=1, le=65535)]
Count = Annotated[int, Field(ge=1)]
