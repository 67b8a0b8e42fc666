"""The process in which malformed files go the whole way, from the wire to a proved disc.

It is told one batch by one line of JSON, and answers by one. Whatever happens to it, the test
that started it lives on (see Batches in foreman.py).
"""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydicom import dcmread
from pydicom.errors import BytesLengthException

from mkiso_desktop.core.config import Disc, Medium
from mkiso_desktop.core.elements import EXPLICIT_LITTLE
from mkiso_desktop.core.errors import StudyIncomplete
from mkiso_desktop.core.instance import Instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient, Study, plain_name
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.check import check
from mkiso_desktop.steps.fileset import Fileset, build_fileset
from mkiso_desktop.steps.image import DiscFile, write_image
from mkiso_desktop.steps.pages import DiscFacts, pages
from mkiso_desktop.steps.prove import prove
from mkiso_desktop.steps.transcode import for_medium
from tests.net.scu import Scu, station

from .crafted import CRAFTED, table
from .mutations import mutant
from .seeds import (
    CLASS,
    ID,
    PATIENT_ID,
    STUDY,
    STUDY_UID,
    UID,
    Spoilt,
    number_of,
    seeds,
    series_uids,
)
from .spans import PIXELS, adds_up

MOST_MEMORY = 3 << 30
LONGEST_S = 5.0
SEEDS = 2_000_000
TOGETHER = -1  # the number of no file


@dataclass
class Tally:
    """What came of a batch: what became of each file, by its number, and what broke."""

    became: dict[int, str] = field(default_factory=dict)
    failures: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0
    most_memory: int = 0


def main() -> None:
    """Batches from standard input until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    warnings.simplefilter("ignore")  # pydicom's, about values that are none
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        tally = run([spoilt(number) for number in json.loads(line)])
        print(json.dumps(vars(tally)), file=answers, flush=True)


def spoilt(number: int) -> Spoilt:
    """A mutant, from CRAFTED on a crafted file, or from SEEDS on a seed as it is."""
    if number >= SEEDS:
        seed = seeds()[number - SEEDS]
        data = seed.copy(number)
        return Spoilt(number, seed.name, seed.sop_class_uid, seed.uid(number), seed.syntax, data)
    return table()[number - CRAFTED] if number >= CRAFTED else mutant(number)


def run(files: Sequence[Spoilt]) -> Tally:
    """The whole way for all of them, and for each of them alone where that does not go well."""
    tally, begin = Tally(), time.monotonic()
    came = [pair for pair in _received(files, tally) if _judged(*pair, tally)]
    broke, seconds = _broke([instance for _, instance in came], tally)
    if broke or seconds > LONGEST_S:
        before = len(tally.failures)
        for one, instance in came:
            alone = _broke([instance], tally) if len(came) > 1 else (broke, seconds)
            _note(one, *alone, tally)
        if broke and len(tally.failures) == before:
            tally.failures.append((TOGETHER, f"only together: {broke}"))
    for one in files:
        if one.must not in ("", tally.became[one.number]):
            told = f"{one.name} was to be {one.must}, but is {tally.became[one.number]}"
            tally.failures.append((one.number, told))
    tally.seconds = time.monotonic() - begin
    tally.most_memory = max(
        resource.getrusage(who).ru_maxrss * 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    _nothing_elsewhere(files, tally)
    return tally


def _note(one: Spoilt, broke: str, seconds: float, tally: Tally) -> None:
    if broke:
        tally.failures.append((one.number, f"{one.name}: {broke}"))
    if seconds > LONGEST_S:
        tally.failures.append((one.number, f"{one.name}: takes {seconds:.1f} s"))


def _cpu() -> float:
    """Seconds of work, ours and that of the decoders: a busy machine is no hang."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@contextmanager
def _open_door(folder: Path) -> Iterator[tuple[Scu, Reception]]:
    studies = {STUDY: dict.fromkeys(series_uids())}
    reception = Reception(Expected(PATIENT_ID, studies), folder)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask(*((uid, [syntax]) for uid, syntax in contexts()))
        yield scu, reception


def contexts() -> list[tuple[str, str]]:
    """Class and syntax of each presentation context that the seeds need."""
    return sorted({(seed.sop_class_uid, seed.syntax) for seed in seeds()})


def _received(files: Sequence[Spoilt], tally: Tally) -> list[tuple[Spoilt, Instance]]:
    """Send all over the wire; those that were let in."""
    shutil.rmtree("job", ignore_errors=True)
    folder = Path("job/received").absolute()
    folder.mkdir(parents=True)
    numbers = {pair: 2 * at + 1 for at, pair in enumerate(contexts())}
    statuses: dict[int, int] = {}
    with _open_door(folder) as (scu, reception):
        for one in files:
            begin = time.monotonic()
            pair = one.sop_class_uid, one.syntax
            statuses[one.number] = scu.store(one.data, one.uid, pair[0], numbers[pair])
            if time.monotonic() - begin > LONGEST_S:
                tally.failures.append((one.number, f"{one.name}: slow to receive"))
        instances = reception.instances
    for one in files:
        is_in = one.uid in instances
        tally.became[one.number] = "in" if is_in else "refused"
        if is_in != (statuses[one.number] == 0):
            tally.failures.append((one.number, f"{one.name}: {statuses[one.number]:04X}"))
    return [(one, instances[one.uid]) for one in files if one.uid in instances]


def _judged(one: Spoilt, instance: Instance, tally: Tally) -> bool:
    """Check what was let in, and hold it against the second walk; whether it goes on."""
    if not adds_up(one.data, one.syntax):
        tally.failures.append((one.number, f"{one.name}: does not add up, and was let in"))
    if other := _read_otherwise(instance):
        tally.failures.append((one.number, f"{one.name}: {other}"))
    try:
        check([instance], "", Progress())
        tally.became[one.number] = "in"
    except StudyIncomplete:  # a person may allow it, so it goes on
        tally.became[one.number] = "cut"
    except Exception as error:
        tally.failures.append((one.number, f"{one.name}: check: {error!r}"))
        return False
    return True


def _read_otherwise(instance: Instance) -> str:
    """What pydicom finds in the same file, where that is not what the walk has found."""
    tags = (CLASS, UID, ID, STUDY_UID)
    try:
        ds = dcmread(instance.path, defer_size=1 << 16)
        found = {tag: ds.get_item(tag) for tag in tags}
    except (BytesLengthException, TypeError):  # a character set that says it is a number
        return ""
    except Exception as error:
        return f"pydicom: {error!r}"
    theirs = [found[tag].value for tag in tags], PIXELS in ds
    header = instance.header
    ours = [header.values[tag] for tag in tags], header.pixel_data_offset is not None
    return "" if theirs == ours else f"{theirs}, but {ours}"


def _broke(instances: Sequence[Instance], tally: Tally) -> tuple[str, float]:
    """What went wrong on the way to a proved disc (nothing should), and how long that took us."""
    if not instances:
        return "", 0.0
    folder = Path("job/disc").absolute()
    folder.mkdir()
    begin, taken = _cpu(), 0.0
    try:
        fileset = _disc(instances, folder, tally)
        taken = _cpu() - begin
        _readable(fileset.dicomdir, folder / "DICOMDIR")
        if len(instances) == 1 and instances[0].length < 1 << 20:  # dcmdump's time is quadratic
            _dumped(instances[0].path)
    except Exception as error:
        return f"{type(error).__name__}: {error} {getattr(error, 'detail', '')}", taken
    finally:
        shutil.rmtree(folder)
    return "", taken


def _disc(instances: Sequence[Instance], folder: Path, tally: Tally) -> Fileset:
    ready = for_medium(instances, Medium.CD, folder / "transcoded", Progress())
    for instance in ready.instances:
        number = number_of(instance.sop_instance_uid)
        if instance.transfer_syntax_uid != EXPLICIT_LITTLE and tally.became[number] == "in":
            tally.became[number] = "left"
    fileset = build_fileset(ready.instances, "MKISO", Progress())
    names = [plain_name(instance.patient_name) for instance in instances]
    patient = Patient(" ".join(names), instances[0].patient_id)
    study = Study(STUDY, "A0001", patient, description=names[-1], modalities=("CT",))
    facts = DiscFacts(patient, (study,), ready.profile, warnings=ready.warnings)
    others = pages(facts, Disc(), fileset, None)
    files = [DiscFile(entry.file_id, entry.instance.path) for entry in fileset.entries]
    directory = DiscFile(("DICOMDIR",), fileset.dicomdir)
    write_image([directory, *files, *others], "MKISO", folder / "disc.iso", Progress())
    proof = prove(folder / "disc.iso", fileset, others, Progress())
    assert proof.files == len(instances), proof
    return fileset


def _readable(dicomdir: bytes, path: Path) -> None:
    """As others read the directory: pydicom every value of it, dcmtk all of it."""
    path.write_bytes(dicomdir)
    for record in dcmread(path).DirectoryRecordSequence:
        for element in record:
            str(element.value)
    _dumped(path)


def _dumped(path: Path) -> None:
    command = ["dcmdump", "-q", "+L", str(path)]
    dumped = subprocess.run(command, capture_output=True, text=True, errors="replace")
    errors = [line for line in dumped.stderr.splitlines() if line.startswith(("E:", "F:"))]
    assert dumped.returncode == 0 and not errors, errors


def _nothing_elsewhere(files: Sequence[Spoilt], tally: Tally) -> None:
    """Only the job's folder may have been written to; see `a_workplace` of the test."""
    found = sorted(str(path) for path in Path().rglob("*") if path.parts[0] != "job")
    if found:
        tally.failures.append((files[0].number, f"written outside the job: {found}"))


if __name__ == "__main__":
    main()
