"""The walk itself, on one page: from an accession number to a proved disc, or to the publisher."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from ..core.config import Config, Medium
from ..core.durable import make_durable
from ..core.errors import Cancelled, MkisoError
from ..core.instance import Instance
from ..core.places import private_folder
from ..core.progress import Progress
from ..core.request import MediaRequest, Outcome
from ..core.study import Patient, Study, plain_name
from ..net.gate import Expected
from ..net.interrupt import interruptible
from ..net.journal import Journal
from ..net.reception import Reception
from ..net.storage_scp import StorageScp
from ..steps.check import check
from ..steps.deliver import deliver_to_folder, iso_name, must_be_writable
from ..steps.fileset import Fileset, build_fileset
from ..steps.image import DiscFile, write_image
from ..steps.inventory import joined, remaining
from ..steps.pages import DiscFacts, pages
from ..steps.prove import Proof, prove
from ..steps.query import has_new_series, must_be_of, one_patient, take_inventory
from ..steps.relay import Ledger, relay
from ..steps.resume import described, take_back
from ..steps.retrieve import (
    expected_of,
    fetch_missing,
    has_grown,
    prove_complete,
    retrieve,
    strangers,
)
from ..steps.transcode import CannotTranscode, Transcoded, Transcoder, for_medium
from ..steps.viewer import Viewer, check_viewer
from ..steps.volumes import must_fit, space_of, split
from .finding import find_all
from .history import History
from .job import IsoFile, JobState, Result
from .relay_notes import RelayNotes
from .spool import RECEIVED, kept_in
from .station import archive_of, door_of, pacs_of, publisher_of

FILESET_ID = "MKISO"


class Job(Protocol):
    """What the walk tells about itself."""

    progress: Progress

    def enter(self, state: JobState) -> None:
        """The walk comes to its next state."""

    def met(self, patient: Patient) -> None:
        """The walk knows whose studies they are."""

    def came(self, instances: Sequence[Instance]) -> None:
        """The walk has received them; their files stay until it ends."""


@dataclass(frozen=True)
class Workshop:
    """What one job works with: its number and folder, the configuration, the station, the
    history. `scp` is None where images come by C-GET."""

    number: int
    config: Config
    folder: Path
    scp: StorageScp | None
    history: History

    @contextmanager
    def receiving(self, studies: Sequence[Study]) -> Iterator[Reception]:
        """Let these studies' instances, and nothing else, into the job's folder."""
        expected = Expected(
            studies[0].patient.patient_id,
            expected_of(studies),
            self.config.identity.normalise_id,
            int(self.config.work.keep_free_gb * 1_000_000_000),
        )
        folder = private_folder(self.folder / RECEIVED)
        with Journal(folder, described(studies)) as journal:
            reception = Reception(expected, folder, journal)
            if self.scp is None:
                with closing(reception):
                    yield reception
            else:
                # A name may lead elsewhere by now: a service runs for months.
                with self.scp.admitting(door_of(self.config)), self.scp.desk.receiving(reception):
                    yield reception


@dataclass(frozen=True)
class Received:
    """What the first half of the walk gives: one patient's whole studies, in the spool.

    `shortfalls` is what the receiving doctor has to know as well, `told` the desk alone.
    """

    patient: Patient
    studies: tuple[Study, ...]
    instances: tuple[Instance, ...]
    told: tuple[str, ...]
    shortfalls: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person at the desk should know."""
        return (*self.told, *self.shortfalls)


@dataclass(frozen=True)
class Built:
    """One disc's image, and what shall be on it."""

    image: Path
    fileset: Fileset
    others: tuple[DiscFile, ...]


def make_disc(request: MediaRequest, shop: Workshop, job: Job) -> Result:
    """Query, retrieve, check; file-set, pages, image and proof for each disc; deliver."""
    config = shop.config
    viewer = check_viewer(config.disc.viewer_dir) if config.disc.viewer_dir else None
    must_be_writable(request.output)
    received = receive(request, shop, job)
    job.enter(JobState.BUILDING)
    ready = for_medium(
        received.instances, config.disc.medium, shop.folder / "transcoded", job.progress
    )
    also = space_of((file.size for file in viewer.files), viewer.folders) if viewer else 0
    capacity_bytes = sys.maxsize if request.is_download else config.disc.medium.capacity_bytes
    volumes = split(ready.instances, capacity_bytes, also)
    discs = []
    for part, instances in enumerate(volumes, 1):
        disc = _build(part, len(volumes), instances, ready, viewer, received, shop, job)
        must_fit(disc.image.stat().st_size, capacity_bytes)
        discs.append(disc)
    job.enter(JobState.PROVING)
    proofs = [_proved(disc, job.progress) for disc in discs]
    job.enter(JobState.DELIVERING)
    with _leaving(received, request.output or "downloads", request, shop):
        isos = deliver_all(discs, proofs, received.patient, request, job.progress)
    invented = [sentence for disc in discs for sentence in disc.fileset.invented]
    about_viewer = viewer.warnings if viewer else ()
    warnings = (*received.warnings, *about_viewer, *ready.warnings, *invented)
    return _result(received, warnings, isos=isos)


def deliver_all(
    discs: Sequence[Built],
    proofs: Sequence[Proof],
    patient: Patient,
    request: MediaRequest,
    progress: Progress,
) -> tuple[IsoFile, ...]:
    """All images of a request where the person wants them, or, when one fails, none of them."""
    isos = []
    with ExitStack() as taken_back:
        for part, (disc, proof) in enumerate(zip(discs, proofs, strict=True), 1):
            name = iso_name(plain_name(patient.name), request.accession_numbers, part, len(discs))
            path = deliver_to_folder(
                disc.image,
                proof.sha256,
                request.output,
                name,
                progress,
                part=part,
                of=len(discs),
                is_private=request.is_download,
            )
            taken_back.callback(path.unlink, missing_ok=True)
            isos.append(IsoFile(path, proof.bytes, proof.sha256, proof.files))
        taken_back.pop_all()
    return tuple(isos)


def _build(
    part: int,
    of: int,
    instances: Sequence[Instance],
    ready: Transcoded,
    viewer: Viewer | None,
    received: Received,
    shop: Workshop,
    job: Job,
) -> Built:
    """One disc: its File-set, its pages, the hospital's viewer, and all of it as an image."""
    fileset = build_fileset(instances, FILESET_ID, job.progress)
    config = shop.config
    facts = DiscFacts(
        received.patient,
        received.studies,
        # An image is no FAT file system, which the USB profiles ask for (PS3.12 annex R).
        "" if config.disc.medium is Medium.USB else ready.profile,
        part,
        of,
        (*received.shortfalls, *ready.warnings),
        config.language.value,
    )
    others = (*pages(facts, config.disc, fileset, viewer), *(viewer.files if viewer else ()))
    image = shop.folder / f"disc-{part}.iso"
    write_image((*_dicom_files(fileset), *others), FILESET_ID, image, job.progress)
    return Built(image, fileset, others)


def _proved(disc: Built, progress: Progress) -> Proof:
    """Read the image back, while the disk takes it: neither has to wait for the other."""
    with ThreadPoolExecutor(1, "prove") as beside:
        proof = beside.submit(prove, disc.image, disc.fileset, disc.others, progress)
        interruptible(lambda: make_durable(disc.image), progress)
        return proof.result()


def _dicom_files(fileset: Fileset) -> Iterator[DiscFile]:
    """The DICOMDIR, and the files in its order: drives seek slowly."""
    yield DiscFile(("DICOMDIR",), fileset.dicomdir)
    for entry in fileset.entries:
        yield DiscFile(entry.file_id, entry.instance.path)


def relay_study(request: MediaRequest, shop: Workshop, job: Job) -> Result:
    """Query, retrieve, check; send everything to the CD publisher."""
    publisher = publisher_of(shop.config)
    received = receive(request, shop, job)
    job.enter(JobState.DELIVERING)
    destination = f"{publisher.host}:{publisher.port}"
    earlier = shop.history.accepted_earlier(request, destination)
    with _leaving(received, destination, request, shop) as export:
        notes = RelayNotes(shop.history, export, shop.folder)
        ledger = Ledger(set(earlier), on_accepted=notes.add)
        calling = shop.config.station.ae_title
        try:
            with Transcoder(shop.folder / "transcoded", job.progress) as transcoder:
                rewrite = partial(_rewritten, transcoder)
                relay(received.instances, publisher, calling, rewrite, ledger, job.progress)
        finally:
            notes.close()
    return _result(received, received.warnings, destination=destination)


def _rewritten(
    transcoder: Transcoder, instance: Instance, transfer_syntax_uid: str
) -> Instance | None:
    try:
        return transcoder.to_syntax(instance, transfer_syntax_uid)
    except CannotTranscode:
        return None


def receive(request: MediaRequest, shop: Workshop, job: Job) -> Received:
    """The first half of the walk: one patient's studies, whole and checked, in the spool."""
    job.enter(JobState.FINDING)
    config, calling = shop.config, shop.config.station.ae_title
    findings = find_all(request.accession_numbers, config, job.progress)
    silence = findings[-1].api_error
    if silence and request.outcome is Outcome.RELAY:
        raise silence  # a robot burns before anybody can look at the name
    must_be_of(request.patient_id, findings, config.identity.normalise_id)
    patient, warnings = one_patient(findings, config.identity.normalise_id, request.allow_mismatch)
    job.met(patient)
    asked = {study.study_instance_uid: study for found in findings for study in found.studies}
    whom, unwanted = (pacs_of(config), calling, job.progress), frozenset(request.leave_out)
    wanted = [replace(study, leave_out=unwanted) for study in asked.values()]
    studies, shortened = remaining(take_inventory(wanted, *whom))
    job.enter(JobState.RETRIEVING)
    with shop.receiving(studies) as reception:
        kept = kept_in(shop.folder)  # by an earlier try that a crash cut off
        left_out = take_back(kept, described(studies), reception, job.progress)
        said = retrieve(studies, archive_of(config), reception, job.progress)
        # Once: an archive that is still receiving is for another disc.
        if has_grown(reception) or (not said and has_new_series(studies, *whom)):
            studies = joined(studies, take_inventory(studies, *whom))
            reception.expected = replace(reception.expected, studies=expected_of(studies))
            said = fetch_missing(studies, archive_of(config), reception, job.progress, said)
    job.enter(JobState.CHECKING)
    allowed = request.allow_incomplete
    complete = prove_complete(studies, reception, said, allowed)
    instances = tuple(sorted(reception.instances.values(), key=attrgetter("path")))
    job.came(instances)
    doubts = [silence.title] if silence else []
    if not plain_name(patient.name):  # some archives leave out what they cannot write
        patient = replace(patient, name=instances[0].patient_name)
        job.met(patient)
    shortfalls = (*shortened, *complete, *check(instances, allowed, job.progress))
    told = (*doubts, *warnings, *left_out, *strangers(reception))
    return Received(patient, studies, instances, told, shortfalls)


@contextmanager
def _leaving(
    received: Received, destination: str, request: MediaRequest, shop: Workshop
) -> Iterator[int]:
    """Write down the intent before something leaves the house, and what came of it after."""
    history = shop.history
    uids = [study.study_instance_uid for study in received.studies]
    patient = received.patient
    export = history.intent(shop.number, request.outcome, uids, destination, patient)
    state, detail = JobState.FAILED, ""  # also when it is our own bug that ends it
    try:
        yield export
        state = JobState.DONE
    except Cancelled:
        state = JobState.CANCELLED
        raise
    except MkisoError as error:
        detail = error.detail or error.title
        raise
    finally:
        history.outcome(export, state, detail)


def _result(
    received: Received,
    warnings: Sequence[str],
    isos: tuple[IsoFile, ...] = (),
    destination: str = "",
) -> Result:
    patient = received.patient
    return Result(
        plain_name(patient.name),
        patient.patient_id,
        len(received.instances),
        isos,
        destination,
        tuple(dict.fromkeys(warnings)),
    )
