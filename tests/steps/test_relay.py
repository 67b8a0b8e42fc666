"""The publisher gets everything once; what it did not take is counted, and sent again alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from mkiso_desktop.core.errors import Cancelled, PublisherUnreachable, RelayFailed
from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.relay import Ledger, Rewrite, relay
from mkiso_desktop.steps.transcode import to_syntax
from tests import samples
from tests.net.scu import STATION, data_of, expected_of, station
from tests.peers import free_port, orthanc, storescp
from tests.peers.scripted import Conversation, ScriptedPeer, scripted
from tests.steps.test_query import as_peer

EXPLICIT, J2K = samples.SYNTAXES[1], "1.2.840.10008.1.2.4.90"


def never(instance: Instance, transfer_syntax_uid: str) -> Instance | None:
    """For publishers that take everything as it is."""
    raise AssertionError("nothing had to be rewritten")


def spooled(folder: Path, count: int = 6, **shape: str) -> list[Instance]:
    files = samples.write_study(folder / "src", series=1, instances=count, **shape)  # type: ignore[arg-type]
    return [read_instance(file) for file in files]


def send(
    instances: Sequence[Instance],
    publisher: ScriptedPeer | Peer,
    ledger: Ledger | None = None,
    rewrite: Rewrite = never,
    progress: Progress | None = None,
) -> Ledger:
    peer = publisher if isinstance(publisher, Peer) else as_peer(publisher)
    ledger = ledger or Ledger()
    relay(instances, peer, STATION, rewrite, ledger, progress or Progress())
    return ledger


def answering(*statuses: int) -> Callable[[Conversation], None]:
    """A publisher that answers each store with the next status; the last one stays."""

    def script(talk: Conversation) -> None:
        talk.accept()
        waiting = list(statuses)
        while True:
            talk.answer(talk.next(), waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return script


def sent_uids(peer: ScriptedPeer) -> int:
    return sum(talk.heard.count(0x0001) for talk in peer.conversations)


@pytest.mark.parametrize("publisher", [storescp, orthanc], ids=["storescp", "orthanc"])
def test_every_instance_arrives_as_it_is(tmp_path: Path, publisher: Callable[[], object]) -> None:
    instances = [
        *spooled(tmp_path / "a"),
        *spooled(tmp_path / "b", transfer_syntax=J2K),
        *spooled(tmp_path / "c", sop_class="1.2.840.10008.5.1.4.1.1.4"),
    ]
    moments: list[Moment] = []
    with storescp() if publisher is storescp else orthanc() as one:
        peer = Peer(one.ae_title, one.host, one.port)
        ledger = send(instances, peer, progress=Progress(moments.append))
        came = one.instances()
    assert ledger.accepted == set(came) == {instance.sop_instance_uid for instance in instances}
    for instance in instances:
        (tmp_path / "came.dcm").write_bytes(came[instance.sop_instance_uid])
        assert data_of(tmp_path / "came.dcm") == data_of(instance.path)
    assert (moments[-1].step, moments[-1].done, moments[-1].total) == ("delivering", 18, 18)


def of_many_kinds(folder: Path, count: int) -> list[Path]:
    """One instance of each of so many private classes."""
    return [
        samples.write_study(
            folder / str(number), series=1, instances=1, sop_class=f"1.3.6.1.4.1.9.{number}"
        )[0]
        for number in range(1, count + 1)
    ]


def test_more_kinds_than_one_association_can_offer_go_over_several(tmp_path: Path) -> None:
    files = of_many_kinds(tmp_path, 140)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception):
        send([read_instance(file) for file in files], Peer(STATION, "127.0.0.1", scp.port))
    assert len(reception.instances) == 140


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
def test_a_publisher_that_is_switched_off_between_two_associations_is_a_partial_relay(
    tmp_path: Path,
) -> None:
    files = of_many_kinds(tmp_path, 130)
    spool = tmp_path / "spool"
    spool.mkdir()
    with station() as scp, scp.desk.receiving(Reception(expected_of(files), spool)):
        ledger = Ledger()
        ledger.on_accepted = lambda uid: scp.close() if len(ledger.accepted) == 128 else None
        with pytest.raises(RelayFailed, match="did not answer") as caught:
            peer = Peer(STATION, "127.0.0.1", scp.port)
            send([read_instance(file) for file in files], peer, ledger)
    assert caught.value.detail == "128 of 130 accepted"


def test_what_is_refused_is_counted_and_a_warning_counts_as_accepted(tmp_path: Path) -> None:
    instances = spooled(tmp_path)
    ledger = Ledger()
    with (
        scripted(answering(0, 0xB000, 0xA700, 0, 0xC001, 0)) as peer,
        pytest.raises(RelayFailed, match="did not take 2 of 6 images") as caught,
    ):
        send(instances, peer, ledger)
    assert caught.value.detail == "4 of 6 accepted"
    assert "status 0xA700, status 0xC001" in caught.value.advice
    uids = [instance.sop_instance_uid for instance in instances]
    assert ledger.refused == {uids[2]: "status 0xA700", uids[4]: "status 0xC001"}


@pytest.mark.promise("A relay is complete, and nothing in it twice")
def test_a_resend_sends_only_what_was_not_accepted(tmp_path: Path) -> None:
    instances = spooled(tmp_path)
    ledger = Ledger()
    with scripted(answering(0, 0, 0xA700, 0, 0xA700, 0)) as peer, pytest.raises(RelayFailed):
        send(instances, peer, ledger)
    with scripted(answering(0)) as peer:
        send(instances, peer, ledger)
        assert sent_uids(peer) == 2
    assert len(ledger.accepted) == 6 and not ledger.refused
    with scripted(answering(0)) as peer:
        send(instances, peer, ledger)
        assert not peer.conversations, "nothing is left to be sent"


def test_the_ledger_tells_each_accepted_instance_at_once(tmp_path: Path) -> None:
    told: list[str] = []
    ledger = Ledger(on_accepted=told.append)
    instances = spooled(tmp_path, 3)
    with scripted(answering(0, 0xA700, 0)) as peer, pytest.raises(RelayFailed):
        send(instances, peer, ledger)
    assert told == [instances[0].sop_instance_uid, instances[2].sop_instance_uid]


@pytest.mark.promise("A relay is complete, and nothing in it twice")
def test_what_another_job_had_accepted_does_not_count(tmp_path: Path) -> None:
    ledger = Ledger(accepted={"1.2.3", "1.2.4"})
    with scripted(answering(0, 0xA700)) as peer, pytest.raises(RelayFailed) as caught:
        send(spooled(tmp_path, 2), peer, ledger)
    assert caught.value.detail == "1 of 2 accepted"


def test_a_publisher_that_aborts_midway_is_told_with_the_count(tmp_path: Path) -> None:
    def aborting(talk: Conversation) -> None:
        talk.accept()
        for _ in range(4):
            talk.answer(talk.next(), 0)
        talk.next()
        talk.abort()
        talk.until_left()

    ledger = Ledger()
    with scripted(aborting) as peer, pytest.raises(RelayFailed, match="broke off") as caught:
        send(spooled(tmp_path), peer, ledger)
    assert caught.value.detail == "4 of 6 accepted" and len(ledger.accepted) == 4


def test_a_publisher_that_rejects_us_is_told_as_such(tmp_path: Path) -> None:
    with scripted(Conversation.reject) as peer, pytest.raises(RelayFailed) as caught:
        send(spooled(tmp_path), peer)
    assert caught.value.detail == "association rejected"


def test_a_publisher_that_is_not_there_is_unreachable_also_for_a_resend(tmp_path: Path) -> None:
    instances = spooled(tmp_path)
    nobody = Peer("RIMAGE", "127.0.0.1", free_port())
    for accepted in (set[str](), {instances[0].sop_instance_uid}):
        with pytest.raises(PublisherUnreachable):
            send(instances, nobody, Ledger(accepted))


def test_a_publisher_that_stalls_can_be_cancelled_and_the_ledger_knows_what_it_has(
    tmp_path: Path,
) -> None:
    progress, stalled, ledger = Progress(), Event(), Ledger()

    def stalling(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), 0)
        talk.next()
        stalled.set()
        talk.until_left()

    def cancel() -> None:
        stalled.wait(30)
        progress.cancel()

    canceller = Thread(target=cancel)
    canceller.start()
    with scripted(stalling) as peer, pytest.raises(Cancelled):
        send(spooled(tmp_path), peer, ledger, progress=progress)
    canceller.join()
    assert len(ledger.accepted) == 1


def plain_only(talk: Conversation) -> None:
    """Takes everything, but in Explicit VR Little Endian alone."""
    talk.accept(only=lambda abstract, syntax: syntax == EXPLICIT)
    while True:
        talk.answer(talk.next(), 0)


@pytest.mark.parametrize("syntax", [J2K, samples.SYNTAXES[0], samples.SYNTAXES[2]])
def test_a_syntax_that_is_refused_is_sent_as_a_lossless_copy(tmp_path: Path, syntax: str) -> None:
    instances = spooled(tmp_path, 2, transfer_syntax=syntax)
    copies = tmp_path / "copies"

    def rewrite(instance: Instance, transfer_syntax_uid: str) -> Instance:
        return to_syntax(instance, transfer_syntax_uid, copies)

    with scripted(plain_only) as peer:
        ledger = send(instances, peer, rewrite=rewrite)
    assert len(ledger.accepted) == 2
    assert not list(copies.iterdir()), "a copy that was sent is not kept"
    assert all(instance.path.exists() for instance in instances)


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
def test_what_cannot_be_rewritten_is_told_and_the_rest_goes(tmp_path: Path) -> None:
    plain = spooled(tmp_path / "a", 2)
    packed = spooled(tmp_path / "b", 1, transfer_syntax=J2K)
    ledger = Ledger()
    with scripted(plain_only) as peer, pytest.raises(RelayFailed) as caught:
        send([*packed, *plain], peer, ledger, rewrite=lambda instance, syntax: None)
    assert caught.value.detail == "2 of 3 accepted"
    assert "cannot be undone" in ledger.refused[packed[0].sop_instance_uid]


def test_a_kind_of_image_the_publisher_does_not_take_at_all_is_told(tmp_path: Path) -> None:
    def nothing(talk: Conversation) -> None:
        talk.accept(only=lambda abstract, syntax: False)
        talk.until_left()

    ledger = Ledger()
    with scripted(nothing) as peer, pytest.raises(RelayFailed) as caught:
        send(spooled(tmp_path, 2), peer, ledger)
    assert caught.value.detail == "0 of 2 accepted"
    assert set(ledger.refused.values()) == {"this kind of image is not accepted"}


@pytest.mark.promise("Every failure of the CD publisher has one clear end")
def test_a_publisher_that_goes_between_two_associations_is_a_partial_relay(
    tmp_path: Path,
) -> None:
    plain = spooled(tmp_path / "a", 2)
    packed = spooled(tmp_path / "b", 1, transfer_syntax=J2K)

    def gone(talk: Conversation) -> None:
        talk.wire.close()

    with scripted(plain_only, gone) as peer, pytest.raises(RelayFailed) as caught:
        send([*plain, *packed], peer)
    assert caught.value.detail == "2 of 3 accepted"
