"""C-ECHO, C-FIND, C-MOVE and C-GET as plain functions and iterators. PS3.4 annexes A and C."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.events import Event
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import (
    PresentationContext,
    StoragePresentationContexts,
    build_context,
    build_role,
)
from pynetdicom.sop_class import (  # type: ignore[attr-defined]  # made at import time
    StudyRootQueryRetrieveInformationModelFind as FIND,
)
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelGet as GET,
)
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelMove as MOVE,
)
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from pynetdicom.status import (
    STATUS_PENDING,
    STATUS_SUCCESS,
    STATUS_WARNING,
    code_to_category,
)

from ..core.elements import Header
from ..core.errors import PacsRefused
from ..core.progress import Progress
from .association import Answer, Patience, Peer, Reply, answers, associate
from .gate import Store
from .interrupt import rest
from .reception import Reception
from .replies import Match, hear_replies, listen_calmly, replies

# Without an answer and without an instance for two minutes it is over.
RETRIEVE_PATIENCE = Patience(quiet_s=120, wall_s=6 * 3600)
STRAGGLERS_S = 1.0
_LOOK_EVERY_S = 0.05
MOST_CONTEXTS = 128  # PS3.8 9.3.2.2: odd numbers from 1 to 255

# Move destination unknown; unable to perform sub-operations, as when our port is closed to the
# archive. Orthanc answers 0xC000 to the former.
_CANNOT_SEND = (0xA801, 0xA702)
_NATIVE = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian)
_COMPRESSED = (  # what archives keep images in: JPEG, JPEG-LS, JPEG 2000, MPEG, HTJ2K, RLE
    *(f"1.2.840.10008.1.2.4.{kind}" for kind in (50, 51, 57, 70, 80, 81, 90, 91)),
    *(f"1.2.840.10008.1.2.4.{kind}" for kind in (100, 102, 201, 203)),
    "1.2.840.10008.1.2.5",
)
_COMMON_CLASSES = frozenset(str(context.abstract_syntax) for context in StoragePresentationContexts)
Offer = tuple[tuple[str, tuple[str, ...]], ...]
"""SOP classes, each with transfer syntaxes for one presentation context."""

_HEARING = ((evt.EVT_ESTABLISHED, hear_replies),)
_HEARING_CALMLY = (*_HEARING, (evt.EVT_ESTABLISHED, listen_calmly))
_message_ids = itertools.cycle(range(1, 0xFFFF))


@dataclass(frozen=True)
class Destination:
    """Where a C-MOVE goes: our AE title, and the port we listen on (for the advice)."""

    ae_title: str
    port: int


@dataclass(frozen=True)
class SubOperations:
    """How far the archive says it is with a C-MOVE or C-GET; None where it does not say."""

    remaining: int | None = None
    completed: int | None = None
    failed: int | None = None
    warning: int | None = None


def c_echo(peer: Peer, calling_ae_title: str, progress: Progress) -> None:
    """Ask whether the peer is there (PS3.4 A.4). Raises PacsUnreachable or PacsRefused."""
    with associate(peer, calling_ae_title, [build_context(Verification)], progress) as assoc:

        def ask() -> Iterator[Answer]:
            yield assoc.send_c_echo(), None

        for answer in answers(peer, assoc, ask, progress, Patience()):
            if answer:
                _raise_for(peer, answer[0])


@dataclass(frozen=True)
class Finder:
    """A held association for one or more C-FINDs (Study Root, PS3.4 C.4.1)."""

    peer: Peer
    assoc: Association
    progress: Progress

    def find(
        self, keys: Mapping[str, str], most_rows: int, wall_s: float = 60
    ) -> Generator[Dataset, None, None]:
        """Yield each match of `keys` (DICOM keyword -> value, empty: to be returned)."""
        with closing(self._matches(keys, most_rows, wall_s)) as matches:
            yield from filter(None, (match.dataset() for match in matches))

    def find_headers(
        self, keys: Mapping[str, str], most_rows: int, wall_s: float = 60
    ) -> Generator[Header, None, None]:
        """The same for `keys` of core.wanted, each match undecoded: there may be thousands."""
        with closing(self._matches(keys, most_rows, wall_s)) as matches:
            yield from filter(None, (match.header() for match in matches))

    def _matches(
        self, keys: Mapping[str, str], most_rows: int, wall_s: float
    ) -> Generator[Match, None, None]:
        message_id = next(_message_ids)
        rows = 0
        asking = answers(
            self.peer,
            self.assoc,
            lambda: replies(
                self.assoc,
                lambda: self.assoc.send_c_find(_identifier(keys), FIND, message_id),
                message_id,
            ),
            self.progress,
            Patience(wall_s=wall_s),
            cancel=lambda: self.assoc.send_c_cancel(message_id, query_model=FIND),
        )
        with closing(asking):  # whoever has seen enough says C-CANCEL
            for status, match in filter(None, asking):
                _raise_for(self.peer, status)
                if not isinstance(match, Match):
                    continue
                rows += 1
                if rows > most_rows:
                    raise PacsRefused(
                        f"{self.peer} gives more than {most_rows} answers to one question",
                        "Tell the PACS administrator: the query by accession number, study or "
                        "series does not seem to be honoured.",
                    )
                yield match


@contextmanager
def finder(peer: Peer, calling_ae_title: str, progress: Progress) -> Iterator[Finder]:
    """Hold an association for C-FIND. Raises PacsUnreachable or PacsRefused."""
    contexts = [build_context(FIND)]
    with associate(peer, calling_ae_title, contexts, progress, evt_handlers=_HEARING) as assoc:
        yield Finder(peer, assoc, progress)


def c_move(
    peer: Peer,
    calling_ae_title: str,
    destination: Destination,
    keys: Mapping[str, str],
    reception: Reception,
    progress: Progress,
    patience: Patience = RETRIEVE_PATIENCE,
) -> Generator[SubOperations, None, None]:
    """Have the archive send what `keys` name to our Storage SCP.

    Yields now and then how far it is, also when the archive sends no pending answers (they are
    optional, PS3.4 C.4.2.3). A warning status ends it like success: what has really arrived is
    counted by whoever asked. Raises PacsRefused, PacsUnreachable.
    """
    message_id = next(_message_ids)
    reception.move_message_ids.add(message_id)
    contexts = [build_context(MOVE)]

    def send() -> object:
        return assoc.send_c_move(_identifier(keys), destination.ae_title, MOVE, message_id)

    handlers = _HEARING_CALMLY
    with associate(peer, calling_ae_title, contexts, progress, evt_handlers=handlers) as assoc:
        yield from _sub_operations(
            peer,
            assoc,
            lambda: replies(assoc, send, message_id),
            reception,
            progress,
            patience,
            cancel=lambda: assoc.send_c_cancel(message_id, query_model=MOVE),
            destination=destination,
        )


def stragglers(
    reception: Reception, is_whole: Callable[[], bool], progress: Progress
) -> Iterator[None]:
    """Yield now and then while instances of a C-MOVE still come after its final answer: some
    archives answer first. Ends when nothing has come for STRAGGLERS_S, or when all is here."""
    began = time.monotonic()
    while not is_whole() and time.monotonic() - max(began, reception.last_sign) < STRAGGLERS_S:
        yield
        rest(_LOOK_EVERY_S, progress)


def c_get(
    peer: Peer,
    calling_ae_title: str,
    keys: Mapping[str, str],
    offer: Offer,
    reception: Reception,
    progress: Progress,
    patience: Patience = RETRIEVE_PATIENCE,
) -> Generator[SubOperations, None, None]:
    """Fetch what `keys` name over one association (PS3.4 C.4.3), as far as `offer` covers it."""

    def keep(event: Event) -> int:
        request = cast(C_STORE, event.request)
        store = Store(
            str(request.AffectedSOPClassUID),
            str(request.AffectedSOPInstanceUID),
            str(event.context.transfer_syntax),
        )
        with cast(BytesIO, request.DataSet).getbuffer() as data:
            return reception.land(store, data)

    message_id = next(_message_ids)
    contexts, roles = _get_contexts(offer)
    with associate(
        peer,
        calling_ae_title,
        contexts,
        progress,
        ext_neg=roles,
        evt_handlers=[(evt.EVT_C_STORE, keep)],
    ) as assoc:
        yield from _sub_operations(
            peer,
            assoc,
            lambda: assoc.send_c_get(_identifier(keys), GET, message_id),
            reception,
            progress,
            patience,
            cancel=lambda: assoc.send_c_cancel(message_id, query_model=GET),
        )


def get_offers(sop_class_uids: Collection[str], *, native: bool = True) -> list[Offer]:
    """What one C-GET after the other offers so that all these classes can come.

    A context for each class and syntax: one alone would let the archive choose a single syntax
    for the class, and what it holds in another could not be sent as it is. No class at all means
    that the archive did not say: then all the Standard's, native or in one compressed syntax.
    Without `native`, compressed ones alone: dcmtk only tries the first context of a class.
    """
    kinds = (_NATIVE, _COMPRESSED) if native else (_COMPRESSED,)
    syntaxes: tuple[tuple[str, ...], ...] = tuple((uid,) for kind in kinds for uid in kind)
    if not sop_class_uids:
        sop_class_uids, syntaxes = _COMMON_CLASSES, kinds
    uids, most = sorted(sop_class_uids), (MOST_CONTEXTS - 1) // len(syntaxes)
    return [
        tuple((uid, syntax) for uid in uids[at : at + most] for syntax in syntaxes)
        for at in range(0, len(uids), most)
    ]


def _sub_operations(
    peer: Peer,
    assoc: Association,
    ask: Callable[[], Iterator[Answer]],
    reception: Reception,
    progress: Progress,
    patience: Patience,
    *,
    cancel: Callable[[], None],
    destination: Destination | None = None,
) -> Generator[SubOperations, None, None]:
    counts = SubOperations()

    done, left = -1, 0x10000  # further than any count; what it says at first is a sign of life

    def moved_on(status: Reply) -> bool:
        """An archive that repeats itself, or counts to and fro, is not alive."""
        nonlocal counts, done, left
        counts = _counts(status)
        now_done = sum(filter(None, (counts.completed, counts.failed, counts.warning)))
        now_left = left if counts.remaining is None else counts.remaining
        is_further = now_done > done or now_left < left
        done, left = max(done, now_done), min(left, now_left)
        return is_further

    asking = answers(
        peer,
        assoc,
        ask,
        progress,
        patience,
        last_sign=lambda: reception.last_sign,
        is_sign=moved_on,
        cancel=cancel,
    )
    with closing(asking):
        for answer in asking:
            if answer:
                _raise_for(peer, answer[0], destination)
            yield counts


def _get_contexts(
    offer: Offer,
) -> tuple[list[PresentationContext], list[SCP_SCU_RoleSelectionNegotiation]]:
    contexts = [build_context(GET), *(build_context(uid, list(some)) for uid, some in offer)]
    return contexts, [build_role(uid, scp_role=True) for uid in dict.fromkeys(dict(offer))]


def _identifier(keys: Mapping[str, str]) -> Dataset:
    ds = Dataset()
    for keyword, value in keys.items():
        setattr(ds, keyword, value.split("\\") if "\\" in value else value)
    return ds


def _counts(status: Reply) -> SubOperations:
    return SubOperations(
        status.get("NumberOfRemainingSuboperations"),
        status.get("NumberOfCompletedSuboperations"),
        status.get("NumberOfFailedSuboperations"),
        status.get("NumberOfWarningSuboperations"),
    )


def _raise_for(peer: Peer, status: Reply, destination: Destination | None = None) -> None:
    """Turn a failed answer into an error for the desk. PS3.7 Annex C, PS3.4 C.4.2.1.5."""
    code = cast(int, status.get("Status"))
    if code_to_category(code) in (STATUS_SUCCESS, STATUS_PENDING, STATUS_WARNING):
        return
    detail = f"status 0x{code:04X} {status.get('ErrorComment', '')}".strip()
    if destination and (code in _CANNOT_SEND or code & 0xF000 == 0xC000):
        raise PacsRefused(
            f"{peer} would not send to {destination.ae_title}",
            f"Ask the PACS administrator to register this station as a move destination: AE title "
            f"{destination.ae_title}, this computer's address, port {destination.port}. If it is "
            "registered, see whether a firewall closes that port.",
            detail,
        )
    raise PacsRefused(
        f"{peer} refused the request",
        "Try again in a moment. If it happens again, send the details to the PACS administrator.",
        detail,
    )
