"""Every key of config.toml that a person may change: on which page, in which words, how."""

from __future__ import annotations

from . import house, peers
from .plan import Field, Page

# Keys that nobody is asked for here, and why.
UNASKED = dict.fromkeys(
    (
        "validator.archive",
        "validator.max_file_bytes",
        "validator.max_request_bytes",
        "dicomweb.kind",
        "dicomweb.base_url",
        "dicomweb.project_id",
        "dicomweb.location",
        "dicomweb.dataset",
        "dicomweb.dicom_store",
        "dicomweb.credentials_path",
        "dicomweb.allowed_origins",
    ),
    "read by a later version, which brings its own page",
)


def pages() -> tuple[Page, ...]:
    """All pages in the window's present language, in the order of the list at the left."""
    return (
        peers.this_desk(),
        peers.pacs(),
        peers.patient_api(),
        peers.cd_publisher(),
        house.disc(),
        house.links(),
        house.security(),
        house.storage(),
        house.window(),
    )


def fields_of(page: Page) -> tuple[Field, ...]:
    """All fields of a page, from top to bottom."""
    return tuple(field for group in page.groups for field in group.fields)
