"""A finished file's ways out of a row: dragged, copied, or shown in the file manager.

Only ever copied: a file manager that could move it would take the desk's own copy away. And only
while it is there: some file managers ask for the file while it is still dragged over them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication
from PySide6.QtWidgets import QWidget

from ...core.places import downloads_folder
from ...engine.job import JobView
from ..glyph import picture


def files_of(view: JobView) -> tuple[Path, ...]:
    """The finished images of a job."""
    return tuple(iso.path for iso in view.result.isos) if view.result else ()


def there(paths: Iterable[Path]) -> frozenset[Path]:
    """Those that are there. Blocks: a share may take its time to answer."""
    return frozenset(path for path in paths if path.is_file())


def folder_of(view: JobView) -> Path:
    """Where a job's files are, or would be."""
    if files := files_of(view):
        return files[0].parent
    wanted = Path(view.request.output) if view.request.output else downloads_folder()
    return wanted.parent if wanted.suffix.lower() == ".iso" else wanted


def as_mime(paths: Sequence[Path]) -> QMimeData:
    """The files as a file manager takes them in."""
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    mime = QMimeData()
    mime.setUrls(urls)
    encoded = [bytes(url.toEncoded().data()) for url in urls]
    # GNOME's, Xfce's and Cinnamon's file managers look for their own kind first.
    mime.setData("x-special/gnome-copied-files", b"\n".join([b"copy", *encoded]))
    return mime


def copy(paths: Sequence[Path]) -> None:
    """To the clipboard, for pasting in a file manager."""
    QGuiApplication.clipboard().setMimeData(as_mime(paths))


def drag(source: QWidget, paths: Sequence[Path]) -> Qt.DropAction:
    """Until it is dropped; what the target did with it."""
    drag = QDrag(source)
    drag.setMimeData(as_mime(paths))
    drag.setPixmap(picture("disc", "accent", 32, source.palette(), source.devicePixelRatioF()))
    return drag.exec(Qt.DropAction.CopyAction)


def show_in_folder(folder: Path, files: Sequence[Path]) -> None:
    """In the system's file manager; with the first file selected where we know how to ask."""
    if sys.platform == "win32" and files:  # as Qt Creator does; never tried by us
        QProcess.startDetached("explorer.exe", ["/select,", str(files[0])])
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
