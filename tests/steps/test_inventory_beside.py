"""A large inventory is taken by two associations; an archive that dislikes it is asked again."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Event, Lock

import pytest
from pydicom.uid import generate_uid

from mkiso_desktop.core.errors import PacsUnreachable
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient, Study
from mkiso_desktop.net.wire import Closed
from mkiso_desktop.steps.query import take_inventory
from tests import samples
from tests.faults.pacs import Held, Pacs, find, held
from tests.peers.scripted import Conversation, Request, scripted
from tests.steps.test_query import US, as_peer

SOON_S = 20.0
SERIES, EACH = 4, 150
OUT_OF_RESOURCES = 0xA700


@pytest.fixture
def pacs(tmp_path: Path) -> Pacs:
    """An archive of one study of 600 images, of which it knows everything but the pixels."""
    files = samples.write_study(tmp_path, series=SERIES, instances=1, rows=16)
    full = Pacs(files, 0)
    full.instances = [_another(held(file)) for file in files for _ in range(EACH)]
    return full


def _another(one: Held) -> Held:
    ds = one.ds.copy()
    ds.SOPInstanceUID = generate_uid()
    return Held(ds, b"")


def inventory(pacs: Pacs, script: object = None, *, beside: bool = True) -> list[set[str]]:
    """The SOP Instance UIDs of each series, in the archive's order."""
    study = Study(str(pacs.instances[0].ds.StudyInstanceUID), "A0001", Patient("X", "P-0001"))
    with scripted(script or pacs, beside=beside) as peer:  # type: ignore[arg-type]
        [full] = take_inventory([study], as_peer(peer), US, Progress())
    assert len(peer.conversations) > 1 or not beside
    return [set(series.sop_instance_uids or ()) for series in full.series]


def held_by(pacs: Pacs) -> list[set[str]]:
    uids = [one.uid for one in pacs.instances]
    return [set(uids[at : at + EACH]) for at in range(0, len(uids), EACH)]


def test_two_series_are_listed_at_a_time(pacs: Pacs) -> None:
    both = Barrier(2)

    def together(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel == "IMAGE":
            both.wait(SOON_S)
        find(pacs, talk, request)

    pacs.find = together
    assert inventory(pacs) == held_by(pacs)


def test_an_archive_that_rejects_the_second_association_is_asked_on_the_first(pacs: Pacs) -> None:
    first = Lock()

    def only_one(talk: Conversation) -> None:
        if first.acquire(blocking=False):
            pacs(talk)
        else:
            talk.reject()

    assert inventory(pacs, only_one) == held_by(pacs)


def test_an_archive_that_lets_the_second_association_wait_is_asked_on_the_first(
    pacs: Pacs,
) -> None:
    assert inventory(pacs, beside=False) == held_by(pacs)


def test_what_the_second_association_breaks_off_is_asked_again(pacs: Pacs) -> None:
    both, turns = Barrier(2), iter("ab")

    def breaking(talk: Conversation) -> None:
        turn = next(turns, "c")
        talk.accept()
        while True:
            request = talk.next()
            if request.identifier.QueryRetrieveLevel == "IMAGE" and turn in "ab":
                first_time = turn
                turn = "c"
                both.wait(SOON_S)
                if first_time == "b":
                    talk.abort()
                    raise Closed("broken off")
            find(pacs, talk, request)

    assert inventory(pacs, breaking) == held_by(pacs)


def test_what_is_refused_while_another_series_is_listed_is_asked_again(pacs: Pacs) -> None:
    free, has_refused = Lock(), Event()

    def one_at_a_time(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel != "IMAGE":
            find(pacs, talk, request)
        elif not free.acquire(blocking=False):
            talk.answer(request, OUT_OF_RESOURCES)
            has_refused.set()
        else:
            assert has_refused.wait(SOON_S)
            find(pacs, talk, request)
            free.release()

    pacs.find = one_at_a_time
    assert inventory(pacs) == held_by(pacs)


def test_an_archive_that_breaks_off_both_is_unreachable(pacs: Pacs) -> None:
    def breaking(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel == "IMAGE":
            talk.abort()
            raise Closed("broken off")
        find(pacs, talk, request)

    pacs.find = breaking
    with pytest.raises(PacsUnreachable):
        inventory(pacs)
