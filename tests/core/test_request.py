"""Requests: what never reaches the archive, and what is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.errors import BadRequest
from mkiso_desktop.core.request import LONGEST_ACCESSION, MOST_ACCESSIONS, accession_numbers

FORBIDDEN = "*?\\,"


def test_words_may_be_comma_lists_and_repeats_count_once() -> None:
    assert accession_numbers(["A1, A2", " A3", "A1"]) == ("A1", "A2", "A3")
    assert accession_numbers(["a/1-2.3_4 5"]) == ("a/1-2.3_4 5",)


@pytest.mark.parametrize(
    "word",
    ["", " ", "A,", ",A", "A,,B", "*", "A*", "A?", "A\\B", "A\nB", "A\t", "A\0", "\x7f", "A\x85",
     "A\u200b", "\ufeffA", "É", "１", "A" * 17],
)  # fmt: skip
def test_what_an_archive_might_misread_is_refused(word: str) -> None:
    with pytest.raises(BadRequest) as caught:
        accession_numbers(["A0", word])
    assert caught.value.advice


def test_nothing_is_no_request() -> None:
    with pytest.raises(BadRequest):
        accession_numbers([])


def test_only_so_many_at_a_time() -> None:
    most = [f"A{number}" for number in range(MOST_ACCESSIONS)]
    assert accession_numbers([",".join(most + most)]) == tuple(most)
    with pytest.raises(BadRequest, match="too many"):
        accession_numbers([*most, "B"])


def test_the_sites_own_pattern_must_match_as_a_whole() -> None:
    assert accession_numbers(["RS-12"], r"[A-Z]{2}-\d+") == ("RS-12",)
    with pytest.raises(BadRequest):
        accession_numbers(["RS-12x"], r"[A-Z]{2}-\d+")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_refused_or_harmless(text: str) -> None:
    try:
        numbers = accession_numbers([text])
    except BadRequest as error:
        assert text.strip() not in error.title or len(text.strip()) < 3
        return
    for number in numbers:
        assert 1 <= len(number) <= LONGEST_ACCESSION
        assert number.isascii() and number.isprintable() and number == number.strip()
        assert not set(FORBIDDEN) & set(number)
