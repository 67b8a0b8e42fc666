"""The listener without a window: lanes and listener in plain threads, until somebody stops it."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from threading import Event, Thread

from ..core.config import Config
from ..core.errors import MkisoError, NotConfigured
from ..engine.engine import Engine
from .app import listener_of
from .safety import must_be_safe
from .server import Listener

GRACE_S = 10.0


def serve(config: Config) -> None:
    """Answer links until SIGTERM or SIGINT. Jobs that run are left to be continued.

    Raises NotConfigured when the listener is switched off, what opening raises, and MkisoError
    when the listener ends by itself.
    """
    if not config.listener.enabled:
        raise NotConfigured(
            "The listener is switched off",
            "Set listener.enabled = true, or open the window instead.",
        )
    must_be_safe(config)
    engine = Engine(config)
    with ExitStack() as opened:
        engine.open()
        opened.callback(engine.close, keeps_jobs=True)
        listener = listener_of(engine, GRACE_S)
        assert listener is not None
        lanes = [Thread(target=engine.run_lane, name="lane") for _ in range(config.work.lanes)]
        for lane in lanes:
            lane.start()
        ended = Event()
        web = Thread(target=_run, args=(listener, ended), name="listener")
        web.start()
        opened.callback(web.join)
        opened.callback(listener.stop)
        with suppress(KeyboardInterrupt):  # what SIGTERM is as well, see __main__
            # Not `join`: interrupted once, Python 3.11 takes the thread for ended for ever.
            while not ended.wait(0.5):  # on Windows nothing else lets Ctrl-C through
                pass
            raise MkisoError("The listener has ended by itself", "Start it again.")


def _run(listener: Listener, ended: Event) -> None:
    try:
        listener.run()
    finally:
        ended.set()
