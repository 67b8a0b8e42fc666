"""One association with a peer, held and let go, and what its answers mean.

Every wait has an end: pynetdicom's four time-outs, our own clocks over the answers to one
request, and a cancel that never waits for the peer. Foreign words (statuses, rejections) become
our errors here.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, cast

import pydicom.config
from pydicom.dataset import Dataset
from pynetdicom import _config, evt
from pynetdicom.ae import ApplicationEntity
from pynetdicom.association import Association
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext
from pynetdicom.status import STATUS_PENDING, code_to_category

from ..core.errors import MkisoError, PacsRefused, PacsUnreachable
from ..core.progress import Progress
from . import pdu
from .interrupt import interruptible
from .tls import Line, refusal

# pynetdicom writes identifiers, and so patients, into its log; pydicom, values it finds odd.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)
logging.getLogger("pydicom").setLevel(logging.CRITICAL)
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
_config.LOG_REQUEST_IDENTIFIERS = False
_config.LOG_RESPONSE_IDENTIFIERS = False

CONNECTION_S, ACSE_S, DIMSE_S, NETWORK_S = 5, 10, 30, 60
LAST_WORD_S = 1.0  # how long a peer has to answer C-CANCEL, or our release
_TICK_S = 0.1
# Result, source and reason of a rejection, PS3.8 table 9-21; peers send others too.
_NO_REASON = (1, 1, 1)
_LASTING = frozenset({(1, 2), (1, 3), (1, 7), (2, 2)})  # source and reason
_REASONS = _LASTING | {(1, 1), (2, 1), (3, 1), (3, 2)}
_REJECTIONS = frozenset((result, *reason) for result in (1, 2) for reason in _REASONS)


@dataclass(frozen=True)
class Peer:
    """A DICOM node as others know it, and with what it is spoken to where that is TLS."""

    ae_title: str
    host: str
    port: int
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.ae_title} at {self.host}:{self.port}"


Reply = Dataset | Mapping[str, Any]
"""What a peer answers, by DICOM keyword: as pynetdicom gives it, or a mapping of our own, which is
made in a tenth of the time. Empty when the association is gone."""

Answer = tuple[Reply, object]
"""An answer, and the identifier that came with it."""


@dataclass(frozen=True)
class Patience:
    """How long the answers to one request may take: between two signs of life, and in all."""

    quiet_s: float = DIMSE_S
    wall_s: float = 60


class OutOfPatience(PacsUnreachable):
    """The peer accepted our request, and let all our patience pass."""


@contextmanager
def associate(
    peer: Peer,
    calling_ae_title: str,
    contexts: Sequence[PresentationContext],
    progress: Progress,
    *,
    ext_neg: Sequence[SCP_SCU_RoleSelectionNegotiation] = (),
    evt_handlers: Sequence[tuple[Any, Callable[[evt.Event], Any]]] = (),
) -> Iterator[Association]:
    """An association with `peer`, released at the end, or aborted when the block fails.

    `ext_neg` and `evt_handlers` are pynetdicom's. Raises PacsUnreachable or PacsRefused.
    """
    ae = _application_entity(calling_ae_title)
    line = Line(peer.tls) if peer.tls else None
    try:
        assoc = interruptible(
            lambda: ae.associate(
                peer.host,
                peer.port,
                contexts=list(contexts),
                ae_title=peer.ae_title,
                max_pdu=131072,
                ext_neg=list(ext_neg),
                evt_handlers=[*_ALWAYS, *evt_handlers],
                tls_args=line.tls_args if line else None,
            ),
            progress,
            discard=_abort,
        )
    except (OSError, UnicodeError) as error:  # a name that has no address, or cannot have one
        raise _did_not_answer(peer) from error
    if not assoc.is_established:
        raise _why_no_tls(peer, line) or _why_not(peer, calling_ae_title, assoc)
    try:
        yield assoc
    except BaseException:
        _abort(assoc)
        raise
    _release(assoc)


def _application_entity(ae_title: str) -> ApplicationEntity:
    ae = ApplicationEntity(ae_title)
    ae.connection_timeout, ae.acse_timeout = CONNECTION_S, ACSE_S
    ae.dimse_timeout, ae.network_timeout = DIMSE_S, NETWORK_S
    return ae


def leave_answers_alone(event: evt.Event) -> None:
    """Keep the association's own thread from the messages, all of which are answers to requests.

    pynetdicom pauses that thread for each request, but may take it for paused while it is just
    starting again. It then eats an answer: a row of a C-FIND is missing, or a request waits in
    vain; after an abort it may eat the empty message that wakes the request.
    """
    dimse = event.assoc.dimse
    take = dimse.get_msg

    def get_msg(block: bool = False) -> Any:
        return take(block) if block else (None, None)

    dimse.get_msg = get_msg  # type: ignore[method-assign]


def read_the_first_answer(event: evt.Event) -> None:
    """Have an odd answer to our request for an association end it, instead of pynetdicom's thread:
    whoever asked would wait for that in vain, and hear that the peer is silent.

    A rejection is kept here, as pynetdicom's other thread may only see that the connection is
    closed again, and take it for one that never was.
    """
    dul = event.assoc.dul
    decode = dul._decode_pdu

    def decoded(whole: bytearray) -> Any:
        if whole[0] == pdu.ASSOCIATE_RJ and tuple(whole[7:10]) not in _REJECTIONS:
            whole[7:10] = _NO_REASON
        read, name = decode(whole)
        if whole[0] in (pdu.ASSOCIATE_AC, pdu.ASSOCIATE_RJ):
            # What it raises here is taken for a PDU that cannot be read.
            event.assoc.acceptor.primitive = cast(Any, read).to_primitive()
        return read, name

    dul._decode_pdu = decoded  # type: ignore[method-assign, assignment]


def send_at_once(event: evt.Event) -> None:
    """Switch Nagle's algorithm off: pynetdicom sends a request in two pieces, and the second would
    wait for the peer to acknowledge the first, which takes it 40 ms."""
    connection = event.assoc.dul.socket
    if connection and connection.socket:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


_ALWAYS = (
    (evt.EVT_CONN_OPEN, send_at_once),
    (evt.EVT_CONN_OPEN, read_the_first_answer),
    (evt.EVT_ESTABLISHED, leave_answers_alone),
)


def _abort(assoc: Association) -> None:
    """Let go at once. A call that still waits for an answer is woken by an empty message."""
    assoc.acse_timeout = LAST_WORD_S  # a peer that does not close the connection loses it
    if assoc.is_established:
        assoc.abort(block=False)
    assoc.dimse.msg_queue.put((None, None))


def _release(assoc: Association) -> None:
    """Say goodbye, but wait no longer than LAST_WORD_S for a peer that does not answer it."""
    if not assoc.is_established:
        return
    assoc.acse_timeout = LAST_WORD_S
    goodbye = Thread(target=assoc.release, name="release", daemon=True)
    goodbye.start()
    goodbye.join(LAST_WORD_S)


def _why_not(peer: Peer, calling_ae_title: str, assoc: Association) -> MkisoError:
    answer = assoc.acceptor.primitive
    if answer is not None and answer.result:
        reason = f"{answer.result_str}: {answer.reason_str}"
        if _is_busy(answer):
            return PacsRefused(
                f"{peer} has no room for another connection",
                "Wait a moment and try again. If it happens often, tell the PACS administrator.",
                reason,
            )
        return PacsRefused(
            f"{peer} does not accept a connection from {calling_ae_title}",
            f"Ask the PACS administrator to allow the AE title {calling_ae_title} from this "
            f"computer, and check that the PACS is really called {peer.ae_title}.",
            reason,
        )
    if assoc.is_aborted and answer is not None:
        return PacsRefused(
            f"{peer} offers nothing of what we asked for",
            "Ask the PACS administrator to allow query and retrieve (Study Root) for the AE "
            f"title {calling_ae_title}.",
        )
    return _did_not_answer(peer)


def _is_busy(answer: Any) -> bool:
    """Whether a rejection is for the moment, and not for who we are or what we speak."""
    return answer.result == 2 and (answer.result_source, answer.diagnostic) not in _LASTING


def _why_no_tls(peer: Peer, line: Line | None) -> MkisoError | None:
    if line is None or line.complaint is None or isinstance(line.complaint, ConnectionRefusedError):
        return None
    why = refusal(str(peer), line.complaint)
    kind = PacsRefused if why.is_final else PacsUnreachable
    return kind(why.title, why.advice, why.detail)


def _did_not_answer(peer: Peer) -> PacsUnreachable:
    return PacsUnreachable(
        f"{peer} did not answer",
        "Check that the PACS is running and that this computer reaches it over the network, "
        "then try again.",
    )


def answers(
    peer: Peer,
    assoc: Association,
    ask: Callable[[], Iterator[Answer]],
    progress: Progress,
    patience: Patience,
    *,
    last_sign: Callable[[], float] = lambda: 0.0,
    is_sign: Callable[[Reply], bool] = lambda status: True,
    cancel: Callable[[], None] = lambda: None,
) -> Generator[Answer | None, None, None]:
    """Yield each answer (status, identifier) as it comes, and None now and then in between.

    Ends after the first answer that is not pending. `last_sign` tells when something else of
    this request last came (an instance of a C-MOVE), `is_sign` which answers count as a sign of
    life; `cancel` sends C-CANCEL. Raises PacsUnreachable when patience ends or the peer is gone,
    Cancelled within about a second.
    """
    incoming = _asked(assoc, ask)
    began = heard = time.monotonic()
    with _last_word(assoc, incoming, cancel) as ended, progress.waking(lambda: incoming.put(None)):
        while True:
            progress.check()
            said = _next(incoming, _TICK_S)
            now = time.monotonic()
            if said is not None:
                ended.set()  # unless what was said proves otherwise
                answer = _spoken(peer, said)
                heard = now if is_sign(answer[0]) else heard
                if not _is_pending(answer[0]):
                    yield answer
                    return
                ended.clear()
                yield answer
            else:
                yield None
            is_silent = now - max(heard, last_sign()) > patience.quiet_s
            if is_silent or now - began > patience.wall_s:
                raise _endless(peer, is_silent=is_silent)


def _asked(assoc: Association, ask: Callable[[], Iterator[Answer]]) -> SimpleQueue[Any]:
    """Ask, in a thread of its own; the queue that its answers will come in."""
    incoming: SimpleQueue[Any] = SimpleQueue()
    assoc.dimse_timeout = None  # the clocks are ours: pending answers to a C-MOVE are optional
    Thread(target=_pump, args=(ask, incoming), name="answers", daemon=True).start()
    return incoming


def _next(incoming: SimpleQueue[Any], within_s: float) -> Any:
    """What came next, or None when nothing did, or somebody wakes us."""
    try:
        return incoming.get(timeout=within_s)
    except Empty:
        return None


def _endless(peer: Peer, *, is_silent: bool) -> OutOfPatience:
    return OutOfPatience(
        f"{peer} stopped answering" if is_silent else f"{peer} does not come to an end",
        "Wait a moment and try again. If it happens again, tell the PACS administrator.",
    )


def _pump(ask: Callable[[], Iterator[Answer]], incoming: SimpleQueue[Any]) -> None:
    """Carry pynetdicom's answers into our queue, and its exceptions too: they are ours to raise."""
    try:
        for answer in ask():
            incoming.put(answer)
    except Exception as error:
        incoming.put((error, None))


def _spoken(peer: Peer, said: tuple[Reply | Exception, object]) -> Answer:
    status, identifier = said
    if isinstance(status, ValueError):  # pynetdicom: no accepted context for this service
        raise PacsRefused(
            f"{peer} does not offer what we asked for",
            "Ask the PACS administrator to allow query and retrieve (Study Root) for this "
            "computer.",
            str(status),
        ) from status
    # RuntimeError is pynetdicom's word for: it was gone before we asked; an empty status for:
    # aborted, cut off, or nonsense.
    if isinstance(status, RuntimeError) or "Status" not in _reply(status):
        raise PacsUnreachable(
            f"{peer} broke off the connection",
            "Try again. If it happens again, tell the PACS administrator.",
        )
    return _reply(status), identifier


def _reply(status: Reply | Exception) -> Reply:
    if isinstance(status, Exception):
        raise status
    return status


def _is_pending(status: Reply) -> bool:
    return code_to_category(status.get("Status", 0)) == STATUS_PENDING


@contextmanager
def _last_word(
    assoc: Association, incoming: SimpleQueue[Any], cancel: Callable[[], None]
) -> Iterator[Event]:
    """Whoever leaves before `ended` is set, for whatever reason, says C-CANCEL and gives the
    peer a moment for its last word; without it the association is of no more use."""
    ended = Event()
    try:
        yield ended
    finally:
        if not ended.is_set():
            with suppress(RuntimeError, ValueError):  # the peer has gone meanwhile
                cancel()
            until = time.monotonic() + LAST_WORD_S
            while (left := until - time.monotonic()) > 0:
                said = _next(incoming, left)
                if said and (isinstance(said[0], Exception) or not _is_pending(said[0])):
                    break
            else:
                _abort(assoc)
