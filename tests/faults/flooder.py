"""Floods a station from a process of its own: run with the port, our address, two counts and an
association request in hexadecimal. Opens all connections at each line of standard input, says so,
and lets go of them at the next.

The program itself must not have a thousand descriptors: pynetdicom selects below 1,024 alone.
"""

import socket
import sys
from contextlib import suppress


def opened(port: int, source: str, said: bytes) -> list[socket.socket]:
    """One connection that says this much, if it may open its mouth."""
    with suppress(ConnectionError):
        one = socket.create_connection(("127.0.0.1", port), 30, source_address=(source, 0))
        with suppress(ConnectionError):
            one.sendall(said)
        return [one]
    return []


def main() -> None:
    port, source, silent, half, request = sys.argv[1:]
    begun = bytes.fromhex(request)
    says = [b""] * int(silent) + [begun[: n % 9 + 1 if n % 2 else None] for n in range(int(half))]
    for _ in sys.stdin:
        held = [one for said in says for one in opened(int(port), source, said)]
        print(len(held), flush=True)
        sys.stdin.readline()
        for one in held:
            one.close()


if __name__ == "__main__":
    main()
