"""An archive that sends less, or more, than it promised: never a disc that is short in silence."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.core.request import MediaRequest
from tests.cli.desk import Desk
from tests.faults.jobs import End, at_work, on_disc, run, what_is_wrong
from tests.faults.pacs import Answer, Held, Pacs, held, serving
from tests.net.scu import changed
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request
from tests.promises import Trials
from tests.samples import write_study

CLEAR = "Every failure of a PACS has one clear end"
SHORT = "No disc is short in silence"


def ends(front: Desk, pacs: Pacs, allow_incomplete: str = "") -> End:
    with serving(pacs) as peer:
        return run(front.archive(peer), allow_incomplete=allow_incomplete)


def sending(
    some: Callable[[list[Held]], Sequence[Held]], status: int = SUCCESS, **counts: int
) -> Answer:
    """A C-MOVE that sends `some` of what is asked for and then says whatever it likes."""

    def move(pacs: Pacs, talk: Conversation, request: Request) -> None:
        sent = pacs.send(request, some(pacs.wanted(request.identifier)))
        talk.answer(request, status, None, "", **({"completed": sent} | counts))

    return move


LIARS = {
    "fewer": sending(lambda wanted: wanted[:2]),
    "half, says all": sending(lambda wanted: wanted[::2], completed=6, failed=0),
    "half, says more": sending(lambda wanted: wanted[::2], completed=65535, remaining=65535),
    "B000": sending(lambda wanted: wanted[1:], 0xB000, failed=1),
    "B000, none failed": sending(lambda wanted: wanted[1:], 0xB000, failed=0),
    "A702 after some": sending(lambda wanted: wanted[:-1], 0xA702, failed=1),
    "C000 after some": sending(lambda wanted: wanted[:-1], 0xC000),
    "FE00, cancelled": sending(lambda wanted: wanted[:3], 0xFE00),
}


@pytest.mark.promise(SHORT)
def test_fewer_than_promised_is_incomplete_whatever_the_archive_says(
    front: Desk, files: list[Path], trials: Trials
) -> None:
    for how in list(LIARS)[:: trials.amount(full=1, sample=3)]:

        def never(pacs: Pacs, talk: Conversation, request: Request, how: str = how) -> None:
            pacs.instances = [one for one in pacs.instances if one.uid != files[0].stem]
            LIARS[how](pacs, talk, request)

        end = ends(front, Pacs(files, front.port, move=never))
        wrong = what_is_wrong(front, end, "study-incomplete")
        trials.note(not wrong, f"{how}: {wrong}")


@pytest.mark.promise(SHORT)
@pytest.mark.parametrize("status", [SUCCESS, 0xB000])
def test_a_promise_of_which_nothing_comes_is_no_dicom_data(
    front: Desk, files: list[Path], status: int
) -> None:
    end = ends(front, Pacs(files, front.port, move=sending(lambda wanted: [], status)))
    assert not what_is_wrong(front, end, "no-dicom-data")


@pytest.mark.promise(SHORT)
def test_any_instances_that_never_come_keep_the_disc_from_being_made(
    front: Desk, files: list[Path], trials: Trials
) -> None:
    """By the archive's own failure, or because it never names them again."""
    dice = random.Random(15)
    for number in range(trials.amount(full=20, sample=2)):
        lost = set(dice.sample([file.stem for file in files], dice.randint(1, 5)))
        status = dice.choice([SUCCESS, 0xB000, 0xA702])

        def some(wanted: list[Held], lost: set[str] = lost) -> list[Held]:
            return [one for one in wanted if one.uid not in lost]

        end = ends(front, Pacs(files, front.port, move=sending(some, status, failed=len(lost))))
        wrong = what_is_wrong(front, end, "study-incomplete")
        told = end.view.error and end.view.error.title.startswith(f"{len(lost)} of 6 images")
        trials.note(not wrong and bool(told), f"{number}: {wrong}, {end.view.error!r}")


@pytest.mark.promise(SHORT)
def test_what_a_person_allows_is_on_the_disc_and_in_its_warnings(
    front: Desk, files: list[Path], tmp_path: Path
) -> None:
    pacs = Pacs(files, front.port, move=sending(lambda wanted: wanted[:0]))
    kept = {one.uid for one in pacs.instances[:5]}
    pacs.move = sending(lambda wanted: [one for one in wanted if one.uid in kept])
    end = ends(front, pacs, allow_incomplete="Dr. Ada")
    assert not what_is_wrong(front, end, "done")
    assert "1 of 6 images are missing; this was allowed by Dr. Ada" in end.warnings
    assert on_disc(end, tmp_path / "disc") == kept


@pytest.mark.promise(SHORT)
def test_a_study_that_shrinks_after_it_was_listed_is_incomplete(
    front: Desk, files: list[Path]
) -> None:
    def deleted(pacs: Pacs, talk: Conversation, request: Request) -> None:
        del pacs.instances[4:]
        talk.answer(request, SUCCESS, completed=pacs.send(request, pacs.wanted(request.identifier)))

    end = ends(front, Pacs(files, front.port, move=deleted))
    assert not what_is_wrong(front, end, "study-incomplete")


@pytest.mark.promise(SHORT)
def test_a_study_that_grows_while_it_comes_is_taken_as_it_is_now(
    front: Desk, files: list[Path], tmp_path: Path
) -> None:
    """Also a new series; the second list is asked for because something came beyond the first."""
    known, late = files[:4], files[4:]
    pacs = Pacs(known, front.port)

    def growing(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if len(pacs.moves) == 1:
            pacs.instances += map(held, late)
        talk.answer(request, SUCCESS, completed=pacs.send(request, pacs.wanted(request.identifier)))

    pacs.move = growing
    end = ends(front, pacs)
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}
    assert "did not belong" not in end.warnings


@pytest.mark.promise(SHORT)
def test_a_series_that_comes_while_a_large_study_is_asked_for_in_pieces_is_on_the_disc(
    front: Desk, tmp_path: Path
) -> None:
    """Nobody asks for it by name, so it does not come beyond the list."""
    files = write_study(tmp_path / "large", series=3, instances=60)
    pacs = Pacs(files[:120], front.port)

    def growing(pacs: Pacs, talk: Conversation, request: Request) -> None:
        assert request.identifier.QueryRetrieveLevel == "SERIES"
        if len(pacs.moves) == 1:
            pacs.instances += map(held, files[120:])
        talk.answer(request, SUCCESS, completed=pacs.send(request, pacs.wanted(request.identifier)))

    pacs.move = growing
    end = ends(front, pacs)
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}


@pytest.mark.promise(SHORT)
@pytest.mark.parametrize("first", [0, 2], ids=["none-before", "some-before"])
def test_instances_that_come_after_the_final_answer_are_still_let_in(
    front: Desk, files: list[Path], tmp_path: Path, first: int
) -> None:
    senders: list[threading.Thread] = []

    def late(pacs: Pacs, talk: Conversation, request: Request) -> None:
        wanted = pacs.wanted(request.identifier)
        pacs.send(request, wanted[:first])
        talk.answer(request, SUCCESS, completed=len(wanted))
        if not senders:
            senders.append(threading.Thread(target=drop_by_drop, args=(pacs, request, wanted)))
            senders[0].start()

    def drop_by_drop(pacs: Pacs, request: Request, wanted: list[Held]) -> None:
        for one in wanted[first:]:
            threading.Event().wait(0.3)
            pacs.send(request, [one])

    pacs = Pacs(files, front.port, move=late)
    end = ends(front, pacs)
    senders[0].join()
    assert not what_is_wrong(front, end, "done")
    assert len(pacs.moves) == 1, "what is on its way is not asked for again"
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}


@pytest.mark.promise(SHORT)
def test_instances_that_come_long_after_the_final_answer_meet_a_closed_door(
    front: Desk, files: list[Path]
) -> None:
    """The job has ended by then, and has said that they are missing."""
    over = threading.Event()
    senders: list[threading.Thread] = []

    def much_later(pacs: Pacs, talk: Conversation, request: Request) -> None:
        wanted = pacs.wanted(request.identifier)
        talk.answer(request, SUCCESS, completed=pacs.send(request, wanted[:0]))

        def send() -> None:
            over.wait(30)
            pacs.send(request, wanted)

        senders.append(threading.Thread(target=send))
        senders[-1].start()

    pacs = Pacs(files, front.port, move=much_later)
    with serving(pacs) as peer, at_work(front.archive(peer)) as engine:
        view = engine.wait(engine.submit(MediaRequest(("A0001",), output=str(front.discs))))
        over.set()
        for sender in senders:
            sender.join()
    assert view.error and view.error.code == "no-dicom-data"
    assert set(pacs.refused.values()) == {0x0124} and len(pacs.refused) == 6
    assert not any(front.discs.iterdir()) and not front.left_overs()


@pytest.mark.promise(SHORT)
def test_what_is_sent_beyond_the_list_is_refused_and_told(
    front: Desk, files: list[Path], tmp_path: Path
) -> None:
    """Another study, another patient's image in ours, and one that the archive never lists."""

    def into_ours(ds: Dataset) -> None:
        ds.StudyInstanceUID = front_study

    front_study = str(held(files[0]).ds.StudyInstanceUID)
    shape = {"series": 1, "instances": 1}
    strange = [
        *write_study(tmp_path / "1", **shape),  # type: ignore[arg-type]
        *write_study(tmp_path / "2", patient_id="P-0666", change=into_ours, **shape),  # type: ignore[arg-type]
        *write_study(tmp_path / "3", change=into_ours, **shape),  # type: ignore[arg-type]
    ]

    def generous(pacs: Pacs, talk: Conversation, request: Request) -> None:
        pacs.send(request, list(map(held, strange)))
        wanted = pacs.wanted(request.identifier)
        talk.answer(request, SUCCESS, completed=pacs.send(request, wanted))

    pacs = Pacs(files, front.port, move=generous)
    end = ends(front, pacs)
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}
    assert set(pacs.refused) == {file.stem for file in strange}
    assert end.warnings.count("1 objects that did not belong here were refused") == 3


@pytest.mark.promise(SHORT)
@pytest.mark.parametrize("sent_first", [0, 3], ids=["all", "half"])
def test_a_patient_id_that_is_corrected_between_find_and_move_is_a_conflict(
    front: Desk, files: list[Path], tmp_path: Path, sent_first: int
) -> None:
    def correct(ds: Dataset) -> None:
        ds.PatientID = "P-0002"

    def corrected(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if len(pacs.moves) == 1:
            pacs.instances[sent_first:] = [
                held(changed(file, tmp_path / f"{number}.dcm", correct))
                for number, file in enumerate(files[sent_first:])
            ]
        talk.answer(request, SUCCESS, completed=pacs.send(request, pacs.wanted(request.identifier)))

    end = ends(front, Pacs(files, front.port, move=corrected))
    assert not what_is_wrong(front, end, "patient-conflict")


@pytest.mark.promise(SHORT)
def test_counts_that_are_wrong_or_missing_change_nothing_where_images_are_listed(
    front: Desk, files: list[Path], tmp_path: Path, trials: Trials
) -> None:
    for number, count in enumerate((None, 0, 3, 6, 7, 9999)):

        def counting(
            pacs: Pacs, talk: Conversation, request: Request, count: int | None = count
        ) -> None:
            for row in pacs.rows(request.identifier):
                if "NumberOfStudyRelatedInstances" in row:
                    row.NumberOfStudyRelatedInstances = count
                talk.answer(request, PENDING, row)
            talk.answer(request, SUCCESS)

        end = ends(front, Pacs(files, front.port, find=counting))
        wrong = what_is_wrong(front, end, "done")
        trials.note(not wrong, f"{count}: {wrong}")
        whole = on_disc(end, tmp_path / str(number)) == {file.stem for file in files}
        trials.note(whole, f"{count}: the disc is short")
        told = "more images than it lists" in end.warnings
        trials.note(told == bool(count and count > 6), f"{count}: {end.warnings}")


@pytest.mark.promise(SHORT)
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "uncounted"])
def test_where_images_are_not_listed_the_counts_decide_and_without_them_a_doubt_is_told(
    front: Desk, files: list[Path], counted: bool
) -> None:
    def only_series(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel == "IMAGE":
            talk.answer(request, 0xA900)
            return
        for row in pacs.rows(request.identifier):
            for name in ("NumberOfStudyRelatedInstances", "NumberOfSeriesRelatedInstances"):
                if not counted and name in row:
                    del row[name]
            talk.answer(request, PENDING, row)
        talk.answer(request, SUCCESS)

    whole = ends(front, Pacs(files, front.port, find=only_series))
    assert not what_is_wrong(front, whole, "done")
    assert ("nobody can tell whether all have come" in whole.warnings) is not counted
    short = sending(lambda wanted: [one for one in wanted if one.uid != files[0].stem])
    front.discs = front.discs.parent / "second"
    front.discs.mkdir()
    end = ends(front, Pacs(files, front.port, find=only_series, move=short))
    if counted:
        assert not what_is_wrong(front, end, "study-incomplete")
    else:
        assert "nobody can tell whether all have come" in end.warnings
