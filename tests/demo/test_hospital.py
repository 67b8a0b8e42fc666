"""The demo hospital as a whole: its API, its publisher, its configuration, and its end."""

from __future__ import annotations

import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest
from pydicom import dcmread, dcmwrite
from pynetdicom import AE
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from mkiso_desktop.core.config import load_config
from mkiso_desktop.core.errors import MkisoError
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.demo import Hospital, config_text
from mkiso_desktop.demo.archive import instance_of
from mkiso_desktop.demo.casebook import STUDIES, Kind
from mkiso_desktop.demo.objects import Place
from mkiso_desktop.net.association import Peer
from mkiso_desktop.steps.query import find_accession, one_patient

from .conftest import Tool

BY_NUMBER = {study.accession_number: study for study in STUDIES}
EVERY_KIND = {series.kind: (study, series) for study in STUDIES for series in study.series}


def test_the_patient_api_knows_every_accession_of_the_hint_list(hospital: Hospital) -> None:
    for accession in hospital.accessions:
        answer = httpx.get(
            f"{hospital.api_url}/api/patients", params={"accession_number": accession.number}
        )
        assert answer.status_code == 200
        wanted = {"patient_name", "medrec_id", "reg_id", "birth_date", "sex"}
        assert wanted <= {key for key, value in answer.json().items() if value}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/patients?accession_number=XX0000000000", 404),
        ("/api/patients", 400),
        ("/api/patients?accession_number=A&accession_number=B", 400),
        ("/", 404),
    ],
)
def test_the_patient_api_says_what_it_does_not_know(
    hospital: Hospital, path: str, status: int
) -> None:
    assert httpx.get(hospital.api_url + path).status_code == status


def test_the_publisher_keeps_every_kind_as_it_was_sent(dcmtk: Tool, tmp_path: Path) -> None:
    with Hospital() as hospital:
        sent = {}
        for study, series in EVERY_KIND.values():
            ds = instance_of(Place(study, series, 1))
            path = tmp_path / f"{ds.SOPInstanceUID}.dcm"
            dcmwrite(path, ds, enforce_file_format=True)
            option = "-xy" if series.kind is Kind.ULTRASOUND else "-xe"
            address = ("127.0.0.1", str(hospital.publisher_port))
            command = ["storescu", "-aec", hospital.publisher_ae, option, *address, str(path)]
            subprocess.run(command, check=True, timeout=30)
            sent[ds.SOPInstanceUID] = ds
        received = hospital.received()
        assert [one.sop_instance_uid for one in received] == list(sent)
        for one in received:
            kept = dcmread(one.path)
            assert kept == dcmread(tmp_path / f"{one.sop_instance_uid}.dcm")
            assert kept.file_meta.TransferSyntaxUID == one.transfer_syntax_uid


def test_its_configuration_is_a_good_one_and_points_at_it(
    hospital: Hospital, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(config_text(hospital, tmp_path), "utf-8")
    config = load_config(path)
    assert config.pacs.port == hospital.pacs_port
    assert config.station.port == hospital.station_port
    assert config.patient_api.base_url == hospital.api_url
    assert config.cd_publisher.ae_title == hospital.publisher_ae
    assert Path(config.work.folder).is_relative_to(tmp_path)


def test_it_may_be_told_the_station_and_chooses_free_ports_itself() -> None:
    with Hospital("MYDESK", 11104) as one, Hospital("MYDESK") as other:
        assert (one.station_ae, one.station_port) == ("MYDESK", 11104)
        ports = {
            (port)
            for hospital in (one, other)
            for port in (hospital.pacs_port, hospital.publisher_port, hospital.station_port)
        }
        assert len(ports) == 6


def test_closing_in_the_middle_of_a_move_leaves_nothing(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with Hospital(pause_s=0.05) as hospital:
        ports = [hospital.pacs_port, hospital.publisher_port, httpx.URL(hospital.api_url).port]
        silent = socket.create_connection(("127.0.0.1", int(ports[2] or 0)))
        station = ("-aem", hospital.station_ae, "+P", str(hospital.station_port))
        study = ("-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={STUDIES[0].uid}")
        moving = subprocess.Popen(
            ["movescu", "-v", "-S", "-aet", hospital.station_ae, *station, *study]
            + ["-od", str(tmp_path), "127.0.0.1", str(hospital.pacs_port)],
            stderr=subprocess.PIPE,
            text=True,
        )
        with moving, silent:
            assert moving.stderr is not None
            while "Received Store Request" not in moving.stderr.readline():
                assert moving.poll() is None
            hospital.__exit__(None, None, None)
            moving.communicate(timeout=20)
    assert set(threading.enumerate()) <= before
    assert 0 < len(list(tmp_path.iterdir())) < 120
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port or 0)))


def test_the_publishers_folder_goes_with_it(tmp_path: Path) -> None:
    study, series = EVERY_KIND[Kind.PDF]
    path = tmp_path / "report.dcm"
    dcmwrite(path, instance_of(Place(study, series, 1)), enforce_file_format=True)
    with Hospital() as hospital:
        address = ("127.0.0.1", str(hospital.publisher_port))
        subprocess.run(["storescu", *address, str(path)], check=True, timeout=30)
        [received] = hospital.received()
        assert received.path.exists()
    assert not received.path.parent.exists()


def test_every_line_of_the_hint_list_leads_where_it_says(
    hospital: Hospital, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(config_text(hospital, tmp_path), "utf-8")
    config = load_config(path)
    pacs = Peer(config.pacs.ae_title, config.pacs.host, config.pacs.port)
    ends = {}
    for accession in hospital.accessions:
        try:
            finding = find_accession(
                accession.number, pacs, config.station.ae_title, config.patient_api, Progress()
            )
            one_patient([finding], config.identity.normalise_id, "")
            ends[accession.number] = "one patient"
        except MkisoError as error:
            ends[accession.number] = error.code
    everyone = dict.fromkeys(BY_NUMBER, "one patient")
    assert ends == everyone | {
        "CT2509220002": "no-dicom-data",
        "CR2509220019": "patient-conflict",
    }


def test_an_association_that_a_peer_holds_does_not_keep_it_open() -> None:
    before = set(threading.enumerate())
    desk = AE("CDRECORD")
    desk.add_requested_context(Verification)
    with Hospital() as hospital:
        held = desk.associate("127.0.0.1", hospital.pacs_port, ae_title=hospital.pacs_ae)
        assert held.is_established
    held.join(5)
    held.dul.join(5)
    assert held.is_aborted
    assert set(threading.enumerate()) <= before
