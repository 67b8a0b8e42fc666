"""Which sockets a host of the configuration means, and why one cannot be had."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.listener.sockets import open_sockets, written
from tests.peers import free_port


@contextmanager
def opened(host: str, port: int = 0) -> Iterator[list[socket.socket]]:
    sockets = open_sockets(host, port)
    try:
        yield sockets
    finally:
        for one in sockets:
            one.close()


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("127.0.0.1", ["127.0.0.1", "::1"]),
        ("localhost", ["127.0.0.1", "::1"]),
        ("::1", ["::1", "127.0.0.1"]),
        ("::ffff:127.0.0.1", ["127.0.0.1", "::1"]),
        ("127.0.0.3", ["127.0.0.3", "127.0.0.1", "::1"]),
        ("0.0.0.0", ["0.0.0.0", "::1"]),
        ("::", ["0.0.0.0", "::"]),
    ],
)
def test_a_host_means_these_addresses(host: str, addresses: list[str]) -> None:
    with opened(host) as sockets:
        assert [one.getsockname()[0] for one in sockets] == addresses
        assert len({one.getsockname()[1] for one in sockets}) == 1
        for one in sockets:
            with closing(socket.create_connection(one.getsockname()[:2])):
                pass


@pytest.mark.parametrize("foreign_host", ["127.0.0.1", "::1", "0.0.0.0", "::"])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::"])
def test_another_program_at_any_of_them_is_in_the_way(host: str, foreign_host: str) -> None:
    family = socket.AF_INET6 if ":" in foreign_host else socket.AF_INET
    with socket.create_server((foreign_host, 0), family=family) as foreign:
        port = foreign.getsockname()[1]
        with pytest.raises(ConfigInvalid, match=f"Another program listens on .*:{port}"):
            open_sockets(host, port)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_small_answer_does_not_wait_for_an_acknowledgement(host: str) -> None:
    async def no_delay(listening: socket.socket) -> int:
        loop = asyncio.get_running_loop()
        connection, _ = await loop.sock_accept(listening)
        transport, _ = await loop.connect_accepted_socket(asyncio.Protocol, connection)
        wire: socket.socket = transport.get_extra_info("socket")
        try:
            return wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        finally:
            transport.abort()

    with (
        opened(host) as [listening, *_],
        closing(socket.create_connection(listening.getsockname()[:2])),
    ):
        assert asyncio.run(no_delay(listening))


def test_a_socket_that_could_be_had_is_let_go_again() -> None:
    port = free_port()
    with socket.create_server(("::1", port), family=socket.AF_INET6):
        with pytest.raises(ConfigInvalid):
            open_sockets("127.0.0.1", port)
        with socket.create_server(("127.0.0.1", port)):
            pass


def test_an_address_of_another_computer_is_said_to_be_wrong() -> None:
    with pytest.raises(ConfigInvalid, match="cannot listen on 192.0.2.1:8080") as caught:
        open_sockets("192.0.2.1", 8080)
    assert "address of this computer" in caught.value.advice


def test_a_name_that_nobody_knows_is_said_to_be_wrong() -> None:
    with pytest.raises(ConfigInvalid, match="cannot listen on nobody.invalid:8080"):
        open_sockets("nobody.invalid", 8080)


def test_an_address_is_written_as_in_a_url() -> None:
    assert written("::1", 80) == "[::1]:80"
    assert written("127.0.0.1", 80) == "127.0.0.1:80"
