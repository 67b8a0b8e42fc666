"""Debian's Chromium without a screen, driven over its DevTools pipe: what a person's browser does.

No library between: commands and answers are JSON with a NUL behind, on descriptors 3 and 4.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or ""
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-popup-blocking",
    "--no-proxy-server",
    "--accept-lang=en-US",
)
# A script ends when its page turns into another one.
_MOVED = (
    "navigated or closed",
    "context was destroyed",
    "find context",
    "default execution context",
)
LOOK_AGAIN_S = 0.05
LONGEST_S = 40.0  # for one answer; a machine may be busy


class ChromiumSaid(AssertionError):
    """A command was refused, or a script on a page failed."""


class Chromium:
    """One running browser. Any thread may ask; answers are waited for."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to = process, to
        self._back = os.fdopen(back, "rb", buffering=0)
        self._news = threading.Condition()
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._events: deque[dict[str, Any]] = deque(maxlen=5000)
        self._is_over = False
        self._reader = threading.Thread(target=self._read, name="chromium", daemon=True)
        self._reader.start()

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """One command of the protocol, and what it gives back."""
        with self._news:
            self._number += 1
            number = self._number
            asked: dict[str, Any] = {"id": number, "method": method, "params": params}
            if session:
                asked["sessionId"] = session
            os.write(self._to, json.dumps(asked).encode() + b"\0")
        answer: dict[str, Any] = self._wait(lambda: self._answers.pop(number, None), method)
        if "error" in answer:
            raise ChromiumSaid(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def event(self, method: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The parameters of the first event of that name that fits, whenever it came."""
        return dict(self._wait(lambda: self._found(method, fits), method))

    def events(self, method: str) -> list[dict[str, Any]]:
        """All events of that name, with the session that they came from."""
        with self._news:
            return [one for one in self._events if one["method"] == method]

    def attach(self, target: str) -> Tab:
        """Any tab, also one that a page opened."""
        found = self.call("Target.attachToTarget", targetId=target, flatten=True)
        return Tab(self, target, found["sessionId"])

    def wait_for_news(self, seconds: float) -> None:
        """Until anything happens in it, or so long: a page does not tell what it writes."""
        with self._news:
            self._news.wait(seconds)

    @contextmanager
    def person(self, downloads: Path) -> Iterator[Tab]:
        """A tab that shares nothing with others; what it downloads goes into that folder."""
        with self._news:
            self._events.clear()  # of who sat here before
        context = self.call("Target.createBrowserContext")["browserContextId"]
        self.call(
            "Browser.setDownloadBehavior",
            behavior="allow",
            browserContextId=context,
            downloadPath=str(downloads),
            eventsEnabled=True,
        )
        found = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        yield self.attach(found["targetId"])
        self.call("Target.disposeBrowserContext", browserContextId=context)

    def tabs(self) -> dict[str, str]:
        """The addresses of all tabs by their targets."""
        found = self.call("Target.getTargets")["targetInfos"]
        return {one["targetId"]: one["url"] for one in found if one["type"] == "page"}

    def close(self) -> None:
        """End it, with all its tabs."""
        self.call("Browser.close")
        self._process.wait(LONGEST_S)
        self._reader.join(LONGEST_S)
        os.close(self._to)
        self._back.close()

    def _found(self, method: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
        events = (one["params"] for one in self._events if one["method"] == method)
        return next(filter(fits, events), None)

    def _wait(self, found: Callable[[], dict[str, Any] | None], what: str) -> dict[str, Any]:
        result: dict[str, Any] | None = None

        def is_there() -> bool:
            nonlocal result
            result = found()
            return result is not None or self._is_over

        with self._news:
            self._news.wait_for(is_there, LONGEST_S)
        if result is None:
            raise ChromiumSaid(f"{what}: {'it has ended' if self._is_over else 'no answer'}")
        return result

    def _read(self) -> None:
        kept = b""
        while some := self._back.read(1 << 20):
            *whole, kept = (kept + some).split(b"\0")
            with self._news:
                for message in map(json.loads, whole):
                    if "id" in message:
                        self._answers[message["id"]] = message
                    else:
                        self._events.append(message)
                self._news.notify_all()
        with self._news:
            self._is_over = True
            self._news.notify_all()


class Tab:
    """One page."""

    def __init__(self, browser: Chromium, target: str, session: str) -> None:
        self.browser, self.target, self.session = browser, target, session
        self.call("Page.enable")
        self.call("Log.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A command for this page."""
        return self.browser.call(method, self.session, **params)

    def goto(self, url: str) -> None:
        """Open an address and wait until it is there."""
        gone = self.call("Page.navigate", url=url)
        assert "errorText" not in gone, gone
        self.until("document.readyState == 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression on the page, waited for, as after a person's click."""
        found = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in found:
            raise ChromiumSaid(f"{script}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until this is true of the page, or of the one that it turns into."""
        end = time.monotonic() + LONGEST_S
        while not self._is(condition):
            if time.monotonic() > end:
                raise ChromiumSaid(f"{condition} did not come true: {self.text()}")
            self.browser.wait_for_news(LOOK_AGAIN_S)

    def _is(self, condition: str) -> bool:
        try:
            return bool(self.run(f"!!({condition})"))
        except ChromiumSaid as error:
            if not any(word in str(error) for word in _MOVED):
                raise
            return False

    def text(self) -> str:
        """All that can be read on it."""
        return " ".join(str(self.run("document.body ? document.body.innerText : ''")).split())

    def click(self, selector: str) -> None:
        """As a person would, on the first element that fits, once it may be clicked."""
        self.until(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)});"
            " if (!one || one.hasAttribute('aria-disabled')) return false;"
            " one.click(); return true })()"
        )

    def complaints(self) -> list[str]:
        """What the browser did not allow the page, or found wrong with it."""
        return [
            one["params"]["entry"]["text"]
            for one in self.browser.events("Log.entryAdded")
            if one.get("sessionId") == self.session
        ]

    def picture(self, file: Path) -> None:
        """What it looks like."""
        data = self.call("Page.captureScreenshot")["data"]
        file.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        """Close the tab."""
        self.browser.call("Target.closeTarget", targetId=self.target)


@contextmanager
def chromium(folder: Path, flags: Sequence[str] = ()) -> Iterator[Chromium]:
    """Run one with a profile of its own inside `folder`; it has ended when the block does."""
    to_it, to = os.pipe()
    back, from_it = os.pipe()
    command = [PROGRAM, *QUIET, f"--user-data-dir={folder / 'profile'}", *flags]
    command.append("--remote-debugging-pipe")
    shell = f'exec "$@" 3<&{to_it} 4>&{from_it}'
    with (folder / "chromium.txt").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *command],
            pass_fds=(to_it, from_it),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    os.close(to_it)
    os.close(from_it)
    browser = Chromium(process, to, back)
    try:
        yield browser
        browser.close()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
