"""A key is compared in constant time, may be changed without a gap, and cannot be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mkiso_desktop.listener import keys
from mkiso_desktop.listener.keys import BLOCKED_S, MOST_FAILURES, Keys
from mkiso_desktop.listener.refusal import Refusal

from .wire import Reply, ask, gated, request

NEW, OLD = "new-key-0123456789", "old-key-0123456789"


class Clock:
    """The time, as the test says."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def port() -> Iterator[int]:
    keyed: Any = {"api_key": NEW, "api_key_previous": OLD, "trusted_proxies": ["127.0.0.9"]}
    with gated(**keyed) as port:
        yield port


def get(port: int, key: str = "", path: str = "/api/thing", source: str = "127.0.0.1") -> Reply:
    return ask(port, request(path, X_API_Key=key), source=source)


def status(keys: Keys, given: str, address: str = "10.0.0.1") -> int:
    try:
        keys.check(given, address)
    except Refusal as refusal:
        return refusal.status
    return 200


def test_both_keys_count_while_they_change(port: int) -> None:
    assert get(port, NEW).status == get(port, OLD).status == 200


@pytest.mark.parametrize("key", ["", "x", NEW[:-1], NEW + "x", NEW.upper(), "\xe9" * 9, "a b"])
def test_without_a_right_one_nothing_is_told(port: int, key: str) -> None:
    reply = get(port, key)
    assert reply.status == 401
    assert set(reply.json()) == {"error", "request_id"}
    assert reply.json()["error"] == "unauthorized"


def test_a_key_in_the_address_is_none(port: int) -> None:
    assert get(port, path=f"/api/thing?X-API-Key={NEW}&api_key={NEW}").status == 401


def test_where_there_is_no_key_nobody_needs_one() -> None:
    with gated() as port:
        assert get(port).status == get(port, "anything").status == 200


def test_health_is_public_and_metrics_are_for_this_machine(port: int) -> None:
    assert get(port, path="/api/health").status == get(port, path="/metrics").status == 200
    assert get(port, path="/metrics", source="127.0.0.9").status == 401
    forwarded = request("/metrics", X_Forwarded_For="127.0.0.1")
    assert ask(port, forwarded, source="127.0.0.9").status == 401
    assert ask(port, forwarded).status == 401  # somebody stands between, and we know nothing of it


@pytest.mark.parametrize(
    "path",
    ["/", "/api/health/", "/API/health", "/api/health;x", "/api/health/x", "/metrics/", "/docs",
     "/openapi.json", "/api/iso/download", "/mkiso.php", "/api/healt%68x"],
)  # fmt: skip
def test_nothing_else_is_public(port: int, path: str) -> None:
    assert get(port, path=path).status == 401


def test_a_public_path_is_what_the_routes_take_it_for(port: int) -> None:
    assert get(port, path="/api/healt%68").json()["path"] == "/api/health"


def test_who_guesses_must_wait(port: int) -> None:
    assert [get(port, f"guess-{n}").status for n in range(7)] == [401] * 5 + [429] * 2
    blocked = get(port, NEW)
    assert blocked.status == 429
    assert 1 <= int(blocked["retry-after"]) <= 60
    assert get(port, NEW, source="127.0.0.2").status == 200
    assert get(port, path="/api/health").status == 200


def test_of_a_proxy_the_one_behind_it_must_wait(port: int) -> None:
    def guess(address: str) -> int:
        raw = request(X_API_Key="guess", X_Forwarded_For=f"6.6.6.6, {address}")
        return ask(port, raw, source="127.0.0.9").status

    assert [guess("10.0.0.1") for _ in range(6)] == [401] * 5 + [429]
    assert guess("10.0.0.2") == 401


def test_a_link_without_a_key_is_no_guess(port: int) -> None:
    assert {get(port).status for _ in range(20)} == {401}
    assert get(port, NEW).status == 200


def test_a_minute_later_it_may_try_again() -> None:
    clock = Clock()
    keys = Keys(NEW, clock=clock)
    assert [status(keys, "guess") for _ in range(6)] == [401] * 5 + [429]
    clock.now += BLOCKED_S - 0.5
    assert status(keys, NEW) == 429
    clock.now += 0.5
    assert status(keys, NEW) == 200
    assert [status(keys, "guess") for _ in range(6)] == [401] * 5 + [429]


def test_the_wait_begins_with_the_last_guess() -> None:
    clock = Clock()
    keys = Keys(NEW, clock=clock)
    for _ in range(MOST_FAILURES):
        assert status(keys, "guess") == 401
        clock.now += 10
    clock.now += BLOCKED_S - 11
    assert status(keys, NEW) == 429
    clock.now += 1
    assert status(keys, NEW) == 200


def test_slow_guesses_are_slow() -> None:
    clock = Clock()
    keys = Keys(NEW, clock=clock)
    for _ in range(100):
        assert status(keys, "guess") == 401
        clock.now += 15


def test_a_network_of_ipv6_is_one_guesser() -> None:
    keys = Keys(NEW)
    seen = [status(keys, "guess", f"fd00::{n:x}") for n in range(1, 8)]
    assert seen == [401] * MOST_FAILURES + [429] * 2
    assert status(keys, NEW, "fd00:0:0:1::1") == 200


def test_a_crowd_of_guessers_does_not_fill_the_memory() -> None:
    guarded = Keys(NEW)
    for n in range(3 * keys.MOST_ADDRESSES):
        assert status(guarded, "guess", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") == 401
    assert guarded.watched == keys.MOST_ADDRESSES
