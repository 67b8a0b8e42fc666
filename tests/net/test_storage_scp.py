"""What real senders send lands as it came: the bytes, and the syntax, are theirs."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)
from pynetdicom import AE
from pynetdicom.presentation import AllStoragePresentationContexts

from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.net import pdu
from mkiso_desktop.net.pdu import Associate, PresentationContext
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import Door, StorageScp
from tests import samples
from tests.net.scu import (
    CT,
    LOOPBACK,
    OPEN_DOOR,
    PACS,
    PLAIN,
    STATION,
    Scu,
    data_of,
    expected_of,
    station,
    with_uid,
)
from tests.peers.process import QUICK

DEFLATED = str(DeflatedExplicitVRLittleEndian)
PROPOSES: dict[str, str] = {
    ImplicitVRLittleEndian: "-xi",
    ExplicitVRLittleEndian: "-xe",
    ExplicitVRBigEndian: "-xb",
    RLELossless: "-xr",
    JPEGBaseline8Bit: "-xy",
    JPEGLosslessSV1: "-xs",
    JPEGLSLossless: "-xt",
    JPEG2000Lossless: "-xv",
}


def storescu(port: int, files: list[Path], *options: str) -> subprocess.CompletedProcess[str]:
    command = ["storescu", "-v", "-aet", PACS, "-aec", STATION, *options, LOOPBACK, str(port)]
    return subprocess.run(
        [*command, *map(str, files)], env=os.environ | QUICK, capture_output=True, text=True
    )


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("syntax", PROPOSES, ids=[UID(syntax).keyword for syntax in PROPOSES])
def test_every_syntax_lands_byte_for_byte_behind_our_own_meta(
    tmp_path: Path, spool: Path, syntax: str
) -> None:
    files = samples.write_study(tmp_path / "src", transfer_syntax=syntax)
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception):
        sent = storescu(scp.port, files, PROPOSES[syntax])
    assert sent.returncode == 0, sent.stderr
    assert not reception.refused and len(reception.instances) == len(files)
    for file in files:
        one = reception.instances[file.stem]
        raw = one.path.read_bytes()
        assert raw[:132] == bytes(128) + b"DICM"
        assert raw[one.offset :] == data_of(file)
        meta = dcmread(one.path, stop_before_pixels=True).file_meta
        assert meta.TransferSyntaxUID == one.transfer_syntax_uid == syntax
        assert meta.MediaStorageSOPInstanceUID == file.stem
        assert meta.ImplementationVersionName == "MKISO_0_1"
        assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    assert sorted(spool.glob("*.dcm")) == sorted(one.path for one in reception.instances.values())


def test_pynetdicoms_storage_scu_is_served_too(tmp_path: Path, spool: Path) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=5)
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception):
        ae = AE(PACS)
        ae.add_requested_context(CT, PLAIN)
        assoc = ae.associate(LOOPBACK, scp.port, ae_title=STATION)
        statuses = [assoc.send_c_store(file).Status for file in files]
        assoc.release()
    assert statuses == [0] * 5 and len(reception.instances) == 5


def test_echoscu_is_answered() -> None:
    with station() as scp:
        command = ["echoscu", "-aec", STATION, LOOPBACK, str(scp.port)]
        assert subprocess.run(command).returncode == 0


@pytest.mark.parametrize("pdu_size", ["4096", "131072"])
def test_small_and_large_pdus_carry_the_same(tmp_path: Path, spool: Path, pdu_size: str) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2, rows=300)
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception):
        storescu(scp.port, files, "-xe", "--max-send-pdu", pdu_size)
    for file in files:
        one = reception.instances[file.stem]
        assert one.path.read_bytes()[one.offset :] == data_of(file)


def test_an_object_of_a_private_class_is_taken(tmp_path: Path, spool: Path) -> None:
    private = "1.3.46.670589.11.0.0.12.1"
    files = samples.write_study(tmp_path / "src", series=1, instances=1, sop_class=private)
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask((private, [PLAIN]))
        assert scu.store_file(files[0]) == 0
    assert reception.instances[files[0].stem].sop_class_uid == private


def test_the_first_known_syntax_of_a_context_is_chosen_and_deflated_never() -> None:
    unknown, jpeg, j2k = "1.2.3.4.5.6", str(JPEGBaseline8Bit), str(JPEG2000Lossless)
    with station() as scp, Scu(scp.port) as scu:
        answers = scu.ask(
            (CT, [unknown, jpeg, PLAIN]),
            (CT, [DEFLATED, j2k, PLAIN]),
            (CT, [DEFLATED]),
            (CT, ["1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205", "1.2.840.10008.1.2.8.1"]),
            ("1.2.840.10008.5.1.4.1.2.2.1", [PLAIN]),  # C-FIND
            ("not a uid", [PLAIN]),
        )
    assert [(one.result, *one.transfer_syntaxes) for one in answers[:2]] == [(0, jpeg), (0, j2k)]
    assert [one.result for one in answers[2:]] == [4, 4, 3, 3]


def test_every_storage_class_of_the_standard_is_taken() -> None:

    classes = sorted({str(one.abstract_syntax) for one in AllStoragePresentationContexts})
    with station() as scp:
        for at in range(0, len(classes), 128):
            with Scu(scp.port) as scu:
                answers = scu.ask(*((uid, [PLAIN]) for uid in classes[at : at + 128]))
                assert not [one.abstract_syntax for one in answers if one.result]


@pytest.mark.parametrize(
    ("options", "reason"),
    [(("-aec", "OTHER"), "Called"), (("-aet", "EVIL"), "Calling")],
    ids=["called", "calling"],
)
def test_a_wrong_ae_title_is_rejected(
    tmp_path: Path, options: tuple[str, str], reason: str
) -> None:
    files = samples.write_study(tmp_path, series=1, instances=1)
    door = Door(STATION, frozenset({PACS}), frozenset({LOOPBACK}))
    with station(door) as scp:
        sent = storescu(scp.port, files, *options)
        assert sent.returncode != 0
        assert f"{reason} AE Title Not Recognized" in sent.stdout + sent.stderr
        assert scp.refused_associations == {"ae-title": 1}


def test_an_address_that_is_not_the_archives_is_closed_before_a_byte_is_read() -> None:
    with station() as scp:
        with Scu(scp.port, source="127.0.0.2") as stranger:
            assert stranger.receive() == (0, b"")
        assert scp.refused_associations == {"address": 1}
        with Scu(scp.port) as scu:
            scu.ask()
            scu.release()


def test_a_second_door_is_open_for_a_while_and_each_door_asks_for_both() -> None:
    first = Door(STATION, frozenset({PACS}), frozenset({LOOPBACK}))
    second = Door("TRIAL", frozenset({"NEW"}), frozenset({"127.0.0.2"}))
    asked = [
        ("127.0.0.2", "TRIAL", "NEW"),
        ("127.0.0.2", STATION, PACS),
        (LOOPBACK, "TRIAL", "NEW"),
        (LOOPBACK, STATION, PACS),
    ]
    with station(first) as scp:
        with scp.admitting(second):
            kinds = [_first_answer(scp.port, *one) for one in asked]
        assert kinds == [pdu.ASSOCIATE_AC, pdu.ASSOCIATE_RJ, pdu.ASSOCIATE_RJ, pdu.ASSOCIATE_AC]
        assert not scp.admits("127.0.0.2")


def _first_answer(port: int, address: str, called: str, calling: str) -> int:
    with Scu(port, source=address) as scu:
        context = PresentationContext(1, CT, (PLAIN,))
        request = Associate(called, calling, (context,))
        scu.send(pdu.encode_associate(request, ("1.2.3", "TEST"), answer=False))
        return scu.receive()[0]


def test_any_calling_ae_title_comes_back_as_it_came() -> None:
    with station() as scp, Scu(scp.port) as scu:
        scu.ask(calling="RÖNTGEN")
        assert scu.association.calling_ae_title == "RÖNTGEN"


def test_a_port_that_is_taken_says_what_to_do() -> None:
    with station() as scp:
        second = StorageScp(OPEN_DOOR, LOOPBACK, scp.port)
        with pytest.raises(ConfigInvalid, match=f"Port {scp.port} .* cannot be opened") as caught:
            second.open()
        assert "[station]" in caught.value.advice
        second.close()


def test_it_opens_again_after_it_was_closed() -> None:
    with station() as scp:
        port = scp.port
        scp.close()
        assert scp.port == 0 != port
        scp.open()
        with Scu(scp.port) as scu:
            scu.ask()
            scu.release()


def test_leading_zeros_in_a_uid_do_not_keep_an_image_out(tmp_path: Path, spool: Path) -> None:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1)
    old = with_uid(file, "1.2.0840.001.")
    reception = Reception(expected_of([old]), spool)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        assert scu.store_file(old) == 0
    assert [uid[:13] for uid in reception.instances] == ["1.2.0840.001."]
