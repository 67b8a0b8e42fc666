"""What a publisher has accepted is known after a crash too, to the last one that was noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.relay_notes import settle
from tests.engine.crash import SUTANTO


@pytest.mark.promise("A relay that was killed sends nothing twice that was accepted")
def test_a_slip_of_a_cut_off_relay_goes_into_the_history(tmp_path: Path) -> None:
    request = MediaRequest(("A1",), Outcome.RELAY)
    with History(f"sqlite:///{tmp_path / 'history.sqlite'}") as history:
        number = history.add(request)
        export = history.intent(number, Outcome.RELAY, ("1.2",), "127.0.0.1:104", SUTANTO)
        history.note_accepted(export, ["1.2.1", "1.2.2"])
        uids = [f"1.2.{at}" for at in range(1, 1502)]
        slip = tmp_path / f"accepted-{export}"
        slip.write_text("".join(f"{uid}\n" for uid in uids) + "1.2.150")
        settle(history, number, tmp_path)
        settle(history, number, tmp_path)
        assert history.accepted_earlier(request, "127.0.0.1:104") == set(uids)
