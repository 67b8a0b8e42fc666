"""Studies whose inventory says too little: what is missing is missing all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.errors import StudyIncomplete
from mkiso_desktop.net.gate import Refusal, Why
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.retrieve import prove_complete
from tests import samples
from tests.steps.test_retrieve import let_in, reception_for, studies_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    return spool


@pytest.mark.promise("No disc is short in silence")
def test_an_image_that_two_studies_share_is_missing_from_one_of_them(
    tmp_path: Path, folder: Path
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    [study] = studies_of(files)
    copy = replace(study, study_instance_uid="1.2.3")
    reception: Reception = reception_for([study, copy], folder)
    let_in(reception, files[0])
    with pytest.raises(StudyIncomplete):
        prove_complete([study, copy], reception, None, "")


@pytest.mark.promise("No disc is short in silence")
def test_a_study_without_series_is_missing_as_a_whole(tmp_path: Path, folder: Path) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    [study] = studies_of(files)
    empty = replace(study, study_instance_uid="1.2.3", series=())
    reception = reception_for([study, empty], folder)
    let_in(reception, files[0])
    with pytest.raises(StudyIncomplete):
        prove_complete([study, empty], reception, None, "")
    assert prove_complete([study, empty], reception, None, "Dr. Ada")


@pytest.mark.promise("No disc is short in silence")
def test_where_series_have_no_counts_that_of_the_study_decides(
    tmp_path: Path, folder: Path
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    [study] = studies_of(files, listed=False, counted=False)
    reception = reception_for([study], folder)
    let_in(reception, files[0])
    assert prove_complete([replace(study, instance_count=1)], reception, None, "")
    with pytest.raises(StudyIncomplete):
        prove_complete([replace(study, instance_count=2)], reception, None, "")


@pytest.mark.promise("No disc is short in silence")
def test_what_came_but_was_not_listed_yet_is_missing_when_the_study_counts_it(
    tmp_path: Path, folder: Path
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    [study] = studies_of(files)
    reception = reception_for([study], folder)
    let_in(reception, files[0])
    reception.refuse(Refusal(Why.INSTANCE, "1.2.3.4"))
    assert prove_complete([study], reception, None, "") == ()
    with pytest.raises(StudyIncomplete) as error:
        prove_complete([replace(study, instance_count=2)], reception, None, "")
    assert error.value.title.startswith("1 of 2")
