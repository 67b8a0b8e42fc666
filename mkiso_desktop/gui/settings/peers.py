"""The pages about others: who we are to them, and how they are asked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from .plan import Field, Group, Kind, Page


def tr(text: str) -> str:
    """The text in the window's language, from the context `peers`."""
    return QCoreApplication.translate("peers", text)


def this_desk() -> Page:
    return Page(
        "desk",
        "desk",
        tr("This desk"),
        tr("How the PACS knows this computer. Its administrator registers these."),
        (
            Group(
                (
                    Field(
                        "station.ae_title",
                        tr("AE title"),
                        tr("1 to 16 characters, as the PACS has it registered."),
                    ),
                    Field(
                        "station.port",
                        tr("Port"),
                        tr("Where the PACS sends images to. The firewall must let it in."),
                        Kind.WHOLE,
                    ),
                    Field(
                        "station.bind",
                        tr("Listens on"),
                        tr("An address of this computer; 0.0.0.0 is all of them."),
                    ),
                )
            ),
        ),
    )


def pacs() -> Page:
    return Page(
        "pacs",
        "server",
        tr("PACS"),
        tr("The archive that is asked for studies."),
        (_archive(), _senders(), _numbers()),
        ("pacs-echo", "pacs-find", "pacs-move"),
    )


def _archive() -> Group:
    retrieve = (("c-move", tr("C-MOVE: it sends to us")), ("c-get", tr("C-GET: we fetch")))
    return Group(
        (
            Field("pacs.ae_title", tr("AE title"), tr("Of the archive, 1 to 16 characters.")),
            Field("pacs.host", tr("Address"), tr("Name or IP address of the archive.")),
            Field("pacs.port", tr("Port"), "", Kind.WHOLE),
            Field("pacs.retrieve", tr("Images come by"), "", Kind.CHOICE, retrieve),
        )
    )


def _senders() -> Group:
    return Group(
        (
            Field(
                "pacs.calling_hosts",
                tr("Addresses"),
                tr("With commas between them. Empty: only the archive's own address."),
                Kind.LIST,
            ),
            Field(
                "pacs.calling_ae_titles",
                tr("AE titles"),
                tr("With commas between them. Empty: only the archive's own AE title."),
                Kind.LIST,
            ),
        ),
        tr("Who may send to this desk"),
    )


def _numbers() -> Group:
    rules = (
        ("strip-zeros-and-punctuation", tr("Without leading zeros and punctuation")),
        ("exact", tr("Letter by letter")),
    )
    return Group(
        (
            Field(
                "pacs.accession_pattern",
                tr("Accession numbers"),
                tr("A regular expression that they must match as a whole. Empty: any."),
            ),
            Field("identity.normalise_id", tr("Patient IDs compared"), "", Kind.CHOICE, rules),
        ),
        tr("Numbers"),
    )


def patient_api() -> Page:
    return Page(
        "patient_api",
        "person",
        tr("Patient API"),
        tr("The hospital's own word on who belongs to an accession number."),
        (_api(), _api_secret(), _api_words()),
        ("patient-api",),
    )


def _api() -> Group:
    return Group(
        (
            Field(
                "patient_api.base_url",
                tr("Address"),
                tr("Such as http://his.hospital.local. Empty: the PACS alone tells who it is."),
            ),
            Field(
                "patient_api.path",
                tr("Path"),
                tr("Behind the address, with {accession_number} where the number belongs."),
            ),
            Field(
                "patient_api.timeout_s",
                tr("Waits for"),
                tr("Seconds, at most 600."),
                Kind.NUMBER,
            ),
            Field(
                "patient_api.retries",
                tr("Tries again"),
                tr("Times, 0 to 10, when the API is not there."),
                Kind.WHOLE,
            ),
        )
    )


def _api_secret() -> Group:
    return Group(
        (
            Field(
                "patient_api.auth_header",
                tr("HTTP header"),
                tr("That carries the secret, such as Authorization. Empty: none."),
            ),
            Field("patient_api.auth_value", tr("Secret"), "", Kind.SECRET),
            Field(
                "patient_api.auth_value_env",
                tr("Environment variable"),
                tr("That holds the secret instead, where one is set for this program."),
            ),
        ),
        tr("How we show who we are"),
    )


def _api_words() -> Group:
    return Group(
        (
            Field("patient_api.fields.patient_name", tr("Name")),
            Field("patient_api.fields.patient_id", tr("Patient ID")),
            Field("patient_api.fields.registration_id", tr("Registration ID")),
            Field("patient_api.fields.birth_date", tr("Birth date")),
            Field(
                "patient_api.fields.sex",
                tr("Sex"),
                tr("Names, with dots between them for nested objects. Empty: not there."),
            ),
        ),
        tr("Where they stand in its answer"),
    )


def cd_publisher() -> Page:
    return Page(
        "cd_publisher",
        "publisher",
        tr("CD publisher"),
        tr("The robot that burns and prints discs."),
        (
            Group(
                (
                    Field("cd_publisher.ae_title", tr("AE title"), tr("1 to 16 characters.")),
                    Field(
                        "cd_publisher.host",
                        tr("Address"),
                        tr("Name or IP address. Empty: there is no publisher."),
                    ),
                    Field("cd_publisher.port", tr("Port"), "", Kind.WHOLE),
                )
            ),
        ),
        ("cd-publisher",),
    )
