"""The front door: the window, or one command. The one room that joins the faces.

Nothing heavy is imported before it is known what is wanted: the window paints first.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__
from .core.crashes import leave_nothing
from .core.errors import BadRequest, Cancelled
from .core.kept_out import BY_THE_WAY, DECODERS, keep_out
from .core.places import keep_for_ourselves

if TYPE_CHECKING:
    from .core.locks import Locks, Source
    from .engine.engine import Engine
    from .listener.app import HisLinks

DEMO_PAUSE_S = 0.02  # before each instance, so that a person sees the progress


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words as JSON too, where JSON was asked for."""

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_abbrev=False, **more)  # --js would be no --json here

    def error(self, message: str) -> NoReturn:
        if "--json" in sys.argv[1:]:
            wrong = BadRequest(
                "The command is not understood", "See mkiso-desktop --help.", message
            )
            print(json.dumps(wrong.as_json()))
            self.exit(2)
        super().error(message)


def main() -> NoReturn:
    """Run the program, and leave with its exit code (CONTRACT.md).

    At once: pynetdicom's threads would otherwise hold the process until a silent peer's
    time-outs are over, long after the last word was said.
    """
    leave_nothing()
    keep_for_ourselves()
    options = _options()
    # The made-up hospital draws its own images in this process.
    keep_out(*BY_THE_WAY, *(DECODERS if options.command != "demo" else ["gdcm"]))
    code = _run(options)
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):  # closed, or nobody reads it
            stream.flush()
    os._exit(code)


def _run(options: argparse.Namespace) -> int:
    if options.command is None:
        return _window(options.config, options.find)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill is a Ctrl-C
    try:
        if options.command == "demo":
            return _demo(options)
        from .cli import run

        if options.command == "serve":
            from .listener.service import serve

            return run(options, serve=serve)
        return run(options)
    except KeyboardInterrupt:  # while still importing, or with the demo hospital in hand
        if options.json:
            print(json.dumps(Cancelled.as_json()))
        return Cancelled.exit_code


def _options() -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args()
    if options.find and options.command is not None:
        parser.error("--find is for the window; commands take accession numbers as they are")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mkiso-desktop", description="Without a command: the window. See also the README."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration to use")
    parser.add_argument(
        "--find", metavar="ACC", default="", help="the window looks it up at once; or several: A,B"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, what: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=what, description=what)
        # SUPPRESS: else the command's default would wipe out a --config before the command.
        sub.add_argument("--config", type=Path, metavar="FILE", default=argparse.SUPPRESS)
        sub.add_argument("--json", action="store_true", help="one JSON object on standard output")
        return sub

    find = command("find", "show patient and studies of each accession number")
    iso = command("iso", "make a proved disc image of the studies")
    relay = command("relay", "send the studies to the CD publisher")
    command("serve", "answer the hospital's links without a window")
    command("doctor", "try every connection and say what to mend")
    demo = command("demo", "the window beside a made-up hospital, to try everything with")
    for sub in (find, iso, relay):
        # "*", not "+": an empty request is told in the same words as everywhere else.
        sub.add_argument("accession_numbers", nargs="*", metavar="ACC")
    for sub in (iso, relay):
        sub.add_argument("--allow-incomplete", metavar="NAME", default="", help="who accepts it")
        sub.add_argument("--allow-mismatch", metavar="NAME", default="", help="who accepts it")
    for sub in (iso, demo):
        sub.add_argument("--output", metavar="PATH", default="", help="a folder, or a name.iso")
    demo.add_argument("--headless", action="store_true", help="no window: make one ISO and end")
    return parser


def _window(config: Path | None, find: str) -> int:
    from .gui.single import door_of, hand_over

    door = door_of(config)
    if hand_over(door, find):
        return 0
    from .gui.app import run
    from .gui.preferences import usual_path

    wanted: list[str] = []
    code = run(
        lambda: _open_engine(config),
        preferences=usual_path(),
        door=door,
        find=find,
        source=lambda: _source(config),
        start_demo=lambda: wanted.append("demo"),
        open_listener=_open_listener,
    )
    return _begin_anew(*wanted) if wanted else code


def _source(config: Path | None) -> Source:
    from .core.locks import Source  # not before the first paint

    return Source(config)


def _begin_anew(*words: str) -> NoReturn:
    """This program from its start, in the place of this process."""
    logging.shutdown()
    own = [] if getattr(sys, "frozen", False) else ["-m", "mkiso_desktop"]
    os.execv(sys.executable, [sys.executable, *own, *words])


def _open_engine(path: Path | None, locks: Locks | None = None) -> Engine:
    """Read the configuration and open the engine; called in a worker, behind the first paint."""
    from .core.places import find_config, log_folder

    found = find_config(path)  # first: the guide of a first start waits for no import
    from .core.config import load_config
    from .core.logs import start_logging
    from .engine.engine import Engine

    config = load_config(found, locks)
    start_logging(config.log_level.value, log_folder() / "mkiso-desktop.log")
    engine = Engine(config)
    engine.open()
    _keep_what_is_loaded()
    return engine


def _open_listener(engine: Engine) -> HisLinks | None:
    """What answers links for that engine; called in a thread of its own, as the above."""
    if not engine.config.listener.enabled:
        return None  # nor is anything loaded for it
    from .listener import serving  # noqa: F401  # now, that it is loaded by then
    from .listener.app import listener_of

    listener = listener_of(engine)
    _keep_what_is_loaded()
    return listener


def _keep_what_is_loaded() -> None:
    """It stays. While a disc is built, each pass of the collector over all of it would let the
    window stand still, a tenth of a second at a time."""
    gc.collect()
    gc.freeze()


def _demo(options: argparse.Namespace) -> int:
    """The made-up hospital, and the window or one ISO beside it; gone when this returns."""
    from tempfile import TemporaryDirectory

    from .core.locks import NO_LOCKS, Source
    from .demo.hospital import Hospital, config_text

    with (
        Hospital(pause_s=0.0 if options.headless else DEMO_PAUSE_S) as hospital,
        TemporaryDirectory(prefix="mkiso-demo-") as folder,
    ):
        options.config = Path(folder) / "config.toml"
        options.config.write_text(config_text(hospital, Path(folder)), "utf-8")
        if not options.headless:
            from .gui.app import run

            examples = [(one.number, one.title) for one in hospital.accessions]
            title = "mkiso-desktop, demo hospital"
            source = Source(options.config, NO_LOCKS)
            return run(
                lambda: _open_engine(options.config, NO_LOCKS),
                title,
                examples,
                source=lambda: source,
                open_listener=_open_listener,
            )
        from .cli import run as run_command

        options.command = "iso"
        options.accession_numbers = [hospital.accessions[0].number]
        options.allow_incomplete = options.allow_mismatch = ""
        return run_command(options, NO_LOCKS)


if __name__ == "__main__":
    main()
