"""An archive that sends what nobody asked for between what a job did ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pydicom import Dataset
from pydicom.uid import generate_uid

from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.net.gate import Why
from tests import samples
from tests.net.scu import CT, PLAIN, Scu, changed, data_of
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request

C_FIND_RQ, C_MOVE_RQ = 0x0020, 0x0021
LARGE = 1500  # rows and columns of an image that is judged by its beginning
PATIENT, OTHER_PATIENT = "P-0001", "P-0666"


@dataclass(frozen=True)
class Sent:
    """One instance on its way: what the command says it is, and the data."""

    what: str
    uid: str
    data: bytes
    why: Why | None = None  # it must be refused

    @classmethod
    def of(cls, what: str, path: Path, why: Why | None = None, uid: str = "") -> Sent:
        return cls(what, uid or read_instance(path).sop_instance_uid, data_of(path), why)


@dataclass
class Visit:
    """One job's study, the intruders between its instances, and how each was answered."""

    accession_number: str
    files: list[Path]
    order: list[Sent]
    at_closed_door: Sent
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def intruders(self) -> list[Sent]:
        """Those that come while the job's door is open."""
        return [one for one in self.order if one.why]


def a_visit(folder: Path, number: int, dice: Random) -> Visit:
    """A study of three images, and five intruders, each of a kind of its own."""
    accession_number = f"A{number:04d}"
    rows = LARGE if dice.random() < 0.05 else 16
    files = samples.write_study(
        folder / "own", accession_number=accession_number, series=1, instances=3, rows=rows
    )
    own = [Sent.of(f"own {at}", file) for at, file in enumerate(files)]
    victim, first = dice.choice(files), read_instance(files[0])
    intruders = [
        _another_study(folder, dice),
        _another_patient(folder, victim, dice),
        _not_listed(folder, first, victim, dice),
        Sent.of("other bytes", _altered(victim, folder / "other.dcm"), Why.DIFFERS),
    ]
    order = [*own, *intruders]
    dice.shuffle(order)
    original, second = own[files.index(victim)], intruders[-1]
    if order.index(second) < order.index(original):  # what comes first is the archive's version
        order.remove(second)
        order.append(second)
    stray = dice.choice((_altered(victim, folder / "early.dcm"), victim))
    closed = Sent.of("at a closed door", stray, Why.STUDY)
    return Visit(accession_number, files, order, closed)


def _another_study(folder: Path, dice: Random) -> Sent:
    patient_id = dice.choice((PATIENT, OTHER_PATIENT, ""))
    rows = LARGE if dice.random() < 0.05 else 16
    [file] = samples.write_study(
        folder / "study", patient_id=patient_id, series=1, instances=1, rows=rows
    )
    return Sent.of("another study", file, Why.STUDY)


def _another_patient(folder: Path, victim: Path, dice: Random) -> Sent:
    """Another patient within the right study, also under a UID that is waited for."""
    patient_id = dice.choice((OTHER_PATIENT, "P-00011", "", "P-0001\\P-0666", "P-00O1"))

    def change(ds: Dataset) -> None:
        ds.PatientID, ds.PatientName = patient_id, "Lestari^Dewi"
        if dice.random() < 0.5:
            ds.SOPInstanceUID = generate_uid()

    return Sent.of("another patient", changed(victim, folder / "patient.dcm", change), Why.PATIENT)


def _not_listed(folder: Path, first: Instance, victim: Path, dice: Random) -> Sent:
    """A UID that is not in the inventory; or one that is, over a data set that is another's."""

    def change(ds: Dataset) -> None:
        ds.SOPInstanceUID = generate_uid()

    file = changed(victim, folder / "unlisted.dcm", change)
    if dice.random() < 0.3:
        return Sent.of("not what it says", file, Why.MISMATCH, uid=first.sop_instance_uid)
    return Sent.of("not listed", file, Why.INSTANCE)


def _altered(path: Path, target: Path) -> Path:
    """The same instance with other pixels."""

    def change(ds: Dataset) -> None:
        ds.PixelData = bytes(reversed(ds.PixelData))

    return changed(path, target, change)


def archive(visits: Sequence[Visit], port: Callable[[], int]) -> Callable[[Conversation], None]:
    """The script of an archive that holds these studies and sends to our station at `port`."""
    known = {visit.accession_number: visit for visit in visits}
    known |= {read_instance(visit.files[0]).study_instance_uid: visit for visit in visits}

    def script(talk: Conversation) -> None:
        talk.accept()
        while True:
            request = talk.next()
            asked = request.identifier
            visit = known[asked.get("AccessionNumber") or asked.StudyInstanceUID]
            if request.command.field == C_MOVE_RQ:
                _deliver(visit.order, visit, port(), request.command.message_id)
            elif request.command.field == C_FIND_RQ:
                if asked.QueryRetrieveLevel == "STUDY":
                    _deliver([visit.at_closed_door], visit, port())
                _answer(talk, request, visit)
            talk.answer(request, SUCCESS, completed=len(visit.files))

    return script


def _deliver(order: Sequence[Sent], visit: Visit, port: int, move: int | None = None) -> None:
    with Scu(port) as scu:
        scu.ask((CT, [PLAIN]), calling="SCRIPTED")
        for one in order:
            answered = scu.store(one.data, one.uid, move_message_id=move, fragment=100_000)
            visit.statuses[one.what] = answered
        scu.release()


def _answer(talk: Conversation, request: Request, visit: Visit) -> None:
    """The rows of one C-FIND, at whichever level."""
    level = request.identifier.QueryRetrieveLevel
    for one in map(read_instance, visit.files if level == "IMAGE" else visit.files[:1]):
        ds = Dataset()
        ds.AccessionNumber = visit.accession_number
        ds.PatientID, ds.PatientName = PATIENT, "Sutanto^Budi"
        ds.StudyInstanceUID = one.study_instance_uid
        if level != "STUDY":
            ds.SeriesInstanceUID = one.series_instance_uid
        if level == "IMAGE":
            ds.SOPInstanceUID, ds.SOPClassUID = one.sop_instance_uid, one.sop_class_uid
        talk.answer(request, PENDING, ds)
