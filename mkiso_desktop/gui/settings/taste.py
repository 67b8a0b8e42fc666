"""What is this person's alone and no key of config.toml: light or dark, letters, sounds.

These act at once, and are kept with the window's other preferences.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

from ..look import wear
from ..preferences import Preferences, Scheme, TypeSize
from .plan import Field, Group, Kind
from .row import Row


def tr(text: str) -> str:
    """The text in the window's language, from the context `taste`."""
    return QCoreApplication.translate("taste", text)


def group() -> Group:
    """The fields; their keys are the attributes of Preferences."""
    schemes = (
        (Scheme.SYSTEM.value, tr("As the system")),
        (Scheme.LIGHT.value, tr("Light")),
        (Scheme.DARK.value, tr("Dark")),
    )
    sizes = (
        (TypeSize.NORMAL.value, tr("As the system")),
        (TypeSize.LARGE.value, tr("Large")),
        (TypeSize.VERY_LARGE.value, tr("Very large")),
    )
    return Group(
        (
            Field("scheme", tr("Colours"), "", Kind.CHOICE, schemes),
            Field("type_size", tr("Letters"), tr("Also Ctrl++ and Ctrl+-."), Kind.CHOICE, sizes),
            Field("sounds", tr("Sounds"), tr("For found and not found."), Kind.SWITCH),
        ),
        tr("For you alone, at once"),
    )


class Taste(QObject):
    """Shows the preferences in these rows, and lets what is changed there act."""

    def __init__(self, parent: QObject, preferences: Preferences, rows: list[Row]) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.rows = {row.field.key: row for row in rows}
        shown = {
            "scheme": preferences.scheme.value,
            "type_size": preferences.type_size.value,
            "sounds": preferences.sounds,
        }
        for key, row in self.rows.items():
            row.show_stored(shown[key], locked=False)
            row.edited.connect(self._edited)

    def _edited(self, _key: str) -> None:
        chosen = {key: row.editor.value() for key, row in self.rows.items()}
        self._preferences.scheme = Scheme(chosen["scheme"])
        self._preferences.type_size = TypeSize(chosen["type_size"])
        self._preferences.sounds = chosen["sounds"]
        self._preferences.save()
        app = QApplication.instance()
        assert isinstance(app, QApplication), "there is no window without it"
        wear(app, self._preferences)
