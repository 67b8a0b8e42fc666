"""Help and About: there by one key, in both languages, without a network."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QPixmap, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop import __version__
from mkiso_desktop.core.places import resource
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui import language, words
from mkiso_desktop.gui.help.about import LICENCES, About, as_text, parts
from mkiso_desktop.gui.help.manual import Manual, Page
from mkiso_desktop.gui.window import Window

from .person import press
from .scripted_engine import ScriptedEngine

ROOT = Path(__file__).parents[2]
LANGUAGES = (language.ENGLISH, language.INDONESIAN)


class Shape(HTMLParser):
    """Which tags and anchors a page has; complains where they are not closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.anchors: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        self.anchors += [value for name, value in attrs if name == "name" and value]
        assert not {name for name, _ in attrs} & {"src", "style", "onclick"}

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def page(name: str) -> str:
    return resource(f"help/{name}.html").read_text("utf-8")


def help_of(window: Window) -> Manual:
    press(window, Qt.Key.Key_F1)
    manual = window.findChild(Manual)
    assert manual is not None
    return manual


def test_both_languages_tell_the_same_things_in_the_same_order() -> None:
    english, indonesian = (Shape(page(name)) for name in LANGUAGES)
    assert english.tags == indonesian.tags
    assert english.anchors == indonesian.anchors
    assert len(english.anchors) >= 8


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_state_is_explained_in_the_words_of_the_row(qapp: QApplication, name: str) -> None:
    try:
        language.speak(qapp, name)
        text = " ".join(page(name).split())
        for state in JobState:
            for outcome in Outcome:
                view = JobView(1, MediaRequest(("A1",), outcome), state)
                assert re.search(rf"<td>(.*; )?{re.escape(words.step(view))}[;<]", text), state
    finally:
        language.speak(qapp, language.ENGLISH)


def test_f1_opens_the_help_once_and_esc_closes_it(qtbot: QtBot, window: Window) -> None:
    manual = help_of(window)
    qtbot.waitUntil(manual.isActiveWindow)
    assert not manual.isModal()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert help_of(window) is manual
    qtbot.waitUntil(manual.isActiveWindow)
    with qtbot.waitSignal(manual.destroyed):
        press(manual, Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert help_of(window) is not manual


def test_the_contents_lead_to_each_section_by_keyboard(qtbot: QtBot, window: Window) -> None:
    manual = help_of(window)
    qtbot.waitUntil(manual.isActiveWindow)
    assert manual.focusWidget() is manual.contents
    places = []
    for _ in range(4):
        places.append(manual.page.verticalScrollBar().value())
        press(manual.contents, Qt.Key.Key_Down)
    assert places == sorted(set(places))


def test_the_site_says_whom_to_call(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> None:
    assert "administrator" in help_of(window).page.toPlainText()
    disc = engine.config.disc.model_copy(update={"contact": "<b>Radiology</b> 1234"})
    engine.config = engine.config.model_copy(update={"disc": disc})
    manual = window.findChild(Manual)
    assert manual is not None
    with qtbot.waitSignal(manual.destroyed):
        manual.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert "<b>Radiology</b> 1234" in help_of(window).page.toPlainText()


def test_another_language_turns_the_page(qapp: QApplication, window: Window) -> None:
    try:
        manual = help_of(window)
        manual.contents.setCurrentRow(3)
        window.speak(language.INDONESIAN)
        [manual] = window.findChildren(Manual)
        assert manual.isVisible()
        assert manual.section() == 3
        assert "Arti setiap keadaan" in manual.page.toPlainText()
    finally:
        window.speak(language.ENGLISH)


def test_the_page_loads_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    QImage(7, 7, QImage.Format.Format_RGB32).save(str(tmp_path / "x.png"))
    it = Page()
    qtbot.addWidget(it)
    url = QUrl.fromLocalFile(str(tmp_path / "x.png"))
    it.show_html(f'<img src="{url.toString()}"><p>words</p>')
    image = QTextDocument.ResourceType.ImageResource.value
    loaded = it.document().resource(image, url)
    assert isinstance(loaded, QPixmap) and loaded.width() == 1


def test_links_outside_open_on_a_click_alone_and_only_some(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    it = Page()
    qtbot.addWidget(it)
    it.show_html('<h1><a name="x"></a>X</h1><a href="https://example.org/">there</a>')
    assert opened == []
    for link in ("https://example.org/", "file:///etc/passwd", "javascript:1", "#x"):
        it.anchorClicked.emit(QUrl(link))
    assert opened == ["https://example.org/"]


def test_about_names_every_part_that_the_program_asks_for(qtbot: QtBot, window: Window) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]}  # type: ignore[index]
    assert wanted == {name.lower() for name in LICENCES}
    made_of = parts()
    assert made_of[0].version == __version__
    assert all(part.version and part.licence for part in made_of)


def test_versions_can_be_copied_for_support(qtbot: QtBot, window: Window) -> None:
    manual = help_of(window)
    manual.asked_about.emit()
    [about] = window.findChildren(About)
    qtbot.waitUntil(about.isActiveWindow)
    press(about.copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == as_text(parts())
    assert "pydicom" in QGuiApplication.clipboard().text()
    assert about.said.text() == "Copied"
    with qtbot.waitSignal(about.destroyed):
        press(about, Qt.Key.Key_Escape)
