"""Other people's web sites: an empty page at every address, over http or https, for any name."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from .certificates import Certificate
from .process import LOOPBACK


class _Handler(BaseHTTPRequestHandler):
    """/origin has a page that sends its origin along with every link, also from https to http."""

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        origin = '<meta name="referrer" content="origin">'
        tells = origin if urlsplit(self.path).path == "/origin" else ""
        page = f"<!DOCTYPE html>{tells}<title>a page</title><p>A page</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser hangs up when it likes."""


@contextmanager
def web_pages(certificate: Certificate | None = None) -> Iterator[int]:
    """Serve while inside; yields the port. With a certificate it is https."""
    with _Server((LOOPBACK, 0), _Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.certificate, certificate.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
