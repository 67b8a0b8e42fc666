"""What a command says of a bad peer: exit code and JSON as in CONTRACT.md, no disc, no process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.cli.desk import Desk
from tests.faults.jobs import EXIT_CODES
from tests.faults.pacs import Pacs, serving
from tests.peers.scripted import SUCCESS, Conversation, Request, scripted
from tests.promises import Trials

CLEAR = "Every failure of a PACS has one clear end"


def half(pacs: Pacs, talk: Conversation, request: Request) -> None:
    talk.answer(request, SUCCESS, completed=pacs.send(request, pacs.instances[:3]))


def unknown(pacs: Pacs, talk: Conversation, request: Request) -> None:
    talk.answer(request, 0xA801)


def cut(pacs: Pacs, talk: Conversation, request: Request) -> None:
    talk.wire.close()


def nothing(pacs: Pacs, talk: Conversation, request: Request) -> None:
    talk.answer(request, SUCCESS)


Change = Callable[[Pacs], None]
PLAYS: dict[str, tuple[str, Change]] = {
    "study-incomplete": ("iso", lambda pacs: setattr(pacs, "move", half)),
    "relay-failed": ("relay", lambda pacs: None),
    "pacs-refused": ("iso", lambda pacs: setattr(pacs, "move", unknown)),
    "pacs-unreachable": ("iso", lambda pacs: setattr(pacs, "find", cut)),
    "no-dicom-data": ("relay", lambda pacs: setattr(pacs, "move", nothing)),
    "accession-not-found": ("find", lambda pacs: setattr(pacs, "find", nothing)),
}


@pytest.mark.promise(CLEAR)
def test_a_command_tells_the_same_end(front: Desk, files: list[Path], trials: Trials) -> None:
    for code in list(PLAYS)[: trials.amount(full=len(PLAYS), sample=2)]:
        command, change = PLAYS[code]
        for path in front.kept():  # each is a first try: what another one kept would help it
            path.unlink()
        pacs = Pacs(files, front.port)
        change(pacs)
        with ExitStack() as kept:
            front.archive(kept.enter_context(serving(pacs)))
            robot = kept.enter_context(scripted(Conversation.reject))
            front.configure("cd_publisher", host=robot.host, port=robot.port)
            answer = front.iso("A0001") if command == "iso" else front.run(command, "A0001")
        told = answer.json
        ends = (answer.exit_code, told["status"], told["code"])
        trials.note(ends == (EXIT_CODES[code], "error", code), f"{code}: {ends}")
        trials.note(bool(told["error"] and told["advice"]), f"{code}: {told}")
        trials.note(not list(front.discs.iterdir()), f"{code}: there is a disc")
        trials.note(not front.left_overs(), f"{code}: {front.left_overs()}")
        here = [one.cmdline() for one in psutil.Process().children(recursive=True)]
        trials.note(not any("mkiso_desktop" in words for words in here), f"{code}: {here}")
