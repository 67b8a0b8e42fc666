"""A patient API on loopback that answers as agreed, slowly, wrongly, or not at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import SecretStr

from mkiso_desktop.core.config import PatientApi

CANARY = "SITI RAHAYU CANARY"
KEY = "canary-key-4711"
SITI = json.dumps({"patient_name": CANARY, "medrec_id": "0012345"}).encode()


class HospitalApi(ThreadingHTTPServer):
    """Listens on a free port; `answers` are used up in turn, the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.answers: list[Callable[[Desk], None]] = [ok(SITI)]
        self.asked: list[Desk] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def settings(self) -> PatientApi:
        """How a desk with the right key asks here."""
        return PatientApi(base_url=self.url, auth_header="X-API-Key", auth_value=SecretStr(KEY))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Desk(BaseHTTPRequestHandler):
    server: HospitalApi

    def do_GET(self) -> None:
        answers = self.server.answers
        self.server.asked.append(self)
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


def ok(body: bytes) -> Callable[[Desk], None]:
    return status(200, body)


def status(code: int, body: bytes = b"", **headers: str) -> Callable[[Desk], None]:
    def answer(desk: Desk) -> None:
        desk.send_response(code)
        for name, value in headers.items():
            desk.send_header(name.replace("_", "-"), value)
        desk.send_header("Content-Length", str(len(body)))
        desk.end_headers()
        desk.wfile.write(body)

    return answer


def frozen(desk: Desk) -> None:
    desk.server.closing.wait(20)


def trickling_body(desk: Desk) -> None:
    desk.send_response(200)
    desk.end_headers()
    _trickle(desk)


def trickling_headers(desk: Desk) -> None:
    desk.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _trickle(desk)


def _trickle(desk: Desk) -> None:
    while not desk.server.closing.wait(0.05):
        desk.wfile.write(b" ")


def half_an_answer(desk: Desk) -> None:
    desk.send_response(200)
    desk.send_header("Content-Length", "1000")
    desk.end_headers()
    desk.wfile.write(SITI)


def nonsense(desk: Desk) -> None:
    desk.wfile.write(b"220 ready for mail\r\n")


def endless(desk: Desk) -> None:
    desk.send_response(200)
    desk.end_headers()
    while True:
        desk.wfile.write(b" " * 65536)


@contextmanager
def hospital_api() -> Iterator[HospitalApi]:
    """One that serves inside the block, and leaves no thread behind."""
    with HospitalApi() as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield server
        finally:  # a test that fails must not keep the whole run from ending
            server.closing.set()
            server.shutdown()
            serving.join()
    for thread in threading.enumerate():
        if thread.name == "interruptible":
            thread.join(5)
            assert not thread.is_alive(), "an abandoned request lives on"


def with_(settings: PatientApi, **changes: object) -> PatientApi:
    return settings.model_copy(update=changes)


def nobody_listens() -> str:
    """The URL of a port of loopback where nobody listens."""
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


@contextmanager
def black_hole() -> Iterator[str]:
    """The URL of a port of loopback that lets connects hang: its queue is full for good."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
