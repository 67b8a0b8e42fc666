"""Who it is, what there is, and what can be made of it: the sheet shown for a search."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...core.errors import BadRequest, MkisoError
from ...core.identity import Identity, identify
from ...core.picture import Picture, Sample
from ...core.places import downloads_folder
from ...core.request import MediaRequest, Outcome, accession_numbers
from ...core.study import Finding, IdRule, Patient, Study, plain_name
from ...steps.deliver import iso_name
from .. import words
from ..desk import Desk
from ..labels import edge, label
from ..notice import Kind, Notice, Signature
from ..said import said
from ..steady import MARGIN, Steady
from .capacity import Capacity
from .card import Card
from .choice import Choice, Tally
from .comparison import Comparison
from .lookups import Lookups
from .others import Others
from .outputs import Outputs
from .pictures import Pictures
from .studies import StudiesTree
from .who import Who

if TYPE_CHECKING:
    from ...core.config import Config


class Preview(QWidget):
    """One search's answer. `ordered` carries a MediaRequest and the patient it is for.

    It may be told in parts: `show_found` again with more. `clear` when the patient goes.
    """

    ordered = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.choice = Choice()
        self._rule = IdRule.STRIP
        self._identity = Identity(None, Patient("", ""))  # until there is an answer
        self._asked: set[str] = set()  # the studies whose series were asked for
        self._has_asked = False  # for other studies
        self._shut = ""
        self.signature: Signature | None = None
        self.lookups = Lookups(self, desk)
        self.card = Card()
        self.name, self.source = self.card.name, self.card.source
        self.notices = QVBoxLayout()
        self.notices.setSpacing(8)
        self.table = StudiesTree()
        self.totals = label("", "quiet")
        self.capacity, self.others, self.pictures = Capacity(), Others(), Pictures()
        self.outputs = Outputs()
        self._lay_out()
        self._connect()
        desk.sampled.connect(self._sampled)

    def _connect(self) -> None:
        self.outputs.ordered.connect(self._order)
        self.table.studies.chosen.connect(self._chosen)
        self.others.asked.connect(self._add_or_drop)
        self.lookups.listed.connect(self._listed)
        self.lookups.others.connect(self._others_came)
        self.lookups.added.connect(self._added)
        self.lookups.refused.connect(self._refused)
        self.lookups.drawn.connect(self._drawn)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(label(self.tr("Studies"), "section"))
        heading.addStretch(1)
        heading.addWidget(self.totals, 0, Qt.AlignmentFlag.AlignBottom)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Who(self.card, self.pictures))
        column.addSpacing(10)
        column.addLayout(self.notices)
        column.addSpacing(14)
        column.addLayout(heading)
        column.addSpacing(4)
        column.addWidget(self.table)
        column.addSpacing(6)
        column.addWidget(self.others)
        column.addStretch(1)
        self._lay_out_whole(sheet)

    def _lay_out_whole(self, sheet: QWidget) -> None:
        # In a small window the sheet scrolls: half a name, or a notice cut off, is not safe.
        scroll = Steady(sheet)
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, MARGIN, 0)
        below.setSpacing(0)
        below.addWidget(edge())
        below.addSpacing(14)
        below.addWidget(self.capacity)
        below.addSpacing(14)
        below.addWidget(self.outputs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(below)

        def keep_in_sight(place: QRect) -> None:
            middle = self.table.mapTo(sheet, place.center())
            scroll.ensureVisible(0, middle.y(), 0, place.height())

        self.table.moved.connect(keep_in_sight)
        for earlier, later in pairwise((self.card.copy, self.pictures, self.table)):
            self.setTabOrder(earlier, later)  # from the top down

    def configure(self, config: Config) -> None:
        """What the configuration means for this sheet."""
        self._rule = config.identity.normalise_id
        publisher = config.cd_publisher
        address = f"{publisher.ae_title} · {publisher.host}:{publisher.port}"
        self.outputs.configure(address if publisher.host else "", downloads_folder())
        self.capacity.configure(config.disc.medium)

    def clear(self) -> None:
        """Nothing of this patient stays: not what was left out, nor what was added."""
        self.outputs.ask_no_more()
        self.lookups.stop()
        self.choice, self.signature = Choice(), None
        self._asked.clear()
        self._has_asked = False
        self.others.link.setChecked(False)
        self.pictures.show_choice(self.choice)

    def take_over(self, old: Preview) -> None:
        """What a person chose on an earlier sheet that showed the same findings."""
        old.lookups.stop()
        if not old.choice.findings:
            return
        awaited = old.choice.awaited
        self.lookups.stop()
        self._asked.clear()
        self._has_asked = False
        self.choice = old.choice
        for number in awaited:
            self.lookups.add(number)
        self.others.link.setChecked(old.others.link.isChecked())
        self._identity = old._identity
        self._show(old._signed())

    def show_found(self, numbers: tuple[str, ...], findings: tuple[Finding, ...]) -> None:
        """The answer to a search for `numbers`."""
        self.choice.find(numbers, findings)
        self._show(self._signed())

    def _show(self, signed: str = "") -> None:
        """All of it anew; `signed` holds as long as it is about the same difference."""
        findings, before = self.choice.every_finding, self._identity
        self._identity = identify(findings, self._rule)
        self.card.show_identity(self._identity)
        self._show_notices(findings)
        if self.signature and signed and self._identity == before:
            self.signature.field.setText(signed)
        self._show_choice()
        self._look_further()

    def _show_choice(self) -> None:
        self.table.show_studies(self.choice.studies, self.choice.off)
        self.others.show_choice(self.choice)
        self.pictures.show_choice(self.choice)
        self._chosen()

    def _chosen(self) -> None:
        tally = self.choice.tally()
        self.totals.setText(_totals(tally, len(self.choice.studies)))
        self.capacity.show_tally(tally)
        self._allow()

    def shut(self, why_not: str) -> None:
        """Keep the outputs shut for a reason outside of this sheet; empty: for none."""
        self._shut = why_not
        self._allow()

    def _look_further(self) -> None:
        """Ask for the series of what is new here; then for what else there is."""
        new = [one for one in self.choice.studies if one.study_instance_uid not in self._asked]
        new = [one for one in new if one.study_instance_uid not in self.choice.listed]
        if new:
            self._asked |= {one.study_instance_uid for one in new}
            self.lookups.list_series(tuple(new))
        patient = self.choice.patient
        is_one = patient is not None and not self._identity.two_patients
        if patient is not None and is_one and self.choice.others is None and not self._has_asked:
            self._has_asked = True
            self.lookups.look_for_others(patient, self.choice.studies)

    def _listed(self, studies: tuple[Study, ...]) -> None:
        self.choice.listed |= {one.study_instance_uid: one for one in studies}
        self._show_choice()

    def _sampled(self, samples: tuple[Sample, ...]) -> None:
        """A job has received something: perhaps what is on this sheet."""
        ours = [one for one in samples if self.choice.lacks_picture(one.series_instance_uid)]
        if ours:
            self.lookups.draw(tuple(ours))

    def _drawn(self, pictures: tuple[Picture, ...]) -> None:
        self.choice.pictures |= {one.series_instance_uid: one for one in pictures}
        self.pictures.show_choice(self.choice)

    def _others_came(self, studies: tuple[Study, ...]) -> None:
        self.choice.others = studies
        self.others.show_choice(self.choice)

    def _add_or_drop(self, number: str, is_wanted: bool) -> None:
        self.choice.refused.pop(number, None)
        if is_wanted:
            try:
                accession_numbers((*self.choice.numbers, *self.choice.added, number))
            except BadRequest as error:
                self.choice.refused[number] = error.title
            else:
                self.choice.added[number] = None
                self.lookups.add(number)
        else:
            self.choice.added.pop(number, None)
        self._show(self._signed())

    def _signed(self) -> str:
        return self.signature.field.text() if self.signature else ""

    def _added(self, number: str, finding: Finding) -> None:
        if number in self.choice.added:  # it may have been dropped again meanwhile
            self.choice.added[number] = finding
            self._show(self._signed())

    def _refused(self, number: str, error: MkisoError) -> None:
        if number in self.choice.added:
            del self.choice.added[number]
            self.choice.refused[number] = said(error.title)
            self._show_choice()

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
        if (error := self._api_error()) is not None:
            self._add(
                error.title,
                self.tr(
                    "This comes from the PACS alone. An ISO can be made; the CD publisher has to "
                    "wait until the patient API answers."
                ),
                error.detail,
            )

    def _api_error(self) -> MkisoError | None:
        return next((one.api_error for one in self.choice.every_finding if one.api_error), None)

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
        advice = self.tr("One disc holds one patient: keep the numbers of one of them.")
        named: dict[str, dict[str, None]] = {}
        for study in self.choice.studies:
            who = f"{plain_name(study.patient.name)} ({study.patient.patient_id})"
            named.setdefault(who, {})[study.accession_number] = None
        lines = [f"{who}: {', '.join(numbers)}" for who, numbers in named.items()]
        return Notice(MkisoError(title, "\n".join([*lines, advice])), Kind.STOP)

    def _allow(self) -> None:
        numbers = self.choice.wanted_numbers()
        suggestion = iso_name(plain_name(self._identity.patient.name), numbers)
        error = self._api_error()
        self.outputs.allow(self._why_not(), said(error.title) if error else "", suggestion)

    def _why_not(self) -> str:
        if self._identity.two_patients:
            return self.tr("These are studies of different patients.")
        if self._shut:
            return self._shut
        if not self.choice.studies:
            return self.tr("There are no images.")
        if self.choice.is_empty:
            return self.tr("Every series is left out: keep at least one.")
        if self.choice.awaited:
            return self.tr("Still looking up {}.").format(", ".join(self.choice.awaited))
        if self.signature is not None and not self.signature.name():
            return self.tr("The patient IDs differ: a person must enter their name first.")
        return ""

    def _order(self, outcome: Outcome, output: str) -> None:
        request = MediaRequest(
            self.choice.wanted_numbers(),
            outcome,
            str(Path(output)) if output else "",
            allow_mismatch=self.signature.name() if self.signature else "",
            leave_out=tuple(sorted(self.choice.left_out())),
            patient_id=self._identity.pacs.patient_id or self._identity.patient.patient_id,
        )
        self.ordered.emit(request, self._identity.patient)


def _totals(tally: Tally, studies: int) -> str:
    """'1 study · 2 of 3 series · 120 images · about 64 MB'."""
    parts = [words.studies(studies)]
    if tally.series is not None and tally.of_series is not None:
        parts.append(words.series(tally.of_series, tally.series))
    if tally.images is not None and tally.of_images is not None:
        parts.append(words.images(tally.of_images, tally.images))
    if tally.bytes is not None and tally.studies:
        parts.append(words.about(tally.bytes))
    return " · ".join(parts)
