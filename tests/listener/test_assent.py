"""A question's token is for one deed, for ten minutes, for once; and nobody can use them up."""

from __future__ import annotations

import pytest

from mkiso_desktop.core.request import Outcome
from mkiso_desktop.listener.assent import LIVES_S, Assents
from mkiso_desktop.listener.refusal import Refusal

ISO, RELAY = Outcome.ISO, Outcome.RELAY


class Clock:
    """The time, as the test says."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def is_taken(assents: Assents, token: str, outcome: Outcome = RELAY, *numbers: str) -> bool:
    try:
        assents.must_have(token, outcome, numbers or ("A1", "A2"))
    except Refusal as refusal:
        assert refusal.status == 403
        return False
    return True


@pytest.mark.parametrize("anew", [False, True])
def test_a_token_says_once_whether_one_more_is_wanted(anew: bool) -> None:
    assents = Assents()
    token = assents.ask(RELAY, ["A1", "A2"], anew=anew)
    assert assents.must_have(token, RELAY, ["A2", "A1"]) is anew
    assert not is_taken(assents, token)


def test_a_token_is_for_one_deed() -> None:
    assents = Assents()
    for outcome, numbers in ((ISO, ("A1", "A2")), (RELAY, ("A1",)), (RELAY, ("A1", "A2", "A3"))):
        assert not is_taken(assents, assents.ask(RELAY, ["A1", "A2"]), outcome, *numbers)


def test_a_token_lives_for_ten_minutes() -> None:
    clock = Clock()
    assents = Assents(clock)
    early, late = (assents.ask(RELAY, ["A1", "A2"]) for _ in range(2))
    clock.now += LIVES_S - 1
    assert is_taken(assents, early)
    clock.now += 2
    assert not is_taken(assents, early)  # nor does it become new again by being forgotten
    assert not is_taken(assents, late)


def test_nobody_uses_up_the_questions_of_others() -> None:
    assents = Assents()
    token = assents.ask(RELAY, ["A1", "A2"])
    for _ in range(2000):
        assents.ask(RELAY, ["A1", "A2"])
    assert is_taken(assents, token)


def test_a_token_that_was_changed_is_none() -> None:
    assents = Assents()
    token = assents.ask(RELAY, ["A1", "A2"])
    for at, sign in enumerate(token):
        assert not is_taken(assents, token[:at] + ("0" if sign != "0" else "1") + token[at + 1 :])
    for other in ("", ".", "....", "\xe9.1.0.x", token[:-1], token + "x", token.upper()):
        assert not is_taken(assents, other)
    assert not is_taken(Assents(), token)  # of another run
    assert is_taken(assents, token)
