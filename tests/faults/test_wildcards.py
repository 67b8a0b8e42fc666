"""Nothing that an archive could take for "all of them" is ever asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from pydicom import Dataset

from mkiso_desktop.core.config import PatientApi
from mkiso_desktop.core.errors import AccessionNotFound, BadRequest, PacsRefused
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import accession_numbers
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.pdu import C_CANCEL_RQ
from mkiso_desktop.steps.query import find_accession, take_inventory
from tests.peers.scripted import PENDING, SUCCESS, Conversation, scripted
from tests.promises import Trials

PROMISE = "No wildcard and no empty accession number reaches the PACS"
WILD = "*?\\"
# What a value has to be given for, at each level.
DUE = {
    "STUDY": ("AccessionNumber",),
    "SERIES": ("StudyInstanceUID",),
    "IMAGE": ("StudyInstanceUID", "SeriesInstanceUID"),
}
_ALPHABETS = (
    "ABC0123456789-./_",
    "ABC012 *?\\,",
    "A1*?\\^=~'\"%;&<>|$()[]{}#!@+:",
    "A1\0\t\n\r\x1b\x7f\x85\u00a0\u200b\u202e\ufeff\ud7ff１É*",
)
_WORDS = (
    "", " ", "*", "?", "\\", "**", "A*", "*A", "A?1", "A\\B", "\\\\", "A,*", "*,A", ",", "A,,B",
    "A\\", "\u2217", "\uff0a", "\uff1f", "\uff3c", "A\0*", "0" * 16, "0" * 17, "A B", "None", '""',
    "%2A", "&#42;", "\\x2a", "A\r\nB", "A;B", "A|B", "A'--", "[A-Z]", ".*", "%", "_", "~", "A=*",
)  # fmt: skip


def typed(number: int) -> str:
    """What somebody types, scans, or puts into a link; the same in every run."""
    rng = Random(f"accession {number}")
    if rng.random() < 0.3:
        return rng.choice(_WORDS)
    alphabet = rng.choice(_ALPHABETS)
    return "".join(rng.choices(alphabet, k=rng.choice((1, 2, 5, 8, 15, 16, 17, 40))))


@dataclass
class Archive:
    """A PACS that takes down every question, and answers with what nobody has asked for, too."""

    study_uids: list[str] = field(default_factory=lambda: ["1.2.1"])
    series_uids: list[str] = field(default_factory=lambda: ["1.2.1.1"])
    instance_uids: list[str] = field(default_factory=lambda: ["1.2.1.1.1"])
    asked: list[Dataset] = field(default_factory=list)

    def __call__(self, talk: Conversation) -> None:
        talk.accept()
        while True:
            request = talk.next()
            if request.command.field == C_CANCEL_RQ:
                continue
            self.asked.append(request.identifier)
            for row in self.rows(request.identifier):
                talk.answer(request, PENDING, row)
            talk.answer(request, SUCCESS)

    def rows(self, asked: Dataset) -> Iterator[Dataset]:
        if asked.QueryRetrieveLevel == "STUDY":
            yield from self.studies(str(asked.AccessionNumber))
        elif asked.QueryRetrieveLevel == "SERIES":
            for uid in self.series_uids:
                yield row(StudyInstanceUID=asked.StudyInstanceUID, SeriesInstanceUID=uid)
        else:
            for uid in self.instance_uids:
                yield row(SeriesInstanceUID=asked.SeriesInstanceUID, SOPInstanceUID=uid)

    def studies(self, accession: str) -> Iterator[Dataset]:
        """The right ones, and, with UIDs that begin with 9, what a sloppy archive adds."""
        for uid in self.study_uids:
            yield row(AccessionNumber=accession, StudyInstanceUID=uid, PatientID="P")
        others = ("", "*", f"{accession}1", f"0{accession}", accession.swapcase(), accession[:-1])
        for number, other in enumerate(others):
            if other != accession:
                uid = f"9.{number}"
                yield row(AccessionNumber=other, StudyInstanceUID=uid, PatientID="P")


def row(**values: str) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def too_much(asked: Dataset) -> bool:
    """Whether a question could be taken for another than was meant."""
    said = [str(element.value) for element in asked]
    due = DUE[asked.QueryRetrieveLevel]
    return any(sign in text for text in said for sign in WILD) or not all(
        str(asked.get(keyword, "")).strip() for keyword in due
    )


@pytest.mark.promise(PROMISE)
@pytest.mark.filterwarnings("ignore:.*:UserWarning")
@pytest.mark.timeout(600)
def test_whatever_is_typed_is_refused_or_asked_for_exactly(trials: Trials) -> None:
    archive = Archive()
    reached = 0
    with scripted(archive) as one:
        peer = Peer(one.ae_title, one.host, one.port)
        for number in range(trials.amount(full=2000, sample=200)):
            text, before = typed(number), len(archive.asked)
            try:
                asked = accession_numbers([text])
            except BadRequest:
                asked = ()
            used = []
            for accession in asked:
                found = find_accession(accession, peer, "CDRECORD", PatientApi(), Progress())
                used += [study.study_instance_uid for study in found.studies]
                take_inventory(found.studies, peer, "CDRECORD", Progress())
            questions = archive.asked[before:]
            reached += bool(questions)
            is_exact = used == ["1.2.1"] * len(asked) and bool(questions) == bool(asked)
            trials.note(is_exact and not any(map(too_much, questions)), f"{number}: {text!r}")
    assert reached > 20


@pytest.mark.promise(PROMISE)
@pytest.mark.filterwarnings("ignore:.*:UserWarning")
@pytest.mark.parametrize("level", ["study_uids", "series_uids", "instance_uids"])
@pytest.mark.parametrize("uid", ["*", "1.2.*", "1.2.?", "1.2\\1.3", "\\", "1.2 1.3", "1.2;"])
def test_an_archives_own_wildcards_are_not_asked_back(level: str, uid: str) -> None:
    archive = Archive()
    setattr(archive, level, ["1.2.7", uid])
    with scripted(archive) as one:
        peer = Peer(one.ae_title, one.host, one.port)
        with pytest.raises((PacsRefused, AccessionNotFound)):
            found = find_accession("A1", peer, "CDRECORD", PatientApi(), Progress())
            take_inventory(found.studies, peer, "CDRECORD", Progress())
    assert not any(map(too_much, archive.asked))
