"""The same work from a terminal: one handler for each command, one engine call in it.

Standard output carries the result alone (one JSON object with --json); progress and log go to
standard error.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import count
from threading import Thread
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from .core.config import Config, load_config
from .core.errors import Cancelled, MkisoError
from .core.locks import Locks
from .core.logs import start_logging, unexpected
from .core.places import find_config, from_home
from .core.progress import Progress
from .core.request import MediaRequest, Outcome, accession_numbers
from .core.study import Finding, Patient, Study, plain_name
from .engine.doctor import Check, Health, examine
from .engine.engine import Engine
from .engine.handover import examine_there, hand_over
from .engine.job import JobState, JobView, Origin, Result
from .engine.spool import WorkFolderTaken

_T = TypeVar("_T")

TRY_AGAIN_S = 0.2  # how long a command waits for the work folder before it knocks again


def run(
    options: Namespace, locks: Locks | None = None, serve: Callable[[Config], None] | None = None
) -> int:
    """Carry out one command under the locks (None: the site's); its exit code. `serve` is another
    face's command, which wants its configuration and its errors told alike."""
    say = _Say(options.json)
    try:
        config = load_config(find_config(options.config), locks)
        start_logging(config.log_level.value)
        if serve is not None:
            serve(config)
            say.result({"status": "ok"}, ["Stopped."])
            return 0
        return _COMMANDS[options.command](options, config, say)
    except (Cancelled, KeyboardInterrupt):
        return say.cancelled()
    except MkisoError as error:
        return say.error(error)
    except Exception as error:
        return say.error(unexpected(error, options.command))


class _Say:
    """The one way to say what came of a command."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self.console = Console(stderr=True)
        if isinstance(sys.stdout, TextIOWrapper):  # a name that this terminal's letters lack
            sys.stdout.reconfigure(errors="backslashreplace")

    def result(self, answer: dict[str, Any], lines: list[str]) -> None:
        """Either the one JSON object, or the lines for a person."""
        self.line(json.dumps(answer) if self._as_json else "\n".join(lines))

    def error(self, error: MkisoError, **more: Any) -> int:
        """The error in either form; its exit code."""
        if self._as_json:
            self.line(json.dumps(error.as_json() | more))
        else:
            detail = f"\n{error.detail}" if error.detail else ""
            print(f"{error.title}. {error.advice} [{error.code}]{detail}", file=sys.stderr)
        return error.exit_code

    def cancelled(self) -> int:
        """Stopped by a person: told in the same shape, but not as a failure."""
        if self._as_json:
            self.line(json.dumps(Cancelled.as_json()))
        else:
            print("Cancelled.", file=sys.stderr)
        return Cancelled.exit_code

    def line(self, text: str) -> None:
        """To standard output. That nobody reads it changes nothing of what was done."""
        try:
            print(text, flush=True)
        except OSError as error:
            # What is still in the buffer goes nowhere, else Python complains of it at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                print(f"The answer could not be written: {error.strerror}.", file=sys.stderr)


def _find(options: Namespace, config: Config, say: _Say) -> int:
    """Every accession number on its own, whatever became of the one before it."""
    engine = Engine(config)
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    first_error: MkisoError | None = None
    asked = options.accession_numbers
    for number, found in _stoppable(lambda progress: tuple(engine.find_each(asked, progress))):
        if isinstance(found, MkisoError):
            row = {"accession_number": number, "status": found.code}
            rows.append({**row, "patient": None, "studies": []})
            lines.append(f"{number}: {found.title}. {found.advice}")
            first_error = first_error or found
        else:
            rows.append(_finding_row(found))
            lines += _finding_lines(found)
    if first_error is None or not options.json:
        say.result({"status": "ok", "accessions": rows}, lines)
        return first_error.exit_code if first_error else 0
    return say.error(first_error, accessions=rows)


def _stoppable(call: Callable[[Progress], _T]) -> _T:
    """What a call gives that runs beside us, so that Ctrl-C finds somebody who can cancel it."""
    progress = Progress()
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(call, progress)
        try:
            return answer.result()
        except KeyboardInterrupt:
            progress.cancel()
            raise


def _finding_row(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {
        "accession_number": finding.accession_number,
        "status": "found",
        "patient": _patient(finding.patient),
        "studies": [_study(study) for study in finding.studies],
    }
    if finding.api_error:
        row["warnings"] = [finding.api_error.title]
    return row


def _patient(patient: Patient) -> dict[str, str]:
    return {
        "name": plain_name(patient.name),
        "id": patient.patient_id,
        "birth_date": patient.birth_date,
        "sex": patient.sex,
        "source": patient.source.value,
    }


def _study(study: Study) -> dict[str, Any]:
    return {
        "study_instance_uid": study.study_instance_uid,
        "date": study.date,
        "description": study.description,
        "modalities": list(study.modalities),
        "series": study.series_count,
        "instances": study.instance_count,
    }


def _finding_lines(finding: Finding) -> list[str]:
    patient = finding.patient
    lines = [f"{finding.accession_number}: {plain_name(patient.name)} ({patient.patient_id})"]
    for study in finding.studies:
        kind = "/".join(study.modalities)
        lines.append(
            f"    {study.date}  {kind:8} {study.description}  "
            f"{study.series_count or '?'} series, {study.instance_count or '?'} images"
        )
    if finding.api_error:
        lines.append(f"    {finding.api_error.title}")
    return lines


def _iso(options: Namespace, config: Config, say: _Say) -> int:
    request = _request(options, Outcome.ISO, options.output)
    result = _done(request, config, say)
    say.result(
        {
            "status": "ok",
            "iso": str(result.isos[0].path),
            "isos": [
                {
                    "path": str(iso.path),
                    "bytes": iso.bytes,
                    "sha256": iso.sha256,
                    "files": iso.files,
                }
                for iso in result.isos
            ],
            "accessions": list(request.accession_numbers),
            "patient_name": result.patient_name,
            "patient_id": result.patient_id,
            "files": result.files,
            "bytes": result.bytes,
            "sha256": result.isos[0].sha256,
            "warnings": list(result.warnings),
        },
        [
            *(f"{iso.path}  {iso.files} images, {iso.bytes} bytes" for iso in result.isos),
            *(f"Note: {warning}" for warning in result.warnings),
        ],
    )
    return 0


def _relay(options: Namespace, config: Config, say: _Say) -> int:
    request = _request(options, Outcome.RELAY)
    result = _done(request, config, say)
    say.result(
        result.as_sent(request.accession_numbers),
        [
            f"{result.files} images sent to {result.destination}",
            *(f"Note: {warning}" for warning in result.warnings),
        ],
    )
    return 0


def _request(options: Namespace, outcome: Outcome, output: str = "") -> MediaRequest:
    return MediaRequest(
        accession_numbers(options.accession_numbers),
        outcome,
        # The history tells where a disc went, also to who asks from another folder.
        output and str(from_home(output).absolute()),
        options.allow_incomplete,
        options.allow_mismatch,
    )


def _done(request: MediaRequest, config: Config, say: _Say) -> Result:
    """Run one request to its end, with a bar; its result, or the error that ended it."""
    engine = Engine(config)
    with _shown(say.console) as show:
        view = _elsewhere(request, engine, show, say) or _here(request, engine, show)
    if view.error:
        raise view.error
    if view.result is None or view.state is not JobState.DONE:
        raise Cancelled
    return view.result


def _elsewhere(
    request: MediaRequest, engine: Engine, show: Callable[[JobView], None], say: _Say
) -> JobView | None:
    """What came of it where it was handed over to, or None with the engine open.

    A window or a service that owns the work folder takes it in. Another command does not: it
    ends with its own job, and would take ours with it when it is stopped. We wait for that end.
    """
    for at in count():
        try:
            engine.open(TRY_AGAIN_S, takes_in=False)
            break
        except WorkFolderTaken:
            view = _handed_over(request, engine.config, show)
            if view is not None:
                return view
            if at == 0:
                say.console.print("waiting until another mkiso-desktop has ended")
    return None


def _handed_over(
    request: MediaRequest, config: Config, show: Callable[[JobView], None]
) -> JobView | None:
    """Beside us, so that Ctrl-C finds somebody who can cancel it, and waits what comes of that."""
    progress = Progress()
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(hand_over, request, config, show, progress)
        try:
            return answer.result()
        except KeyboardInterrupt:
            progress.cancel()
            return answer.result()


def _here(request: MediaRequest, engine: Engine, show: Callable[[JobView], None]) -> JobView:
    """Run it in a lane beside us, so that Ctrl-C finds somebody who can cancel it."""
    lane = Thread(target=engine.run_lane, name="lane")
    try:
        engine.watch(show)
        number = engine.submit(request, Origin.COMMAND)
        lane.start()
        return _wait(engine, number)
    finally:
        engine.close()
        if lane.ident:
            lane.join()


def _wait(engine: Engine, number: int) -> JobView:
    try:
        return engine.wait(number)
    except KeyboardInterrupt:
        engine.cancel(number)
        return engine.wait(number)


@contextmanager
def _shown(console: Console) -> Iterator[Callable[[JobView], None]]:
    """A bar on a terminal; elsewhere a line for each state."""
    if not console.is_terminal:
        yield lambda view: None if view.moment else console.print(view.state.value)
        return
    columns = TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn()
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("queued", total=None)

        def show(view: JobView) -> None:
            moment = view.moment
            bar.update(
                task,
                description=view.state.value,
                completed=moment.done if moment else 0,
                total=moment.total if moment else None,
            )

        yield show


def _doctor(options: Namespace, config: Config, say: _Say) -> int:
    def tell(check: Check) -> None:
        if not options.json:
            say.line(f"{check.name:14} {check.health.value:15} {check.advice}")

    def owner(name: str, progress: Progress) -> Check | None:
        return examine_there(name, config, progress)

    checks = _stoppable(lambda progress: examine(config, progress, tell, owner=owner))
    down = [check.error for check in checks if check.health is Health.DOWN and check.error]
    answer = {
        "status": "error" if down else "ok",
        "checks": [
            {"name": check.name, "status": check.health.value, "advice": check.advice}
            for check in checks
        ],
    }
    say.result(answer, ["Something must be mended." if down else "Everything answers."])
    return down[0].exit_code if down else 0


_COMMANDS: dict[str, Callable[[Namespace, Config, _Say], int]] = {
    "find": _find,
    "iso": _iso,
    "relay": _relay,
    "doctor": _doctor,
}
