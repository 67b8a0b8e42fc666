"""Patients and studies: when two patient IDs are one, and how a name is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.study import Finding, IdRule, Patient, Source, Study, plain_name


@pytest.mark.parametrize(
    ("one", "other"),
    [("00123", "123"), ("12-34.56", "123456"), (" 123 ", "123"), ("rm 0007", "RM0007"),
     ("123\0", "123"), ("000", "0"), ("12_34", "1234")],
)  # fmt: skip
def test_two_writings_of_one_id_are_alike(one: str, other: str) -> None:
    assert IdRule.STRIP.normalise(one) == IdRule.STRIP.normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("123", "1230"), ("A1", "A01"), ("0", ""), ("12", "21"), ("A1", "B1")]
)
def test_two_ids_stay_two(one: str, other: str) -> None:
    assert IdRule.STRIP.normalise(one) != IdRule.STRIP.normalise(other)


def test_exact_forgives_padding_alone() -> None:
    assert IdRule.EXACT.normalise(" 0012-3 ") == "0012-3"
    assert IdRule.EXACT.normalise("123") != IdRule.EXACT.normalise("0123")


@given(st.text(max_size=20), st.sampled_from(IdRule))
def test_writing_an_id_plainly_twice_changes_nothing_more(text: str, rule: IdRule) -> None:
    plain = rule.normalise(text)
    assert rule.normalise(plain) == plain


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sutanto^Budi", "Sutanto Budi"),
        ("Sutanto^Budi^^dr.^", "Sutanto Budi dr."),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada Tarou"),
        ("", ""),
        ("^^^", ""),
    ],
)
def test_a_name_is_shown_plainly(name: str, shown: str) -> None:
    assert plain_name(name) == shown


def test_the_patient_apis_spelling_wins() -> None:
    archive, api = Patient("SUTANTO^BUDI", "1"), Patient("Budi", "1", source=Source.PATIENT_API)
    study = Study("1.2.3", "A1", archive)
    assert Finding("A1", (study,), api).patient == api
    assert Finding("A1", (study,)).patient == archive
