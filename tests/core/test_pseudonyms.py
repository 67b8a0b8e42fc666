"""A number becomes the same word each time, which tells nothing to whoever lacks our key."""

from __future__ import annotations

import hashlib
import hmac
import threading
from pathlib import Path

import pytest

from mkiso_desktop.core.errors import DiskFull
from mkiso_desktop.core.places import data_folder
from mkiso_desktop.core.pseudonyms import KEY_NAME, Pseudonyms, install_key


def test_a_number_has_one_pseudonym_and_a_key_makes_its_own() -> None:
    key = bytes(range(32))
    word = Pseudonyms(key).of("A1")
    assert word == hmac.new(key, b"A1", hashlib.sha256).hexdigest()[:12]
    assert Pseudonyms(key).of("A2") != word != Pseudonyms(b"x" * 32).of("A1")


def test_any_text_has_one() -> None:
    key = Pseudonyms(bytes(32))
    assert len({key.of(text) for text in ("", "\udcff", "\0", "é" * 10_000)}) == 4


def test_the_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    key = install_key(tmp_path)
    assert len(key) == 32
    assert install_key(tmp_path) == key
    assert (tmp_path / KEY_NAME).stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / KEY_NAME]


def test_it_stands_in_the_data_folder() -> None:
    assert install_key() == (data_folder() / KEY_NAME).read_bytes()


def test_one_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    key = install_key(tmp_path)
    (tmp_path / KEY_NAME).chmod(0o644)
    assert install_key(tmp_path) == key
    assert (tmp_path / KEY_NAME).stat().st_mode & 0o777 == 0o600


def test_half_a_key_is_none(tmp_path: Path) -> None:
    (tmp_path / KEY_NAME).write_bytes(b"x" * 31)
    assert len(install_key(tmp_path)) == 32


def test_those_who_make_it_at_once_have_the_same(tmp_path: Path) -> None:
    keys: list[bytes] = []
    begin = threading.Barrier(8)

    def make() -> None:
        begin.wait()
        keys.append(install_key(tmp_path))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8 and len(set(keys)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / KEY_NAME]


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        install_key(tmp_path / "nowhere")
