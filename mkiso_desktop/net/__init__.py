"""Wires: the only rooms that know pynetdicom, sockets and httpx."""
