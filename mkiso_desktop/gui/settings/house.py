"""The pages about this program: disc, links, certificates, storage, window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from .plan import Field, Group, Kind, Page


def tr(text: str) -> str:
    """The text in the window's language, from the context `house`."""
    return QCoreApplication.translate("house", text)


def disc() -> Page:
    media = (
        ("cd", tr("CD")),
        ("dvd", tr("DVD")),
        ("dvd-dl", tr("DVD, two layers")),
        ("bd", tr("Blu-ray")),
        ("usb", tr("USB stick")),
    )
    return Page(
        "disc",
        "disc",
        tr("Disc"),
        tr("What stands on a disc besides the images."),
        (
            Group(
                (
                    Field("disc.institution", tr("Hospital"), tr("Its name, on the disc's pages.")),
                    Field(
                        "disc.contact",
                        tr("Phone"),
                        tr("For whoever cannot open the disc; on its pages."),
                    ),
                    Field(
                        "disc.medium",
                        tr("Medium"),
                        tr("How much fits, and in which form images may be."),
                        Kind.CHOICE,
                        media,
                    ),
                    Field(
                        "disc.viewer_dir",
                        tr("Viewer"),
                        tr("A folder with an unpacked Windows viewer; goes onto every disc."),
                        Kind.FOLDER,
                    ),
                )
            ),
        ),
    )


def links() -> Page:
    return Page(
        "listener",
        "link",
        tr("Links from the HIS"),
        tr(
            "What a link in the hospital information system asks for is made by this program, and "
            "stands in its list of jobs. A link in any other page asks a person first."
        ),
        (_callers(), _keys_of_links(), _limits_of_links()),
    )


def _callers() -> Group:
    return Group(
        (
            Field(
                "listener.his_origins",
                tr("The HIS's address"),
                tr("As its pages begin: http://his.hospital.local. Links from there act at once."),
                Kind.LIST,
            ),
            Field("listener.enabled", tr("Answer links"), "", Kind.SWITCH),
            Field(
                "listener.host",
                tr("Listens on"),
                tr(
                    "127.0.0.1 is this computer alone. Any other needs an API key, or both the "
                    "networks let in and the HIS's address."
                ),
            ),
            Field("listener.port", tr("Port"), "", Kind.WHOLE),
            Field(
                "listener.allowed_hosts",
                tr("Further names"),
                tr("Under which this computer is reached, with commas between them."),
                Kind.LIST,
            ),
            Field(
                "listener.allowed_clients",
                tr("Networks let in"),
                tr("Such as 10.1.0.0/16, when others than this computer may ask. Empty: any."),
                Kind.LIST,
            ),
            Field(
                "listener.trusted_proxies",
                tr("Trusted proxies"),
                tr("IP addresses whose word on the caller counts."),
                Kind.LIST,
            ),
        )
    )


def _keys_of_links() -> Group:
    return Group(
        (
            Field("listener.api_key", tr("API key"), "", Kind.SECRET),
            Field("listener.api_key_env", tr("Environment variable"), tr("That holds it instead.")),
            Field("listener.api_key_previous", tr("Previous key"), "", Kind.SECRET),
            Field(
                "listener.api_key_previous_env",
                tr("Its variable"),
                tr("The previous key is still accepted while keys change."),
            ),
        ),
        tr("Keys that callers show"),
    )


def _limits_of_links() -> Group:
    return Group(
        (
            Field("listener.max_streams", tr("Downloads at once"), "", Kind.WHOLE),
            Field("listener.max_queued", tr("Jobs that may wait"), "", Kind.WHOLE),
            Field("listener.jobs_per_hour", tr("Jobs in an hour"), "", Kind.WHOLE),
        ),
        tr("Limits"),
    )


def security() -> Page:
    return Page(
        "tls",
        "lock",
        tr("Security (TLS)"),
        tr("Certificates, as PEM files: how we prove who we are, and who vouches for others."),
        (
            Group(
                (
                    Field(
                        "tls.certificate",
                        tr("Certificate"),
                        tr("The whole chain. Needs the key as well."),
                        Kind.FILE,
                    ),
                    Field("tls.key", tr("Key"), tr("Without a password."), Kind.FILE),
                    Field(
                        "tls.ca",
                        tr("Who vouches"),
                        tr("Authorities that sign for others, or their own certificates."),
                        Kind.FILE,
                    ),
                    Field(
                        "tls.dicom",
                        tr("TLS for all of DICOM"),
                        tr(
                            "To and from the PACS and to the CD publisher, nothing in the clear. "
                            "Needs all three files."
                        ),
                        Kind.SWITCH,
                    ),
                )
            ),
        ),
    )


def storage() -> Page:
    return Page(
        "storage",
        "drive",
        tr("Storage & history"),
        tr("Where jobs work, and what is remembered of them."),
        (_work(), _history()),
        ("work-folder", "disk"),
    )


def _work() -> Group:
    return Group(
        (
            Field(
                "work.folder",
                tr("Work folder"),
                tr("Where jobs work. Empty: this user's cache folder."),
                Kind.FOLDER,
            ),
            Field(
                "work.keep_isos_hours",
                tr("Keeps leftovers"),
                tr("Hours; what a crash left is not kept longer either."),
                Kind.NUMBER,
            ),
            Field("work.lanes", tr("Jobs at once"), tr("1 to 16."), Kind.WHOLE),
            Field(
                "work.keep_free_gb",
                tr("Leaves free"),
                tr("Gigabytes of the disk that stay free."),
                Kind.NUMBER,
            ),
        )
    )


def _history() -> Group:
    return Group(
        (
            Field(
                "store.url",
                tr("Database"),
                tr("Empty: a file of this user. postgresql+psycopg://… is shared by many desks."),
            ),
        ),
        tr("History"),
    )


def window() -> Page:
    languages = (("auto", tr("As the system")), ("en", "English"), ("id", "Bahasa Indonesia"))
    levels = (
        ("debug", tr("Everything")),
        ("info", tr("What happens")),
        ("warning", tr("What goes wrong")),
        ("error", tr("Only our own bugs")),
    )
    return Page(
        "window",
        "settings",
        tr("Window & language"),
        tr("How the program speaks, looks and sounds."),
        (
            Group(
                (
                    Field(
                        "language",
                        tr("Language"),
                        tr("Of the window and of the disc's pages."),
                        Kind.CHOICE,
                        languages,
                    ),
                    Field(
                        "log_level",
                        tr("The log tells"),
                        tr("It never holds a patient's name."),
                        Kind.CHOICE,
                        levels,
                    ),
                )
            ),
        ),
    )
