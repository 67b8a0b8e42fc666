"""The configuration: CONTRACT.md's keys, and every mistake told at once without a secret in it."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from mkiso_desktop.core.config import Config, Medium, Retrieve, load_config
from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.core.study import IdRule

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"
Mistakes = Callable[[str | bytes], ConfigInvalid]


@pytest.fixture
def mistakes(tmp_path: Path) -> Mistakes:
    """Give the error that a configuration file with this text ends in."""

    def load(text: str | bytes) -> ConfigInvalid:
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ConfigInvalid) as caught:
            load_config(path)
        return caught.value

    return load


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every key of the file, with its section before it."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= keys(kind, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def leaves(table: dict[str, object], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in table.items():
        if isinstance(value, dict):
            found |= leaves(value, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def test_the_example_holds_the_defaults() -> None:
    assert load_config(EXAMPLE) == Config()


def test_the_example_documents_every_key_and_no_other() -> None:
    assert leaves(tomllib.loads(EXAMPLE.read_text("utf-8"))) == keys(Config)


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"")
    assert load_config(path) == Config()


def test_the_defaults_are_those_of_the_contract() -> None:
    config = Config()
    assert (config.station.ae_title, config.station.bind) == ("CDRECORD", "0.0.0.0")
    assert (config.station.port, config.pacs.port, config.listener.port) == (10104, 11112, 8080)
    assert config.pacs.retrieve is Retrieve.C_MOVE
    assert config.identity.normalise_id is IdRule.STRIP
    assert config.disc.medium is Medium.CD
    assert (config.work.lanes, config.work.keep_isos_hours, config.work.keep_free_gb) == (2, 24, 2)
    assert config.validator.max_request_bytes == 2**32


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "\ufefflanguage = 'id'\n"  # Windows' editor begins a file with a byte order mark
        "[pacs]\nae_title = ' ARCHIVE '\nhost = 'pacs_1.hospital.local'\nretrieve = 'c-get'\n"
        "calling_hosts = ['10.0.0.1', 'fe80::1', 'a.b']\n"
        "[disc]\ninstitution = 'RS\u00a0Umum 総合病院'\n"
        "medium = 'dvd-dl'\nviewer_dir = '~/viewer'\n"
        "[listener]\nallowed_clients = ['10.1.0.0/16', '::1']\nhis_origins = ['http://his:81']\n"
        "[patient_api]\nbase_url = 'http://his.local/'\ntimeout_s = 2.5\n"
        "[patient_api.fields]\npatient_id = 'data.person.id'\n",
        encoding="utf-8",
    )
    config = load_config(path)
    assert config.language.value == "id"
    assert config.pacs.ae_title == "ARCHIVE"
    assert config.pacs.calling_hosts == ("10.0.0.1", "fe80::1", "a.b")
    assert config.disc.viewer_dir == str(Path.home() / "viewer")
    assert config.patient_api.base_url == "http://his.local"
    assert config.patient_api.fields.patient_id == "data.person.id"
    assert config.disc.medium.capacity_bytes > Medium.DVD.capacity_bytes


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("krankenhaus-köln.example", "xn--krankenhaus-kln-ltb.example"),
        ("Straße.Klinik.example", "xn--strae-oqa.klinik.example"),  # not strasse, as of 2003
        ("pacs_1.köln.example.", "pacs_1.xn--kln-sna.example."),
        ("rumah。sakit.example", "rumah.sakit.example"),
        ("xn--kln-sna.example", "xn--kln-sna.example"),
    ],
)
def test_a_name_in_any_script_is_the_one_that_is_sent(
    tmp_path: Path, written: str, sent: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f"[pacs]\nhost = '{written}'\n[patient_api]\nbase_url = 'https://{written}:8443/api/'\n"
        f"[listener]\nallowed_hosts = ['{written}']\n"
        f"his_origins = ['http://{written}', 'https://{written}:8443']\n",
        encoding="utf-8",
    )
    config = load_config(path)
    assert config.pacs.host == sent
    assert config.patient_api.base_url == f"https://{sent}:8443/api"
    assert config.listener.allowed_hosts == (sent,)
    assert config.listener.his_origins == (f"http://{sent}", f"https://{sent}:8443")


BROKEN = [
    ("languge = 'en'", 'languge = "en": is not a key that we know; did you mean language?'),
    ("[pacs]\nprot = 1", "pacs.prot = 1: is not a key that we know; did you mean pacs.port?"),
    ("[pasc]\na = 1", "pasc = {…}: is not a section that we know; did you mean pacs?"),
    (
        "medium = 'cd'",
        'medium = "cd": is not a key that we know; did you mean disc.medium?',
    ),
    ("zzz = 1979-05-27", "zzz = 1979-05-27: is not a key that we know"),
    ("log_level = 'loud'", "log_level = \"loud\": must be one of 'debug', 'info', "),
    ("pacs = 5", "pacs = 5: must be a section: [pacs]"),
    ("[[pacs]]\nport = 1", "pacs = […]: must be a section: [pacs]"),
    ("[station]\nport = '8080'", 'station.port = "8080": must be a whole number'),
    ("[station]\nport = 8080.0", "station.port = 8080.0: must be a whole number"),
    ("[station]\nport = true", "station.port = true: must be a whole number"),
    ("[station]\nport = 99999999999999999999", "must be at most 65535"),
    ("[work]\nlanes = -99999999999999999999", "must be at least 1"),
    ("[station]\nport = 0", "station.port = 0: must be at least 1"),
    ("[pacs]\nport = 65536", "pacs.port = 65536: must be at most 65535"),
    ("[station]\nae_title = ' '", 'station.ae_title = " ": must not be empty'),
    ("[station]\nae_title = 'A234567890123456X'", "is too long: an AE title has 1 to 16"),
    ("[station]\nae_title = 'A\\B'", "may hold plain letters"),
    ("[station]\nae_title = 'Ä'", "may hold plain letters"),
    ('[station]\nae_title = "A\\u0007"', "may hold plain letters"),
    ("[station]\nport = 8080", "listener.port = 8080: is also the port of the station"),
    ("[pacs]\nhost = ''", 'pacs.host = "": must not be empty'),
    ("[pacs]\nhost = 'http://x'", 'pacs.host = "http://x": must be an IP address or the name'),
    ("[pacs]\nhost = 'kö ln.example'", "must be an IP address or the name"),
    ("[pacs]\nhost = '-köln.example'", "must be an IP address or the name"),
    ("[pacs]\nhost = '☃.example'", "must be an IP address or the name"),
    ("[pacs]\nhost = 'kö..example'", "must be an IP address or the name"),
    ("[listener]\nhis_origins = ['http://☃.example']", "must begin with http:// or https://"),
    ("[listener]\nhis_origins = ['http://a:b@köln.example']", "must not hold a user name"),
    ("[pacs]\nhost = '10.0.0.300'", "must be an IP address or the name"),
    ("[pacs]\nhost = 'a:104'", "must be an IP address or the name"),
    ("[pacs]\nretrieve = 'dicomweb'", "cannot be done by this version yet"),
    ("[pacs]\nretrieve = 'move'", "must be one of 'c-move', 'c-get' or 'dicomweb'"),
    ("[pacs]\ncalling_hosts = 'a'", 'pacs.calling_hosts = "a": must be a list in square brackets'),
    ("[pacs]\ncalling_hosts = ['a', 3]", "pacs.calling_hosts[1] = 3: must be text in quotes"),
    ("[pacs]\naccession_pattern = '(['", "is not a regular expression"),
    ("[patient_api]\nbase_url = 'his.local'", "must begin with http:// or https://"),
    ("[patient_api]\nbase_url = 'http://x:99999'", "must begin with http:// or https://"),
    ("[patient_api]\nbase_url = 'http://x/?a=1'", "must end before any ? or #"),
    ("[patient_api]\npath = '/x'", "must hold {accession_number} once"),
    ("[patient_api]\nauth_header = 'a b'", "must be the name of an HTTP header"),
    ("[patient_api]\nauth_value_env = 'X'", "needs auth_header"),
    ("[patient_api]\ntimeout_s = 0", "patient_api.timeout_s = 0: must be more than 0"),
    ("[patient_api]\ntimeout_s = nan", "must be an ordinary number"),
    ("[patient_api]\nretries = -1", "must be at least 0"),
    ("[patient_api.fields]\npatient_id = ''", "patient_api.fields.patient_id"),
    ("[identity]\nnormalise_id = 'loose'", "must be one of 'exact' or 'strip-zeros"),
    ("[disc]\nmedium = 'floppy'", "must be one of 'cd', 'dvd', 'dvd-dl', 'bd' or 'usb'"),
    ('[disc]\ninstitution = "a\\nb"', "must be one line without control characters"),
    ("[listener]\nallowed_clients = ['10.0.0.5/8']", "did you mean 10.0.0.0/8?"),
    ("[listener]\nallowed_clients = ['x']", "must be a network such as"),
    ("[listener]\nhis_origins = ['http://x/page']", "must be scheme and machine alone"),
    ("[listener]\ntrusted_proxies = ['proxy']", "must be an IP address"),
    ("[listener]\nenabled = 1", "listener.enabled = 1: must be true or false"),
    ("[listener]\nmax_streams = 0", "must be at least 1"),
    (
        "[tls]\ndicom = true",
        "tls.dicom = true: needs tls.certificate and tls.key and tls.ca as well",
    ),
    (
        "[tls]\ncertificate = 'a'\nkey = 'b'\ndicom = true",
        "tls.dicom = true: needs tls.ca as well",
    ),
    ("[tls]\ncertificate = 'a'", "tls.certificate and tls.key need one another"),
    ("[work]\nlanes = 0", "work.lanes = 0: must be at least 1"),
    ("[work]\nkeep_free_gb = inf", "work.keep_free_gb = inf: must be an ordinary number"),
    ("[store]\nurl = 'mysql://x'", "must begin with postgresql+psycopg://"),
    ("[dicomweb]\nkind = 'google'\n", "dicomweb.dataset"),
    ("[dicomweb]\nkind = 'dicomweb'\n", "dicomweb.base_url"),
    ("[dicomweb]\nkind = 'other'\n", "must be one of 'none', 'dicomweb', 'google' or 'pacs'"),
]


@pytest.mark.parametrize(("text", "line"), BROKEN, ids=[text for text, _ in BROKEN])
def test_a_mistake_names_the_key_and_its_value(mistakes: Mistakes, text: str, line: str) -> None:
    error = mistakes(text)
    assert line in error.advice
    assert error.exit_code == 2


def test_all_mistakes_are_told_at_once(mistakes: Mistakes) -> None:
    error = mistakes(
        "log_level = 'loud'\nlanguge = 'en'\n[station]\nport = 0\nae_title = ''\n[pasc]\na = 1\n"
        "[disc]\nmedium = 'floppy'\n[tls]\ndicom = true\n[work]\nlanes = 0\nkeep_free_gb = inf\n"
    )
    assert error.title == "config.toml has 9 mistakes"
    assert [line.split(" = ")[0] for line in error.advice.splitlines()] == [
        "log_level",
        "station.ae_title",
        "station.port",
        "disc.medium",
        "tls.dicom",
        "work.lanes",
        "work.keep_free_gb",
        "languge",
        "pasc",
    ]


def test_a_rule_over_two_keys_is_told_beside_other_mistakes(mistakes: Mistakes) -> None:
    error = mistakes("[tls]\ncertificate = 'a'\ndicom = 3\n[pacs]\nretrieve = 'dicomweb'\nport = 0")
    assert {line.split(" = ")[0] for line in error.advice.splitlines()} == {
        "tls.key",
        "tls.dicom",
        "pacs.retrieve",
        "pacs.port",
    }


@pytest.mark.parametrize(
    "text",
    [
        '[patient_api]\nauth_header = "A"\nauth_value = "hunter2\\n"',
        '[patient_api]\nauth_value = "hunter2"',
        '[patient_api]\nauth_valeu = "hunter2"',
        '[patient_api]\npassword = "hunter2"',
        '[patient_api]\nauth_value_env = "hunter2 x"',
        '[patient_api]\nbase_url = "http://me:hunter2@his/"',
        '[cd_publisher]\nhost = "me:hunter2@his"',
        '[listener]\napi_key = ["hunter2"]',
        '[listener.api_key]\nvalue = "hunter2"',
        '[store]\nurl = "mysql://me:hunter2@his/"',
        '[[patient_api]]\nauth_value = "hunter2"',
        '[patient_api]\nauth_value = "hunter2',
        "[patient_api]\nauth_value = hunter2",
        '[patient_api]\nauth_value = "hunter2"\nauth_value = "hunter2"',
    ],
)
def test_no_mistake_shows_a_secret(mistakes: Mistakes, text: str) -> None:
    error: BaseException | None = mistakes(text)
    while error:
        assert "hunter2" not in f"{error} {vars(error)}"
        error = error.__cause__


@pytest.mark.parametrize("key", ["auth_value", "api_key", "url"])
def test_a_configuration_does_not_print_its_secrets(tmp_path: Path, key: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "[patient_api]\nauth_header = 'A'\nauth_value = 'hunter2'\n[listener]\n"
        "api_key = 'hunter2'\n[store]\nurl = 'postgresql+psycopg://me:hunter2@h/d'\n"
    )
    assert "hunter2" not in repr(load_config(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[pacs]\nport = \n", "line 2"),
        ("a = 1\n\na = 2", "line 3"),
        ("a = [1", "Unclosed array"),
        (b"a = '\xff'", "UTF-8"),
        ("a = " + "9" * 5000, "config.toml"),
        ("a = " + "[" * 5000, "config.toml"),
    ],
)
def test_a_file_that_is_not_toml_says_where(
    mistakes: Mistakes, text: str | bytes, words: str
) -> None:
    assert words in mistakes(text).advice


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load_config(tmp_path / "gone.toml")
    assert "gone.toml" in caught.value.advice
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        load_config(tmp_path)


SECTIONS = sorted({key.rpartition(".")[0] for key in keys(Config)} | {"", "pasc"})
NAMES = sorted({key.rpartition(".")[2] for key in keys(Config)} | {"prot", 'a "b"\\'})
VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda below: st.lists(below, max_size=2),
    max_leaves=3,
)


@given(st.sampled_from(SECTIONS), st.sampled_from(NAMES), VALUES)
def test_whatever_stands_in_the_file_is_good_or_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, section: str, name: str, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.toml"
    words = [json.dumps(word, ensure_ascii=False) for word in (name, value)]
    text = " = ".join(words).replace("\x7f", "\\u007f")
    path.write_text(f"[{section}]\n{text}" if section else text, "utf-8")
    try:
        load_config(path)
    except ConfigInvalid as error:
        assert len(error.advice.split("\n")) in (1, 2)
        assert error.advice.replace("\n", "").isprintable()
        assert error.title.startswith("fuzz.toml has ")


def test_the_first_words_do_not_wait_for_pydantic() -> None:
    code = (
        "import sys, mkiso_desktop.core.errors, mkiso_desktop.core.progress, "
        "mkiso_desktop.core.request, mkiso_desktop.core.study, mkiso_desktop.core.places, "
        "mkiso_desktop.core.secrets\n"
        "assert not {'pydantic', 'keyring'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
