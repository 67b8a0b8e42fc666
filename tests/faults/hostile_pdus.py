"""What no honest peer would say to a Storage SCP: cases by the thousand, the same on every run."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count, cycle, islice
from random import Random

from mkiso_desktop.net import pdu
from tests.net.scu import CT, PACS, PLAIN, STATION, pdv

MUCH = (2**31, 2**32 - 1)
ECHO = pdu.encode_command(
    {0x0002: pdu.VERIFICATION, 0x0100: pdu.C_ECHO_RQ, 0x0110: 3, 0x0800: pdu.NO_DATA_SET}
)
STORE: dict[int, int | str] = {
    0x0002: CT,
    0x0100: pdu.C_STORE_RQ,
    0x0110: 7,
    0x0700: 0,
    0x0800: 1,
    0x1000: "1.2.3",
}


class State(Enum):
    """Where an association is when the odd thing is said."""

    FRESH = "before an association"
    OPEN = "inside one"
    HALF = "in the middle of a data set"
    LARGE_HALF = "in the middle of a data set that is already being written"
    RELEASED = "after a release"


class Ending(Enum):
    """What the peer does when it has said it."""

    HALF_CLOSE = "says no more"
    STAY = "stays silent"
    RESET = "is gone"


class Way(Enum):
    """How the bytes go out."""

    AT_ONCE = "at once"
    BYTE_BY_BYTE = "byte by byte"


@dataclass(frozen=True)
class Case:
    """One attempt."""

    number: int
    family: str
    state: State
    said: bytes
    ending: Ending
    way: Way

    def __str__(self) -> str:
        what = f"{self.family}, {self.state.value}, {self.ending.value}, {self.way.value}"
        return f"case {self.number}: {what}: {self.said[:40].hex()} ({len(self.said)} bytes)"


Family = Callable[[Random], tuple[State, bytes]]


def cases(most: int, recorded: bytes) -> Iterator[Case]:
    """The first `most` cases, each family in turn; `recorded` is what an honest sender says."""
    dice = Random(13)

    def mutated(dice: Random) -> tuple[State, bytes]:
        return State.FRESH, mutation(recorded, dice)

    families = cycle([*FAMILIES, mutated])
    for number, family in zip(count(), islice(families, most), strict=False):
        state, said = family(dice)
        ending = dice.choices(list(Ending), [14, 4, 2])[0]
        bytewise = len(said) < 300 and dice.random() < 0.1
        way = Way.BYTE_BY_BYTE if bytewise else Way.AT_ONCE
        yield Case(number, family.__name__.strip("_"), state, said, ending, way)


def mutation(recorded: bytes, dice: Random) -> bytes:
    """The same with some bytes flipped, cut out, doubled, put in or made extreme."""
    data = bytearray(recorded)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at, size = dice.randrange(len(data)), dice.choice((1, 2, 4, 16, 200))
        match dice.randrange(6):
            case 0:
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                del data[at : at + size]
                data += b"\0"
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at:at] = dice.randbytes(size)
            case 4:
                data[at : at + 4] = dice.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x80\0\0\0"))
            case _:
                data[at:] = data[at : at + 1 + dice.randrange(len(data))]
    return bytes(data)


def _pdu(kind: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BxL", kind, len(body) if length is None else length & 0xFFFFFFFF) + body


def _somewhere(dice: Random) -> State:
    return dice.choices(list(State), [8, 8, 8, 1, 4])[0]


def _lengths(dice: Random) -> tuple[State, bytes]:
    """Every type of PDU, and types that there are not, with lengths that no honest one has."""
    kind = dice.choice((*range(10), 0x10, 0x80, 0xFF))
    lengths = (0, 1, 4, 5, 64, 65, 68, 64 * 1024, 64 * 1024 + 1, 131_078, 131_079, *MUCH)
    length = dice.choice(lengths)
    body = dice.randbytes(min(length, dice.choice((0, 1, 5, 100, 70_000))))
    return _somewhere(dice), _pdu(kind, body, length)


def _wrong_time(dice: Random) -> tuple[State, bytes]:
    """A PDU that is well formed, but not now."""
    said = (
        pdu.encode_release(answer=False),
        pdu.encode_release(answer=True),
        pdu.encode_abort(dice.randrange(4), dice.randrange(8)),
        pdu.encode_reject(1, 1, 1),
        associate(_item(0x50, b"")),
        associate(_context(1, CT, PLAIN), kind=pdu.ASSOCIATE_AC),
        pdv(ECHO, 3, is_command=True),
        pdv(b"abcdef"),
    )
    return _somewhere(dice), b"".join(dice.choices(said, k=dice.choice((1, 1, 2, 3))))


def _fragments(dice: Random) -> tuple[State, bytes]:
    """PDVs whose lengths do not add up, with every control header."""
    content = dice.choice((ECHO, b"", b"x", dice.randbytes(dice.randrange(1, 400))))
    right = len(content) + 2
    lying = (0, 1, 2, 3, right - 1, right + 1, right + 2, right * 2, 131_072, *MUCH)
    length = dice.choice((right, *lying)) & 0xFFFFFFFF
    context_id, flags = dice.choice((0, 1, 2, 3, 5, 99, 255)), dice.randrange(256)
    one = struct.pack(">LBB", length, context_id, flags) + content
    body = one * dice.choice((1, 1, 2, 40))
    total = len(body) + dice.choice((0, 0, -1, 1, 6))
    state = dice.choice((State.OPEN, State.HALF, State.FRESH))
    return state, _pdu(pdu.P_DATA, body, total)


def _commands(dice: Random) -> tuple[State, bytes]:
    """Command sets that are cut off, too long, or say what there is not."""
    elements = dict(STORE)
    elements[0x0100] = dice.choice((0, 1, 0x10, 0x20, 0x21, 0x30, 0x8001, 0x8030, 0xFFF, 0x7777))
    elements[0x0800] = dice.choice((0, 1, 0x0101, 0xFFFF))
    elements[0x1000] = dice.choice(("", "1.2.3", "../../x", "9" * 65, "1." * 7000, "\xe9"))
    elements[0x0002] = dice.choice((CT, "", "1.2.840.10008.1.1", "x" * 9000))
    for left_out in dice.sample(sorted(elements), dice.randrange(3)):
        del elements[left_out]
    command = pdu.encode_command(elements)
    match dice.randrange(6):
        case 0:
            command = command[: dice.randrange(len(command))]
        case 1:
            command += dice.randbytes(dice.choice((1, 7, 8, 100, 20_000)))
        case 2:
            command = command[:8] + struct.pack("<L", dice.choice((0, 4, *MUCH))) + command[12:]
        case 3:
            absurd = struct.pack("<HHL", dice.choice((0, 8, 0xFFFE)), 0x0100, dice.choice(MUCH))
            command += absurd + bytes(dice.choice((0, 2, 8)))
        case 4:
            command += pdu.encode_command(elements)  # everything twice
        case _:
            pass
    pieces = _cut(command, dice.choice((1, 7, 100, 10_000)) if len(command) < 600 else 10_000)
    said = b"".join(
        pdv(piece, dice.choice((1, 3)), is_command=True, is_last=number == len(pieces))
        for number, piece in enumerate(pieces, 1)
    )
    return State.OPEN, said + dice.choice((b"", pdv(b""), pdv(ECHO, 3, is_command=True)))


def _stores(dice: Random) -> tuple[State, bytes]:
    """Data without a command, commands without data, one inside the other."""
    store = pdu.encode_command(STORE | {0x0800: dice.choice((0, 1, 0x0101))})
    said = [
        pdv(store, 1, is_command=True),
        pdv(dice.randbytes(dice.randrange(1, 900)), 1, is_last=dice.random() < 0.5),
        pdv(b"", 1, is_last=dice.random() < 0.5),
        pdv(ECHO, 3, is_command=True),
        pdv(dice.randbytes(20), dice.choice((3, 5)), is_last=dice.random() < 0.5),
        pdu.encode_abort(),
    ]
    dice.shuffle(said)
    return dice.choice((State.OPEN, State.HALF)), b"".join(said[: dice.randrange(1, 7)])


def _requests(dice: Random) -> tuple[State, bytes]:
    """Association requests with items that repeat themselves, or are missing."""
    user = _user(dice)
    honest = [_context(1, CT, PLAIN), _context(3, pdu.VERIFICATION, PLAIN), user]
    items = dice.choice(
        (
            honest,
            [_context(n % 256, CT, PLAIN) for n in range(300)],
            [_context(1, CT, uid) for uid in (PLAIN, "1.2.840.10008.1.2", "1.2.3")],
            [_context(0, "", ""), _item(0x20, b"\1\0"), user],
            [_context(1, CT, *["1.2.3.4.5"] * 2000), user],
            [],
            [_item(0x20, b"")] * 5000,
        )
    )
    return _asked(items, dice)


def _items(dice: Random) -> tuple[State, bytes]:
    """Association requests with items that lie about their length, or that nobody knows."""
    items = [_context(1, CT, PLAIN), _context(3, pdu.VERIFICATION, PLAIN), _user(dice)]
    match dice.randrange(3):
        case 0:
            items += [_item(dice.randrange(256), dice.randbytes(dice.randrange(300)))] * 5
        case 1:
            length = struct.pack(">H", dice.choice((0, 3, 4, 0xFFFF)))
            items[0] = items[0][:2] + length + items[0][4:]
        case _:
            items += [_item(0x50, dice.randbytes(40))] * 3
    return _asked(items, dice)


def _asked(items: list[bytes], dice: Random) -> tuple[State, bytes]:
    dice.shuffle(items)
    state = dice.choices([State.FRESH, State.OPEN], [5, 1])[0]
    return state, associate(*items, version=dice.choice((1, 1, 0, 0xFFFF)), dice=dice)


def _releases(dice: Random) -> tuple[State, bytes]:
    """Releases and aborts where they collide with something else."""
    ends = [pdu.encode_release(answer=False), pdu.encode_release(answer=True), pdu.encode_abort()]
    ends.append(pdv(ECHO, 3, is_command=True))
    return _somewhere(dice), b"".join(dice.choices(ends, k=dice.randrange(1, 9)))


def _noise(dice: Random) -> tuple[State, bytes]:
    """Other protocols, and nothing at all."""
    said = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + dice.randbytes(500),
        b"SSH-2.0-OpenSSH_9.2\r\n",
        bytes(dice.randrange(2000)),
        b"\xff" * dice.randrange(2000),
        dice.randbytes(dice.randrange(1, 3000)),
        dice.randbytes(200_000),
        b"",
    )
    return _somewhere(dice), dice.choice(said)


FAMILIES: list[Family] = [
    _lengths,
    _wrong_time,
    _fragments,
    _commands,
    _stores,
    _requests,
    _items,
    _releases,
    _noise,
]


def associate(
    *items: bytes, kind: int = pdu.ASSOCIATE_RQ, version: int = 1, dice: Random | None = None
) -> bytes:
    """An A-ASSOCIATE-RQ with these items; with `dice` the AE titles may be wrong."""
    called, calling = STATION.encode(), PACS.encode()
    if dice and dice.random() < 0.2:
        called, calling = dice.randbytes(16), dice.randbytes(16)
    head = struct.pack(">HH", version, 0) + called.ljust(16) + calling.ljust(16) + bytes(32)
    return _pdu(kind, head + _item(0x10, pdu.APPLICATION_CONTEXT.encode()) + b"".join(items))


def _item(kind: int, content: bytes) -> bytes:
    return struct.pack(">BxH", kind, len(content)) + content


def _context(context_id: int, abstract: str, *syntaxes: str) -> bytes:
    body = bytes((context_id, 0, 0, 0)) + _item(0x30, abstract.encode())
    return _item(0x20, body + b"".join(_item(0x40, uid.encode()) for uid in syntaxes))


def _user(dice: Random) -> bytes:
    """User information, honest or with sub-items that lie about their length."""
    length = struct.pack(">L", dice.choice((0, 1, 7, 16384, *MUCH)))
    honest = _item(0x51, length) + _item(0x52, b"1.2.3") + _item(0x55, b"TEST")
    lying = honest[:2] + struct.pack(">H", dice.choice((0, 3, 5, 300, 0xFFFF))) + honest[4:]
    role = _item(0x54, struct.pack(">H", dice.choice((0, 25, 0xFFFF))) + CT.encode() + b"\1\1")
    identity = _item(0x58, bytes((2, 1)) + struct.pack(">H", dice.choice((0, 4, 0xFFFF))) + b"abcd")
    return _item(0x50, dice.choice((honest, lying, honest + role, honest + identity, b"")))


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)] or [b""]
