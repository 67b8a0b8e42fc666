"""Whether links are answered just now, by the settings that are saved; and if not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..desk import Desk
from ..said import said
from ..status.light import glyph_of, state_of
from .verdict import Verdict

if TYPE_CHECKING:
    from ...engine.health import Reading


class Answering(Verdict):
    """Follows what the listener tells; there is nothing to press."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        desk.links_told.connect(self._show)
        self._show(desk.links_reading)

    def _show(self, reading: Reading | None) -> None:
        error = reading.error if reading is not None else None
        if reading is None:
            state = self.tr("Links are not answered yet")
        elif error is None:
            state = self.tr("Links are answered at {}").format(reading.where)
        else:
            state = said(error.title)
        # What is switched off stands just above: there is nothing to mend.
        is_wrong = error is not None and state_of(reading) != "not-set-up"
        advice = said(error.advice) if error is not None and is_wrong else ""
        self.show_words(*glyph_of(reading), state, advice)
