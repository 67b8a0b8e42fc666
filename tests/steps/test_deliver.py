"""The image lands in the chosen folder, under a safe name, and never on top of another file."""

from __future__ import annotations

import hashlib
import re
import stat
import threading
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkiso_desktop.core.errors import Cancelled, CheckFailed, DiskFull
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps.deliver import deliver_to_folder, iso_name
from tests.disks import another_disk


def deliver(
    image: Path, output: str | Path, name: str, progress: Progress, part: int = 1, of: int = 1
) -> Path:
    """As it is, the image is the one that was proved."""
    sha256 = hashlib.sha256(image.read_bytes()).hexdigest()
    return deliver_to_folder(image, sha256, output, name, progress, part=part, of=of)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    path = spool / "disc.iso"
    path.write_bytes(b"image" * 1_000_000)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("patient", "numbers", "part", "of", "name"),
    [
        ("SUTANTO BUDI", ["A0001"], 1, 1, "SUTANTO_BUDI-A0001.iso"),
        ("Sutanto  / Budi", ["A-1", "B.2"], 1, 1, "Sutanto_Budi-A-1-B.2.iso"),
        ("Sutanto Budi", ["A1"], 1, 3, "Sutanto_Budi-A1-1of3.iso"),
        ("../../etc/passwd", ["A1"], 1, 1, "_.._etc_passwd-A1.iso"),
        ("...hidden", ["A1"], 1, 1, "hidden-A1.iso"),
        ("A" * 100, ["A1"], 1, 1, "A" * 64 + "-A1.iso"),
        ("", ["A1"], 1, 1, "UNNAMED-A1.iso"),
        ("山田 太郎", ["A1"], 1, 1, "_-A1.iso"),
        ("con.x", ["A1"], 1, 1, "_con.x-A1.iso"),
    ],
)
def test_the_name_tells_patient_accession_and_disc(
    patient: str, numbers: list[str], part: int, of: int, name: str
) -> None:
    assert iso_name(patient, numbers, part, of) == name


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="./\\:\"'`$;|<>*?~-_ \0\n\r\t\x1b\u202e\u2066😀aC", max_size=1000),
    st.sampled_from(["CON", "nul.", "COM1.a", "aux ", "..", ".", "~root", "C:\\x", "-rf"]),
)


@pytest.mark.promise("No name from the wire becomes a path")
@given(HOSTILE, st.lists(HOSTILE, min_size=1, max_size=20), st.integers(1, 99))
@example("\u202eosi.exe" * 100, ["../.."], 2)
@example("CONIN$.x", ["A"], 1)
def test_no_name_leads_out_of_the_folder(patient: str, numbers: list[str], of: int) -> None:
    name = iso_name(patient, numbers, of, of)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.iso", name)
    assert len(name) <= 150
    assert name.endswith(f"-{of}of{of}.iso" if of > 1 else ".iso")
    assert not PureWindowsPath(name).is_reserved()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "image"
        source.write_bytes(b"x")
        chosen = Path(folder) / "chosen"
        placed = deliver(source, chosen, name, Progress())
        assert placed.parent == chosen
        assert [p.name for p in chosen.iterdir()] == [placed.name] == [name]


def test_the_image_lands_whole_and_as_ones_own_file(image: Path, tmp_path: Path) -> None:
    placed = deliver(image, tmp_path, "A.iso", Progress())
    assert placed == tmp_path / "A.iso"
    assert placed.read_bytes() == image.read_bytes()
    (tmp_path / "mine").touch()
    assert placed.stat().st_mode == (tmp_path / "mine").stat().st_mode
    image.unlink()
    assert placed.stat().st_size == 5_000_000


def test_a_file_that_is_there_is_kept(image: Path, tmp_path: Path) -> None:
    (tmp_path / "A.iso").write_bytes(b"older")
    names = [deliver(image, tmp_path, "A.iso", Progress()).name for _ in range(2)]
    assert names == ["A-2.iso", "A-3.iso"]
    assert (tmp_path / "A.iso").read_bytes() == b"older"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["A-2.iso", "A-3.iso", "A.iso", "spool"]


def test_a_long_name_that_is_taken_stays_within_the_limit(image: Path, tmp_path: Path) -> None:
    name = iso_name("P" * 64, ["A" * 16] * 20)
    assert len(name) == 150
    deliver(image, tmp_path, name, Progress())
    second = deliver(image, tmp_path, name, Progress()).name
    assert len(second) == 150
    assert second.endswith("-2.iso")


def test_a_dangling_link_is_not_followed(image: Path, tmp_path: Path) -> None:
    (tmp_path / "A.iso").symlink_to(tmp_path / "elsewhere")
    assert deliver(image, tmp_path, "A.iso", Progress()).name == "A-2.iso"
    assert not (tmp_path / "elsewhere").exists()


def test_many_jobs_at_once_never_take_each_others_name(image: Path, tmp_path: Path) -> None:
    output = tmp_path / "all"
    output.mkdir()
    start = threading.Barrier(8)
    placed: list[Path] = []

    def job() -> None:
        start.wait()
        placed.extend(deliver(image, output, "A.iso", Progress()) for _ in range(5))

    threads = [threading.Thread(target=job) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(placed)) == 40
    assert len(list(output.iterdir())) == 40


def test_a_file_name_as_output_is_taken_as_it_is(image: Path, tmp_path: Path) -> None:
    placed = deliver(image, str(tmp_path / "my disc.iso"), "A.iso", Progress())
    assert placed == tmp_path / "my disc.iso"
    second = deliver(image, tmp_path / "my disc.iso", "A.iso", Progress(), part=2, of=3)
    assert second.name == "my disc-2of3.iso"


def test_the_downloads_folder_is_the_default(image: Path) -> None:
    placed = deliver(image, "", "A.iso", Progress())
    assert placed == Path.home() / "Downloads" / "A.iso"
    placed.unlink()


def test_a_missing_folder_is_made_but_not_those_above_it(image: Path, tmp_path: Path) -> None:
    assert deliver(image, tmp_path / "new", "A.iso", Progress()).exists()
    with pytest.raises(DiskFull) as told:
        deliver(image, tmp_path / "no" / "way", "A.iso", Progress())
    assert str(tmp_path / "no") in told.value.advice


def test_a_folder_that_is_a_file_is_a_disk_error(image: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskFull):
        deliver(image, tmp_path / "file", "A.iso", Progress())


def test_across_file_systems_the_bytes_are_copied(image: Path, tmp_path: Path) -> None:
    with TemporaryDirectory(dir=another_disk(tmp_path)) as folder:
        moments: list[Moment] = []
        placed = deliver(image, folder, "A.iso", Progress(moments.append))
        assert placed.stat().st_dev != image.stat().st_dev
        assert placed.read_bytes() == image.read_bytes()
        assert moments[-1].done == moments[-1].total == moments[-1].bytes_done == 5_000_000
        assert [p.name for p in Path(folder).iterdir()] == ["A.iso"]
        assert not placed.stat().st_mode & stat.S_IXUSR


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_an_image_that_has_changed_since_its_proof_does_not_leave(
    image: Path, tmp_path: Path
) -> None:
    proved = hashlib.sha256(image.read_bytes()).hexdigest()
    with image.open("r+b") as file:
        file.seek(4_500_000)
        file.write(b"!")
    with TemporaryDirectory(dir=another_disk(tmp_path)) as folder:
        with pytest.raises(CheckFailed) as caught:
            deliver_to_folder(image, proved, folder, "A.iso", Progress())
        assert caught.value.advice
        assert not list(Path(folder).iterdir())


def test_a_cancel_leaves_nothing_in_the_folder(image: Path, tmp_path: Path) -> None:
    with TemporaryDirectory(dir=another_disk(tmp_path)) as folder:
        progress = Progress(lambda moment: progress.cancel())
        with pytest.raises(Cancelled):
            deliver(image, folder, "A.iso", progress)
        assert not list(Path(folder).iterdir())


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_disk_that_is_too_small_is_told_before_anything_is_copied(tmp_path: Path) -> None:
    huge = tmp_path / "huge.iso"
    with huge.open("wb") as out:
        out.truncate(1 << 42)  # sparse
    with TemporaryDirectory(dir=another_disk(tmp_path)) as folder:
        with pytest.raises(DiskFull):
            deliver_to_folder(huge, "", folder, "A.iso", Progress())
        assert not list(Path(folder).iterdir())


def test_an_image_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        deliver_to_folder(tmp_path / "gone.iso", "", tmp_path, "A.iso", Progress())
    assert list(tmp_path.iterdir()) == []
