"""Every request passes here before a route hears of it, and every answer on its way out.

The order is that of the rules: who connects, the name in Host, the path, the method, fetch
metadata, Origin, the key. What a route may then do for this caller is decided in assent.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_network
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.addresses import parsed
from ..core.config import Config
from ..core.logs import REQUEST_ID, unexpected
from ..core.pseudonyms import Pseudonyms, install_key
from .access_log import AccessLog
from .again import AGAIN, Pairs
from .answer import Answer
from .caller import Caller, Headers, caller_of, origin_of
from .hosts import Hosts, machine_names
from .keys import Keys
from .refusal import Refusal

log = logging.getLogger(__name__)

MOST_BODY_BYTES = 4096
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_ALLOW = {"Allow": ", ".join(METHODS)}
_CLOSE = {"Connection": "close"}  # what is left of the request would be taken for the next one
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CROOKED = re.compile(rb"%2f|%5c|%00|\\|#|//", re.IGNORECASE)
_EACH = (b"x-request-id", b"content-length")  # differ from one answer to the next
_PUBLIC = "/api/health"
_FOR_THIS_MACHINE = "/metrics"

AtOnce = Callable[[], bytes | None]
"""The body of an answer, or None when somebody must wait for it."""

RenderRefusal = Callable[[Refusal, Caller, str], tuple[str, str]]
"""A refusal as a page for a person: its HTML and its Content-Security-Policy."""


class Gate:
    """The outermost edge of the application: nothing but an answer leaves it."""

    def __init__(
        self,
        app: ASGIApp,
        config: Config,
        *,
        health: AtOnce | None = None,
        render_refusal: RenderRefusal | None = None,
        refused: Callable[[int], None] = lambda status: None,
    ) -> None:
        """Reads the keys and this computer's names. `health`: what the one path answers that
        anybody may ask, again and again. Raises ConfigInvalid as `read_api_key` does, DiskFull as
        `install_key` does."""
        self._app, self._listener = app, config.listener
        self._health = health
        self._render_refusal, self._refused = render_refusal, refused
        self._hosts = Hosts(self._listener, machine_names())
        self._keys = Keys(self._listener.read_api_key(), self._listener.read_api_key_previous())
        self._access_log = AccessLog(Pseudonyms(install_key()))
        self._clients = [ip_network(text) for text in self._listener.allowed_clients]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _given_id(scope) or str(uuid4())
        began = time.monotonic()
        answer = Answer(send, request_id)
        token = REQUEST_ID.set(request_id)
        try:
            await self._enter(scope, receive, answer)
        except asyncio.CancelledError:  # the listener stops
            await self._refuse(scope, answer, Refusal(503, "stopping", retry_after_s=5))
        except ClientDisconnect:
            pass
        except Exception as error:
            await self._say_no(scope, answer, error)
        finally:
            REQUEST_ID.reset(token)
            self._access_log.tell(scope, answer.status, time.monotonic() - began)

    async def _enter(self, scope: Scope, receive: Receive, answer: Answer) -> None:
        headers = Headers(scope["headers"])
        scope["state"]["caller"] = caller = caller_of(scope, self._listener)
        self._check_client(caller)
        _check_framing(headers)
        self._check_target(scope, headers, caller)
        if scope["method"] == "OPTIONS":
            await answer.give(HTTPStatus.NO_CONTENT, b"", _ALLOW)
            return
        _check_page(scope["method"], headers, caller)
        if not _is_open(scope["path"], caller):
            self._keys.check(headers.one(b"x-api-key"), caller.address)
        body = await _whole_body(headers, receive)
        await self._app(scope, _replayed(body, receive), answer)
        if answer.has_failed:
            raise RuntimeError("a route answered 500 without saying why")
        self._offer_again(scope, answer)

    def _offer_again(self, scope: Scope, answer: Answer) -> None:
        """Spare whoever asks the same, and us, the way through here."""
        learn, health = scope.get("extensions", {}).get(AGAIN), self._health
        what = scope["path"], scope["method"], answer.status
        if not (learn and health) or what != (_PUBLIC, "GET", HTTPStatus.OK):
            return
        if self._access_log.tells(scope, answer.status):
            return
        kept = [(name, value) for name, value in answer.headers if name.lower() not in _EACH]
        given = _given_id(scope)

        def again() -> tuple[Pairs, bytes] | None:
            if (body := health()) is None:
                return None
            request_id = (given or str(uuid4())).encode()
            each = zip(_EACH, (request_id, b"%d" % len(body)), strict=True)
            return [*kept, *each], body

        learn(again)

    def _check_client(self, caller: Caller) -> None:
        address = parsed(caller.address)
        if caller.is_local or not self._clients:
            return
        if address is None or not any(address in network for network in self._clients):
            raise Refusal(HTTPStatus.FORBIDDEN, "this address may not connect", headers=_CLOSE)

    def _check_target(self, scope: Scope, headers: Headers, caller: Caller) -> None:
        if not headers.one(b"host"):
            raise Refusal(HTTPStatus.BAD_REQUEST, "missing Host", headers=_CLOSE)
        self._hosts.check(caller, scope["server"])
        raw, path = scope["raw_path"], scope["path"]
        crooked = _CROOKED.search(raw) or ".." in path or not path.startswith("/")
        if crooked or not path.isprintable():
            raise Refusal(HTTPStatus.BAD_REQUEST, "this path cannot be asked for")
        if scope["method"] not in METHODS:
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed", headers=_ALLOW)

    async def _say_no(self, scope: Scope, answer: Answer, error: Exception) -> None:
        """Answer for an error that a route, or one of our own rules, has raised."""
        while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        if not isinstance(error, Refusal):
            unexpected(error, f"request {answer.request_id}")
            error = Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected")
        await self._refuse(scope, answer, error)

    async def _refuse(self, scope: Scope, answer: Answer, refusal: Refusal) -> None:
        self._refused(refusal.status)
        if answer.has_begun:
            return  # the server cuts it off, so that nobody takes it for whole
        caller: Caller | None = scope["state"].get("caller")
        headers = {"Content-Type": "application/json", **refusal.headers}
        body = json.dumps(refusal.as_json(answer.request_id)).encode()
        if caller and caller.prefers_html and self._render_refusal:
            try:
                html, csp = self._render_refusal(refusal, caller, answer.request_id)
                body = html.encode()
                headers["Content-Type"] = "text/html; charset=utf-8"
                headers["Content-Security-Policy"] = csp
            except Exception as error:
                unexpected(error, f"request {answer.request_id}: the page of a refusal")
        await answer.give(refusal.status, body, headers)


def _given_id(scope: Scope) -> str:
    """The request ID that the caller has given, if it is a plain token; else ""."""
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"]
    return given[0] if len(given) == 1 and _TOKEN.fullmatch(given[0]) else ""


def _check_framing(headers: Headers) -> None:
    if b"transfer-encoding" in headers and b"content-length" in headers:
        wrong = "Transfer-Encoding and Content-Length contradict one another"
        raise Refusal(HTTPStatus.BAD_REQUEST, wrong, headers=_CLOSE)


def _check_page(method: str, headers: Headers, caller: Caller) -> None:
    """What a browser says about the page that made it ask (Fetch metadata, Origin)."""
    if not (_is_own_page(headers) or _is_navigation(method, headers)):
        raise Refusal(HTTPStatus.FORBIDDEN, "another site's page may only link here")
    if b"origin" in headers:
        own = caller.own_origin
        if not own or origin_of(caller.origin) != own:
            raise Refusal(HTTPStatus.FORBIDDEN, "another site's page may not send this")
    elif method == "POST" and caller.is_browser:
        raise Refusal(HTTPStatus.FORBIDDEN, "a form must say which page it stands on (Origin)")


def _is_own_page(headers: Headers) -> bool:
    """Whether it is a page of ours or the person who asks; so is whoever says nothing."""
    said = any(b"sec-fetch-" + word in headers for word in (b"site", b"mode", b"dest"))
    return not said or headers.one(b"sec-fetch-site") in ("same-origin", "none")


def _is_navigation(method: str, headers: Headers) -> bool:
    how = headers.one(b"sec-fetch-mode"), headers.one(b"sec-fetch-dest")
    return method in ("GET", "HEAD") and how == ("navigate", "document")


def _is_open(path: str, caller: Caller) -> bool:
    """Whether the path needs no key."""
    return path == _PUBLIC or (path == _FOR_THIS_MACHINE and caller.is_local)


async def _whole_body(headers: Headers, receive: Receive) -> bytes:
    """All of it, before a route begins: it is small, or it is refused."""
    length = headers.one(b"content-length")
    if length and int(length) > MOST_BODY_BYTES:
        raise _too_large()
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BODY_BYTES:
            raise _too_large()
    return body


def _too_large() -> Refusal:
    wrong = f"the body is larger than {MOST_BODY_BYTES} bytes"
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, wrong, headers=_CLOSE)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body that was read, and then what the server tells."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return first.pop() if first else await receive()

    return next_message
