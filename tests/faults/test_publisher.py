"""A CD publisher on a bad day: one clear end, and what it has is not sent to it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.request import Outcome
from mkiso_desktop.net.pdu import P_DATA
from tests.cli.desk import Desk
from tests.faults.jobs import End, run, what_is_wrong
from tests.faults.pacs import Pacs, serving
from tests.faults.publisher import REFUSALS, WARNINGS
from tests.peers import storescp
from tests.peers.process import free_port
from tests.peers.scripted import Conversation, Request, scripted
from tests.promises import Trials

CLEAR = "Every failure of the CD publisher has one clear end"
Moment = Callable[[Conversation, Request], bool]
"""What it does with the k-th image; whether it has it afterwards."""


@pytest.fixture
def desk(front: Desk, files: list[Path]) -> Iterator[Desk]:
    """A desk with an honest archive."""
    with serving(Pacs(files, front.port)) as pacs:
        yield front.archive(pacs)


class Moody:
    """A publisher whose k-th image meets a bad moment, once."""

    def __init__(self, k: int, moment: Moment) -> None:
        self.k, self.moment = k, moment
        self.came: list[str] = []
        self.kept: list[str] = []

    def __call__(self, talk: Conversation) -> None:
        talk.accept()
        while True:
            request = talk.next()
            uid = request.command.affected_sop_instance_uid
            self.came.append(uid)
            if len(self.came) == self.k:
                if self.moment(talk, request):
                    self.kept.append(uid)
            else:
                self.kept.append(uid)
                talk.answer(request, 0)


def relayed(desk: Desk, publisher: Callable[[Conversation], None], times: int = 1) -> list[End]:
    with scripted(publisher) as peer:
        desk.configure("cd_publisher", host=peer.host, port=peer.port)
        return [run(desk, Outcome.RELAY) for _ in range(times)]


def refusing(status: int) -> Moment:
    def moment(talk: Conversation, request: Request) -> bool:
        talk.answer(request, status)
        return status & 0xF000 == 0xB000

    return moment


def breaking(how: Callable[[Conversation], None]) -> Moment:
    def moment(talk: Conversation, request: Request) -> bool:
        how(talk)
        return False

    return moment


def hang_up(talk: Conversation) -> None:
    talk.wire.close()


def answer_another(talk: Conversation, request: Request) -> bool:
    command = request.command.__class__(request.command.field, request.command.message_id + 9)
    talk.answer(Request(command, request.context_id), 0)
    return False


@pytest.mark.promise(CLEAR)
def test_the_kth_image_refused_is_a_partial_relay_and_goes_alone_the_next_time(
    desk: Desk, files: list[Path], trials: Trials
) -> None:
    every = trials.amount(full=1, sample=3)
    for k in range(1, len(files) + 1)[::every]:
        for status in REFUSALS[::every]:
            publisher = Moody(k, refusing(status))
            first, second = relayed(desk, publisher, times=2)
            wrong = what_is_wrong(desk, first, "relay-failed")
            wrong += what_is_wrong(desk, second, "done")
            trials.note(not wrong, f"{k}, 0x{status:04X}: {wrong}")
            error = first.view.error
            told = error and error.detail == "5 of 6 accepted" and f"0x{status:04X}" in error.advice
            trials.note(bool(told), f"{k}, 0x{status:04X}: {error and error.detail}")
            once = sorted(publisher.kept) == sorted(file.stem for file in files)
            trials.note(once and len(publisher.came) == 7, f"{k}: it came {len(publisher.came)} x")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("status", WARNINGS)
def test_a_warning_is_told_by_nobody_because_the_publisher_has_it(desk: Desk, status: int) -> None:
    publisher = Moody(2, refusing(status))
    [end] = relayed(desk, publisher)
    assert not what_is_wrong(desk, end, "done")
    assert len(publisher.kept) == len(publisher.came) == 6


@pytest.mark.promise(CLEAR)
def test_a_publisher_that_breaks_off_at_the_kth_image_gets_the_rest_the_next_time(
    desk: Desk, files: list[Path], trials: Trials
) -> None:
    moments = [breaking(Conversation.abort), breaking(hang_up), answer_another]
    every = trials.amount(full=1, sample=2)
    for moment in moments:
        for k in range(1, len(files) + 1)[::every]:
            publisher = Moody(k, moment)
            first, second = relayed(desk, publisher, times=2)
            wrong = what_is_wrong(desk, first, "relay-failed")
            wrong += what_is_wrong(desk, second, "done")
            trials.note(not wrong, f"{k}: {wrong}")
            error = first.view.error
            told = error and error.detail in (None, f"{k - 1} of 6 accepted")
            trials.note(bool(told), f"{k}: {error and error.detail}")
            once = sorted(publisher.kept) == sorted(file.stem for file in files)
            trials.note(once, f"{k}: {publisher.kept}")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("result", [1, 2])
def test_a_publisher_that_rejects_us_is_told(desk: Desk, result: int) -> None:
    [end] = relayed(desk, lambda talk: talk.reject(result=result))
    assert not what_is_wrong(desk, end, "relay-failed")
    assert end.view.error and end.view.error.detail == "association rejected"


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("how", [Conversation.abort, hang_up], ids=["abort", "hung-up"])
def test_a_publisher_that_does_not_even_answer_is_told(
    desk: Desk, how: Callable[[Conversation], None]
) -> None:
    [end] = relayed(desk, how)
    assert not what_is_wrong(desk, end, "relay-failed", "publisher-unreachable")


@pytest.mark.promise(CLEAR)
def test_a_publisher_that_is_off_is_unreachable(desk: Desk) -> None:
    desk.configure("cd_publisher", host="127.0.0.1", port=free_port())
    end = run(desk, Outcome.RELAY)
    assert not what_is_wrong(desk, end, "publisher-unreachable")


@pytest.mark.promise(CLEAR)
def test_a_publisher_that_takes_no_such_images_is_told_what_it_has(desk: Desk) -> None:
    def nothing(talk: Conversation) -> None:
        talk.accept(only=lambda abstract, syntax: False)
        talk.until_left()

    [end] = relayed(desk, nothing)
    assert not what_is_wrong(desk, end, "relay-failed")
    assert end.view.error and end.view.error.detail == "0 of 6 accepted"


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("maximum_length", [0, 1, 20, 127, 128, 129, 0xFFFFFFFF])
def test_any_maximum_length_is_kept_or_told(desk: Desk, maximum_length: int) -> None:
    longest = 0

    def measuring(talk: Conversation) -> None:
        next_pdu = talk.wire.next_pdu

        def measured(idle_s: float) -> tuple[int, int]:
            nonlocal longest
            kind, length = next_pdu(idle_s)
            longest = max(longest, length if kind == P_DATA else 0)
            return kind, length

        talk.wire.next_pdu = measured  # type: ignore[method-assign]
        talk.accept(maximum_length=maximum_length)
        while True:
            talk.answer(talk.next(), 0)

    [end] = relayed(desk, measuring)
    room = not 0 < maximum_length < 128
    assert not what_is_wrong(desk, end, "done" if room else "relay-failed")
    assert not room or longest <= (maximum_length or longest)


@pytest.mark.promise(CLEAR)
def test_a_real_publisher_that_refuses_is_told(desk: Desk) -> None:
    with storescp(options=["--refuse"]) as one:
        desk.configure("cd_publisher", host=one.host, port=one.port)
        end = run(desk, Outcome.RELAY)
    assert not what_is_wrong(desk, end, "relay-failed")
