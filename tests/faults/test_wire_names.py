"""No name that comes from a wire becomes a path, a device, or a file of the disc."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.net import pdu
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.pdu import Associate, PresentationContext
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.deliver import LONGEST_NAME, iso_name
from tests import samples
from tests.cli.disc import names_by
from tests.engine.test_engine import a_config, running
from tests.net.hospital_api import hospital_api, ok
from tests.net.scu import CT, PACS, PLAIN, STATION, Scu, data_of, expected_of, pdv, station
from tests.peers.process import free_port
from tests.peers.scripted import scripted
from tests.promises import Trials

from .hostile_names import NAMES, archive, with_values
from .hostile_names import odd_values as odd_values
from .hostile_pdus import STORE
from .writes import watched

PROMISE = "No name from the wire becomes a path"
CLASS, INSTANCE, STUDY, SERIES = 0x00080016, 0x00080018, 0x0020000D, 0x0020000E
TEXTS = {
    0x00080050: "AccessionNumber",
    0x00081030: "StudyDescription",
    0x0008103E: "SeriesDescription",
    0x00100010: "PatientName",
    0x00100020: "PatientID",
    0x00100030: "PatientBirthDate",
    0x00100040: "PatientSex",
    0x00200010: "StudyID",
}
OF_THE_DISC = re.compile(r"DICOMDIR|INDEX\.HTM|README\.TXT|DICOM/ST\d{6}/SE\d{6}/IM\d{6}")
IN_SPOOL = re.compile(r"\d{8}\.(dcm|part)")
ON_WINDOWS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.iso")
DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)


def names(tmp_path: Path, most: int) -> list[str]:
    outside = tmp_path / "outside"
    outside.mkdir()
    step = max(1, len(NAMES) // most)
    return [name.replace("/{outside}", str(outside)) for name in NAMES[::step]]


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1)
    return data_of(file)


# --- at the reception


PLACES = {
    "an instance in the command": (None, "uid"),
    "a class in the command": (None, "class"),
    "an instance in both": (INSTANCE, "uid"),
    "a study": (STUDY, ""),
    "a series": (SERIES, ""),
    "a patient ID": (0x00100020, ""),
}


@pytest.mark.promise(PROMISE)
def test_a_name_in_any_place_of_a_message_leads_nowhere(
    tmp_path: Path, data: bytes, trials: Trials
) -> None:
    [file] = (tmp_path / "src").iterdir()
    good = expected_of([file])
    [(study, series)] = good.studies.items()
    tries = product(names(tmp_path, trials.amount(full=40, sample=8)), PLACES.items())
    for number, (name, (what, (tag, command))) in enumerate(tries):
        sent = with_values(data, {tag: name} if tag else {})
        raw = name.encode().decode("latin-1").strip(" \0")
        inventory = {raw if tag == SERIES else next(iter(series)): None}
        expected = Expected(
            raw if tag == 0x00100020 else good.patient_id,
            {raw if tag == STUDY else study: inventory},
        )
        spool = tmp_path / "spools" / str(number)
        spool.mkdir(parents=True)
        with watched(tmp_path, [spool]) as outside, station() as scp:
            reception = Reception(expected, spool)
            with scp.desk.receiving(reception), Scu(scp.port) as scu:
                scu.ask((CT, [PLAIN]))
                instance = raw if command == "uid" else file.stem
                request = STORE | {0x1000: instance, 0x0002: raw if command == "class" else CT}
                scu.send(pdv(pdu.encode_command(request), is_command=True) + pdv(sent))
                assert scu.receive()[0] == pdu.P_DATA
        odd = [path.name for path in spool.rglob("*") if not IN_SPOOL.fullmatch(path.name)]
        trials.note(not outside and not odd, f"{name!r} as {what}: {outside} {odd}")


@pytest.mark.promise(PROMISE)
def test_a_name_for_an_ae_title_leads_nowhere(tmp_path: Path, trials: Trials) -> None:
    for name in names(tmp_path, trials.amount(full=40, sample=8)):
        title = name.encode().decode("latin-1")[:16]
        context = PresentationContext(1, CT, (PLAIN,))
        with watched(tmp_path, []) as outside, station() as scp:
            for called, calling in ((title, PACS), (STATION, title)):
                request = Associate(called, calling, (context,))
                with Scu(scp.port) as scu:
                    scu.send(pdu.encode_associate(request, (title, title), answer=False))
                    assert scu.receive()[0] in (pdu.ASSOCIATE_AC, pdu.ASSOCIATE_RJ, pdu.ABORT)
        trials.note(not outside, f"{name!r} as an AE title: {outside}")


# --- the whole way


def asked(name: str) -> str:
    """What of it may be asked for as an accession number."""
    kept = "".join(c for c in name if c.isascii() and c.isprintable() and c not in "*?\\,")
    return kept[:16].strip() or "A0001"


def made(config: Config, number: str, output: Path) -> JobView:
    """A disc of that number, as far as it goes."""
    request = MediaRequest((number,), output=str(output), allow_mismatch="Dr. Ada")
    with running(config, lanes=1) as engine:
        return engine.wait(engine.submit(request))


def oddities(view: JobView) -> Iterator[str]:
    """What the image is called, and its files, where those are not ours."""
    for iso in view.result.isos if view.result else ():
        if not is_fine(iso.path.name):
            yield iso.path.name
        for tool in ("xorriso", "7z"):
            yield from (name for name in names_by(tool, iso.path) if not fits(name))


def fits(name: str) -> bool:
    return OF_THE_DISC.fullmatch(name) is not None


def is_fine(name: str) -> bool:
    """Whether every system takes it for one plain file name."""
    is_plain = ON_WINDOWS.fullmatch(name) is not None and len(name) <= LONGEST_NAME
    return is_plain and not DEVICE.fullmatch(name)


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
@pytest.mark.usefixtures("odd_values")
@pytest.mark.filterwarnings("ignore:Invalid value:UserWarning")
@pytest.mark.parametrize("which", ["texts", "uids"])
def test_a_name_in_every_place_of_a_job_leads_nowhere(
    tmp_path: Path, data: bytes, trials: Trials, which: str
) -> None:
    [file] = (tmp_path / "src").iterdir()
    own = expected_of([file]).studies
    [(study, [series])] = own.items()
    desk, discs = tmp_path / "desk", tmp_path / "discs"
    for folder in (desk, discs):
        folder.mkdir()
    states = []
    for name in names(tmp_path, trials.amount(full=40, sample=5)):
        number, port = asked(name), free_port()
        texts = {} if which == "uids" else dict.fromkeys(TEXTS, name)
        uids = dict.fromkeys((STUDY, SERIES), name) if which == "uids" else {}
        sent = with_values(data, {**texts, 0x00080050: number, **uids})
        row = {TEXTS[tag]: text for tag, text in texts.items()}
        row |= {"PatientID": row.get("PatientID", "P-0001"), "AccessionNumber": number}
        row["StudyInstanceUID"] = name if uids else study
        row["SeriesInstanceUID"] = name if uids else series
        with scripted(archive(sent, file.stem, row, port)) as peer, hospital_api() as api:
            said = dict.fromkeys(("patient_name", "medrec_id", "reg_id", "birth_date"), name)
            api.answers = [ok(json.dumps(said).encode())]
            config = a_config(desk, (peer.host, peer.port, peer.ae_title), port)
            config = config.model_copy(update={"patient_api": api.settings} if texts else {})
            with watched(tmp_path, [desk, discs]) as outside:
                view = made(config, number, discs)
        states.append(view.state)
        odd = list(oddities(view))
        for place in (*row, *(said if texts else ())):
            trials.note(not outside and not odd, f"{name!r} as {place}: {outside} {odd}")
        assert all(is_fine(path.name) for path in discs.iterdir())
        assert not [path for path in (desk / "work" / "jobs").rglob("*") if path.is_file()]
    if which == "texts":
        assert states.count(JobState.DONE) > len(states) // 2, states


# --- the names themselves


@pytest.mark.promise(PROMISE)
def test_windows_would_take_every_name_too(tmp_path: Path, trials: Trials) -> None:
    for name in names(tmp_path, trials.amount(full=40, sample=40)):
        for numbers, of in product(([asked(name)], [name, name]), (1, 3)):
            made_of = iso_name(name, numbers, of, of)
            trials.note(is_fine(made_of), f"{name!r} became {made_of!r}")
