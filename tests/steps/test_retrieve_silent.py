"""An archive that goes silent is waited for, but not again and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Retrieve
from mkiso_desktop.core.errors import StudyIncomplete
from mkiso_desktop.net.association import OutOfPatience, Patience
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.retrieve import prove_complete
from tests import samples
from tests.peers.scripted import SUCCESS, Conversation, scripted
from tests.steps.test_retrieve import (
    BOTH,
    Forgetful,
    archive_at,
    fetch,
    reception_for,
    studies_of,
)
from tests.steps.test_retrieve import folder as folder
from tests.steps.test_retrieve import scp as scp

HASTY = Patience(quiet_s=1.5, wall_s=60)


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_an_archive_that_is_silent_twice_is_not_asked_a_third_time(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=3)
    rest = Forgetful(scp.port, ([], SUCCESS))

    def silent(talk: Conversation) -> None:
        talk.accept()
        request = talk.next()
        rest._send(request, files[:1] if len(peer.conversations) == 1 else [])
        talk.until_left()

    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(silent) as peer:
        said = fetch(scp, studies, replace(archive_at(peer), patience=HASTY), reception)
    assert isinstance(said, OutOfPatience)
    assert len(peer.conversations) == 2
    with pytest.raises(StudyIncomplete, match="2 of 3 images are missing"):
        prove_complete(studies, reception, said, "")


@pytest.mark.parametrize("by", BOTH, ids=["c-move", "c-get"])
def test_an_archive_that_never_says_a_word_is_asked_once(
    tmp_path: Path, folder: Path, scp: StorageScp, by: Retrieve
) -> None:
    def silent(talk: Conversation) -> None:
        talk.accept()
        talk.until_left()

    studies = studies_of(samples.write_study(tmp_path / "src"))
    with scripted(silent) as peer, pytest.raises(OutOfPatience, match="stopped answering"):
        archive = replace(archive_at(peer), by=by, patience=HASTY)
        fetch(scp, studies, archive, reception_for(studies, folder))
    assert len(peer.conversations) == 1
