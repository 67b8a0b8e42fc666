"""Handed to somebody: a line that is only ever added, and testified."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from mkiso_desktop.core.errors import BadRequest
from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.audit_messages import export_audit
from mkiso_desktop.engine.handing import LONGEST, hand
from mkiso_desktop.engine.history import History
from tests.engine.test_audit import REQUEST, by_hand, chain, export_once


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def url(file: Path) -> str:
    """Two exports, and what came of the first was handed over, twice said."""
    with History(f"sqlite:///{file}", "work") as history:
        export_once(history)
        export_once(history)
        hand(history, 1, "Rahayu", "family")
        hand(history, 1, "Siti Rahayu", "patient")
    return f"sqlite:///{file}"


def rows(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as reader:
        return reader.execute("SELECT job, name, relation FROM handed ORDER BY id").fetchall()


def test_a_correction_is_a_further_line(url: str, file: Path) -> None:
    assert rows(file) == [(1, "Rahayu", "family"), (1, "Siti Rahayu", "patient")]
    first, second = (entry.told for entry in chain(url)[-2:])
    assert (first["what"], first["name"], first["relation"]) == ("handed", "Rahayu", "family")
    assert (second["job"], second["handing"], second["name"]) == (1, 2, "Siti Rahayu")
    assert second["os_user"] and second["host"] and second["at"] >= first["at"]
    assert verify(url) == ()


@pytest.mark.parametrize("name", ["", "  ", "\n\t"])
def test_somebody_must_be_named(url: str, file: Path, name: str) -> None:
    with History(url, "work") as history, pytest.raises(BadRequest):
        hand(history, 1, name, "patient")
    assert len(rows(file)) == 2


def test_a_name_is_one_line_of_some_length(url: str) -> None:
    with History(url, "work") as history:
        said = hand(history, 2, "a\n\n b\ud800 " + "c" * 100, "")
    assert said.name.startswith("a b? c") and len(said.name) == LONGEST


def test_a_job_that_is_not_there_is_our_bug_and_testifies_nothing(url: str) -> None:
    before = chain(url)
    with History(url, "work") as history, pytest.raises(IntegrityError):
        hand(history, 99, "Made", "")
    assert chain(url) == before


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("UPDATE handed SET name = 'x' WHERE id = 1", "The handing 1 is not what was testified"),
        ("UPDATE handed SET at = 'x' WHERE id = 2", "The handing 2 cannot be read"),
        ("UPDATE handed SET job = 2 WHERE id = 2", "The handing 2 is not what was testified"),
        (
            "DELETE FROM handed WHERE id = 2",
            "The handing 2 was testified, and its row is gone or unreadable",
        ),
        (
            "INSERT INTO handed SELECT 7, job, name, relation, at, by FROM handed WHERE id = 1",
            "The handing 7 has no entry",
        ),
        ("DELETE FROM audit WHERE number = 6", "The handing 2 has no entry"),
    ],
)
def test_a_line_changed_by_hand_is_found(url: str, file: Path, change: str, complaint: str) -> None:
    by_hand(file, change)
    assert complaint in verify(url)


def test_the_log_notes_the_seal_and_nobodys_name(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "mkiso_desktop"), History(url, "work") as history:
        hand(history, 2, "CANARY", "family")
    assert caplog.messages == [f"audit: handing 3 is 7 {chain(url)[-1].seal}"]


def test_the_repositorys_messages_are_as_before(url: str, tmp_path: Path) -> None:
    assert len(export_audit(url, tmp_path / "messages")) == 4


def test_a_history_of_before_gets_the_table(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    with History(f"sqlite:///{file}") as history:
        history.add(REQUEST)
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("DROP TABLE handed")
    with History(f"sqlite:///{file}") as history:
        hand(history, 1, "Made", "")
    assert rows(file) == [(1, "Made", "")]
