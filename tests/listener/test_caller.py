"""Who asks is told by what cannot be forged: the connection, a trusted proxy, a browser itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mkiso_desktop.listener.caller import origin_of

from .wire import ask, gated, request

# Who may connect from where is told by the source address: Linux has all of 127.0.0.0/8.
PROXY, OUTER, STRANGER = "127.0.0.2", "127.0.0.9", "127.0.0.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    trusted = [PROXY, OUTER, "::ffff:127.0.0.7"]
    with gated(trusted_proxies=trusted, allowed_hosts=["desk.test", "inner.test"]) as port:
        yield port


def told(port: int, source: str = STRANGER, **headers: Any) -> dict[str, Any]:
    reply = ask(port, request(**headers), source=source)
    assert reply.status == 200, reply.body
    caller: dict[str, Any] = reply.json()
    return caller


def status(port: int, source: str = PROXY, **headers: Any) -> int:
    return ask(port, request(**headers), source=source).status


def test_only_a_trusted_proxy_speaks_for_others(port: int) -> None:
    said = {
        "X_Forwarded_For": "10.1.2.3",
        "X_Forwarded_Host": "desk.test",
        "X_Forwarded_Proto": "https",
    }
    by_proxy, by_stranger = told(port, PROXY, **said), told(port, STRANGER, **said)
    assert (by_proxy["address"], by_proxy["host"]) == ("10.1.2.3", "desk.test")
    assert by_proxy["own_origin"] == "https://desk.test:443"
    assert by_proxy["is_proxied"] and not by_stranger["is_proxied"]
    assert (by_stranger["address"], by_stranger["host"]) == (STRANGER, "localhost")
    assert by_stranger["own_origin"] == "http://localhost:80"
    assert told(port, "127.0.0.7", X_Forwarded_For="10.1.2.3")["address"] == "10.1.2.3"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", PROXY),
        ("10.1.2.3", "10.1.2.3"),
        ("6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (f"10.1.2.3, {OUTER}", "10.1.2.3"),
        (f"6.6.6.6, 10.1.2.3, {OUTER}", "10.1.2.3"),
        (f"{OUTER}, 10.1.2.3", "10.1.2.3"),
        (f"6.6.6.6, {OUTER}, 10.1.2.3, {OUTER},{PROXY}", "10.1.2.3"),
        (f"{OUTER}, {PROXY}", OUTER),
        ("unknown, 10.1.2.3", "10.1.2.3"),
        ("10.1.2.3:5678", "10.1.2.3"),
        ("[fd00::7]:5678", "fd00::7"),
        ("[FD00:0::7]", "fd00::7"),
        ("fd00::7", "fd00::7"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", "127.0.0.1"),
        (", 10.1.2.3 ,", "10.1.2.3"),
    ],
)
def test_the_last_one_that_nobody_vouches_for_is_who_asks(
    port: int, said: str, address: str
) -> None:
    assert told(port, PROXY, X_Forwarded_For=said)["address"] == address


def test_what_several_headers_say_is_one_list(port: int) -> None:
    raw = request(X_Forwarded_For="6.6.6.6").replace(
        b"\r\n\r\n", b"\r\nx-forwarded-for: 10.1.2.3\r\nX-FORWARDED-FOR: 127.0.0.9\r\n\r\n"
    )
    assert ask(port, raw, source=PROXY).json()["address"] == "10.1.2.3"


@pytest.mark.parametrize(
    "said", ["unknown", "10.1.2.3, _hidden", "10.1.2", "<script>", "10.1.2.3.4"]
)
def test_a_proxy_that_does_not_know_who_asks_is_not_believed(port: int, said: str) -> None:
    assert status(port, X_Forwarded_For=said) == 400
    assert status(port, STRANGER, X_Forwarded_For=said) == 200


@pytest.mark.promise("DNS rebinding is refused")
def test_the_name_that_a_proxy_was_called_must_be_ours(port: int) -> None:
    for said in (
        "desk.test",
        "desk.test:8443",
        "DESK.test.",
        "localhost:1",
        "desk.test, desk.test",
    ):
        assert status(port, X_Forwarded_Host=said) == 200
    for said in (
        "evil.test",
        "desk.test@evil.test",
        "desk.test/",
        "desk.test:0",
        "desk.test:65536",
        "evil.test,",
        "a b",
    ):
        assert status(port, X_Forwarded_Host=said) == 421
        assert status(port, STRANGER, X_Forwarded_Host=said) == 200


@pytest.mark.promise("DNS rebinding is refused")
def test_of_several_names_the_proxys_own_counts(port: int) -> None:
    """Apache adds the name it was called at the right of what a page has sent."""
    assert status(port, X_Forwarded_Host="desk.test, evil.test") == 421
    assert told(port, PROXY, X_Forwarded_Host="evil.test, desk.test")["host"] == "desk.test"


def test_of_several_proxies_the_outermost_tells_the_name_and_the_scheme(port: int) -> None:
    chain = {
        "X_Forwarded_For": f"6.6.6.6, 10.1.2.3, {OUTER}",
        "X_Forwarded_Host": "evil.test, desk.test, inner.test",
        "X_Forwarded_Proto": "ftp, https, http",
    }
    assert told(port, PROXY, **chain)["own_origin"] == "https://desk.test:443"
    once = chain | {"X_Forwarded_Host": "desk.test", "X_Forwarded_Proto": "https"}
    assert told(port, PROXY, **once)["own_origin"] == "https://desk.test:443"


@pytest.mark.promise("DNS rebinding is refused")
def test_a_proxy_that_hands_a_pages_own_header_on_opens_no_door(port: int) -> None:
    for host in ("rebound.evil.test", f"rebound.evil.test:{port}", f"neighbour:{port}"):
        assert status(port, Host=host, X_Forwarded_Host="desk.test") == 421
    # nginx calls us by the name of its upstream, where nobody tells it otherwise.
    assert status(port, Host="mkiso_backend", X_Forwarded_Host="desk.test") == 200
    assert status(port, Host="127.0.0.1:8080", X_Forwarded_Host="desk.test") == 200


def test_a_scheme_is_http_or_https(port: int) -> None:
    assert status(port, X_Forwarded_Proto="gopher") == 400
    assert status(port, STRANGER, X_Forwarded_Proto="gopher") == 200
    assert told(port, PROXY, X_Forwarded_Proto="HTTPS")["scheme"] == "https"


def test_from_this_machine_means_without_a_proxy(port: int) -> None:
    assert told(port)["is_local"]
    assert not told(port, PROXY)["is_local"]
    assert not told(port, PROXY, X_Forwarded_For="127.0.0.1")["is_local"]
    for name in ("X_Forwarded_For", "X_Forwarded_Host", "X_Real_IP", "Forwarded", "Via"):
        assert not told(port, **{name: "127.0.0.1"})["is_local"], name


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "none"},
        {"Sec_CH_UA": '"Chromium"'},
        {"Sec_Purpose": "prefetch"},
        {"Referer": "http://his.test/"},
        {"Referer": "nonsense"},
        {"Origin": "http://localhost"},
        {"User_Agent": CHROME},
        {"User_Agent": "mozilla/4.0 (compatible; MSIE 8.0)"},
        {"User_Agent": "Opera/9.80"},
        {"User_Agent": "Lynx/2.9.0"},
        {"User_Agent": "WhatsApp/2.23.20.0 W"},
        {"User_Agent": "Slackbot-LinkExpanding 1.0"},
        {"User_Agent": "Microsoft Office Excel 2014"},
    ],
)
def test_a_browser_gives_itself_away(port: int, headers: dict[str, str]) -> None:
    assert told(port, **headers)["is_browser"]


@pytest.mark.parametrize(
    "agent", ["", "curl/8.1", "python-httpx/0.28", "PHP/8", "Wget/1.2", "HIS", "robot/1"]
)
def test_a_script_is_none(port: int, agent: str) -> None:
    assert not told(port, User_Agent=agent, Accept="*/*", X_API_Key="x")["is_browser"]


@pytest.mark.parametrize(
    ("referer", "origin"),
    [
        ("http://his.test", "http://his.test:80"),
        ("http://his.test/", "http://his.test:80"),
        ("HTTP://HIS.Test/a/b?c=1", "http://his.test:80"),
        ("https://his.test/x", "https://his.test:443"),
        ("http://his.test:80/x", "http://his.test:80"),
        ("http://his.test:11911/x", "http://his.test:11911"),
        ("http://[FD00:0::1]:81/x", "http://[fd00::1]:81"),
        ("http://his.test?x", "http://his.test:80"),
        ("", ""),
        ("his.test", ""),
        ("//his.test/", ""),
        ("ftp://his.test/", ""),
        ("javascript://his.test/", ""),
        ("http:///his.test", ""),
        ("http://his.test@evil.test/", ""),
        ("http://his.test:pw@evil.test/", ""),
        ("http://his.test:80@evil.test/", ""),
        ("http://his.test\\@evil.test/", ""),
        ("http://his.test%2f.evil.test/", ""),
        ("http://his.test:/", ""),
        ("http://his.test:123456/", ""),
        ("http://his.test evil", ""),
        (" http://his.test/", ""),
        ("http://his.test.evil.test/", "http://his.test.evil.test:80"),
        ("http://evil.test/http://his.test/", "http://evil.test:80"),
        ("http://his.test./", "http://his.test.:80"),
        ("http://h\xeds.test/", ""),
        ("http://[1.2.3.4]/", ""),
        ("http://[::1%25lo]/", ""),
    ],
)
def test_the_origin_of_an_address(referer: str, origin: str) -> None:
    assert origin_of(referer) == origin


def test_the_page_it_came_from_is_the_referers_origin(port: int) -> None:
    assert told(port, Referer="http://His.test/ward?patient=1")["came_from"] == "http://his.test:80"
    assert told(port)["came_from"] == ""


def test_one_request_has_one_of_each(port: int) -> None:
    for name in ("Referer", "Origin", "User-Agent", "X-API-Key", "Sec-Fetch-Site"):
        raw = request(**dict[str, Any]({name: "http://localhost"}))
        twice = raw.replace(b"\r\n\r\n", f"\r\n{name.lower()}: http://his.test\r\n\r\n".encode())
        assert ask(port, twice).status == 400, name


@pytest.mark.parametrize(
    ("accept", "prefers"),
    [
        ("", False),
        ("*/*", False),
        ("text/*", False),
        ("application/json", False),
        ("text/html", True),
        ("TEXT/HTML", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/xhtml+xml", True),
        ("text/html, */*", True),
        ("text/html;q=0.5, */*", False),
        ("application/json, text/html", False),
        ("application/json;q=0.9, text/html", True),
        ("application/json, text/html;q=0.9, */*;q=0.1", False),
        ("text/html;q=0", False),
        ("text/html;q=nan", False),
        ("text/html;q=1e9", False),
        ("text/html;level=1;q=0.3, application/*;q=0.2", True),
        ("image/avif,image/webp,*/*;q=0.8", False),
        (";;,,q=,text/html;q", True),
    ],
)
def test_who_wants_a_page(port: int, accept: str, prefers: bool) -> None:
    assert told(port, Accept=accept)["prefers_html"] is prefers


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", ""),
        ("*", ""),
        ("de, fr;q=0.5", ""),
        ("en-US,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en-US;q=0.8", "id"),
        ("in", "id"),
        ("de, en;q=0.2, id;q=0.7", "id"),
        ("id;q=0, en;q=0.1", "en"),
        ("id;q=0", ""),
        ("indigo, english", ""),
    ],
)
def test_which_language_is_wanted(port: int, accept: str, language: str) -> None:
    assert told(port, Accept_Language=accept)["language"] == language


def test_what_a_browser_fetches_before_anybody_asked_is_known(port: int) -> None:
    for headers in (
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Moz": "prefetch"},
        {"X_Purpose": "preview"},
    ):
        assert told(port, **headers)["is_prefetch"]
    assert not told(port, Sec_Fetch_Site="none")["is_prefetch"]
