"""The language of the window: our translations and Qt's own, and how dates and numbers look.

The texts live in resources/translations: id.ts (ours) and qt_id.ts (what Qt says itself; it
ships no Indonesian), made into id.qm by `python packaging/translations.py`. English needs none.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from ..core.places import resource

AUTO, ENGLISH, INDONESIAN = "auto", "en", "id"
_TRANSLATOR = "language"  # the object name of the one translator that is installed


def speak(app: QCoreApplication, language: str) -> bool:
    """Have the application speak "en", "id", or with "auto" the system's; whether that is news.

    What is on the screen keeps its words: who shows it makes it anew (Window.speak).
    """
    wanted = resolved(language)
    old = app.findChild(QTranslator, _TRANSLATOR)
    QLocale.setDefault(_locale(wanted))
    if wanted == spoken(app):
        return False
    if old is not None:
        app.removeTranslator(old)
        old.setObjectName("")  # it goes later: nobody shall find it until then
        old.deleteLater()
    if wanted != ENGLISH:
        translator = QTranslator(app)
        translator.setObjectName(_TRANSLATOR)
        translator.load(str(resource(f"translations/{wanted}.qm")))
        app.installTranslator(translator)
    return True


def spoken(app: QCoreApplication) -> str:
    """The language that is spoken now: "en" or "id"."""
    return ENGLISH if app.findChild(QTranslator, _TRANSLATOR) is None else INDONESIAN


def resolved(language: str) -> str:
    """What "auto" means on this computer; English for what we do not speak."""
    if language == AUTO:
        first = QLocale.system().uiLanguages()[:1]  # of texts; dates may be another country's
        return INDONESIAN if first and first[0].startswith("id") else ENGLISH
    return INDONESIAN if language == INDONESIAN else ENGLISH


def _locale(language: str) -> QLocale:
    """The system's own where it speaks that language: it knows the country."""
    if language == INDONESIAN:
        return QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia)
    system = QLocale.system()
    if system.language() is QLocale.Language.English:
        return system
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
