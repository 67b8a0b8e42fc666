"""The table of the settings against the configuration itself: nothing is missing."""

from __future__ import annotations

import pytest

from mkiso_desktop.core.config import Config, load_config
from mkiso_desktop.core.places import example_config
from mkiso_desktop.core.settings import SECRETS, defaults
from mkiso_desktop.engine.doctor import NAMES
from mkiso_desktop.gui.settings.plan import Kind
from mkiso_desktop.gui.settings.table import UNASKED, fields_of, pages
from mkiso_desktop.gui.settings.trial import check_name
from tests.core.test_config import keys

FIELDS = [field for page in pages() for field in fields_of(page)]
BY_KEY = {field.key: field for field in FIELDS}


def test_every_key_is_asked_for_or_it_is_said_why_not() -> None:
    assert len(BY_KEY) == len(FIELDS)
    assert not set(BY_KEY) & set(UNASKED)
    assert set(BY_KEY) | set(UNASKED) == keys(Config)
    assert all(UNASKED.values())


def test_every_default_fits_the_way_it_is_edited() -> None:
    kinds = {
        bool: {Kind.SWITCH},
        int: {Kind.WHOLE, Kind.NUMBER},
        float: {Kind.NUMBER},
        list: {Kind.LIST},
        str: {Kind.TEXT, Kind.CHOICE, Kind.FILE, Kind.FOLDER},
    }
    for key, value in defaults().items():
        if key in BY_KEY:
            assert BY_KEY[key].kind in kinds[type(value)], key
    assert {key for key in BY_KEY if BY_KEY[key].kind is Kind.SECRET} == set(SECRETS)


@pytest.mark.parametrize(
    "field", [field for field in FIELDS if field.choices], ids=lambda field: field.key
)
def test_every_choice_can_be_saved_and_only_what_cannot_be_is_left_out(field: object) -> None:
    settings = load_config(example_config())
    key, choices = field.key, dict(field.choices)  # type: ignore[attr-defined]
    *sections, name = key.split(".")
    model = settings
    for section in sections:
        model = getattr(model, section)
    kind = type(getattr(model, name))
    left_out = {one.value for one in kind} - set(choices)
    assert left_out == ({"dicomweb"} if key == "pacs.retrieve" else set())
    assert all(choices.values())


def test_every_test_button_is_one_of_the_doctors_examinations() -> None:
    checks = [check for page in pages() for check in page.checks]
    assert sorted(checks) == sorted(NAMES)
    assert all(check_name(name) != name for name in checks)
