"""TLS from the configuration's files: for DICOM in both directions, the patient API, our listener.

PS3.15 B.12 (BCP 195, not downgrading): TLS 1.2 at least, certificates from both sides, and
nothing in the clear where TLS was ordered. A peer of DICOM is proved by `tls.ca` alone: archives
are addressed by numbers and their certificates name an AE title or nothing of use, so a name is
not compared. In return `tls.ca` may hold a peer's own certificate, and then pins that peer.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, cast

from ..core.config import Tls
from ..core.errors import ConfigInvalid

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

# The suites that PS3.15 B.12 lists for TLS 1.2 and their elliptic kin; TLS 1.3 brings its own.
_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM"
_EXPIRED, _NOT_YET = 10, 9  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID
NOT_TODAY = (
    "Its TLS certificate is not valid today. Check this computer's clock; if that is right, ask "
    "whoever runs it for a new certificate."
)
_RECORD_S = 10.0  # to read or write one record that has begun


@dataclass(frozen=True)
class DicomTls:
    """For who connects to us, and for whom we connect to; they prove themselves and so do we."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@dataclass(frozen=True)
class Refusal:
    """Why there is no TLS with a peer, in the words of an error; `is_final` when it said so."""

    title: str
    advice: str
    detail: str
    is_final: bool


def dicom_tls(files: Tls) -> DicomTls | None:
    """TLS for DICOM, None where the configuration does not order it.

    Raises ConfigInvalid for files that are missing, not PEM, no pair, encrypted, or expired.
    """
    if not files.dicom:
        return None
    server = _context(ssl.PROTOCOL_TLS_SERVER, files)
    server.num_tickets = 0  # an archive that comes back shows its certificate again
    client = _context(ssl.PROTOCOL_TLS_CLIENT, files)
    client.sslsocket_class = _Socket
    _refuse_expired(files)
    return DicomTls(server, client)


def https_context(files: Tls) -> ssl.SSLContext:
    """For the patient API: whom this machine trusts, and `tls.ca`; names are compared, and our
    certificate is shown to an API that asks for one. Raises ConfigInvalid as `dicom_tls`."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if files.ca:
        _load_authority(context, files)
    if files.certificate:
        _load_certificate(context, files)
        _refuse_expired(files)
    return context


def listener_context(files: Tls) -> ssl.SSLContext | None:
    """For browsers that come to our listener: we prove who we are, they need not. None where the
    configuration has no certificate. Raises ConfigInvalid as `dicom_tls`."""
    if not files.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load_certificate(context, files)
    _refuse_expired(files)
    return context


def _context(protocol: int, files: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_SUITES)
    context.check_hostname = False  # see above
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= (
        ssl.VERIFY_X509_PARTIAL_CHAIN
    )  # a peer's own certificate in `ca` will do
    _load_authority(context, files)
    _load_certificate(context, files)
    return context


def _load_authority(context: ssl.SSLContext, files: Tls) -> None:
    with _reading("tls.ca", files.ca):
        context.load_verify_locations(cafile=files.ca)


def _load_certificate(context: ssl.SSLContext, files: Tls) -> None:
    with _reading("tls.certificate", files.certificate):  # alone first, to tell whose fault it is
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=files.certificate)
    with _reading("tls.key", files.key):
        # With a callback OpenSSL does not ask for a password on the terminal, and waits there.
        context.load_cert_chain(files.certificate, files.key, password=_no_password)


class _Encrypted(Exception):
    """The key wants a password."""


def _no_password() -> NoReturn:
    raise _Encrypted


@contextmanager
def _reading(key_path: str, file: str) -> Iterator[None]:
    try:
        yield
    except _Encrypted as error:
        raise _wrong(
            key_path, file, "is encrypted", "Save the key without a password, for this user alone."
        ) from error
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            why = "does not belong to tls.certificate", "Give the key that it was made with."
        else:
            why = "cannot be used", "It must be a PEM file, of today's strength."
        raise _wrong(key_path, file, *why, error.reason) from error
    except OSError as error:
        raise _wrong(
            key_path, file, "cannot be read", "Check the path, and who may read it.", error.strerror
        ) from error


def _wrong(
    key_path: str, file: str, what: str, advice: str, detail: str | None = None
) -> ConfigInvalid:
    return ConfigInvalid(f"The file of {key_path} {what}", f"{key_path} = {file}: {advice}", detail)


def _refuse_expired(files: Tls) -> None:
    """Raise ConfigInvalid when our certificate is not valid today: nobody would accept it.

    We shake hands with ourselves, because ssl does not tell what is in a file of ours.
    """
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _load_certificate(server, files)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(cafile=files.certificate)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(back, there)
    other = server.wrap_bio(there, back, server_side=True)
    try:
        _step(one.do_handshake)
        _step(other.do_handshake)
        _step(one.do_handshake)
    except ssl.SSLCertVerificationError as error:
        if is_of_another_day(error):
            raise _wrong(
                "tls.certificate",
                files.certificate,
                "is not valid today",
                "Check this computer's clock, or ask for a new certificate.",
                error.verify_message,
            ) from error
    except ssl.SSLError:
        pass  # whatever it is, it is not the date


def is_of_another_day(error: ssl.SSLCertVerificationError) -> bool:
    """Whether the certificate is not yet valid, or no longer: then either it or our clock is
    wrong."""
    return error.verify_code in (_EXPIRED, _NOT_YET)


def _step(shake: Callable[[], None]) -> None:
    try:
        shake()
    except ssl.SSLWantReadError:
        return


class _Socket(ssl.SSLSocket):
    """Remembers what broke it, which pynetdicom does not tell, and never waits without end."""

    complaint: OSError | None = None
    has_heard = False  # data, and so the peer has accepted us (TLS 1.3 tells only then)

    def settimeout(self, value: float | None) -> None:
        # pynetdicom reads when something is there. In TLS that may be less than a byte of data,
        # such as a session ticket, and it would wait for the rest for ever.
        super().settimeout(_RECORD_S if value is None else value)

    def shutdown(self, how: int) -> None:
        with suppress(OSError):  # else pynetdicom would not close it
            super().shutdown(how)

    def do_handshake(self, block: bool = False) -> None:
        with self._remembering():
            super().do_handshake(block)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        with self._remembering():
            data = super().recv(buflen, flags)
            if not data:
                self._remember(ssl.SSLEOFError())
            self.has_heard = self.has_heard or bool(data)
            return data

    def send(self, data: Buffer, flags: int = 0) -> int:
        with self._remembering():
            return super().send(data, flags)

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # ssl tries it before there is a connection
                self._remember(error)
            raise

    def _remember(self, error: OSError) -> None:
        if not self.has_heard:
            self.complaint = self.complaint or error


class Line:
    """The TLS of one association of pynetdicom's, which takes it for an SSLContext."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._socket: _Socket | None = None

    @property
    def tls_args(self) -> tuple[ssl.SSLContext, str]:
        """What pynetdicom wants; it uses the one method of the context that is below."""
        return cast(ssl.SSLContext, self), ""

    def wrap_socket(
        self, sock: socket.socket, server_side: bool = False, server_hostname: str = ""
    ) -> ssl.SSLSocket:
        self._socket = cast(_Socket, self._context.wrap_socket(sock))
        return self._socket

    @property
    def complaint(self) -> OSError | None:
        """What kept TLS from coming about, or broke it."""
        return self._socket.complaint if self._socket else None


def refusal(peer: str, error: OSError) -> Refusal:
    """What the failure of TLS with `peer` means for a person."""
    reason = getattr(error, "reason", None) or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refusal(
            f"{peer} did not prove who it is",
            NOT_TODAY
            if is_of_another_day(error)
            else "[tls] ca does not vouch for its TLS certificate. Ask its administrator for the "
            "authority that signed it, or for a certificate for servers and clients.",
            error.verify_message,
            is_final=True,
        )
    if "PROTOCOL" in reason:
        return Refusal(
            f"{peer} does not speak TLS 1.2 or later",
            "Ask its administrator to switch TLS 1.2 or 1.3 on. The certificates are not to blame.",
            reason,
            is_final=True,
        )
    if "ALERT" in reason:
        return Refusal(
            f"{peer} refuses a TLS connection with this computer's certificate",
            "Ask its administrator to trust the authority that signed [tls] certificate, and "
            "check that the certificate is for clients and servers alike, and still valid.",
            reason,
            is_final=True,
        )
    return Refusal(
        f"{peer} did not agree to a TLS connection",
        "Check that the port is its port for TLS (often 2762), and that both sides trust each "
        "other's certificates: [tls] here, and the like there.",
        reason,
        is_final=False,
    )
