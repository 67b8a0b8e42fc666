"""The window of a desk that works by the real engine, in the hospital of the fixture `config`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.gui.window import Window


@pytest.fixture
def desk(qtbot: QtBot, config: Config) -> Iterator[Window]:
    """Ready for the first scan."""

    def open_engine() -> Engine:
        engine = Engine(config)
        engine.open()
        return engine

    window = Window(open_engine)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.desk.is_open)
    yield window
    window.desk.wait()
