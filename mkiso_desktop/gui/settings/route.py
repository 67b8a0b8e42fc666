"""The steps of a first start: what is asked in each, and what is tried."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """The text in the window's language, from the context `route`."""
    return QCoreApplication.translate("route", text)


@dataclass(frozen=True)
class Step:
    """One step: keys of the table, the first of them under no title of its own, and the doctor's
    examinations behind its Test button."""

    name: str
    title: str
    about: str
    keys: tuple[str, ...]
    checks: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()  # the key below, and the words


def steps() -> tuple[Step, ...]:
    """All steps in the window's present language."""
    return (_desk(), _pacs(), _patient_api(), _others())


def _desk() -> Step:
    return Step(
        tr("This desk"),
        tr("How is this desk called?"),
        tr(
            "The PACS sends images to an AE title at this computer's address and port. Its "
            "administrator has to register these."
        ),
        ("station.ae_title", "station.port", "disc.institution"),
    )


def _pacs() -> Step:
    return Step(
        tr("PACS"),
        tr("Where is the archive?"),
        tr("The test asks it for a study and has one image sent here."),
        ("pacs.ae_title", "pacs.host", "pacs.port", "pacs.retrieve"),
        ("pacs-echo", "pacs-find", "pacs-move"),
    )


def _patient_api() -> Step:
    return Step(
        tr("Patient API"),
        tr("Does the hospital have a patient API?"),
        tr("It tells who belongs to an accession number. Leave the address empty if not."),
        (
            "patient_api.base_url",
            "patient_api.path",
            "patient_api.auth_header",
            "patient_api.auth_value",
        ),
        ("patient-api",),
    )


def _others() -> Step:
    return Step(
        tr("HIS and CD publisher"),
        tr("Who else works with this desk?"),
        tr("Both may stay empty, and can be filled in later in the settings."),
        (
            "listener.his_origins",
            "cd_publisher.host",
            "cd_publisher.port",
            "cd_publisher.ae_title",
        ),
        ("cd-publisher",),
        (("cd_publisher.host", tr("CD publisher")),),
    )
