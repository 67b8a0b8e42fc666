"""The audit trail handed out: each message as the schema of PS3.15 A.5.1 wants it."""

from __future__ import annotations

import os
import re
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from mkiso_desktop.core.errors import DiskFull
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.audit_messages import export_audit
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState

SITI = Patient("RAHAYU^SITI & \x1b<b>", "0012345")
REQUEST = MediaRequest(("ACC1",), allow_incomplete="dr. Ayu", allow_mismatch="dr. Made")

# PS3.15 A.5.1 as far as we write it: child elements in their order with how often they may stand,
# then attributes that must, and that may, be there.
CODED = ("", {"csd-code", "codeSystemName", "originalText"}, {"displayName"})
SCHEMA: dict[str, tuple[str, set[str], set[str]]] = {
    "AuditMessage": (
        "EventIdentification (ActiveParticipant )+AuditSourceIdentification "
        "(ParticipantObjectIdentification )*",
        set(),
        set(),
    ),
    "EventIdentification": (
        "EventID (EventTypeCode )*(EventOutcomeDescription )?",
        {"EventDateTime", "EventOutcomeIndicator"},
        {"EventActionCode"},
    ),
    "EventID": CODED,
    "EventOutcomeDescription": ("", set(), set()),
    "ActiveParticipant": (
        "(RoleIDCode )*(MediaIdentifier )?",
        {"UserID", "UserIsRequestor"},
        {"AlternativeUserID", "UserName", "NetworkAccessPointID", "NetworkAccessPointTypeCode"},
    ),
    "RoleIDCode": CODED,
    "MediaIdentifier": ("MediaType ", set(), set()),
    "MediaType": CODED,
    "AuditSourceIdentification": (
        "(AuditSourceTypeCode )*",
        {"AuditSourceID"},
        {"AuditEnterpriseSiteID"},
    ),
    "AuditSourceTypeCode": ("", {"csd-code"}, {"codeSystemName", "originalText", "displayName"}),
    "ParticipantObjectIdentification": (
        "ParticipantObjectIDTypeCode (ParticipantObjectName |ParticipantObjectQuery )?"
        "(ParticipantObjectDetail )*(ParticipantObjectDescription )*",
        {"ParticipantObjectID"},
        {
            "ParticipantObjectTypeCode",
            "ParticipantObjectTypeCodeRole",
            "ParticipantObjectDataLifeCycle",
            "ParticipantObjectSensitivity",
        },
    ),
    "ParticipantObjectIDTypeCode": CODED,
    "ParticipantObjectName": ("", set(), set()),
    "ParticipantObjectDetail": ("", {"type", "value"}, set()),
}


def must_be_valid(element: Element) -> None:
    order, required, optional = SCHEMA[element.tag]
    children = "".join(f"{child.tag} " for child in element)
    assert re.fullmatch(order, children), f"{element.tag}: {children}"
    assert required <= set(element.attrib) <= required | optional, element.attrib
    for child in element:
        must_be_valid(child)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'history.sqlite'}"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    with History(url, "work") as opened:
        yield opened


def export_once(
    history: History, outcome: Outcome, state: JobState | None, detail: str = ""
) -> None:
    to = "rimage:104" if outcome is Outcome.RELAY else "/media/stick"
    number = history.add(REQUEST)
    export = history.intent(number, outcome, ("1.2.3", "1.2.4"), to, SITI)
    if state:
        history.outcome(export, state, detail)


def messages(url: str, folder: Path) -> list[Element]:
    """All messages, each one valid."""
    roots = [ElementTree.parse(path).getroot() for path in export_audit(url, folder)]
    for root in roots:
        must_be_valid(root)
    return roots


def one(root: Element, path: str) -> Element:
    [found] = root.findall(path)
    return found


def of_role(root: Element, code: str) -> Element:
    """The one active participant in that role."""
    return one(root, f"ActiveParticipant/RoleIDCode[@csd-code='{code}']/..")


def codes(roots: list[Element]) -> list[tuple[str, ...]]:
    events = [one(root, "EventIdentification") for root in roots]
    names = "EventActionCode", "EventOutcomeIndicator"
    return [
        (one(event, "EventID").attrib["csd-code"], *(event.attrib[name] for name in names))
        for event in events
    ]


def test_an_image_is_an_export_to_a_file(history: History, url: str, tmp_path: Path) -> None:
    export_once(history, Outcome.ISO, JobState.DONE)
    [root] = messages(url, tmp_path / "out")
    assert codes([root]) == [("110106", "R", "0")]
    assert of_role(root, "110153").attrib["UserID"] == "mkiso-desktop"
    media = of_role(root, "110154")
    assert media.attrib["UserID"] == "/media/stick"
    assert one(media, "MediaIdentifier/MediaType").attrib["csd-code"] == "110037"
    person = one(root, "ActiveParticipant[@UserIsRequestor='true']")
    assert person.attrib["UserID"] and person.attrib["NetworkAccessPointTypeCode"] == "1"
    when = one(root, "EventIdentification").attrib["EventDateTime"]
    assert datetime.fromisoformat(when).tzinfo


def test_a_relay_begins_and_has_transferred(history: History, url: str, tmp_path: Path) -> None:
    export_once(history, Outcome.RELAY, JobState.DONE)
    roots = messages(url, tmp_path / "out")
    assert codes(roots) == [("110102", "E", "0"), ("110104", "C", "0")]
    for root in roots:
        destination = of_role(root, "110152")
        assert destination.attrib["UserID"] == "rimage:104"
        assert destination.attrib["NetworkAccessPointID"] == "rimage"


@pytest.mark.parametrize(
    ("state", "indicator"),
    [
        (JobState.DONE, "0"),
        (JobState.CANCELLED, "4"),
        (JobState.FAILED, "8"),
        (JobState.INTERRUPTED, "12"),
    ],
)
def test_the_indicator_tells_how_bad_it_ended(
    history: History, url: str, tmp_path: Path, state: JobState, indicator: str
) -> None:
    export_once(history, Outcome.ISO, state, "40 of 42")
    [root] = messages(url, tmp_path / "out")
    assert codes([root])[0][2] == indicator
    said = one(root, "EventIdentification/EventOutcomeDescription").text
    assert said == f"{state.value}: 40 of 42"


def test_patient_and_studies_are_the_objects(history: History, url: str, tmp_path: Path) -> None:
    export_once(history, Outcome.ISO, JobState.DONE)
    [root] = messages(url, tmp_path / "out")
    *studies, patient = root.findall("ParticipantObjectIdentification")
    assert [study.attrib["ParticipantObjectID"] for study in studies] == ["1.2.3", "1.2.4"]
    kinds = [one(study, "ParticipantObjectIDTypeCode").attrib["csd-code"] for study in studies]
    assert kinds == ["110180", "110180"]
    assert patient.attrib["ParticipantObjectID"] == SITI.patient_id
    assert one(patient, "ParticipantObjectName").text == "RAHAYU^SITI &  <b>"


def test_who_accepted_what_was_missing_is_named(history: History, url: str, tmp_path: Path) -> None:
    export_once(history, Outcome.ISO, JobState.DONE)
    [root] = messages(url, tmp_path / "out")
    people = [one.attrib["UserID"] for one in root.findall("ActiveParticipant")]
    assert {"dr. Ayu", "dr. Made"} < set(people)
    details = root.findall("ParticipantObjectIdentification[1]/ParticipantObjectDetail")
    said = {one.attrib["type"]: b64decode(one.attrib["value"]).decode() for one in details}
    assert (said["AcceptedIncomplete"], said["AcceptedMismatch"]) == ("dr. Ayu", "dr. Made")
    assert len(said["AuditSeal"]) == 64


def test_what_is_only_meant_is_no_export_yet(history: History, url: str, tmp_path: Path) -> None:
    export_once(history, Outcome.ISO, None)
    assert messages(url, tmp_path / "out") == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_files_are_private_and_the_same_each_time(
    history: History, url: str, tmp_path: Path
) -> None:
    for outcome in Outcome:
        export_once(history, outcome, JobState.DONE)
    first = {path.name: path.read_bytes() for path in export_audit(url, tmp_path / "1")}
    again = export_audit(url, tmp_path / "1")
    assert {path.name: path.read_bytes() for path in again} == first
    assert {path.stat().st_mode & 0o777 for path in again} == {0o600}


def test_an_entry_that_was_changed_is_left_out(history: History, url: str, tmp_path: Path) -> None:
    for _ in range(2):
        export_once(history, Outcome.ISO, JobState.DONE)
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as hand, hand:
        hand.execute("UPDATE audit SET content = '{}' WHERE number = 1")
    assert len(messages(url, tmp_path / "out")) == 1


def test_a_folder_that_cannot_be_written_is_told(
    history: History, url: str, tmp_path: Path
) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(DiskFull):
        export_audit(url, tmp_path / "out")
