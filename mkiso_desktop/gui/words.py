"""Words for people: states, dates, ages and sizes, in the window's language."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from ..core.errors import MkisoError
from ..core.logs import unexpected
from ..core.request import Outcome
from ..core.study import Patient, Source
from ..engine.job import JobState, JobView, Origin
from .said import translated


def tr(text: str) -> str:
    """The text in the window's language, from the context `words`."""
    return QCoreApplication.translate("words", text)


def told(error: BaseException) -> MkisoError:
    """What can be shown of any failure: a known error as it is, a bug as one that needs help;
    in the window's language.

    The log gets the place of a bug, not its text, which may hold a patient's data.
    """
    if isinstance(error, MkisoError):
        return translated(error)
    return translated(unexpected(error, "window"))


def long_date(dicom_date: str) -> str:
    """YYYYMMDD (PS3.5 6.2, DA) as '12 March 1961'; what is no date is shown as it came."""
    day = QDate.fromString(dicom_date.strip(), "yyyyMMdd")
    return QLocale().toString(day, "d MMMM yyyy") if day.isValid() else dicom_date.strip()


def short_date(dicom_date: str) -> str:
    """YYYYMMDD as '12 Mar 2026'."""
    day = QDate.fromString(dicom_date.strip(), "yyyyMMdd")
    return QLocale().toString(day, "d MMM yyyy") if day.isValid() else dicom_date.strip()


def age(birth_date: str, today: date) -> str:
    """Whole years; months below two years, days below two months. Empty when unknown."""
    born = QDate.fromString(birth_date.strip(), "yyyyMMdd")
    now = QDate(today.year, today.month, today.day)
    if not born.isValid() or born > now:
        return ""
    months = (now.year() - born.year()) * 12 + now.month() - born.month()
    months -= now.day() < born.day()
    if months >= 24:
        return tr("{} years").format(months // 12)
    if months >= 2:
        return tr("{} months").format(months)
    days = born.daysTo(now)
    return tr("1 day") if days == 1 else tr("{} days").format(days)


def sex(code: str) -> str:
    """The code of (0010,0040) as a word."""
    words = {"M": tr("Male"), "F": tr("Female"), "O": tr("Other")}
    return words.get(code.strip().upper(), code.strip())


def source(patient: Patient) -> str:
    """Who told us."""
    return tr("Patient API") if patient.source is Source.PATIENT_API else tr("PACS")


def size(number_of_bytes: int) -> str:
    """'63.4 MB', by locale."""
    return QLocale().formattedDataSize(number_of_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def rough_size(number_of_bytes: int) -> str:
    """'23 GB', '4.1 GB', '63 MB': as much as a glance needs, or an estimate is worth."""
    precision = 1 if 1_000_000_000 <= number_of_bytes < 10_000_000_000 else 0
    si = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(number_of_bytes, precision, si)


def time_of_day(moment: datetime) -> str:
    """Of a moment in UTC, by this computer's clock and the language's habit: '4:23 PM'."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)


def date_and_time(moment: datetime) -> str:
    """Of a moment in UTC, by this computer's clock: '12 Mar 2026 4:23 PM'."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return f"{QLocale().toString(local.date(), 'd MMM yyyy')} {time_of_day(moment)}"


def when(moment: datetime, today: QDate) -> str:
    """The same as briefly as one can: 'Today 4:23 PM', '12 Mar 4:23 PM'; the year where it is
    another one."""
    day = QDateTime.fromSecsSinceEpoch(int(moment.timestamp())).date()
    if day == today:
        return tr("Today {}").format(time_of_day(moment))
    if day.year() == today.year():
        return f"{QLocale().toString(day, 'd MMM')} {time_of_day(moment)}"
    return date_and_time(moment)


def number(count: int | None) -> str:
    """By locale; a dash where nobody knows."""
    return "–" if count is None else QLocale().toString(count)


def about(number_of_bytes: int) -> str:
    """'about 63 MB'."""
    return tr("about {}").format(rough_size(number_of_bytes))


def images(count: int, wanted: int | None = None) -> str:
    """'1 image', '120 images'; '84 of 120 images' where not all are wanted."""
    if wanted is not None and wanted != count:
        return tr("{0} of {1} images").format(number(wanted), number(count))
    return tr("1 image") if count == 1 else tr("{} images").format(QLocale().toString(count))


def series(count: int, wanted: int | None = None) -> str:
    """'1 series', '3 series'; '2 of 3 series' where not all are wanted."""
    if wanted is not None and wanted != count:
        return tr("{0} of {1} series").format(wanted, count)
    return tr("1 series") if count == 1 else tr("{} series").format(count)


def left_out(count: int) -> str:
    """'1 series was left out', '3 series were left out'."""
    if count == 1:
        return tr("1 series was left out")
    return tr("{} series were left out").format(number(count))


def studies(count: int) -> str:
    """'1 study', '2 studies'."""
    return tr("1 study") if count == 1 else tr("{} studies").format(count)


def outcome(view: JobView) -> str:
    """What the job makes."""
    return outcome_name(view.request.outcome)


def outcome_name(outcome: Outcome) -> str:
    """By which way."""
    return tr("ISO") if outcome is Outcome.ISO else tr("CD Publisher")


def origin(origin: Origin) -> str:
    """Who asked, where that was not the person at the desk."""
    return {
        Origin.DESK: "",
        Origin.COMMAND: tr("from a command"),
        Origin.LINK: tr("from a HIS link"),
    }[origin]


def step(view: JobView) -> str:
    """Where a job is, as a person would say it."""
    relays = view.request.outcome is Outcome.RELAY
    return {
        JobState.QUEUED: tr("Waiting for its turn"),
        JobState.FINDING: tr("Looking up the studies"),
        JobState.RETRIEVING: tr("Retrieving images"),
        JobState.CHECKING: tr("Checking images"),
        JobState.BUILDING: tr("Building the disc"),
        JobState.PROVING: tr("Reading the disc back"),
        JobState.DELIVERING: tr("Sending to the CD Publisher") if relays else tr("Saving"),
        JobState.DONE: tr("Sent") if relays else _saved(view),
        JobState.FAILED: tr("Failed"),
        JobState.BLOCKED: tr("Stopped for safety"),
        JobState.CANCELLED: tr("Cancelled"),
        JobState.INTERRUPTED: tr("Interrupted when the program ended"),
    }[view.state]


def _saved(view: JobView) -> str:
    return tr("Made for download") if view.request.is_download else tr("Saved")


def count(view: JobView) -> str:
    """'84 of 120' while images come or go, a percentage in other steps, a size when done."""
    if view.result is not None and view.result.isos:
        return size(view.result.bytes)
    moment = view.moment
    if moment is None or view.state.is_over or not moment.total:
        return ""
    relays = view.state is JobState.DELIVERING and view.request.outcome is Outcome.RELAY
    if view.state in (JobState.RETRIEVING, JobState.CHECKING) or relays:
        locale = QLocale()
        return tr("{0} of {1}").format(locale.toString(moment.done), locale.toString(moment.total))
    return tr("{} %").format(min(100, 100 * moment.done // moment.total))
