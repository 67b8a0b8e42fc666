"""What we send arrives as it lies in the spool, and each answer is told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from pydicom.uid import UID

from mkiso_desktop.core.errors import Cancelled, CheckFailed, PublisherUnreachable, RelayFailed
from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.storage_scu import Answer, Sender, pair_of, sending
from tests import samples
from tests.net.scu import data_of
from tests.peers import Orthanc, Storescp, free_port, orthanc, storescp
from tests.peers.scripted import Conversation, Request, ScriptedPeer, scripted

US = "CDRECORD"


def as_peer(one: Orthanc | Storescp | ScriptedPeer) -> Peer:
    return Peer(one.ae_title, one.host, one.port)


def send(instances: list[Instance], peer: Peer, progress: Progress | None = None) -> list[Answer]:
    pairs = map(pair_of, instances)
    with sending(peer, US, pairs, progress or Progress()) as sender:
        return [sender.store(one) for one in instances]


def spooled(folder: Path, rows: int = 16, count: int = 2) -> list[Instance]:
    files = samples.write_study(folder / "src", series=1, instances=count, rows=rows)
    return [read_instance(file) for file in files]


def taking(
    answer: Callable[[Request, int], int | None], maximum_length: int = 16384
) -> tuple[Callable[[Conversation], None], list[bytes]]:
    """A publisher that answers the n-th store with what `answer` gives; None: not at all."""
    got: list[bytes] = []

    def script(talk: Conversation) -> None:
        talk.accept(maximum_length)
        while True:
            request = talk.next()
            got.append(request.data)
            if (status := answer(request, len(got))) is not None:
                talk.answer(request, status)

    return script, got


@pytest.mark.parametrize(
    "syntax", samples.SYNTAXES, ids=[UID(syntax).keyword for syntax in samples.SYNTAXES]
)
def test_every_syntax_arrives_byte_for_byte_at_storescp_and_orthanc(
    tmp_path: Path, syntax: str
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2, transfer_syntax=syntax)
    instances = [read_instance(file) for file in files]
    received = tmp_path / "received.dcm"
    with storescp() as one, orthanc() as other:
        for publisher in (one, other):
            assert [answer.status for answer in send(instances, as_peer(publisher))] == [0, 0]
            came = publisher.instances()
            for file in files:
                received.write_bytes(came[file.stem])
                assert data_of(received) == data_of(file)
                assert read_instance(received).transfer_syntax_uid == syntax


@pytest.mark.parametrize("maximum_length", [128, 4096, 16384, 131072, 1_000_000, 0])
def test_the_peers_maximum_length_is_kept(tmp_path: Path, maximum_length: int) -> None:
    instances = spooled(tmp_path, rows=400, count=1)
    script, got = taking(lambda request, number: 0, maximum_length)
    with scripted(script) as peer:
        assert send(instances, as_peer(peer))[0].is_accepted
    assert got == [data_of(instances[0].path)]


def test_what_lies_behind_in_the_file_is_not_sent(tmp_path: Path) -> None:
    [one] = spooled(tmp_path, count=1)
    with one.path.open("ab") as file:
        file.write(b"behind")
    script, got = taking(lambda request, number: 0)
    with scripted(script) as peer:
        send([one], as_peer(peer))
    assert len(got[0]) == one.length


@pytest.mark.parametrize(
    ("status", "accepted"),
    [(0x0000, True), (0xB000, True), (0xB007, True), (0xA700, False), (0xA900, False)]
    + [(0xC001, False), (0x0122, False), (0x0111, False)],
)
def test_a_warning_is_accepted_and_a_failure_is_not(
    tmp_path: Path, status: int, accepted: bool
) -> None:
    script, _ = taking(lambda request, number: status if number == 1 else 0)
    with scripted(script) as peer:
        first, second = send(spooled(tmp_path), as_peer(peer))
    assert first.is_accepted is accepted and str(first) == f"0x{status:04X}"
    assert second.is_accepted, "the association goes on"


def test_only_the_pairs_that_are_there_are_proposed_and_answers_are_told_by_pair(
    tmp_path: Path,
) -> None:
    plain, packed = samples.SYNTAXES[1], samples.SYNTAXES[3]
    [one] = samples.write_study(tmp_path / "a", series=1, instances=1)
    [other] = samples.write_study(tmp_path / "b", series=1, instances=1, transfer_syntax=packed)
    first, second = read_instance(one), read_instance(other)

    def plain_only(talk: Conversation) -> None:
        talk.accept(only=lambda abstract, syntax: syntax == plain)
        talk.until_left()

    pairs = map(pair_of, (first, second, first))
    with (
        scripted(plain_only) as peer,
        sending(as_peer(peer), US, pairs, Progress()) as sender,
    ):
        assert sender.accepts(pair_of(first)) and not sender.accepts(pair_of(second))
    proposed = {
        (c.abstract_syntax, *c.transfer_syntaxes) for c in peer.conversations[0].asked.contexts
    }
    assert proposed == {pair_of(first), pair_of(second)}


def test_a_publisher_that_is_not_there_is_unreachable() -> None:
    for host in ("127.0.0.1", "no-such-host.invalid"):
        with pytest.raises(PublisherUnreachable, match="did not answer") as caught:
            send([], Peer("RIMAGE", host, free_port()))
        assert caught.value.advice


def test_a_publisher_that_rejects_us_says_which_ae_title_to_register(tmp_path: Path) -> None:
    with storescp(options=["--refuse"]) as one, pytest.raises(RelayFailed) as caught:
        send(spooled(tmp_path), as_peer(one))
    assert caught.value.detail == "association rejected"
    assert US in caught.value.advice


def test_a_publisher_that_aborts_midway_is_told(tmp_path: Path) -> None:
    def aborting(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), 0)
        talk.next()
        talk.abort()
        talk.until_left()

    with scripted(aborting) as peer, pytest.raises(RelayFailed, match="broke off"):
        send(spooled(tmp_path), as_peer(peer))


def test_a_publisher_that_stalls_can_be_cancelled(tmp_path: Path) -> None:
    progress, stalled = Progress(), Event()

    def stall(request: Request, number: int) -> int | None:
        stalled.set()
        return None

    def cancel() -> None:
        stalled.wait(30)
        progress.cancel()

    canceller = Thread(target=cancel)
    canceller.start()
    script, _ = taking(stall)
    began = monotonic()
    with scripted(script) as peer, pytest.raises(Cancelled):
        send(spooled(tmp_path), as_peer(peer), progress)
    assert monotonic() - began < 10
    canceller.join()


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
@pytest.mark.parametrize(("field", "message_id"), [(0x0030, 1), (0x0001, 99)])
def test_an_answer_to_something_else_ends_it(tmp_path: Path, field: int, message_id: int) -> None:
    def confused(talk: Conversation) -> None:
        talk.accept()
        request = talk.next()
        talk.answer(Request(request.command.__class__(field, message_id), request.context_id), 0)
        talk.until_left()

    with scripted(confused) as peer, pytest.raises(RelayFailed):
        send(spooled(tmp_path, count=1), as_peer(peer))


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
def test_a_maximum_length_that_leaves_no_room_ends_it(tmp_path: Path) -> None:
    script, _ = taking(lambda request, number: 0, maximum_length=20)
    with scripted(script) as peer, pytest.raises(RelayFailed):
        send(spooled(tmp_path), as_peer(peer))


def test_a_file_that_has_shrunk_is_our_own_disks_fault(tmp_path: Path) -> None:
    [one] = spooled(tmp_path, count=1)
    one.path.write_bytes(one.path.read_bytes()[:-100])
    script, _ = taking(lambda request, number: 0)
    with scripted(script) as peer, pytest.raises(CheckFailed):
        send([one], as_peer(peer))


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
def test_a_publisher_that_does_not_answer_the_release_has_taken_everything(
    tmp_path: Path,
) -> None:
    def unmannerly(talk: Conversation) -> None:
        talk.accept()
        for _ in range(2):
            talk.answer(talk.next(), 0)
        talk.wire.send = lambda *parts: None  # type: ignore[method-assign]
        talk.until_left()

    with scripted(unmannerly) as peer:
        assert all(one.is_accepted for one in send(spooled(tmp_path), as_peer(peer)))


def test_message_ids_start_again_before_they_run_out(tmp_path: Path) -> None:
    [one] = spooled(tmp_path, count=1)
    seen: list[int] = []

    def note(request: Request, number: int) -> int:
        seen.append(request.command.message_id)
        return 0

    script, _ = taking(note)
    with scripted(script) as peer, sending(as_peer(peer), US, [pair_of(one)], Progress()) as sender:
        assert isinstance(sender, Sender)
        sender._message_id = 0xFFFE
        for _ in range(3):
            sender.store(one)
    assert seen == [0xFFFF, 1, 2]
