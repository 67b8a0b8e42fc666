"""A large study comes by two C-MOVEs beside each other, and whole also where that is disliked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Event, Semaphore

import pytest

from mkiso_desktop.core.errors import Cancelled, MkisoError, PacsRefused
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.dimse import Destination
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.inventory import lacks
from mkiso_desktop.steps.retrieve import Archive, retrieve
from tests import samples
from tests.faults.pacs import Answer, Pacs, move, serving
from tests.net.scu import STATION, station
from tests.peers.scripted import PENDING, Conversation, Request
from tests.steps.test_query import as_peer
from tests.steps.test_retrieve import reception_for, studies_of

SOON_S = 20.0
REFUSED, CANCELLED = 0xA702, 0xFE00
C_CANCEL = 0x0FFF


class Fetch:
    """A retrieval of a study of two series, and how it went."""

    def __init__(
        self, tmp_path: Path, scp: StorageScp, answer: Answer, each: int = 60, series: int = 2
    ) -> None:
        files = samples.write_study(tmp_path / "src", series=series, instances=each, rows=16)
        self.studies = studies_of(files)
        (tmp_path / "spool").mkdir()
        self.reception = reception_for(self.studies, tmp_path / "spool")
        self.pacs = Pacs(files, scp.port, move=answer)
        self.scp, self.progress = scp, Progress()

    def run(self, *, beside: bool = True) -> MkisoError | None:
        with serving(self.pacs, beside=beside) as peer, self.scp.desk.receiving(self.reception):
            archive = Archive(as_peer(peer), STATION, Destination(STATION, self.scp.port))
            return retrieve(self.studies, archive, self.reception, self.progress)

    @property
    def levels(self) -> list[str]:
        return [identifier.QueryRetrieveLevel for identifier in self.pacs.moves]


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as open_station:
        yield open_station


def test_a_large_study_comes_by_two_moves_beside_each_other(
    tmp_path: Path, scp: StorageScp
) -> None:
    both = Barrier(2)

    def together(pacs: Pacs, talk: Conversation, request: Request) -> None:
        both.wait(SOON_S)
        move(pacs, talk, request)

    fetch = Fetch(tmp_path, scp, together)
    assert fetch.run() is None
    assert not lacks(fetch.studies, fetch.reception)
    assert fetch.reception.count == 120
    assert fetch.levels == ["SERIES", "SERIES"]


def test_a_small_study_comes_in_one(tmp_path: Path, scp: StorageScp) -> None:
    fetch = Fetch(tmp_path, scp, move, each=5)
    assert fetch.run() is None
    assert fetch.reception.count == 10 and fetch.levels == ["STUDY"]


def test_an_archive_that_moves_one_thing_at_a_time_loses_nothing(
    tmp_path: Path, scp: StorageScp
) -> None:
    free, has_refused = Semaphore(1), Event()

    def one_at_a_time(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if not free.acquire(blocking=False):
            talk.answer(request, REFUSED)
            has_refused.set()
            return
        assert has_refused.wait(SOON_S)  # nothing has come yet when the other is refused
        free.release()
        move(pacs, talk, request)

    fetch = Fetch(tmp_path, scp, one_at_a_time)
    fetch.run()
    assert not lacks(fetch.studies, fetch.reception)
    assert fetch.reception.count == 120


def test_a_stream_that_is_refused_leaves_the_rest_to_the_other(
    tmp_path: Path, scp: StorageScp
) -> None:
    free = Semaphore(1)

    def one_at_a_time(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if not free.acquire(blocking=False):
            talk.answer(request, REFUSED)
            return
        move(pacs, talk, request)
        free.release()

    fetch = Fetch(tmp_path, scp, one_at_a_time, each=20, series=6)
    fetch.run()
    assert not lacks(fetch.studies, fetch.reception)
    assert len(fetch.levels) <= 7, "one was refused once"


def test_an_archive_that_lets_the_second_association_wait_loses_nothing(
    tmp_path: Path, scp: StorageScp
) -> None:
    fetch = Fetch(tmp_path, scp, move)
    fetch.run(beside=False)
    assert not lacks(fetch.studies, fetch.reception)


def test_an_archive_that_refuses_both_has_refused(tmp_path: Path, scp: StorageScp) -> None:
    fetch = Fetch(tmp_path, scp, lambda pacs, talk, request: talk.answer(request, REFUSED))
    with pytest.raises(PacsRefused):
        fetch.run()
    assert len(fetch.levels) == 2


def test_a_cancel_is_none_the_less_one_when_the_other_move_was_refused(
    tmp_path: Path, scp: StorageScp
) -> None:
    refused = Event()

    def one_refused(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.SeriesInstanceUID == fetch.studies[0].series[0].series_instance_uid:
            talk.answer(request, REFUSED)
            talk.until_left()
            refused.set()
            return
        assert refused.wait(SOON_S)
        fetch.progress.cancel()
        talk.until_left()

    fetch = Fetch(tmp_path, scp, one_refused)
    with pytest.raises(Cancelled):
        fetch.run()


def test_cancelling_is_heard_by_both(tmp_path: Path, scp: StorageScp) -> None:
    both, heard = Barrier(2), Semaphore(0)

    def until_cancelled(pacs: Pacs, talk: Conversation, request: Request) -> None:
        talk.answer(request, PENDING)
        both.wait(SOON_S)
        fetch.progress.cancel()
        if talk.next().command.field == C_CANCEL:
            heard.release()
        talk.answer(request, CANCELLED)

    fetch = Fetch(tmp_path, scp, until_cancelled)
    with pytest.raises(Cancelled):
        fetch.run()
    assert heard.acquire(timeout=SOON_S) and heard.acquire(timeout=SOON_S)
