"""What a person has changed and not saved yet: read, tried, saved, all of it in workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ...core.locks import Source
from ...core.progress import Progress
from ..desk import Desk
from ..said import said
from ..threads import Ask, while_there
from ..words import told
from .row import Row

if TYPE_CHECKING:
    from ...core.settings import Settings
    from ...engine.doctor import Check
    from ...engine.station import Station


class Draft(QObject):
    """The rows of a form, what they show of the configuration, and what becomes of it."""

    loaded = Signal()
    changed = Signal()
    saved = Signal(object)  # the keys that were changed, a frozenset
    failed = Signal(object)  # a MkisoError that belongs to no row
    refused = Signal()  # a check has found mistakes: they stand at their rows

    def __init__(self, parent: QObject, desk: Desk, source: Source) -> None:
        super().__init__(parent)
        self._desk, self._source = desk, source
        self.settings: Settings | None = None
        self.rows: dict[str, Row] = {}
        self._mistakes: dict[str, str] = {}
        self._shown: dict[str, Any] = {}  # what the editors made of what is stored
        self._is_saving = False

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows[row.field.key] = row
        row.edited.connect(self._edited)

    def read(self) -> None:
        """Show what is stored; `loaded` or `failed` follows."""
        ask = self._desk.ask(_read, self._source)
        ask.answered.connect(self._load)
        ask.failed.connect(self._fail)

    def _load(self, settings: Settings) -> None:
        self.settings = settings
        self._mistakes = dict(settings.mistakes)
        for key, row in self.rows.items():
            row.show_stored(self._stored(key), locked=settings.is_locked(key))
            self._shown[key] = row.editor.value()
        self._show()
        self.loaded.emit()

    def _stored(self, key: str) -> Any:
        assert self.settings is not None, "nothing is shown before it is read"
        homes = self.settings.homes
        return homes[key] if key in homes else self.settings.values[key]

    def changes(self) -> dict[str, Any]:
        """The keys that are not what is stored, with what they are to be."""
        if self.settings is None:
            return {}
        return {
            key: row.editor.value()
            for key, row in self.rows.items()
            if not row.is_locked and self._is_changed(key, row.editor.value())
        }

    def _is_changed(self, key: str, value: Any) -> bool:
        settings = self.settings
        assert settings is not None, "nothing is changed before it is read"
        # What is shown for a wrong value may be another one. Of a secret nothing is shown.
        if key in settings.mistakes and key not in settings.homes:
            stored = self._stored(key)
            return type(value) is not type(stored) or bool(value != stored)  # 0 equals False
        return bool(value != self._shown.get(key))

    def values(self) -> dict[str, Any]:
        """What stands in the rows, changed or not."""
        return {key: row.editor.value() for key, row in self.rows.items()}

    def show_changes(self, changes: dict[str, Any]) -> None:
        """As if a person had made them."""
        for key, value in changes.items():
            if key in self.rows and not self.rows[key].is_locked:
                self.rows[key].editor.show_value(value)
        self._show()

    def discard(self) -> None:
        """Back to what is stored."""
        if self.settings is not None:
            self._load(self.settings)

    def elsewhere(self) -> list[str]:
        """Mistakes of the file at keys that have no row: only an editor can mend those."""
        return [f"{key}: {said(it)}" for key, it in self._mistakes.items() if key not in self.rows]

    def _edited(self, key: str) -> None:
        self._mistakes.pop(key, None)
        self._show()

    def _show(self) -> None:
        changes = self.changes()
        for key, row in self.rows.items():
            row.show_state(changed=key in changes, mistake=self._mistakes.get(key, ""))
        self.changed.emit()

    def check(self, keys: Iterable[str], then: Callable[[], None]) -> None:
        """Call `then` when these keys have no mistake; else it stands at their rows."""
        if self.settings is None:
            return
        wanted = set(keys)
        ask = self._desk.ask(_mistakes, self.settings, self.changes())
        ask.answered.connect(while_there(self, lambda found: self._checked(found, wanted, then)))
        ask.failed.connect(self._fail)

    def _checked(self, found: dict[str, str], wanted: set[str], then: Callable[[], None]) -> None:
        self._mistakes = {key: wrong for key, wrong in found.items() if key in wanted}
        self._show()
        if self._mistakes:
            self.refused.emit()
        else:
            then()

    def save(self) -> None:
        """Write what was changed; `saved` or `failed` follows, or mistakes stand at their rows."""
        changes = self.changes()
        if self.settings is None or self._is_saving:
            return
        self._is_saving = True
        ask = self._desk.ask(_save, self.settings, changes, self._source)
        ask.answered.connect(while_there(self, lambda new: self._saved(new, frozenset(changes))))
        ask.failed.connect(self._fail)

    def _saved(self, settings: Settings, keys: frozenset[str]) -> None:
        self._is_saving = False
        self._load(settings)
        self.saved.emit(keys)

    def examine(
        self, names: Iterable[str], progress: Progress, tell: Callable[[Check], None]
    ) -> Ask | None:
        """Run the doctor's examinations with what stands in the rows; `tell` is called in the
        worker. None while nothing is read yet."""
        if self.settings is None:
            return None
        station = self._desk.station
        return self._desk.ask(
            _examine, self.settings, self.changes(), tuple(names), progress, tell, station
        )

    def show_mistakes(self, error: Exception) -> bool:
        """Whether it was about keys; then they stand at their rows."""
        from ...core.config import Mistaken

        if isinstance(error, Mistaken):
            self._mistakes = dict(error.by_key)
            self._show()
        return isinstance(error, Mistaken)

    def _fail(self, error: Exception) -> None:
        self._is_saving = False
        if not self.show_mistakes(error) or not self._mistakes.keys() & self.rows.keys():
            self.failed.emit(told(error))
        else:
            self.failed.emit(None)


# In a worker: these import what is heavy.


def _read(source: Source) -> Settings:
    from ...core.settings import read_settings

    return read_settings(source)


def _mistakes(settings: Settings, changes: dict[str, Any]) -> dict[str, str]:
    from ...core.config import Mistaken

    try:
        settings.config_with(changes)
    except Mistaken as error:
        return dict(error.by_key)
    return {}


def _save(settings: Settings, changes: dict[str, Any], source: Source) -> Settings:
    from ...core.settings import save_settings

    return save_settings(settings, changes, source)


def _examine(
    settings: Settings,
    changes: dict[str, Any],
    names: tuple[str, ...],
    progress: Progress,
    tell: Callable[[Check], None],
    station: Station | None,
) -> tuple[Check, ...]:
    from ...engine.doctor import examine

    return examine(settings.config_with(changes), progress, tell, names, station)
