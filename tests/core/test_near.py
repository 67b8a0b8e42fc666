"""Near misses: the slips of eye and finger that lead back to a number that exists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.near import MOST_NEAR, joined, near
from mkiso_desktop.core.request import accession_numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0O123", "00123"),
        ("CR25O9190107", "CR2509190107"),
        ("CRO123", "CR0123"),
        ("R0123", "RO123"),
        ("25091901O7", "2509190107"),
        ("l23", "123"),
        ("2509I90107", "2509190107"),
        ("00123", "123"),
        ("123", "00123"),
        ("4711", "0000004711"),
        ("CT0012", "CT12"),
        ("CT 2509-17", "CT250917"),
        ("CT-25O9 17", "CT250917"),
        ("cr2509190107", "CR2509190107"),
        ("Abc1", "abc1"),
    ],
)
def test_a_slip_leads_back_to_the_number(typed: str, meant: str) -> None:
    assert meant in near(typed)


def test_two_that_a_space_made_are_one() -> None:
    assert joined("CT", "2509") == ("CT2509", "CT 2509")
    assert joined("CT", "2509", r"\w+") == ("CT2509",)
    assert joined("123456789", "12345678") == ()


def test_only_what_the_site_calls_a_number_is_near() -> None:
    assert near("0O123", r"\d{5}") == ("00123",)


@given(st.text(max_size=20))
def test_whatever_it_is_what_is_near_may_be_asked_for(typed: str) -> None:
    found = near(typed)
    assert len(found) <= MOST_NEAR
    assert len(set(found)) == len(found)
    assert typed not in found
    assert all(accession_numbers([one]) == (one,) for one in found)
