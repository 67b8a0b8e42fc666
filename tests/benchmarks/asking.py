"""Clients in processes of their own, so that they share no interpreter with who answers.

`download HOST PORT PATH [--prove]` prints seconds, bytes, and their SHA-256. `health HOST PORT
PER_SECOND` asks until its standard input ends, and prints how often, and for how many seconds.
"""

from __future__ import annotations

import hashlib
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

PEOPLE = 8


def download(host: str, port: int, path: str, prove: str = "") -> str:
    """How long it takes, from connecting to the last byte."""
    room, sha256, count = memoryview(bytearray(1 << 20)), hashlib.sha256(), 0
    began = perf_counter()
    with socket.create_connection((host, port)) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(1)
        assert b" 200 " in head.splitlines()[0], head
        while got := line.recv_into(room):
            count += got
            if prove:
                sha256.update(room[:got])
    return f"{perf_counter() - began} {count} {sha256.hexdigest()}"


def health(host: str, port: int, per_second: float) -> str:
    """Several people ask, each at an even pace on a connection that stays open."""
    over, counts = threading.Event(), [0] * PEOPLE

    def ask(person: int) -> None:
        words = f"GET /api/health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        with socket.create_connection((host, port)) as line:
            while not over.wait(began + counts[person] * PEOPLE / per_second - perf_counter()):
                line.sendall(words)
                answer = b""
                while not answer.endswith(b"}"):
                    answer += line.recv(65536)
                assert answer.startswith(b"HTTP/1.1 200 "), answer
                counts[person] += 1

    began = perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        asking = [pool.submit(ask, person) for person in range(PEOPLE)]
        sys.stdin.read()
        over.set()
    for one in asking:
        one.result()
    return f"{sum(counts)} {perf_counter() - began}"


if __name__ == "__main__":
    what, at, number, *how = sys.argv[1:]
    print(
        download(at, int(number), *how)
        if what == "download"
        else health(at, int(number), float(how[0]))
    )
