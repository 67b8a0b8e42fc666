"""Killed at any image, and what was left then damaged: no image twice, and no wrong byte."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.resume import described, take_back
from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.cli.test_resume import iso, killed, whole
from tests.net.scu import data_of, station
from tests.peers.counting import counting
from tests.peers.process import free_port
from tests.promises import Trials
from tests.samples import write_study
from tests.steps.test_resume import received
from tests.steps.test_retrieve import reception_for, studies_of

PROMISE = "Continue after a crash fetches only what is missing"


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(600)
def test_killed_at_any_image_the_command_fetches_the_rest_alone(
    tmp_path: Path, trials: Trials
) -> None:
    files = write_study(tmp_path / "s", accession_number="A1", series=3, instances=8)
    points = list(range(1, len(files)))
    random.Random(7).shuffle(points)
    port = free_port()
    with counting(files, port) as pacs:
        for at in points[: trials.amount(full=len(points), sample=2)]:
            desk = Desk(tmp_path / str(at), port).archive(pacs)
            killed(desk, pacs, *iso(desk), at=at)
            had = whole(desk)
            pacs.forget()
            answer = desk.run(*iso(desk))
            disc = dicom_files(unpack(Path(answer.json["iso"]), desk.folder / "unpacked"))
            broken = {
                f"only {had} are whole": had < at - 1,
                f"{len(pacs.sent)} were sent": len(pacs.sent) != len(files) - had,
                f"{desk.left_overs()} are left": bool(desk.left_overs()),
                f"on the disc are {len(disc)}": disc.keys() != {file.stem for file in files},
            }
            wrong = [words for words, is_so in broken.items() if is_so]
            trials.note(not wrong, f"killed at {at}: {wrong}")


def damage(folder: Path, chance: random.Random) -> str:
    """Do to one file in a folder what a power cut may; what it was."""
    file = chance.choice(sorted(folder.iterdir()))
    content = bytearray(file.read_bytes())
    at = chance.randrange(len(content))
    kind = chance.choice(("flip", "zeros", "cut", "grow", "swap", "gone"))
    if kind == "flip":
        content[at] ^= 1 << chance.randrange(8)
    elif kind == "zeros":
        content[at:] = bytes(len(content) - at)
    elif kind == "cut":
        del content[at:]
    elif kind == "grow":
        content += content[at:]
    elif kind == "swap":
        other = chance.choice(sorted(folder.iterdir()))
        content[:], mine = other.read_bytes(), bytes(content)
        other.write_bytes(mine)
    file.write_bytes(content)
    if kind == "gone":
        file.unlink()
    return f"{kind} at {at} of {file.name}"


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """What a job leaves that is cut off, and the files that the archive has."""
    folder = tmp_path_factory.mktemp("left")
    files = write_study(folder / "s", instances=4)
    with station() as scp:
        assert isinstance(scp, StorageScp)
        return received(folder / "kept", scp, studies_of(files), files[:6]), files


@pytest.mark.promise("What comes in again after a crash is what the archive had sent")
def test_no_damage_to_what_is_left_ever_comes_in_again(
    tmp_path: Path, left: tuple[Path, list[Path]], trials: Trials
) -> None:
    kept, files = left
    studies, sources = studies_of(files), {file.stem: data_of(file) for file in files}
    chance = random.Random(11)
    for number in range(trials.amount(full=3_000, sample=150)):
        folder, copy = tmp_path / f"again-{number}", tmp_path / f"kept-{number}"
        folder.mkdir()
        shutil.copytree(kept, copy)
        done = [damage(copy, chance) for _ in range(chance.randint(1, 3))]
        reception = reception_for(studies, folder)
        take_back([copy], described(studies), reception, Progress())
        reception.close()
        wrong = [
            uid
            for uid, one in reception.instances.items()
            if one.path.read_bytes()[one.offset :] != sources[uid]
        ]
        trials.note(not wrong and not copy.exists(), f"{done}: {wrong}")
        shutil.rmtree(folder)
