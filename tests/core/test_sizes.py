"""How much it is likely to be, before anything is retrieved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mkiso_desktop.core.sizes import ANY_BYTES, USUAL_BYTES, bytes_of_series, bytes_of_study
from mkiso_desktop.core.study import Patient, Series, Study

CT, SR = Series("1.1", "CT", instances=100), Series("1.2", "SR", instances=1)
STUDY = Study("1", "A1", Patient("", ""), modalities=("SR", "CT"), instance_count=101)


def test_a_series_is_as_large_as_images_of_its_kind_usually_are() -> None:
    assert bytes_of_series(CT) == 100 * USUAL_BYTES["CT"]
    assert bytes_of_series(replace(CT, modality="ZZ")) == 100 * ANY_BYTES
    assert bytes_of_series(replace(CT, instances=None)) is None


@pytest.mark.parametrize(
    ("study", "wanted"),
    [
        (replace(STUDY, series=(CT, SR)), 100 * USUAL_BYTES["CT"] + USUAL_BYTES["SR"]),
        (STUDY, 101 * USUAL_BYTES["CT"]),
        (replace(STUDY, series=(CT, replace(SR, instances=None))), 101 * USUAL_BYTES["CT"]),
        (replace(STUDY, modalities=()), 101 * ANY_BYTES),
        (replace(STUDY, instance_count=None), None),
    ],
    ids=["its series", "its own count", "a series without a count", "no modality", "no count"],
)
def test_a_study_is_as_large_as_what_the_archive_tells_of_it(
    study: Study, wanted: int | None
) -> None:
    assert bytes_of_study(study) == wanted
