"""The hospital's patient API: whose accession number this is, asked over HTTP.

The API may be slow, down, or something else altogether; whatever it does, the question ends
within a fixed time, and a cancel ends it at once. Neither the accession number nor the key ever
stands in the log or in an error's title.
"""

from __future__ import annotations

import logging
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import quote

import httpx

from ..core.addresses import is_loopback
from ..core.config import PatientApi, Tls
from ..core.errors import (
    BadRequest,
    ConfigInvalid,
    NotConfigured,
    PatientApiUnavailable,
)
from ..core.progress import Progress
from ..core.study import Patient
from .interrupt import interruptible, rest
from .patient_answer import read_patient, unknown_accession
from .tls import NOT_TODAY, https_context, is_of_another_day

log = logging.getLogger(__name__)
for _name in ("httpx", "httpcore"):  # they log each URL, with the accession number in it
    logging.getLogger(_name).setLevel(logging.WARNING)

WHOLE_QUESTION_S = 15.0  # retries included; the desk waits for at most 20 in all
CONNECT_S = 5.0
LARGEST_ANSWER = 1024 * 1024
FIRST_PAUSE_S = 0.3
_BUSY = frozenset({502, 503, 504})
_REFUSED = frozenset({401, 403})
# What the doctor asks for: no hospital gives such a number, so the answer is about nobody.
_NOBODY = "MKISO-DOCTOR"
_NO_TLS = Tls()


class _NotNow(PatientApiUnavailable):
    """The API may answer in a moment; `retry_after_s` when it said in which."""

    retry_after_s: float | None = None


@dataclass(frozen=True)
class _Question:
    """One GET, which a retry repeats. `largest` is how many bytes of the answer are of use."""

    url: httpx.URL
    headers: dict[str, str] = field(repr=False)  # with the key
    timeout_s: float
    transport: httpx.BaseTransport | None
    tls: Tls
    largest: int = LARGEST_ANSWER

    @property
    def host(self) -> str:
        """Host and port, all of the URL that may be told."""
        return self.url.netloc.decode("ascii", "replace")


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


def find_patient(
    accession_number: str,
    settings: PatientApi,
    progress: Progress,
    *,
    within_s: float = WHOLE_QUESTION_S,
    transport: httpx.BaseTransport | None = None,
    tls: Tls = _NO_TLS,
) -> Patient:
    """Whose accession number it is; tried again, `settings.retries` times, for `within_s` in all.

    Raises AccessionNotFound for 404, null and an empty list; PatientConflict for records of
    several patients; NotConfigured without a base_url; Cancelled; and PatientApiUnavailable
    for everything else. `transport` is the seam for tests; `tls` counts for https alone.
    """
    deadline = time.monotonic() + within_s
    question = _question(accession_number, settings, transport, tls)
    answer = _ask_until(question, settings.retries, deadline, progress)
    _refuse_status(answer.status, question.host)
    return read_patient(answer.body, accession_number, settings.fields)


def reachable(
    settings: PatientApi,
    progress: Progress,
    *,
    within_s: float = WHOLE_QUESTION_S,
    transport: httpx.BaseTransport | None = None,
    tls: Tls = _NO_TLS,
) -> None:
    """Return when the API's host answers HTTP and takes our key; for the doctor.

    One try, about an accession number that nobody has, so that any other answer will do. Raises
    as `find_patient`.
    """
    deadline = time.monotonic() + within_s
    question = replace(_question(_NOBODY, settings, transport, tls), largest=0)
    answer = _ask(question, deadline, progress)
    if answer.status in _REFUSED or 300 <= answer.status < 400:
        _refuse_status(answer.status, question.host)


def _question(
    accession_number: str, settings: PatientApi, transport: httpx.BaseTransport | None, tls: Tls
) -> _Question:
    url = _url(accession_number, settings)
    question = _Question(url, _headers(settings), settings.timeout_s, transport, tls)
    if url.scheme == "http" and not is_loopback(url.host):
        _warn_of_plain_http(question.host)
    return question


def _ask_until(question: _Question, retries: int, deadline: float, progress: Progress) -> _Answer:
    attempt = 0
    while True:
        try:
            return _ask(question, deadline, progress)
        except _NotNow as error:
            pause = error.retry_after_s
            if pause is None:
                # Jitter: all desks of a hospital see their API come back at the same moment.
                pause = FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.0)
            if attempt >= retries or time.monotonic() + pause >= deadline:
                raise
            log.info("try %d of %d: %s", attempt + 1, retries + 1, error.title)
        rest(pause, progress)
        attempt += 1


def _url(accession_number: str, settings: PatientApi) -> httpx.URL:
    if not settings.base_url:
        raise NotConfigured(
            "No patient API is configured",
            "Fill in base_url in [patient_api] of the configuration.",
        )
    if accession_number in (".", ".."):  # in a URL's path they lead elsewhere, encoded or not
        raise BadRequest("This is not an accession number", "Scan or type it again.")
    path = settings.path.replace("{accession_number}", quote(accession_number, safe=""))
    try:
        return httpx.URL(settings.base_url.rstrip("/") + "/" + path.lstrip("/"))
    except httpx.InvalidURL as error:
        raise ConfigInvalid(
            "The patient API's address cannot be used",
            "Check base_url and path in [patient_api] of the configuration.",
        ) from error


@cache
def _warn_of_plain_http(host: str) -> None:  # once for each host, which is what the cache is for
    log.warning("the patient API at %s speaks plain http: names and the key can be read", host)


def _headers(settings: PatientApi) -> dict[str, str]:
    # "identity": a few compressed kilobytes can grow to gigabytes before anyone counts them.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if not settings.auth_header:
        return headers
    key = settings.read_auth_value()
    return headers | {settings.auth_header: key} if key else headers


def _ask(question: _Question, deadline: float, progress: Progress) -> _Answer:
    """One request, over by `deadline`; foreign errors stop here. Raises _NotNow as well."""
    left_s = max(deadline - time.monotonic(), 0.1)
    with _Line() as line, _door(question.host):
        return interruptible(lambda: _exchange(question, line), progress, within_s=left_s)


def _exchange(question: _Question, line: _Line) -> _Answer:
    is_https = question.url.scheme == "https"
    client = httpx.Client(
        verify=https_context(question.tls) if is_https else False,
        timeout=httpx.Timeout(question.timeout_s, connect=CONNECT_S),
        trust_env=False,  # no proxy and no .netrc that were set up for the web hear of patients
        follow_redirects=False,  # httpx would show the key to wherever it is sent
        transport=question.transport,
    )
    with (
        client,
        client.stream(
            "GET", question.url, headers=question.headers, extensions=line.hook
        ) as response,
    ):
        if response.status_code != 200 or not question.largest:
            return _without_body(response, question.host)
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > question.largest:
                raise PatientApiUnavailable(
                    "The patient API's answer is far too long",
                    "Check path in [patient_api]: it may ask for all patients at once.",
                )
        return _Answer(response.status_code, bytes(body))


def _without_body(response: httpx.Response, host: str) -> _Answer:
    if response.status_code in _BUSY:
        busy = _NotNow(
            f"The patient API at {host} is not available now (HTTP {response.status_code})",
            "Try again in a minute; if it stays so, ask who runs it.",
        )
        busy.retry_after_s = _retry_after(response.headers.get("Retry-After", ""))
        raise busy
    return _Answer(response.status_code, b"")


def _retry_after(text: str) -> float | None:
    """Seconds to wait (RFC 9110 10.2.3: a number, or a date), None where it is neither."""
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def _refuse_status(status: int, host: str) -> None:
    if status == 200:
        return
    if status == 404:
        raise unknown_accession()
    if status in _REFUSED:
        raise PatientApiUnavailable(
            f"The patient API at {host} refused our key (HTTP {status})",
            "Check auth_header and auth_value in [patient_api], or ask who runs it for a new key.",
        )
    if 300 <= status < 400:
        raise PatientApiUnavailable(
            f"The patient API at {host} sent us to another address (HTTP {status})",
            "For the key's sake we do not follow. Ask who runs it for its final address, and put "
            "that into base_url and path in [patient_api].",
        )
    raise PatientApiUnavailable(
        f"The patient API at {host} answered HTTP {status}",
        "Try again; if it stays so, show this to who runs it.",
    )


@contextmanager
def _door(host: str) -> Iterator[None]:
    """Foreign errors become ours. Their texts stay outside: they can hold a URL or a header."""
    where = "Check that it runs, that base_url in [patient_api] is right, and the network."
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        if tls_error := _tls_error(error):
            raise _no_tls(host, tls_error) from error
        raise _NotNow(f"The patient API at {host} cannot be reached", where) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise PatientApiUnavailable(
            f"The patient API at {host} did not answer in time", where
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if tls_error := _tls_error(error):
            raise _no_tls(host, tls_error) from error
        raise PatientApiUnavailable(
            f"The patient API at {host} broke off, or does not speak HTTP",
            where,
            type(error).__name__,
        ) from error


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """What TLS had to say; a connection that merely ended is not of its making."""
    while error is not None:
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _no_tls(host: str, error: ssl.SSLError) -> PatientApiUnavailable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return PatientApiUnavailable(
            f"The patient API at {host} did not prove who it is",
            NOT_TODAY
            if is_of_another_day(error)
            else "Its TLS certificate is not trusted on this computer. Ask the hospital's IT for "
            "the authority that signed it, as [tls] ca, or to renew it.",
            error.verify_message,
        )
    return PatientApiUnavailable(
        f"The patient API at {host} and this computer did not agree on TLS",
        "It must speak TLS 1.2 or later, and may want a certificate that it knows: [tls] "
        "certificate. Ask who runs it.",
        error.reason,
    )


class _Line:
    """The TCP connection of one request, kept so that another thread can cut it.

    Without it a peer that sends a byte now and then would keep an abandoned request, whose
    time-outs begin anew with each byte, alive for days.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._twin: socket.socket | None = None
        self._is_cut = False

    @property
    def hook(self) -> dict[str, Callable[[str, dict[str, Any]], None]]:
        """httpx's request extension that tells us of the socket."""
        return {"trace": self._trace}

    def _trace(self, event: str, told: dict[str, Any]) -> None:
        if event != "connection.connect_tcp.complete":
            return
        with self._lock:
            # A twin: TLS takes the first descriptor over, and closing that one is httpx's.
            self._twin = told["return_value"].get_extra_info("socket").dup()
            if self._is_cut:
                self._let_go()

    def _let_go(self) -> None:
        if self._twin is not None:
            with suppress(OSError), self._twin:  # the peer may have gone first
                self._twin.shutdown(socket.SHUT_RDWR)
            self._twin = None

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._is_cut = True
            self._let_go()
