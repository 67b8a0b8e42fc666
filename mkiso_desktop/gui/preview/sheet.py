"""Who it is, what there is, and what can be made of it: the sheet shown for a search."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ...core.identity import Identity, identify
from ...core.places import downloads_folder
from ...core.request import MediaRequest, Outcome
from ...core.study import Finding, IdRule, Patient, Study, plain_name
from ...steps.deliver import iso_name
from .. import words
from ..desk import Desk
from ..labels import edge, label
from ..notice import Kind, Notice, Signature
from ..said import said
from .comparison import Comparison
from .outputs import Outputs
from .studies import StudiesTable

if TYPE_CHECKING:
    from ...core.config import Config


class Fact(QWidget):
    """A caption with its value below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(caption, "caption"))
        self.value = label("", "fact")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.value)

    def show_text(self, text: str) -> None:
        """The value; a dash when nobody knows."""
        self.value.setText(text or "–")
        self.value.setAccessibleName(f"{self._caption}: {text or self.tr('unknown')}")


class Preview(QWidget):
    """One search's answer. `ordered` carries a MediaRequest and the patient it is for."""

    ordered = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._numbers: tuple[str, ...] = ()
        self._rule = IdRule.STRIP
        self._identity = Identity(None, Patient("", ""))  # until there is an answer
        self._studies: tuple[Study, ...] = ()
        self._api_error: MkisoError | None = None
        self.signature: Signature | None = None
        self.name = label("", "title", wraps=True)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.born, self.age = Fact(self.tr("Born")), Fact(self.tr("Age"))
        self.sex, self.patient_id = Fact(self.tr("Sex")), Fact(self.tr("Patient ID"))
        self.source = Fact(self.tr("Known from"))
        self.notices = QVBoxLayout()
        self.notices.setSpacing(8)
        self.table = StudiesTable()
        self.totals = label("", "quiet")
        self.outputs = Outputs()
        self.outputs.ordered.connect(self._order)
        self._lay_out()

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        facts.setSpacing(30)
        for fact in (self.born, self.age, self.sex, self.patient_id, self.source):
            facts.addWidget(fact)
        facts.addStretch(1)
        heading = QHBoxLayout()
        heading.addWidget(label(self.tr("Studies"), "section"))
        heading.addStretch(1)
        heading.addWidget(self.totals, 0, Qt.AlignmentFlag.AlignBottom)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addSpacing(12)
        column.addLayout(facts)
        column.addSpacing(18)
        column.addLayout(self.notices)
        column.addSpacing(14)
        column.addLayout(heading)
        column.addSpacing(4)
        column.addWidget(self.table, 1)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lay_out_whole(sheet)

    def _lay_out_whole(self, sheet: QWidget) -> None:
        # In a small window the sheet scrolls: half a name, or a notice cut off, is not safe.
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(edge())
        whole.addSpacing(18)
        whole.addWidget(self.outputs)

    def configure(self, config: Config) -> None:
        """What the configuration means for this sheet."""
        self._rule = config.identity.normalise_id
        publisher = config.cd_publisher
        address = f"{publisher.ae_title} · {publisher.host}:{publisher.port}"
        self.outputs.configure(address if publisher.host else "", downloads_folder())

    def clear(self) -> None:
        """Nothing of this patient stays: not what was left out, nor what was added."""

    def take_over(self, old: Preview) -> None:
        """What a person chose on an earlier sheet that showed the same findings."""

    def show_found(self, numbers: tuple[str, ...], findings: tuple[Finding, ...]) -> None:
        """The answer to a search for `numbers`."""
        self._numbers = numbers
        self._identity = identify(findings, self._rule)
        self._api_error = next((f.api_error for f in findings if f.api_error), None)
        self._studies = tuple(study for finding in findings for study in finding.studies)
        self._show_patient(self._identity.patient)
        self.table.studies.show_studies(self._studies)
        self.totals.setText(_totals(self._studies))
        self._show_notices(findings)
        self._allow()

    def _show_patient(self, known: Patient) -> None:
        other = self._identity.pacs  # it may know what the patient API leaves out
        birth_date = known.birth_date or other.birth_date
        self.name.setText(plain_name(known.name) or self.tr("Without a name"))
        self.born.show_text(words.long_date(birth_date))
        self.age.show_text(words.age(birth_date, date.today()))
        self.sex.show_text(words.sex(known.sex or other.sex))
        self.patient_id.show_text(known.patient_id)
        sources = [words.source(p) for p in (self._identity.api, self._identity.pacs) if p]
        self.source.show_text(self.tr(" and ").join(sources))

    def _show_notices(self, findings: tuple[Finding, ...]) -> None:
        self.signature = None
        while (item := self.notices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for notice in self._identity_notices():
            self.notices.addWidget(notice)
        for finding in findings:
            if not finding.studies:
                self._add(
                    self.tr("No images for {}").format(finding.accession_number),
                    self.tr("The PACS has nothing under this number yet."),
                )
        if self._api_error is not None:
            self._add(
                self._api_error.title,
                self.tr(
                    "This comes from the PACS alone. An ISO can be made; the CD publisher has to "
                    "wait until the patient API answers."
                ),
                self._api_error.detail,
            )

    def _add(self, title: str, advice: str, detail: str | None = None) -> None:
        self.notices.addWidget(Notice(MkisoError(title, advice, detail), Kind.CARE))

    def _identity_notices(self) -> list[Notice]:
        who, api, pacs = self._identity, self._identity.api, self._identity.pacs
        if who.two_patients:
            return [self._two_patients()]
        if api is None:
            return []
        if not (who.other_id or who.other_name or who.other_birth_date):
            return []
        comparison = Comparison(who, api, pacs)
        comparison.signature_changed.connect(self._allow)
        self.signature = comparison.signature
        return [comparison]

    def _two_patients(self) -> Notice:
        title = self.tr("These are studies of different patients")
        advice = self.tr("One disc holds one patient. Search for each number by itself.")
        named = {
            s.accession_number: f"{plain_name(s.patient.name)} ({s.patient.patient_id})"
            for s in self._studies
        }
        lines = [f"{number}: {patient}" for number, patient in named.items()]
        return Notice(MkisoError(title, "\n".join([*lines, advice])), Kind.STOP)

    def _allow(self) -> None:
        patient = self._identity.patient
        suggestion = iso_name(plain_name(patient.name), self._numbers)
        no_relay = said(self._api_error.title) if self._api_error else ""
        self.outputs.allow(self._why_not(), no_relay, suggestion)

    def _why_not(self) -> str:
        if self._identity.two_patients:
            return self.tr("These are studies of different patients.")
        if not self._studies:
            return self.tr("There are no images.")
        if self.signature is not None and not self.signature.name():
            return self.tr("The patient IDs differ: a person must enter their name first.")
        return ""

    def _order(self, outcome: Outcome, output: str) -> None:
        request = MediaRequest(
            self._numbers,
            outcome,
            str(Path(output)) if output else "",
            allow_mismatch=self.signature.name() if self.signature else "",
        )
        self.ordered.emit(request, self._identity.patient)


def _totals(studies: tuple[Study, ...]) -> str:
    parts = [words.studies(len(studies))]
    series = [study.series_count for study in studies]
    images = [study.instance_count for study in studies]
    if studies and None not in series:
        parts.append(words.series(sum(count or 0 for count in series)))
    if studies and None not in images:
        parts.append(words.images(sum(count or 0 for count in images)))
    return " · ".join(parts)
