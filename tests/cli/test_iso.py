"""`iso` from a real archive: everything is on the disc once, and other people's tools agree."""

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from tests.cli.desk import Desk
from tests.cli.disc import data_set, dicom_files, directory_errors, names_by, unpack
from tests.peers.archive import STATION_AE, Archive
from tests.peers.dcmtk import dcmqrscp
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study


def the_disc(desk: Desk, *accession_numbers: str) -> Path:
    """Make a disc and unpack it."""
    answer = desk.iso(*accession_numbers)
    assert answer.exit_code == 0, (answer.json, answer.said)
    assert not desk.left_overs()
    return unpack(Path(answer.json["iso"]), desk.folder / "unpacked")


def sources(archive: Archive, *accession_numbers: str) -> dict[str, bytes]:
    """The data sets as they were put into the archive, by SOP Instance UID."""
    return {
        file.stem: data_set(file.read_bytes())
        for number in accession_numbers
        for file in archive.files[number]
    }


@pytest.mark.parametrize("retrieve", ["c-move", "c-get"])
def test_every_object_of_orthanc_is_on_the_disc_byte_for_byte(
    desk: Desk, archive: Archive, retrieve: str
) -> None:
    disc = the_disc(desk.archive(archive.orthanc, retrieve), "PLAIN1")
    on_disc = {uid: data_set(file) for uid, file in dicom_files(disc).items()}
    assert on_disc == sources(archive, "PLAIN1")
    assert not directory_errors(disc / "DICOMDIR")


@pytest.mark.parametrize("retrieve", ["c-move", "c-get"])
def test_every_object_of_dcmqrscp_is_on_the_disc_byte_for_byte(
    tmp_path: Path, archive: Archive, retrieve: str
) -> None:
    desk = Desk(tmp_path / "desk")
    with dcmqrscp({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(archive.files["PLAIN1"])
        disc = the_disc(desk.archive(server, retrieve), "PLAIN1")
    on_disc = {uid: data_set(file) for uid, file in dicom_files(disc).items()}
    assert on_disc == sources(archive, "PLAIN1")


def test_three_tools_read_the_same_tree(desk: Desk) -> None:
    iso = Path(desk.iso("PLAIN1").json["iso"])
    by_isoinfo = names_by("isoinfo", iso)
    assert {"DICOMDIR", "INDEX.HTM", "README.TXT"} <= by_isoinfo
    assert sum(name.startswith("DICOM/") for name in by_isoinfo) == 6
    assert by_isoinfo == names_by("7z", iso) == names_by("xorriso", iso)


def test_a_cd_has_every_syntax_as_explicit_little_endian_with_the_same_pixels(
    desk: Desk, archive: Archive
) -> None:
    disc = the_disc(desk, "MIXED")
    files = {dcmread(file).SOPInstanceUID: file for file in archive.files["MIXED"]}
    on_disc = [dcmread(path) for path in (disc / "DICOM").rglob("IM*")]
    assert {ds.SOPInstanceUID for ds in on_disc} == set(files)
    for ds in on_disc:
        source = dcmread(files[ds.SOPInstanceUID])
        assert ds.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        # Two decoders of lossy JPEG may round differently by one.
        lossy = source.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
        apart = abs(ds.pixel_array.astype(int) - source.pixel_array.astype(int)).max()
        assert apart <= (1 if lossy else 0)
    assert not directory_errors(disc / "DICOMDIR")


def test_another_medium_keeps_what_its_profile_allows(desk: Desk, archive: Archive) -> None:
    desk.configure("disc", medium="dvd")
    disc = the_disc(desk, "MIXED")
    kept = {dcmread(path).file_meta.TransferSyntaxUID for path in (disc / "DICOM").rglob("IM*")}
    assert JPEGBaseline8Bit in kept


def test_two_accessions_of_one_patient_make_one_disc(desk: Desk, archive: Archive) -> None:
    disc = the_disc(desk, "PLAIN1,PLAIN2")
    assert set(dicom_files(disc)) == set(sources(archive, "PLAIN1", "PLAIN2"))


def test_an_accession_with_two_studies_brings_both(desk: Desk, archive: Archive) -> None:
    disc = the_disc(desk, "TWO")
    assert len({dcmread(path).StudyInstanceUID for path in (disc / "DICOM").rglob("IM*")}) == 2


def test_the_json_tells_what_was_made(desk: Desk) -> None:
    answer = desk.iso("PLAIN1").json
    [iso] = answer["isos"]
    assert answer["status"] == "ok"
    assert answer["accessions"] == ["PLAIN1"]
    assert (answer["patient_name"], answer["patient_id"]) == ("Sutanto Budi", "P-0001")
    assert answer["files"] == iso["files"] == 6
    assert answer["iso"] == iso["path"] == str(desk.discs / "Sutanto_Budi-PLAIN1.iso")
    assert answer["bytes"] == iso["bytes"] == Path(iso["path"]).stat().st_size
    assert answer["sha256"] == iso["sha256"]


def test_a_file_that_is_there_is_kept(desk: Desk) -> None:
    first, second = desk.iso("PLAIN1").json, desk.iso("PLAIN1").json
    assert Path(second["iso"]).name == "Sutanto_Budi-PLAIN1-2.iso"
    assert Path(first["iso"]).exists()
    named = desk.run("iso", "PLAIN1", "--output", str(desk.discs / "mine.iso")).json
    assert named["iso"] == str(desk.discs / "mine.iso")


def test_the_hospitals_viewer_is_on_the_disc_under_its_own_names(
    desk: Desk, tmp_path: Path
) -> None:
    viewer = tmp_path / "viewer"
    (viewer / "plug-ins").mkdir(parents=True)
    (viewer / "Start Viewer.exe").write_bytes(b"MZ...")
    (viewer / "plug-ins" / "codec.with.dots.dll").write_bytes(b"dll")
    desk.configure("disc", viewer_dir=str(viewer))
    iso = Path(desk.iso("PLAIN1").json["iso"])
    wanted = {"VIEWER/Start Viewer.exe", "VIEWER/plug-ins/codec.with.dots.dll"}
    assert wanted <= names_by("isoinfo", iso)
    assert names_by("isoinfo", iso) == names_by("7z", iso) == names_by("xorriso", iso)


def test_a_name_that_the_archive_cannot_tell_is_read_from_the_images(tmp_path: Path) -> None:
    desk, name = Desk(tmp_path / "desk"), "سعد^فاطمة"
    # This Orthanc answers in Latin-1, in which there is no way to write it.
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}, DefaultEncoding="Latin1") as server:
        server.store(write_study(tmp_path / "s", patient_name=name, series=1, instances=1))
        answer = desk.archive(server).iso("A0001")
    assert answer.json["patient_name"] == "سعد فاطمة"
    page = unpack(Path(answer.json["iso"]), tmp_path / "disc") / "INDEX.HTM"
    assert "سعد فاطمة" in page.read_text("utf-8")
