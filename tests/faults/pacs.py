"""An archive that is honest about the files it has, until a test says how it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset, dcmread

from mkiso_desktop.core.instance import read_instance
from tests.net.scu import PLAIN, Scu
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, ScriptedPeer, scripted

AE_TITLE = "ABPACS"
C_FIND, C_MOVE = 0x0020, 0x0021

Answer = Callable[["Pacs", Conversation, Request], None]
Row = Callable[[Dataset], Dataset | None]


@dataclass(frozen=True)
class Held:
    """One instance of the archive: its attributes, and its data set as it goes over the wire."""

    ds: Dataset
    data: bytes

    @property
    def uid(self) -> str:
        return str(self.ds.SOPInstanceUID)


def held(file: Path) -> Held:
    offset = read_instance(file).offset
    return Held(dcmread(file, stop_before_pixels=True), file.read_bytes()[offset:])


def find(pacs: Pacs, talk: Conversation, request: Request) -> None:
    """Answer a query as an honest archive does."""
    for row in pacs.rows(request.identifier):
        talk.answer(request, PENDING, row)
    talk.answer(request, SUCCESS)


def move(pacs: Pacs, talk: Conversation, request: Request) -> None:
    """Send what was asked for, and tell how it went."""
    wanted = pacs.wanted(request.identifier)
    sent = pacs.send(request, wanted)
    talk.answer(request, SUCCESS if sent == len(wanted) else 0xB000, completed=sent)


class Pacs:
    """What it holds, where it sends to, and how it answers: `find`, `move`, both to be replaced.

    A script for `scripted`. `moves` are the identifiers of the C-MOVEs, `refused` the instances
    that the station did not take, with its status.
    """

    def __init__(
        self, files: Sequence[Path], station_port: int, find: Answer = find, move: Answer = move
    ) -> None:
        self.instances = [held(file) for file in files]
        self.station_port = station_port
        self.find, self.move = find, move
        self.finds: list[Dataset] = []
        self.moves: list[Dataset] = []
        self.refused: dict[str, int] = {}

    def __call__(self, talk: Conversation) -> None:
        talk.accept()
        while True:
            request = talk.next()
            if request.command.field == C_FIND:
                self.finds.append(request.identifier)
                self.find(self, talk, request)
            elif request.command.field == C_MOVE:
                self.moves.append(request.identifier)
                self.move(self, talk, request)
            else:  # C-ECHO
                talk.answer(request, SUCCESS)

    def wanted(self, asked: Dataset) -> list[Held]:
        """What an identifier of a C-MOVE, or of a C-FIND, names."""
        return [
            one
            for one in self.instances
            if all(map(one.ds.__contains__, _keys(asked)))
            and all(_matches(one.ds, asked, key) for key in _keys(asked))
        ]

    def rows(self, asked: Dataset) -> list[Dataset]:
        """The matches at the level that is asked for, with the counts."""
        level, found = asked.QueryRetrieveLevel, self.wanted(asked)
        unique = {"STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID"}
        key = unique.get(level, "SOPInstanceUID")
        groups: dict[str, list[Held]] = {}
        for one in found:
            groups.setdefault(str(one.ds[key].value), []).append(one)
        return [self._row(asked, group) for group in groups.values()]

    def _row(self, asked: Dataset, group: Sequence[Held]) -> Dataset:
        row, source = Dataset(), group[0].ds
        row.SpecificCharacterSet = "ISO_IR 192"
        for element in asked:
            if element.keyword in source:
                setattr(row, element.keyword, source[element.keyword].value)
        row.QueryRetrieveLevel = asked.QueryRetrieveLevel
        if asked.QueryRetrieveLevel == "STUDY":
            row.ModalitiesInStudy = sorted({one.ds.Modality for one in group})
            row.NumberOfStudyRelatedSeries = len({one.ds.SeriesInstanceUID for one in group})
            row.NumberOfStudyRelatedInstances = len(group)
        if asked.QueryRetrieveLevel == "SERIES":
            row.NumberOfSeriesRelatedInstances = len(group)
        return row

    def send(self, request: Request, instances: Sequence[Held]) -> int:
        """Send some to the station; how many it took."""
        kinds = sorted({str(one.ds.SOPClassUID) for one in instances})
        taken = 0
        with suppress(OSError), Scu(self.station_port) as scu:
            scu.ask(*((kind, [PLAIN]) for kind in kinds), calling=AE_TITLE)
            for one in instances:
                kind = str(one.ds.SOPClassUID)
                context, originator = 2 * kinds.index(kind) + 1, request.command.message_id
                status = scu.store(one.data, one.uid, kind, context, originator)
                taken += status == SUCCESS
                if status:
                    self.refused[one.uid] = status
        return taken


@contextmanager
def serving(pacs: Pacs, *, beside: bool = False) -> Iterator[ScriptedPeer]:
    """The archive on a free port; `beside`: it serves several associations at once."""
    with scripted(pacs, ae_title=AE_TITLE, beside=beside) as peer:
        yield peer


def _keys(asked: Dataset) -> Iterator[str]:
    names = ("AccessionNumber", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    return (name for name in names if asked.get(name))


def _matches(ds: Dataset, asked: Dataset, key: str) -> bool:
    wanted = asked[key].value
    several = [wanted] if isinstance(wanted, str) else list(wanted)
    return str(ds[key].value) in map(str, several)
