"""The patient API's JSON to one Patient; a record that could be somebody else's is refused.

Every hospital nests its answer in its own way, so [patient_api.fields] says where our words
stand: dotted paths, numbers count into lists ("data.0.name"). What an answer lacks stays empty;
nothing is invented. Errors name the field, never its value.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from ..core.config import PatientApiFields
from ..core.errors import AccessionNotFound, PatientApiUnavailable, PatientConflict
from ..core.study import Patient, Source

LONGEST_WORD = 256
_LARGEST_NUMBER = 10**LONGEST_WORD
_ACCESSION_KEYS = ("accession_number", "accessionNumber", "AccessionNumber")
_SEXES = {
    "M": ("m", "male", "man", "l", "lk", "laki-laki", "laki laki", "laki", "pria"),
    "F": ("f", "female", "woman", "p", "pr", "perempuan", "wanita"),
    "O": ("o", "other", "lainnya", "lain-lain"),
}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_TIME = re.compile(r"(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?")
# Controls, lone surrogates and line ends break windows and files; the marks that turn the
# writing direction can make one name look like another's.
_NOT_TEXT = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_patient(body: bytes, accession_number: str, fields: PatientApiFields) -> Patient:
    """The one patient that the API's answer tells.

    Raises AccessionNotFound for null and for an empty list, PatientConflict for records of
    different patients, PatientApiUnavailable for everything that is not what was agreed; also
    for a record of another accession number, since then the API did not answer our question.
    """
    answer = _json(body)
    base = _base(fields)
    records = tuple(_records(answer, base))
    if not records:
        raise unknown_accession()
    for record in (answer, *records):
        _refuse_another_accession(record, accession_number)
    patients = [_patient(record, answer, base, fields) for record in records]
    if len({patient.patient_id for patient in patients}) > 1:
        raise PatientConflict(
            "The hospital's patient API names several patients for one accession number",
            "Do not hand out a disc. Ask the hospital's information system who the patient is.",
            "; ".join(f"{patient.name} ({patient.patient_id})" for patient in patients[:5]),
        )
    return patients[0]


def unknown_accession() -> AccessionNotFound:
    """The API's "no": 404, null and an empty list are the same word."""
    return AccessionNotFound(
        "The hospital's patient API does not know this accession number",
        "Check the number on the paper and scan it again.",
    )


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        is_page = body.lstrip()[:1] == b"<"
        raise PatientApiUnavailable(
            f"The patient API answered with {'a web page' if is_page else 'something else'} "
            "instead of JSON",
            "Check base_url and path in [patient_api]: they may lead to a page for people.",
        ) from error


def _base(fields: PatientApiFields) -> tuple[str, ...]:
    """What the paths to name and ID begin with alike: there the records stand."""
    name, number = _words(fields.patient_name)[:-1], _words(fields.patient_id)[:-1]
    shared = 0
    while shared < min(len(name), len(number)) and name[shared] == number[shared]:
        shared += 1
    return name[:shared]


def _words(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _records(value: object, base: tuple[str, ...], depth: int = 0) -> Iterator[object]:
    """All records at `base`. Of a list all, whichever the path counts to: a second record there
    may be a second patient."""
    if value is None:
        return
    if isinstance(value, list):
        counts = depth < len(base) and base[depth].isdecimal()
        for element in value:
            if element is None:
                raise _missing("record")
            yield from _records(element, base, depth + counts)
    elif depth == len(base):
        yield value
    elif isinstance(value, dict) and base[depth] in value:
        yield from _records(value[base[depth]], base, depth + 1)
    else:
        raise _missing(".".join(base))


def _patient(
    record: object, answer: object, base: tuple[str, ...], fields: PatientApiFields
) -> Patient:
    def optional(path: str) -> str:
        words = _words(path)
        if words[: len(base)] == base:
            return _text(_at(record, words[len(base) :]))
        return _text(_at(answer, words))

    def needed(path: str) -> str:
        if text := _text(_at(record, _words(path)[len(base) :])):
            return text
        raise _missing(path)

    return Patient(
        name=needed(fields.patient_name),
        patient_id=needed(fields.patient_id),
        birth_date=birth_date(optional(fields.birth_date)),
        sex=sex(optional(fields.sex)),
        source=Source.PATIENT_API,
        registration_id=optional(fields.registration_id),
    )


def _missing(path: str) -> PatientApiUnavailable:
    return PatientApiUnavailable(
        f"The patient API's answer has no usable {path}",
        "Compare [patient_api.fields] with what the API answers, or ask who runs it.",
    )


def _at(value: object, words: tuple[str, ...]) -> object:
    for word in words:
        if isinstance(value, list):
            place = int(word) if word.isdecimal() and len(word) < 4 else len(value)
            value = value[place] if place < len(value) else None
        else:
            value = value.get(word) if isinstance(value, dict) else None
    return value


def _text(value: object) -> str:
    """A string or a whole number as clean text; anything else, and what is too long, is ""."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 <= value < _LARGEST_NUMBER else ""
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        return ""
    kept = (character for character in value if character not in _TURNING)
    plain = (" " if unicodedata.category(char) in _NOT_TEXT else char for char in kept)
    return " ".join("".join(plain).split())


def _refuse_another_accession(record: object, accession_number: str) -> None:
    if not isinstance(record, dict):
        return
    for key in _ACCESSION_KEYS:
        told, asked = _text(record.get(key)), accession_number
        if isinstance(record.get(key), int):  # a JSON number cannot keep leading zeros
            asked = asked.lstrip("0") or "0"
        if told and told != asked:
            raise PatientApiUnavailable(
                "The patient API answered about another accession number",
                "Check path in [patient_api]: the API does not seem to read our parameter.",
            )


def birth_date(text: str) -> str:
    """YYYYMMDD from ISO 8601 or from day, month, year, which is how Indonesia writes; else "".

    A moment other than midnight in a time zone is no birth date: it may belong to either of two
    days. Month first is never assumed, and two digits are no year.
    """
    day, _, time = re.sub(r"(?<=\d)T(?=\d)", " ", text).partition(" ")
    if time and not _is_of_one_day(time):
        return ""
    if match := _YEAR_FIRST.fullmatch(day):
        year, separator, month, of_month = match.groups()
        if not separator and len(day) != 8:
            return ""
    elif match := _DAY_FIRST.fullmatch(day):
        of_month, _, month, year = match.groups()
    else:
        return ""
    try:
        return date(int(year), int(month), int(of_month)).isoformat().replace("-", "")
    except ValueError:
        return ""


def _is_of_one_day(time: str) -> bool:
    match = _TIME.fullmatch(time.strip())
    return match is not None and (not match[2] or not match[1].strip("0:."))


def sex(text: str) -> str:
    """M, F or O (PS3.3 C.7.1.1) from English and Indonesian words; else ""."""
    return _SEX_OF.get(text.casefold(), "")
