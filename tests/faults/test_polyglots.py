"""A file that is also a program, a script or an archive comes onto the disc as DICOM alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.filereader import read_file_meta_info

from mkiso_desktop.core.config import Medium
from mkiso_desktop.core.elements import EXPLICIT_LITTLE
from mkiso_desktop.core.instance import Instance, part10_prefix, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.fileset import build_fileset
from mkiso_desktop.steps.image import DiscFile, write_image
from mkiso_desktop.steps.prove import prove
from mkiso_desktop.steps.transcode import for_medium
from tests.net.scu import Scu, data_of, station
from tests.promises import Trials

from .seeds import PATIENT_ID, STUDY, Seed, seeds, series_uids

MAGICS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!/bin/sh\n", b"PK\3\4", b"%PDF-1.7\n",
    b'{"a": 1}', b"<html><script>",
)  # fmt: skip
Sent = dict[str, tuple[bytes, bytes, str]]
"""What was sent, by SOP Instance UID: its magic, its data set, its syntax."""


def ten_files() -> list[Seed]:
    """One in each syntax, a report and a PDF."""
    chosen = [seed for seed in seeds() if seed.name.startswith(("sample", "demo"))]
    assert len(chosen) == 10 and len({seed.syntax for seed in chosen}) == 8
    return chosen


def polyglots(folder: Path) -> tuple[list[Path], Sent]:
    """Each of the ten with each magic in its preamble, and a payload behind it."""
    folder.mkdir()
    paths, sent = list[Path](), Sent()
    for number in range(len(MAGICS) * 10):
        magic, seed = MAGICS[number // 10], ten_files()[number % 10]
        uid, data = seed.uid(number), seed.copy(number)
        preamble = (magic + b"\x90" * 128)[:128]
        prefix = preamble + part10_prefix(seed.sop_class_uid, uid, seed.syntax)[128:]
        paths.append(folder / f"{number:03d}.dcm")
        paths[-1].write_bytes(prefix + data)
        sent[uid] = magic, data, seed.syntax
    return paths, sent


def received(paths: list[Path], folder: Path) -> list[Instance]:
    """What our station has let in of these files. (dcmtk's senders would recode some of them.)"""
    reception = Reception(Expected(PATIENT_ID, {STUDY: dict.fromkeys(series_uids())}), folder)
    folder.mkdir()
    kinds = [(seed.sop_class_uid, [seed.syntax]) for seed in ten_files()]
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask(*kinds)
        for number, one in enumerate(map(read_instance, paths)):
            uids, context_id = (one.sop_instance_uid, one.sop_class_uid), 2 * (number % 10) + 1
            assert scu.store(data_of(one.path), *uids, context_id) == 0
        return list(reception.instances.values())


def on_a_disc(instances: tuple[Instance, ...], folder: Path) -> list[Path]:
    """The DICOM files of a proved image, as another program takes them out of it."""
    fileset = build_fileset(instances, "MKISO", Progress())
    files = [DiscFile(entry.file_id, entry.instance.path) for entry in fileset.entries]
    directory = DiscFile(("DICOMDIR",), fileset.dicomdir)
    write_image([directory, *files], "MKISO", folder / "disc.iso", Progress())
    prove(folder / "disc.iso", fileset, (), Progress())
    command = ["7z", "x", f"-o{folder / 'out'}", str(folder / "disc.iso")]
    subprocess.run(command, check=True, capture_output=True)
    assert not any((folder / "out" / "DICOMDIR").read_bytes()[:128])
    return [path for path in (folder / "out" / "DICOM").rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_copied", [False, True], ids=["as received", "for a CD"])
@pytest.mark.promise("A polyglot loses its other face")
def test_no_file_on_the_disc_is_anything_but_dicom(
    tmp_path: Path, trials: Trials, is_copied: bool
) -> None:
    paths, sent = polyglots(tmp_path / "sent")
    instances = tuple(received(paths, tmp_path / "received"))
    if is_copied:
        done = for_medium(instances, Medium.CD, tmp_path / "copies", Progress())
        instances = done.instances
        assert done.profile
    left = dict(sent)
    for path in on_a_disc(instances, tmp_path):
        whole = path.read_bytes()
        uid = str(dcmread(path, specific_tags=["SOPInstanceUID"]).SOPInstanceUID)
        magic, data, syntax = left.pop(uid)
        begin = 132 + 12 + read_file_meta_info(path).FileMetaInformationGroupLength
        is_same = whole[begin:] == data or (is_copied and syntax != EXPLICIT_LITTLE)
        trials.note(whole[:132] == bytes(128) + b"DICM" and is_same, f"{magic!r} in {syntax}")
    assert not left
