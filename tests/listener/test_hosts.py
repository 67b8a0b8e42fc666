"""No page reaches us under a name that is not ours (DNS rebinding)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Listener
from mkiso_desktop.listener.hosts import Hosts, machine_names

from .wire import ask, gated, request

OURS = """
127.0.0.1:{port}
127.0.0.1
localhost:{port}
localhost
LOCALHOST:{port}
localhost.
localhost.:{port}
[::1]:{port}
[::1]
[0:0:0:0:0:0:0:1]:{port}
desk.hospital.test:{port}
DESK.Hospital.Test
desk.hospital.test.:{port}
10.1.2.3:{port}
[fd00::7]:{port}
[FD00:0::7]
{machine}:{port}
"""
OTHERS = """
evil.test
evil.test:{port}
127.0.0.1.evil.test:{port}
localhost.evil.test
evil-localhost
desk.hospital.test.evil.test:{port}
xdesk.hospital.test
hospital.test
localhost:0
localhost:00
localhost:0{port}
localhost:65536
localhost:{port}{port}
localhost:
localhost:+{port}
localhost:{port}:{port}
127.0.0.1@evil.test
user:pw@localhost:{port}
127.0.0.1/x?y=
localhost#:{port}
0.0.0.0:{port}
0:{port}
2130706433:{port}
127.1:{port}
127.0.0.2:{port}
0x7f.0.0.1
0177.0.0.1
127.0.0.1.
[::]:{port}
::1
::1:{port}
[::1%25lo]:{port}
[::1%lo]:{port}
[fe80::1%25eth0]
[::ffff:127.0.0.1]:{port}
[::1]evil.test
[::1
[127.0.0.1]:{port}
[]
localhost..
.localhost
localhost evil.test
localhost,evil.test
l\xf6calhost
xn--lcalhost-n4a:{port}
localhost%00
localhost%2eevil.test
localhost\x01
http://localhost
*
_
"""
ELSEWHERE = """
127.0.0.1:{other}
127.0.0.1:80
[::1]:{other}
desk.hospital.test:{other}
"""
NONE = ("GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n")
TWO = (
    "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nhost: evil.test\r\n\r\n",
    "GET / HTTP/1.0\r\nHost: localhost\r\nHost: evil.test\r\n\r\n",
)
FOLDED = "GET / HTTP/1.1\r\nHost: localhost\r\n .evil.test\r\n\r\n"
PROMISE = "DNS rebinding is refused"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with gated(allowed_hosts=["desk.hospital.test", "10.1.2.3", "fd00::7"]) as port:
        yield port


def rows(table: str) -> list[str]:
    return [row for row in table.splitlines() if row]


def host_of(row: str, port: int) -> str:
    return row.format(port=port, other=port % 60000 + 1, machine=socket.gethostname())


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("row", rows(OURS))
def test_a_name_of_ours_passes(port: int, row: str, address: str) -> None:
    host = host_of(row, port)
    assert ask(port, request(Host=host), address).status == 200
    assert ask(port, request(Host=host, method="HEAD"), address).status == 200


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("row", rows(OTHERS))
def test_any_other_name_is_refused_and_the_setting_named(port: int, row: str, address: str) -> None:
    host = host_of(row, port)
    reply = ask(port, request("/api/health", Host=host), address)
    assert reply.status == 421
    told = reply.json()
    assert told["setting"] == "listener.allowed_hosts" in told["advice"]
    assert told["host"] == host.lower().encode("unicode_escape").decode()
    assert told["host"].isprintable()


def test_what_is_to_be_added_stands_in_the_advice_as_the_setting_takes_it(port: int) -> None:
    for host, name in ((f"pc.test:{port}", "pc.test"), (f"[fd00::8]:{port}", "fd00::8")):
        advice = ask(port, request(Host=host)).json()["advice"]
        assert f'was called "{name}"' in advice


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("row", rows(ELSEWHERE))
def test_a_name_of_ours_at_another_port_is_refused_and_the_port_named(port: int, row: str) -> None:
    reply = ask(port, request(Host=host_of(row, port)))
    told = reply.json()
    assert (reply.status, told["host"]) == (421, host_of(row, port))
    assert told["setting"] == "listener.trusted_proxies" in told["advice"]
    assert f"port {port}." in told["advice"]


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("raw", NONE + TWO)
def test_no_host_or_two_are_no_request(port: int, raw: str) -> None:
    assert ask(port, raw.encode()).status == 400


@pytest.mark.promise(PROMISE)
def test_a_folded_host_is_read_whole(port: int) -> None:
    assert ask(port, FOLDED.encode()).status == 421


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "BREW"])
def test_the_name_is_looked_at_before_anything_else(port: int, method: str) -> None:
    raw = request("/api/health", method, Host="evil.test", Origin="http://evil.test")
    assert ask(port, raw).status == 421


@pytest.mark.promise(PROMISE)
def test_a_name_in_the_target_does_not_count(port: int) -> None:
    for target in ("http://evil.test/api/health", "http://localhost/api/health", "*", "evil.test"):
        assert ask(port, request(target)).status == 400
        assert ask(port, request(target, "OPTIONS")).status == 400
    assert ask(port, request("http://localhost/", Host="evil.test")).status == 421


@pytest.mark.promise(PROMISE)
def test_beyond_loopback_the_address_that_was_called_is_ours() -> None:
    with gated(host="0.0.0.0") as port:
        for host in ("127.0.0.3", f"127.0.0.3:{port}", "localhost", f"127.0.0.1:{port}"):
            assert ask(port, request(Host=host), "127.0.0.3").status == 200
        for host in ("127.0.0.4", f"0.0.0.0:{port}", "[::]", "evil.test"):
            assert ask(port, request(Host=host), "127.0.0.3").status == 421
    with gated(host="127.0.0.2") as port:
        assert ask(port, request(Host="127.0.0.2"), "127.0.0.1").status == 200


def test_a_long_name_is_told_short(port: int) -> None:
    told = ask(port, request(Host="e" * 5000 + ".test")).json()
    assert len(told["host"]) == 100
    assert len(json.dumps(told)) < 1000


def test_this_computer_knows_its_names_without_asking_the_network() -> None:
    names = machine_names()
    name = socket.gethostname().lower()
    assert {name, name.partition(".")[0]} <= names | {"localhost"}
    assert all(one.startswith(name.partition(".")[0]) for one in names)


def test_a_name_in_full_is_one_that_begins_with_ours(tmp_path: Path) -> None:
    hosts, domains = tmp_path / "hosts", tmp_path / "resolv.conf"
    hosts.write_text("127.0.1.1 Desk7.Hospital.Test desk7  # us\n10.0.0.9 evil.test\n\nbad\n")
    domains.write_text("# x\nnameserver 10.0.0.1\nsearch ward.test other.test\noptions\n")
    found = machine_names("DESK7", hosts, domains)
    assert found == {"desk7", "desk7.hospital.test", "desk7.ward.test"}
    assert machine_names("desk7.a.test", tmp_path / "none", tmp_path / "none") == {
        "desk7",
        "desk7.a.test",
    }


def test_a_name_in_any_script_is_ours_as_browsers_send_it() -> None:
    sent = "xn--krankenhaus-kln-ltb.example"
    with gated(allowed_hosts=["Krankenhaus-Köln.example"]) as port:
        assert ask(port, request(Host=sent)).status == 200
        assert ask(port, request(Host="xn--kln-sna.example")).status == 421
    of_windows = Hosts(Listener(), {"BÜRO-PC", "\u2603 is no name"})
    assert of_windows.knows("xn--bro-pc-3ya", ("127.0.0.1", 80), any_port=False)


def test_no_name_at_all_is_never_ours() -> None:
    hosts = Hosts(Listener(host="::"), {""})
    for host in ("", "[::]", ".", ":80", "0.0.0.0"):
        assert not hosts.knows(host, ("::1", 80), any_port=True)
