"""Every kind of object that the demo hospital makes, held against the Standard and its readers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite

from mkiso_desktop.core.study import IdRule
from mkiso_desktop.demo import documents
from mkiso_desktop.demo.archive import instance_of
from mkiso_desktop.demo.casebook import ACCESSIONS, STUDIES, DemoSeries, DemoStudy, api_records
from mkiso_desktop.demo.objects import Place, make_instance

EVERY_SERIES = [
    pytest.param(study, series, id=f"{study.accession_number}-{study.study_id}-{series.number}")
    for study in STUDIES
    for series in study.series
]


@pytest.mark.parametrize(("study", "series"), EVERY_SERIES)
def test_dciodvfy_finds_no_error_and_pydicom_reads_it(
    study: DemoStudy, series: DemoSeries, tmp_path: Path
) -> None:
    path = tmp_path / "instance.dcm"
    dcmwrite(path, instance_of(Place(study, series, series.instances)), enforce_file_format=True)
    said = subprocess.run(
        ["dciodvfy", str(path)], stderr=subprocess.PIPE, text=True, errors="replace", check=False
    ).stderr
    assert not re.findall(r"^Error.*", said, re.MULTILINE)
    read = dcmread(path)
    assert read.SOPInstanceUID == study.instance_uid(series, series.instances)
    assert str(read.PatientName) == study.person.name
    if "PixelData" in read:
        assert read.pixel_array.size


def test_the_slices_of_a_volume_are_stacked_as_far_apart_as_they_say() -> None:
    for study, series in [
        (s, x) for s in STUDIES for x in s.series if x.kind.value in {"CT", "MR"}
    ]:
        first, second = (make_instance(Place(study, series, number)) for number in (1, 2))
        step = second.ImagePositionPatient[2] - first.ImagePositionPatient[2]
        assert step == first.get("SpacingBetweenSlices", first.SliceThickness)
        assert first.FrameOfReferenceUID == second.FrameOfReferenceUID


def test_a_ct_holds_hounsfield_units_of_air_brain_and_bone() -> None:
    ds = make_instance(Place(STUDIES[0], STUDIES[0].series[0], 60))
    units = ds.pixel_array.astype(int) + int(ds.RescaleIntercept)
    assert units[:20, :20].mean() == pytest.approx(-1000, abs=5)
    assert 20 < np.median(units[200:300, 200:300]) < 45
    assert units.max() > 1000


def test_everything_is_the_same_at_every_start() -> None:
    for study, series in ((STUDIES[0], STUDIES[0].series[0]), (STUDIES[3], STUDIES[3].series[0])):
        once, again = (make_instance(Place(study, series, 1)) for _ in range(2))
        assert once == again


def test_no_uid_is_used_twice() -> None:
    uids = [
        uid
        for study in STUDIES
        for series in study.series
        for uid in [study.instance_uid(series, n + 1) for n in range(series.instances)]
    ]
    assert len(uids) == len(set(uids))


def test_the_pdf_says_where_its_objects_are() -> None:
    document = documents.pdf(STUDIES[3], "abdomen")
    table = int(document.rsplit(b"startxref\n", 1)[1].split()[0])
    assert document[table:].startswith(b"xref\n0 6\n")
    places = re.findall(rb"(\d{10}) 00000 n ", document[table:])
    for number, place in enumerate(places, start=1):
        assert document[int(place) :].startswith(b"%d 0 obj" % number)
    assert b"(Hasil USG Abdomen) Tj" in document


def test_patient_ids_agree_by_the_default_rule_but_for_the_red_stop() -> None:
    records = api_records()
    unlike = {
        study.accession_number
        for study in STUDIES
        if IdRule.STRIP.normalise(study.person.patient_id)
        != IdRule.STRIP.normalise(records[study.accession_number]["medrec_id"])
    }
    assert unlike == {"CR2509220019"}
    assert {accession.number for accession in ACCESSIONS} == set(records)
