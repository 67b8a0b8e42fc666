"""A question with many answers: each is told in its turn, and none when nobody listens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import DiskFull
from mkiso_desktop.gui.threads import Glance, Listen


def listen(*answers: object) -> tuple[Listen, list[object]]:
    """A question that is asked to the end while nobody listens yet."""
    owner = QApplication.instance()
    assert isinstance(owner, QObject)

    def call() -> Iterator[object]:
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
            yield answer

    ask, heard = Listen(owner, call), list[object]()
    ask.came.connect(heard.append)
    ask.answered.connect(lambda last: heard.append(("all", last)))
    ask.failed.connect(heard.append)
    ask.start()
    assert ask.wait(5000)
    return ask, heard


def hear() -> None:
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_answers_come_in_their_order_and_the_end_comes_last(qtbot: QtBot) -> None:
    _, heard = listen(1, 2, 3)
    hear()
    assert heard == [1, 2, 3, ("all", None)]


def test_an_error_comes_after_what_was_said_before(qtbot: QtBot) -> None:
    error = DiskFull("The disk is full")
    _, heard = listen(1, error)
    hear()
    assert heard == [1, error]


def test_what_was_said_before_it_was_forgotten_is_not_heard_either(qtbot: QtBot) -> None:
    ask, heard = listen(1, 2)
    ask.forget()
    hear()
    assert heard == []


@pytest.mark.parametrize("answer", [1, DiskFull("The disk is full")])
def test_a_glance_tells_its_answer_or_its_error(qtbot: QtBot, answer: object) -> None:
    def call() -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    glance, heard = Glance(call), list[object]()
    glance.answered.connect(heard.append)
    glance.failed.connect(heard.append)
    with qtbot.waitSignal(glance.told):
        glance.start()
    assert heard == [answer]


def test_a_glance_that_is_forgotten_is_told_to_nobody(qtbot: QtBot) -> None:
    glance, heard = Glance(lambda: 1), list[object]()
    glance.answered.connect(heard.append)
    glance.forget()
    with qtbot.waitSignal(glance.told):
        glance.start()
    assert heard == []
