"""A set-up in which anybody could do anything does not start, and says why."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from mkiso_desktop.core.config import Config, Listener, Tls
from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.listener.safety import is_ours_alone, must_be_safe
from tests.cli.desk import Desk
from tests.peers.certificates import Papers
from tests.peers.process import free_port
from tests.promises import Trials

from .wire import HIS

KEY = "0123456789abcdef"
LAN = {"host": "0.0.0.0"}
HOSPITAL = {"allowed_clients": ["10.1.0.0/16"], "his_origins": [HIS]}
NOBODYS = "api_key_env", "MKISO_TEST_OF_A_KEY_THAT_IS_NOT_SET"

# Each with the word that its complaint must hold.
INSECURE: dict[str, tuple[dict[str, Any], str]] = {
    "every address": ({"host": "0.0.0.0"}, "listener.api_key"),
    "every address of IPv6": ({"host": "::"}, "listener.api_key"),
    "an address of the network": ({"host": "192.0.2.10"}, "listener.allowed_clients"),
    "one written as IPv6": ({"host": "::ffff:192.0.2.10"}, "listener.his_origins"),
    "a name that is not this computer's alone": ({"host": "no-such-name.invalid"}, "127.0.0.1"),
    "clients without a HIS": ({**LAN, **HOSPITAL, "his_origins": []}, "listener.his_origins"),
    "a HIS without clients": ({**LAN, **HOSPITAL, "allowed_clients": []}, "allowed_clients"),
    "everybody": ({**LAN, **HOSPITAL, "allowed_clients": ["0.0.0.0/0"]}, "everybody"),
    "everybody by IPv6": (
        {**LAN, **HOSPITAL, "allowed_clients": ["10.1.0.0/16", "::/0"]},
        "everybody",
    ),
    "everybody in two halves": (
        {**LAN, **HOSPITAL, "allowed_clients": ["128.0.0.0/1", "10.0.0.0/8", "0.0.0.0/1"]},
        "everybody",
    ),
    "everybody, piece by piece": (
        {**LAN, **HOSPITAL, "allowed_clients": [f"{n}.0.0.0/8" for n in range(256)]},
        "everybody",
    ),
    "half of everybody": ({**LAN, **HOSPITAL, "allowed_clients": ["0.0.0.0/1"]}, "everybody"),
    "a key that is not there": ({**LAN, **dict([NOBODYS])}, NOBODYS[1]),
    "a promised key on loopback": (dict([NOBODYS]), NOBODYS[1]),
    "a short key": ({**LAN, "api_key": "1234567"}, "too short"),
    "a short key that was": (
        {**LAN, "api_key": KEY, "api_key_previous": "1234567"},
        "api_key_previous",
    ),
    "a HIS that is no origin": ({"his_origins": ["http://his.test:"]}, "listener.his_origins"),
    "the old key alone": ({"api_key_previous": KEY}, "listener.api_key"),
    "the old key alone, beyond loopback": ({**LAN, "api_key_previous": KEY}, "listener.api_key"),
}
SECURE: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "loopback": {"host": "127.0.0.1"},
    "loopback of IPv6": {"host": "::1"},
    "another loopback": {"host": "127.8.9.10"},
    "loopback by name": {"host": "LocalHost."},
    "a short key on loopback": {"api_key": "1234567"},
    "behind a proxy here": {"trusted_proxies": ["127.0.0.1"], "his_origins": [HIS]},
    "a key": {**LAN, "api_key": KEY},
    "two keys": {**LAN, "api_key": KEY, "api_key_previous": KEY[::-1]},
    "a key, and everybody": {**LAN, "api_key": KEY, "allowed_clients": ["0.0.0.0/0"]},
    "a hospital": {**LAN, **HOSPITAL},
    "a hospital by IPv6": {"host": "::", **HOSPITAL, "allowed_clients": ["fc00::/7", "10.0.0.0/8"]},
    "one computer": {**LAN, **HOSPITAL, "allowed_clients": ["10.1.2.3", "10.1.2.4/32"]},
}
PROMISE = "An insecure configuration refuses to start"


def tls(papers: Papers, kind: str) -> tuple[Tls, str]:
    """A certificate that will not do, and the key that is to blame."""
    ours, theirs = papers.ours, papers.theirs
    certificate, key = str(ours.certificate), str(ours.key)
    return {
        "no file": (Tls(certificate="/nowhere/at/all.pem", key=key), "tls.certificate"),
        "no certificate": (Tls(certificate=str(Path(__file__)), key=key), "tls.certificate"),
        "no key file": (Tls(certificate=certificate, key="/nowhere/at/all.pem"), "tls.key"),
        "another's key": (Tls(certificate=certificate, key=str(theirs.key)), "tls.key"),
        "expired": (
            Tls(certificate=str(papers.expired.certificate), key=str(papers.expired.key)),
            "tls.certificate",
        ),
    }[kind]


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("name", INSECURE)
def test_an_insecure_set_up_is_refused_with_the_key_to_change(name: str) -> None:
    keys, word = INSECURE[name]
    with pytest.raises(ConfigInvalid) as refused:
        must_be_safe(Config(listener=Listener(**keys)))
    told = f"{refused.value.title} {refused.value.advice}"
    assert "listener." in told and word in told
    assert KEY not in told and "1234567" not in told


@pytest.mark.parametrize("name", SECURE)
def test_a_secure_one_is_not(name: str) -> None:
    must_be_safe(Config(listener=Listener(**SECURE[name])))


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize(
    "kind", ["no file", "no certificate", "no key file", "another's key", "expired"]
)
def test_a_certificate_that_will_not_do_never_means_no_tls(papers: Papers, kind: str) -> None:
    files, word = tls(papers, kind)
    with pytest.raises(ConfigInvalid) as refused:
        must_be_safe(Config(tls=files))
    assert word in f"{refused.value.title} {refused.value.advice}"


def test_a_good_certificate_will_do(papers: Papers) -> None:
    must_be_safe(Config(tls=papers.ours.settings(papers.ca, dicom=False)))


@pytest.mark.timeout(600)
@pytest.mark.promise(PROMISE)
def test_the_service_itself_does_not_start(tmp_path: Path, papers: Papers, trials: Trials) -> None:
    set_ups = [({"listener": keys}, word) for keys, word in INSECURE.values()]
    for kind in ("another's key", "no file"):
        files, word = tls(papers, kind)
        set_ups.append(({"tls": {"certificate": files.certificate, "key": files.key}}, word))
    step = len(set_ups) // trials.amount(len(set_ups), 3)
    for number, (sections, word) in enumerate(set_ups[::step]):
        desk = Desk(tmp_path / str(number)).configure("listener", port=free_port())
        for section, keys in sections.items():
            desk.configure(section, **keys)
        answer = desk.run("serve")
        told = answer.json.get("error", "") + answer.json.get("advice", "")
        is_told = answer.json.get("code") == "config-invalid" and word in told
        trials.note(answer.exit_code == 2 and is_told, f"{sections}: {answer}")
        assert not (desk.folder / "history.sqlite").exists()  # it looked before it did anything


def test_a_name_counts_as_what_it_means() -> None:
    assert (
        is_ours_alone("localhost")
        and is_ours_alone("127.0.0.1")
        and is_ours_alone("::ffff:127.0.0.1")
    )
    assert not is_ours_alone("0.0.0.0") and not is_ours_alone("localhost.evil.invalid")
    assert not is_ours_alone("x" * 70 + ".invalid")
    name = socket.gethostname()
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(name, None)}
    except OSError:
        found = {"nobody knows"}
    assert is_ours_alone(name) is all(one.startswith("127.") or one == "::1" for one in found)
