"""config.toml read once into frozen parts; each room is handed the part that it needs.

Keys, defaults and units are those of CONTRACT.md. All mistakes of a file are told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)

from . import values as v
from .errors import ConfigInvalid
from .locks import NO_LOCKS, Locks, site_locks
from .medium import Medium as Medium
from .mistakes import mistakes_in
from .secrets import read_secret
from .study import IdRule
from .toml_file import read_table

_Given = TypeVar("_Given", str, SecretStr)


class Language(Enum):
    """Language of the window and of the disc's pages."""

    AUTO, ENGLISH, INDONESIAN = "auto", "en", "id"


class LogLevel(Enum):
    """How much the log tells."""

    DEBUG, INFO, WARNING, ERROR = "debug", "info", "warning", "error"


class Retrieve(Enum):
    """How studies come from the archive."""

    C_MOVE, C_GET, DICOMWEB = "c-move", "c-get", "dicomweb"


class Section(BaseModel):
    """One part of the file: nothing unknown, nothing converted, nothing changed later."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # some are secrets, and an error may end in a traceback
    )


# Rules over two keys sit on the later one: `info.data` has the earlier ones that are good in
# themselves, so that one mistake neither hides another nor calls a right key wrong.


def _we_can(retrieve: Retrieve) -> Retrieve:
    if retrieve is Retrieve.DICOMWEB:
        raise ValueError('cannot be done by this version yet; use "c-move" or "c-get"')
    return retrieve


def _has_all_files(dicom: bool, info: ValidationInfo) -> bool:
    lacking = [f"tls.{key}" for key in ("certificate", "key", "ca") if info.data.get(key) == ""]
    if dicom and lacking:
        raise ValueError(f"needs {' and '.join(lacking)} as well")
    return dicom


def _has_header(value: _Given, info: ValidationInfo) -> _Given:
    if value and info.data.get("auth_header") == "":
        raise ValueError("needs auth_header, the name of the HTTP header that carries it")
    return value


def _has_certificate(key: str, info: ValidationInfo) -> str:
    if bool(key) != bool(info.data.get("certificate", key)):
        raise ValueError("is one half: tls.certificate and tls.key need one another")
    return key


def _for_kind(kind: str) -> AfterValidator:
    def needed(value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("kind") == kind:
            raise ValueError(f'must not be empty when dicomweb.kind is "{kind}"')
        return value

    return AfterValidator(needed)


_ALSO_DEFAULT = Field(validate_default=True)


class Station(Section):
    """This desk as a DICOM node."""

    ae_title: v.AeTitle = "CDRECORD"
    bind: v.Host = "0.0.0.0"
    port: v.Port = 10104


class Pacs(Section):
    """The archive, and who may send in its name."""

    ae_title: v.AeTitle = "ABPACS"
    host: v.Host = "127.0.0.1"
    port: v.Port = 11112
    retrieve: Annotated[Retrieve, Field(strict=False), AfterValidator(_we_can)] = Retrieve.C_MOVE
    calling_hosts: Annotated[tuple[v.Host, ...], Field(strict=False)] = ()
    calling_ae_titles: Annotated[tuple[v.AeTitle, ...], Field(strict=False)] = ()
    accession_pattern: v.Pattern = ""


class PatientApiFields(Section):
    """Where our words stand in the API's JSON: dotted paths; empty: not there."""

    patient_name: v.Word = "patient_name"
    patient_id: v.Word = "medrec_id"
    registration_id: v.Line = "reg_id"
    birth_date: v.Line = "birth_date"
    sex: v.Line = "sex"


class PatientApi(Section):
    """The hospital's patient API; an empty base_url means there is none."""

    base_url: v.BaseUrl = ""
    path: v.ApiPath = "/api/patients?accession_number={accession_number}"
    auth_header: v.Header = ""
    auth_value: Annotated[v.Secret, AfterValidator(_has_header)] = SecretStr("")
    auth_value_env: Annotated[v.Variable, AfterValidator(_has_header)] = ""
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 10
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    fields: PatientApiFields = PatientApiFields()

    def read_auth_value(self) -> str:
        """What to send in `auth_header`; asks the key store, so only when it is needed."""
        return read_secret(
            "patient_api.auth_value", self.auth_value.get_secret_value(), self.auth_value_env
        )


class Identity(Section):
    """How patient IDs are compared."""

    normalise_id: Annotated[IdRule, Field(strict=False)] = IdRule.STRIP


class CdPublisher(Section):
    """The robot that burns and prints; an empty host means there is none."""

    ae_title: v.AeTitle = "RIMAGE"
    host: v.HostOrNothing = ""
    port: v.Port = 104


class Disc(Section):
    """What stands on a disc besides the images."""

    institution: v.Line = ""
    contact: v.Line = ""
    viewer_dir: v.FilePath = ""
    medium: Annotated[Medium, Field(strict=False)] = Medium.CD


class Listener(Section):
    """HTTP on this machine, for the links in the HIS."""

    enabled: bool = True
    host: v.Host = "127.0.0.1"
    port: v.Port = 8080
    his_origins: Annotated[tuple[v.Origin, ...], Field(strict=False)] = ()
    allowed_hosts: Annotated[tuple[v.Host, ...], Field(strict=False)] = ()
    allowed_clients: Annotated[tuple[v.Network, ...], Field(strict=False)] = ()
    trusted_proxies: Annotated[tuple[v.Address, ...], Field(strict=False)] = ()
    api_key: v.Secret = SecretStr("")
    api_key_env: v.Variable = ""
    api_key_previous: v.Secret = SecretStr("")
    api_key_previous_env: v.Variable = ""
    max_streams: v.Count = 4
    max_queued: v.Count = 20
    jobs_per_hour: v.Count = 300

    def read_api_key(self) -> str:
        """The key that callers must show; "" when none is set."""
        return read_secret("listener.api_key", self.api_key.get_secret_value(), self.api_key_env)

    def read_api_key_previous(self) -> str:
        """The key that is still accepted while keys change; "" when none is set."""
        return read_secret(
            "listener.api_key_previous",
            self.api_key_previous.get_secret_value(),
            self.api_key_previous_env,
        )


class Tls(Section):
    """PEM files: how we prove who we are, and who vouches for others."""

    certificate: v.FilePath = ""
    key: Annotated[v.FilePath, AfterValidator(_has_certificate), _ALSO_DEFAULT] = ""
    ca: v.FilePath = ""
    dicom: Annotated[bool, AfterValidator(_has_all_files)] = False


class Work(Section):
    """Where jobs work, and how many at once."""

    folder: v.FilePath = ""
    keep_isos_hours: Annotated[float, Field(ge=0)] = 24
    lanes: Annotated[int, Field(ge=1, le=16)] = 2
    keep_free_gb: Annotated[float, Field(ge=0)] = 2


class Store(Section):
    """The history's database. `url` may hold a password, so it is kept out of every repr."""

    url: Annotated[v.StoreUrl, Field(repr=False)] = ""


class Validator(Section):
    """The DICOM validator. Read by a later version."""

    archive: v.FilePath = ""
    max_file_bytes: v.Count = 104_857_600
    max_request_bytes: v.Count = 4_294_967_296


class DicomWeb(Section):
    """The origin behind the DICOMweb proxy. Read by a later version."""

    kind: Literal["none", "dicomweb", "google", "pacs"] = "none"
    base_url: Annotated[v.BaseUrl, _for_kind("dicomweb"), _ALSO_DEFAULT] = ""
    project_id: Annotated[v.Line, _for_kind("google"), _ALSO_DEFAULT] = ""
    location: Annotated[v.Line, _for_kind("google"), _ALSO_DEFAULT] = ""
    dataset: Annotated[v.Line, _for_kind("google"), _ALSO_DEFAULT] = ""
    dicom_store: Annotated[v.Line, _for_kind("google"), _ALSO_DEFAULT] = ""
    credentials_path: v.FilePath = ""
    allowed_origins: Annotated[tuple[v.Origin, ...], Field(strict=False)] = ()


def _has_own_port(listener: Listener, info: ValidationInfo) -> Listener:
    station = info.data.get("station")
    if not station or not listener.enabled or listener.port != station.port:
        return listener
    if listener.host == station.bind or {listener.host, station.bind} & {"0.0.0.0", "::"}:
        raise ValueError(f"listener.port = {listener.port}: is also the port of the station")
    return listener


class Config(Section):
    """The whole file."""

    language: Annotated[Language, Field(strict=False)] = Language.AUTO
    log_level: Annotated[LogLevel, Field(strict=False)] = LogLevel.INFO
    station: Station = Station()
    pacs: Pacs = Pacs()
    patient_api: PatientApi = PatientApi()
    identity: Identity = Identity()
    cd_publisher: CdPublisher = CdPublisher()
    disc: Disc = Disc()
    listener: Annotated[Listener, AfterValidator(_has_own_port), _ALSO_DEFAULT] = Listener()
    tls: Tls = Tls()
    work: Work = Work()
    store: Store = Store()
    validator: Validator = Validator()
    dicomweb: DicomWeb = DicomWeb()


class Mistaken(ConfigInvalid):
    """What was read cannot be a configuration; `by_key` tells each key's mistakes without its
    path and value, for a form that shows them where they are."""

    def __init__(self, title: str, advice: str, by_key: Mapping[str, str]) -> None:
        super().__init__(title, advice)
        self.by_key = by_key


def load_config(path: Path, locks: Locks | None = None) -> Config:
    """Read the file under the locks (None: the site's), or raise ConfigInvalid with every mistake
    in it, one a line of `advice`."""
    table = read_table(path)
    return check_config(table, path.name, site_locks() if locks is None else locks)


def check_config(table: Mapping[str, Any], name: str, locks: Locks = NO_LOCKS) -> Config:
    """What the table of the file `name` says where the locks are silent; raises Mistaken."""
    try:
        return Config.model_validate(locks.over(table))
    except ValidationError as error:
        found = mistakes_in(error, Config)
        files = [locks.name if locks.holds(one.key) else name for one in found]
        lines = [
            f"{file}: {one.sentence}" if file != name else one.sentence
            for file, one in zip(files, found, strict=True)
        ]
        where = " and ".join(dict.fromkeys(sorted(files, key=name.__ne__)))
        many = f"{len(lines)} mistakes" if len(lines) > 1 else "a mistake"
        verb = "have" if " and " in where else "has"
        by_key: dict[str, str] = {}
        for one in found:
            by_key[one.key] = "; ".join(filter(None, [by_key.get(one.key), one.wrong]))
        raise Mistaken(f"{where} {verb} {many}", "\n".join(lines), by_key) from error
