"""What is on a disc image, read with other people's tools."""

import subprocess
from pathlib import Path

from pydicom import dcmread


def unpack(iso: Path, folder: Path) -> Path:
    """Extract an image with xorriso."""
    folder.mkdir(parents=True)
    # It takes what stands below /dev for a drive unless it is told.
    command = ["xorriso", "-osirrox", "on", "-indev", f"stdio:{iso}", "-extract", "/", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run(["chmod", "-R", "u+rwX", str(folder)], check=True)
    return folder


def dicom_files(folder: Path) -> dict[str, bytes]:
    """SOP Instance UID to the whole file, of everything below DICOM/."""
    found: dict[str, bytes] = {}
    for path in sorted((folder / "DICOM").rglob("*")):
        if path.is_file():
            uid = str(dcmread(path, stop_before_pixels=True).SOPInstanceUID)
            assert uid not in found, "an instance stands on the disc twice"
            found[uid] = path.read_bytes()
    return found


def data_set(file: bytes) -> bytes:
    """What comes behind the file meta information of a Part 10 file."""
    length = int.from_bytes(file[140:144], "little")
    return file[144 + length :]


def names_by(tool: str, iso: Path) -> set[str]:
    """The files of an image as isoinfo (Rock Ridge), 7z or xorriso lists them."""
    run = {
        "isoinfo": ["isoinfo", "-R", "-f", "-i", str(iso)],
        "7z": ["7z", "l", "-ba", "-slt", str(iso)],
        "xorriso": ["xorriso", "-indev", f"stdio:{iso}", "-find", "/", "-type", "f"],
    }[tool]
    lines = subprocess.run(run, check=True, capture_output=True, text=True).stdout.splitlines()
    if tool == "7z":
        return _by_7z(lines)
    names = {line.strip("'").lstrip("/") for line in lines if line.strip("'").startswith("/")}
    folders = {name.rpartition("/")[0] for name in names}
    return {name for name in names if name not in _with_parents(folders)}


def _with_parents(folders: set[str]) -> set[str]:
    found = set()
    for folder in folders:
        while folder:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _by_7z(lines: list[str]) -> set[str]:
    names, path = set(), ""
    for line in lines:
        if line.startswith("Path = "):
            path = line.removeprefix("Path = ")
        if line == "Folder = -":
            names.add(path)
    return names


def directory_errors(dicomdir: Path) -> list[str]:
    """What dciodvfy and dcdirdmp find wrong with a DICOMDIR."""
    found = []
    for tool in ("dciodvfy", "dcdirdmp"):
        done = subprocess.run([tool, str(dicomdir)], capture_output=True, text=True)
        said = (done.stdout + done.stderr).splitlines()
        found += [line for line in said if line.startswith("Error")]
    return found
