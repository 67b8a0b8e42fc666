"""The demo hospital's patient API: one JSON object for an accession number, or 404."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .casebook import api_records
from .node import LOOPBACK

PATH = "/api/patients"


class _Server(ThreadingHTTPServer):
    """Waits for its request threads when it closes, and wakes those that wait for a client."""

    daemon_threads = False

    def __init__(self, records: Mapping[str, dict[str, str]]) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.records = records
        self._lock = Lock()
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, so that no thread waits for a client that says nothing."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was quicker
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        """Answer /api/patients?accession_number=…"""
        url = urlsplit(self.path)
        numbers = parse_qs(url.query).get("accession_number", [])
        if url.path != PATH:
            self._answer(404, {"error": "no such page"})
        elif len(numbers) != 1:
            self._answer(400, {"error": "accession_number is missing"})
        elif (record := self.server.records.get(numbers[0])) is None:
            self._answer(404, {"error": "accession_number not found"})
        else:
            self._answer(200, record)

    def _answer(self, status: int, body: dict[str, str]) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the request line holds an accession number."""


@contextmanager
def serving_patients() -> Iterator[str]:
    """Serve while inside; yields the base URL."""
    with _Server(api_records()) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="demo patient API")
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()
