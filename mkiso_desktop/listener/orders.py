"""A link's request becomes a job, or joins one; and what became of it, told to whoever waits.

The engine speaks from its lanes' threads; here each word is carried into the loop.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from http import HTTPStatus
from typing import Any

from ..core.config import Config
from ..core.errors import (
    AccessionNotFound,
    BadRequest,
    Cancelled,
    CheckFailed,
    DiskFull,
    MediumTooSmall,
    MkisoError,
    NoDicomData,
    NotConfigured,
    PacsRefused,
    PacsUnreachable,
    PatientApiUnavailable,
    PatientConflict,
    PublisherUnreachable,
    RelayFailed,
    StudyIncomplete,
)
from ..core.request import Outcome
from ..engine.engine import Engine
from ..engine.job import JobState, JobView, Result
from ..engine.links import Links, Order, TooManyJobs
from .refusal import Refusal
from .tickets import no_such_job

# Statuses and words as in CONTRACT.md; "" is the error's own title.
_ANSWERS: dict[str, tuple[HTTPStatus, str]] = {
    BadRequest.code: (HTTPStatus.BAD_REQUEST, ""),
    AccessionNotFound.code: (HTTPStatus.NOT_FOUND, "accession_number not found"),
    PatientConflict.code: (HTTPStatus.CONFLICT, ""),
    StudyIncomplete.code: (HTTPStatus.CONFLICT, ""),
    CheckFailed.code: (HTTPStatus.CONFLICT, ""),
    PacsUnreachable.code: (HTTPStatus.BAD_GATEWAY, "PACS unreachable"),
    PacsRefused.code: (HTTPStatus.BAD_GATEWAY, "PACS unreachable"),
    PatientApiUnavailable.code: (HTTPStatus.BAD_GATEWAY, "patient API unavailable"),
    PublisherUnreachable.code: (HTTPStatus.BAD_GATEWAY, "CD Publisher unreachable"),
    RelayFailed.code: (HTTPStatus.BAD_GATEWAY, "DICOM relay failed"),
    NoDicomData.code: (HTTPStatus.BAD_GATEWAY, "no DICOM data for accession_number"),
    NotConfigured.code: (HTTPStatus.NOT_IMPLEMENTED, ""),
    DiskFull.code: (HTTPStatus.INSUFFICIENT_STORAGE, ""),
    MediumTooSmall.code: (HTTPStatus.INSUFFICIENT_STORAGE, ""),
}


_ASKED_AT_ONCE = 6  # the archive is not asked by everybody at a time


class Orders:
    """Between the loop and the engine; `close` when the loop ends."""

    def __init__(self, engine: Engine, links: Links) -> None:
        self._engine, self._links = engine, links
        self._waiting: defaultdict[int, set[asyncio.Future[None]]] = defaultdict(set)
        self._is_stopping = False
        self._unwatch = engine.watch(self._hear)
        # An archive may be silent for long: who waits for it must not keep downloads, which take
        # the loop's own threads, from going on.
        self._asking = ThreadPoolExecutor(_ASKED_AT_ONCE, "orders")

    @property
    def config(self) -> Config:
        """That of the engine."""
        return self._engine.config

    async def place(self, numbers: Sequence[str], outcome: Outcome, *, anew: bool) -> Order:
        """The job that answers. Raises Refusal, and what Links.order raises."""
        try:
            order = partial(self._links.order, numbers, outcome, anew=anew)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._asking, copy_context().run, order)
        except TooManyJobs as many:
            raise _too_many(many) from many
        except Cancelled as error:
            raise _going_down() from error

    async def ready(
        self, numbers: Sequence[str], outcome: Outcome, sha256: str | None = None
    ) -> Order | None:
        """What is there already."""
        return await asyncio.to_thread(self._links.ready, numbers, outcome, sha256)

    def latest(self, view: JobView) -> JobView:
        """How a job stands now; one that is over stays as it is. Raises Refusal (404) when nobody
        knows any more."""
        if view.state.is_over:
            return view
        try:
            return self._engine.view(view.number)
        except LookupError as error:
            raise no_such_job() from error

    def cancel(self, view: JobView) -> None:
        """Stop a job, for everybody who waits for it."""
        if not self.latest(view).state.is_over:
            self._engine.cancel(view.number)

    async def over(self, view: JobView, within_s: float | None = None) -> JobView:
        """The job when it is over, or as it stands after that time. That the caller goes away, or
        the time passes, does not end the job. Raises Refusal when the listener stops meanwhile."""
        if self.latest(view).state.is_over:
            return self.latest(view)
        end = asyncio.get_running_loop().create_future()
        self._waiting[view.number].add(end)
        try:
            # It may have ended meanwhile.
            if not self.latest(view).state.is_over and not self._is_stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(end, within_s)
        finally:
            self._waiting[view.number].discard(end)
            if not self._waiting[view.number]:
                del self._waiting[view.number]
        if self._is_stopping and not self.latest(view).state.is_over:
            raise _going_down()
        return self.latest(view)

    def stop(self) -> None:
        """Send away whoever waits for a job, and whoever still comes. From any thread."""
        self._is_stopping = True
        for ends in list(self._waiting.values()):
            _wake_all(tuple(ends))

    def close(self) -> None:
        """Hear no more, and ask nobody; who is being asked is not waited for."""
        self._unwatch()
        self._asking.shutdown(wait=False, cancel_futures=True)

    def result(self, view: JobView) -> Result:
        """What came of a job that is over. Raises Refusal."""
        if view.error is not None:
            raise refusal_of(view.error, self.config)
        if view.state is JobState.CANCELLED:
            raise Refusal(
                HTTPStatus.CONFLICT,
                "the job was cancelled",
                code=Cancelled.code,
                advice="Open the link again if it is still wanted.",
            )
        if view.result is None:
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "the program was closed before the job was done",
                retry_after_s=30,
                code="interrupted",
                advice="Open the link again: it goes on with what has come.",
            )
        return view.result

    def _hear(self, view: JobView) -> None:
        """In a lane's thread."""
        if view.state.is_over:
            _wake_all(tuple(self._waiting.get(view.number, ())))


def _wake_all(ends: Sequence[asyncio.Future[None]]) -> None:
    for end in ends:
        with suppress(RuntimeError):  # its loop has ended
            end.get_loop().call_soon_threadsafe(_wake, end)


def _wake(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)


def refusal_of(error: MkisoError, config: Config) -> Refusal:
    """A step's error in the words of the contract."""
    # By its code: some have kinds of their own.
    status, words = _ANSWERS.get(error.code, (HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected"))
    more: dict[str, Any] = {"code": error.code, "advice": error.advice}
    if isinstance(error, PublisherUnreachable | RelayFailed):
        more["destination"] = f"{config.cd_publisher.host}:{config.cd_publisher.port}"
    if isinstance(error, RelayFailed):
        more["detail"] = error.detail or error.title
    return Refusal(status, words or error.title, **more)


def _too_many(many: TooManyJobs) -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE if many.is_queue else HTTPStatus.TOO_MANY_REQUESTS,
        "too many jobs are waiting" if many.is_queue else "too many jobs within an hour",
        retry_after_s=many.retry_after_s,
        code="too-many",
        advice="Wait a while, then open the link again.",
    )


def _going_down() -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "the program is being closed",
        retry_after_s=30,
        code="closing",
        advice="Open the link again in a moment; start mkiso-desktop if nothing answers.",
    )
