"""Nothing that a job has not asked for reaches its disc, and every attempt is told."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from mkiso_desktop.core.instance import Instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.engine.make_disc import Workshop, receive
from mkiso_desktop.net.gate import Refusal
from mkiso_desktop.net.storage_scp import Door
from tests.cli.disc import data_set, dicom_files, unpack
from tests.engine.test_engine import a_config, an_iso, running
from tests.net.scu import LOOPBACK, STATION, data_of, station
from tests.peers.process import free_port
from tests.peers.scripted import scripted
from tests.promises import Trials

from .intruded import PATIENT, Visit, a_visit, archive

PROMISE = "Nothing of another patient reaches a disc"
REFUSED = "{} objects that did not belong here were refused ({})"


class Quiet:
    """A job that nobody watches."""

    def __init__(self) -> None:
        self.progress = Progress()

    def enter(self, state: JobState) -> None:
        """Nobody looks."""

    def came(self, instances: Sequence[Instance]) -> None:
        """Nobody looks at them."""

    def met(self, patient: Patient) -> None:
        """Nobody looks."""


def visits_of(folder: Path, count: int) -> list[Visit]:
    dice = Random(9)
    return [a_visit(folder / str(number), number, dice) for number in range(count)]


def note_all(visit: Visit, came: dict[str, bytes], told: tuple[str, ...], trials: Trials) -> None:
    """Each intruder is an attempt: refused at the wire, told to the desk, and not on the disc."""
    own = {file.stem: data_of(file) for file in visit.files}
    reasons = Counter(one.why for one in visit.intruders if one.why)
    sentences = {REFUSED.format(count, why.value) for why, count in reasons.items()}
    for one in (*visit.intruders, visit.at_closed_door):
        assert one.why
        wrong = [] if came == own else [f"{set(came) ^ set(own)} or other bytes came"]
        if (status := visit.statuses[one.what]) != Refusal(one.why, "").status:
            wrong.append(f"it was answered {status:04X}")
        if not sentences <= set(told):
            wrong.append(f"the desk was told {told}")
        trials.note(not wrong, f"{visit.accession_number}, {one.what}: {'; '.join(wrong)}")


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
def test_five_intruders_in_each_job_stay_outside(tmp_path: Path, trials: Trials) -> None:
    visits = visits_of(tmp_path / "src", trials.amount(full=180, sample=10))
    door = Door(STATION, frozenset({"SCRIPTED"}), frozenset({LOOPBACK}))
    with station(door) as scp, scripted(archive(visits, lambda: scp.port)) as peer:
        config = a_config(tmp_path, (peer.host, peer.port, peer.ae_title), scp.port)
        history = History(config.store.url, config.work.folder)
        for number, visit in enumerate(visits):
            folder = tmp_path / "jobs" / str(number)
            folder.mkdir(parents=True)
            shop = Workshop(number, config, folder, scp, history)
            received = receive(MediaRequest((visit.accession_number,)), shop, Quiet())
            came = {
                one.sop_instance_uid: one.path.read_bytes()[one.offset :]
                for one in received.instances
            }
            note_all(visit, came, received.told, trials)
            on_disk = {path for path in folder.rglob("*.*") if path.is_file()}
            assert on_disk == {one.path for one in received.instances}, "beside the journal"


def patients_on(disc: Path) -> list[tuple[str, str]]:
    """SOP Instance UID and Patient ID of every file, as dcmdump reads them."""
    found = []
    for path in (disc / "DICOM").rglob("*"):
        if path.is_file():
            command = ["dcmdump", "-q", "+P", "0008,0018", "+P", "0010,0020", str(path)]
            lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            uid, patient_id = re.findall(r"\[(.*)\]", lines)
            found.append((uid, patient_id))
    return sorted(found)


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
def test_the_disc_holds_the_patients_own_images_and_no_other(
    tmp_path: Path, trials: Trials
) -> None:
    visits = visits_of(tmp_path / "src", trials.amount(full=20, sample=2))
    port = free_port()
    with scripted(archive(visits, lambda: port)) as peer:
        config = a_config(tmp_path, (peer.host, peer.port, peer.ae_title), port)
        with running(config, lanes=1) as engine:
            for visit in visits:
                number = visit.accession_number
                view = engine.wait(engine.submit(an_iso(number, tmp_path / "discs")))
                assert view.result, view.error
                disc = unpack(view.result.isos[0].path, tmp_path / "unpacked" / number)
                came = {uid: data_set(file) for uid, file in dicom_files(disc).items()}
                note_all(visit, came, view.result.warnings, trials)
                own = sorted((file.stem, PATIENT) for file in visit.files)
                assert patients_on(disc) == own
    assert not [path for path in (tmp_path / "work" / "jobs").rglob("*") if path.is_file()]
