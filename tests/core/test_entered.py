"""What was typed, pasted or dropped: cleaned, each one once, the bad ones told one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.entered import Entered, read_entered, read_found
from mkiso_desktop.core.request import MOST_ACCESSIONS


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A1\r\nA2,\n\tA3;A4\u2028A5 A6\u00a0A7\n", "A1 A2 A3 A4 A5 A6 A7"),
        ("  \ufeffA1\u200b ", "A1"),
        ("A\u200b1", "A1"),
        ('"00123"', "00123"),
        ("'00123", "00123"),
        ('="00123"\t="4"', "00123 4"),
        ("\u201cA1\u201d", "A1"),
        ("Acc. No.: 123", "123"),
        ("Acc#: 55, ACC NO: 56", "55 56"),
        ("Accession Number: 123", "123"),
        ("accession_number=123", "123"),
        ("No. Aksesi: 4", "4"),
        ("ACC123", "ACC123"),
        ("Accession No.\n1\n2", "1 2"),
        ('Name,Accession Number\n"Siti, R",A1\nBudi,A2\n', "A1 A2"),
        ("AccessionNumber\tName\n12\tBudi 7\n", "12"),
        ("Nama;No Aksesi\nSiti;9", "9"),
        ("", ""),
        (" , ;", ""),
    ],
)
def test_what_is_surely_no_part_of_a_number_is_taken_away(text: str, numbers: str) -> None:
    found = read_entered(text)
    assert found.numbers == tuple(numbers.split())
    assert not any(entry.wrong for entry in found.entries)


def test_doubles_are_dropped_and_counted() -> None:
    found = read_entered("A1 A2 A1\nA1")
    assert (found.numbers, found.doubles) == (("A1", "A2"), 2)


def test_a_bad_one_says_why_and_leaves_the_others_alone() -> None:
    good, bad, separated = read_entered("A1, A*, A\x1dB").entries
    assert good.wrong is None
    assert bad.wrong is not None and "*" in bad.wrong.title
    assert separated.number == "A\x1dB" and separated.wrong is not None


def test_the_sites_pattern_counts_for_each() -> None:
    good, bad = read_entered("12 A1", r"\d+").entries
    assert good.wrong is None
    assert bad.wrong is not None


def test_more_than_one_disc_takes_are_counted_and_not_kept() -> None:
    found = read_entered(" ".join(f"A{number}" for number in range(MOST_ACCESSIONS + 5)))
    assert len(found.entries) == MOST_ACCESSIONS
    assert found.numbers[-1] == f"A{MOST_ACCESSIONS - 1}"
    assert found.more == 5


def test_in_a_text_about_other_things_words_without_a_digit_are_none() -> None:
    assert read_found("Please burn CR2509 for her, thanks").numbers == ("CR2509",)
    assert read_found("Thanks a lot") == Entered()
    assert read_found("CR2509 on 2026-11-22", r"CR\d+").numbers == ("CR2509",)
    assert read_found("2026-11-22", r"CR\d+").entries[0].wrong is not None


@given(st.text(), st.booleans())
def test_any_text_at_all_can_be_read(text: str, typed: bool) -> None:
    found = (read_entered if typed else read_found)(text)
    assert len(set(found.numbers)) == len(found.entries) <= MOST_ACCESSIONS
    assert all(found.numbers)
