"""INDEX.HTM and README.TXT: what a person, and a receiving hospital, is told by the disc itself.

What IHE PDI asks these two files to say (RAD TF-1 15, RAD TF-2 4.47) and no more: they are static,
without a script and without an address outside the disc, so they open anywhere. The patient stands
in INDEX.HTM alone; README.TXT is plain ASCII for those who manage computers.
"""

from __future__ import annotations

import textwrap
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..core.config import Disc
from ..core.places import resource
from ..core.study import Patient, Study, plain_name
from .fileset import Fileset
from .image import DiscFile
from .viewer import Viewer

CREATOR = f"mkiso-desktop {__version__}"
LANGUAGES = ("en", "id")


@dataclass(frozen=True)
class DiscFacts:
    """What the pages tell beside what the File-set itself shows.

    `profile` is the media profile that holds for the disc, "" for none. `warnings` are sentences
    without a full stop.
    """

    patient: Patient
    studies: tuple[Study, ...]
    profile: str
    part: int = 1
    of: int = 1
    warnings: tuple[str, ...] = ()
    language: str = "en"
    made: date = field(default_factory=date.today)


def pages(
    facts: DiscFacts, disc: Disc, fileset: Fileset, viewer: Viewer | None
) -> tuple[DiscFile, ...]:
    """The two files for the root of one disc."""
    words = _words(facts.language)
    said = _said(facts, disc, fileset, viewer, words)
    index = _filled("index.html", {**said, "w": words}, html=True)
    readme = _ascii(_filled("readme.txt", said, html=False))
    return (
        DiscFile(("INDEX.HTM",), index.encode()),
        DiscFile(("README.TXT",), readme),
    )


def _words(language: str) -> dict[str, Any]:
    chosen = language if language in LANGUAGES else "en"
    return tomllib.loads(resource(f"disc/{chosen}.toml").read_text("utf-8"))


def _filled(template: str, values: dict[str, Any], *, html: bool) -> str:
    # Not HTML is README.TXT, where an escaped & would be read as it stands.
    from jinja2 import Environment, StrictUndefined  # 5 MB that a desk which waits can do without

    environment = Environment(autoescape=html, undefined=StrictUndefined)
    text = resource(f"disc/{template}").read_text("utf-8")
    return environment.from_string(text).render(values)


def _said(
    facts: DiscFacts, disc: Disc, fileset: Fileset, viewer: Viewer | None, words: dict[str, Any]
) -> dict[str, Any]:
    """What both pages say, in their words."""
    studies = _studies(facts.studies, fileset, words)
    launch = viewer.launch_point if viewer else ()
    conforms = words["conforms"] if facts.profile else words["not_conforms"]
    return {
        "institution": _clean(disc.institution),
        "contact": _clean(disc.contact),
        "creator": CREATOR,
        "patient": _patient(facts.patient, words),
        "made": _day(facts.made.strftime("%Y%m%d"), words),
        "iso_date": facts.made.isoformat(),
        "studies": studies,
        "series": sum(study["series"] for study in studies),
        "objects": sum(study["objects"] for study in studies),
        "part": facts.part,
        "of": facts.of,
        "profile": facts.profile,
        "conformance": conforms.format(profile=facts.profile),
        "warnings": [_clean(warning).rstrip(".") for warning in facts.warnings],
        "has_viewer": viewer is not None,
        "launch": "/".join(quote(part) for part in launch),
        "launch_name": "\\".join(launch),
    }


def _patient(patient: Patient, words: dict[str, Any]) -> dict[str, str]:
    return {
        "name": _clean(plain_name(patient.name)) or words["patient"],
        "id": _clean(patient.patient_id),
        "born": _day(patient.birth_date, words),
        "sex": words["sexes"].get(patient.sex, _clean(patient.sex)),
    }


def _studies(
    studies: Sequence[Study], fileset: Fileset, words: dict[str, Any]
) -> list[dict[str, Any]]:
    """A row for each study that is on this disc, counted by what is on this disc."""
    rows = []
    for study in studies:
        uid = study.study_instance_uid
        here = [e.instance for e in fileset.entries if e.instance.study_instance_uid == uid]
        if here:
            rows.append(
                {
                    "date": _day(study.date, words),
                    "iso_date": "-".join(filter(None, _split_day(study.date))),
                    "description": _clean(study.description),
                    "modalities": ", ".join(map(_clean, study.modalities)),
                    "accession_number": _clean(study.accession_number),
                    "series": len({instance.series_instance_uid for instance in here}),
                    "objects": len(here),
                }
            )
    return rows


def _split_day(day: str) -> tuple[str, ...]:
    digits = day.replace(".", "").strip()  # ACR-NEMA wrote 1997.07.04
    if len(digits) != 8 or not digits.isdecimal() or not 1 <= int(digits[4:6]) <= 12:
        return ()
    return digits[:4], digits[4:6], digits[6:]


def _day(day: str, words: dict[str, Any]) -> str:
    """A DICOM date in the reader's language; as it is when it is none."""
    if not (parts := _split_day(day)):
        return _clean(day)
    year, month, number = parts
    return f"{int(number)} {words['months'][int(month) - 1]} {year}"


def _clean(text: str) -> str:
    """Foreign text on one line, without control characters or marks that turn its direction."""
    odd = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    kept = ("" if unicodedata.category(c) in odd and c not in "\t\n" else c for c in text)
    return " ".join("".join(kept).split())


def _ascii(text: str) -> bytes:
    """Plain lines for any computer: ASCII, at most 76 characters, CR LF."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c)).encode("ascii", "replace")
    lines: list[str] = []
    for line in bare.decode("ascii").split("\n"):
        lines += textwrap.wrap(line, 76, subsequent_indent="    ") if len(line) > 76 else [line]
    return "\r\n".join(lines).strip().encode() + b"\r\n"
