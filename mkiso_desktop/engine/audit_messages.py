"""Hands the audit trail out as audit messages of PS3.15 A.5, for a hospital's audit repository.

A relay is "Begin Transferring DICOM Instances" (A.5.3.2) before and "DICOM Instances Transferred"
(A.5.3.7) after; an image file is "Export" (A.5.3.4) after: the Standard has no message for an
export that is only meant, nor for a disc that somebody takes away. Attributes and elements stand
in the order of the schema in A.5.1.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from ..core.durable import whole_file
from ..core.errors import disk_error
from ..core.places import private_folder
from ..core.request import Outcome
from .chain import Entry, entries
from .database import connect, door
from .history import History
from .job import JobState

_APPLICATION = "mkiso-desktop"
_BEGIN = "110102", "DCM", "Begin Transferring DICOM Instances"
_TRANSFERRED = "110104", "DCM", "DICOM Instances Transferred"
_EXPORT = "110106", "DCM", "Export"
_DESTINATION, _SOURCE = (
    ("110152", "DCM", "Destination Role ID"),
    ("110153", "DCM", "Source Role ID"),
)
_MEDIA, _IS_PROGRAM = ("110154", "DCM", "Destination Media"), ("110150", "DCM", "Application")
_INITIATOR, _IS_PERSON = ("110156", "DCM", "Initiator Role ID"), ("125676002", "SCT", "Person")
_URI = "110037", "DCM", "URI"
_STUDY, _PATIENT = ("110180", "DCM", "Study Instance UID"), ("2", "RFC-3881", "Patient Number")
_END_USER_DEVICE = "1"
_INDICATOR = {JobState.DONE.value: "0", JobState.CANCELLED.value: "4", JobState.FAILED.value: "8"}
_MAJOR_FAILURE = "12"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Code = tuple[str, str, str]


def export_audit(history_url: str, folder: Path) -> tuple[Path, ...]:
    """Write each message of the trail into a private file of its own in `folder`, in the chains'
    order; the same entry always has the same name. Entries that were changed are left out: ask
    `audit.verify` first.

    Raises DiskFull and ConfigInvalid.
    """
    private_folder(folder)
    with History(history_url):
        pass  # the tables are there, and of our version
    engine = connect(history_url)
    try:
        with door(), engine.connect() as connection:
            trail = entries(connection)
    finally:
        engine.dispose()
    paths = []
    for entry, message in _messages(trail):
        desk = hashlib.sha256(entry.desk.encode()).hexdigest()[:8]
        paths.append(folder / f"audit-{desk}-{entry.number:08d}.xml")
        try:
            with whole_file(paths[-1]) as file:
                file.write(tostring(message, "utf-8", xml_declaration=True))
        except OSError as error:
            raise disk_error(error, str(folder)) from error
    return tuple(paths)


def _messages(trail: Iterable[Entry]) -> Iterator[tuple[Entry, Element]]:
    intents: dict[Any, dict[str, Any]] = {}
    for entry in trail:
        if not entry.is_sealed:
            continue
        told = entry.told
        if told.get("what") == "intent":
            intents[told.get("export")] = told
            if told.get("outcome") == Outcome.RELAY.value:
                when = told["intended"]
                yield entry, _message(entry, told, _event(_BEGIN, "E", when, "0"))
        elif intent := intents.get(told.get("export")):
            is_relay = intent["outcome"] == Outcome.RELAY.value
            code, action = (_TRANSFERRED, "C") if is_relay else (_EXPORT, "R")
            indicator = _INDICATOR.get(told["state"], _MAJOR_FAILURE)
            event = _event(code, action, told["ended"], indicator)
            words = ": ".join(filter(None, (told["state"], told["detail"])))
            SubElement(event, "EventOutcomeDescription").text = _clean(words)
            yield entry, _message(entry, intent, event)


def _message(entry: Entry, intent: dict[str, Any], event: Element) -> Element:
    message = Element("AuditMessage")
    message.append(event)
    message.extend(_participants(intent))
    source = SubElement(message, "AuditSourceIdentification", AuditSourceID=_clean(entry.desk))
    SubElement(source, "AuditSourceTypeCode", {"csd-code": _END_USER_DEVICE})
    for uid in intent["study_instance_uids"]:
        study = _object(message, uid, "2", "3", _STUDY)  # system object, report
        _detail(study, "AcceptedIncomplete", intent["allow_incomplete"])
        _detail(study, "AcceptedMismatch", intent["allow_mismatch"])
        _detail(study, "AuditSeal", entry.seal)
    patient = _object(message, intent["patient_id"], "1", "1", _PATIENT)  # person, patient
    SubElement(patient, "ParticipantObjectName").text = _clean(intent["patient_name"])
    return message


def _event(code: _Code, action: str, when: str, indicator: str) -> Element:
    event = Element(
        "EventIdentification",
        EventActionCode=action,
        EventDateTime=when,
        EventOutcomeIndicator=indicator,
    )
    _coded(event, "EventID", code)
    return event


def _participants(intent: dict[str, Any]) -> Iterator[Element]:
    """The person and the program that send, who answered for it, and where it goes."""
    host, destination = intent["host"], intent["destination"]
    yield _participant(intent["os_user"], (_IS_PERSON, _INITIATOR), host, is_requestor=True)
    for name in dict.fromkeys((intent["allow_incomplete"], intent["allow_mismatch"])):
        if name:
            yield _participant(name, (_IS_PERSON,))
    yield _participant(_APPLICATION, (_SOURCE, _IS_PROGRAM), host)
    if intent["outcome"] == Outcome.RELAY.value:
        yield _participant(destination, (_DESTINATION,), destination.rpartition(":")[0])
    else:
        media = _participant(destination, (_DESTINATION, _MEDIA))
        _coded(SubElement(media, "MediaIdentifier"), "MediaType", _URI)
        yield media


def _participant(
    user_id: str, roles: Iterable[_Code], host: str = "", *, is_requestor: bool = False
) -> Element:
    requestor = "true" if is_requestor else "false"
    participant = Element("ActiveParticipant", UserID=_clean(user_id), UserIsRequestor=requestor)
    if host:
        participant.set("NetworkAccessPointID", _clean(host))
        participant.set("NetworkAccessPointTypeCode", "2" if _is_address(host) else "1")
    for role in roles:
        _coded(participant, "RoleIDCode", role)
    return participant


def _object(message: Element, identity: str, kind: str, role: str, code: _Code) -> Element:
    attributes = {
        "ParticipantObjectID": _clean(identity),
        "ParticipantObjectTypeCode": kind,
        "ParticipantObjectTypeCodeRole": role,
    }
    found = SubElement(message, "ParticipantObjectIdentification", attributes)
    _coded(found, "ParticipantObjectIDTypeCode", code)
    return found


def _detail(parent: Element, kind: str, value: str) -> None:
    if value:
        coded = b64encode(value.encode()).decode()
        SubElement(parent, "ParticipantObjectDetail", type=kind, value=coded)


def _coded(parent: Element, name: str, code: _Code) -> None:
    value, system, text = code
    attributes = {"csd-code": value, "codeSystemName": system, "originalText": text}
    SubElement(parent, name, attributes)


def _clean(text: str) -> str:
    """XML 1.0 has no way to write a control character, however it is escaped."""
    return _NOT_XML.sub(" ", text)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
