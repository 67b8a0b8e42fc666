"""config.toml changed key by key: comments stay, and nothing bad ever replaces it."""

import difflib
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.config import Config, Mistaken, load_config
from mkiso_desktop.core.config_file import read_or_example, save_config, with_changes
from mkiso_desktop.core.errors import ConfigInvalid, DiskFull
from mkiso_desktop.core.locks import NO_LOCKS, Locks

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text("utf-8")
HAND_MADE = """\
# Our hospital

[pacs]
host = "pacs"  # ask Budi before you change it

# who signs for whom
[tls]
ca = ""
"""


def differences(before: str, after: str) -> list[str]:
    """The lines that came and went."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_only_the_line_of_the_key_changes_and_its_comment_stays_in_its_column() -> None:
    after = with_changes(EXAMPLE, {"pacs.port": 104})
    assert differences(EXAMPLE, after) == [
        "- port = 11112                 # 1 to 65535",
        "+ port = 104                   # 1 to 65535",
    ]


def test_a_key_that_was_not_there_stands_below_the_last_of_its_section() -> None:
    after = with_changes(HAND_MADE, {"pacs.port": 104, "log_level": "debug", "work.lanes": 3})
    assert after == (
        '# Our hospital\nlog_level = "debug"\n\n[pacs]\n'
        'host = "pacs"  # ask Budi before you change it\nport = 104\n\n'
        '# who signs for whom\n[tls]\nca = ""\n\n[work]\nlanes = 3\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pacs.host = 'a'\npacs.port = 1\n",
        "pacs = {host = 'a', port = 1}\n",
        "[pacs]\r\nhost = 'a' # why\r\n\r\n[tls]\r\nca = ''\r\n",
        "[patient_api.fields]\nsex = 'a'\n[pacs]\nport = 1\n[patient_api]\nbase_url = ''\n",
        "[patient_api]\n[patient_api.fields]\nsex = 'a'\n",
        "pacs = 5\npatient_api = []\n",
        "[[pacs]]\nport = 1\n",
    ],
)
def test_however_the_file_is_written_the_keys_arrive(text: str) -> None:
    changes = {"language": "id", "pacs.port": 104, "patient_api.path": '/é"\\'}
    changes |= {"patient_api.fields.sex": "x", "pacs.calling_hosts": ["a", "b"]}
    after = with_changes(text, changes)
    table = tomllib.loads(after)
    assert table["language"] == "id"
    assert (table["pacs"]["port"], table["pacs"]["calling_hosts"]) == (104, ["a", "b"])
    assert table["patient_api"] | {"base_url": ""} == {
        "path": '/é"\\',
        "fields": {"sex": "x"},
        "base_url": "",
    }
    assert after.count("\r\n") == (after.count("\n") if "\r\n" in text else 0)


VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3),
)


@given(st.sampled_from(["language", "pacs.port", "patient_api.fields.sex"]), VALUES, VALUES)
def test_every_value_can_be_written_and_written_over(key: str, first: object, last: object) -> None:
    table = tomllib.loads(with_changes(with_changes(EXAMPLE, {key: first}), {key: last}))
    for name in key.split("."):
        table = table[name]
    assert table == last
    back = with_changes(EXAMPLE, {key: first})
    assert back.count("\n") == EXAMPLE.count("\n")


def test_a_blank_line_at_the_end_stays() -> None:
    assert with_changes("[pacs]\nport = 1\n\n", {"pacs.port": 2}) == "[pacs]\nport = 2\n\n"


def test_a_new_file_explains_every_key(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    config = save_config(path, read_or_example(path), {"pacs.host": "archive"}, NO_LOCKS)
    assert config.pacs.host == "archive"
    assert load_config(path, NO_LOCKS) == config
    assert len(differences(EXAMPLE, path.read_text("utf-8"))) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_mistakes_are_told_per_key_and_leave_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HAND_MADE)
    with pytest.raises(Mistaken) as caught:
        save_config(
            path,
            read_or_example(path),
            {
                "pacs.port": 0,
                "pacs.calling_hosts": ["a", "10.0.0.300", "b c"],
                "tls.certificate": "a.pem",
                "listener.port": 10104,
            },
            NO_LOCKS,
        )
    assert dict(caught.value.by_key) == {
        "pacs.port": "must be at least 1",
        "pacs.calling_hosts": '"10.0.0.300": must be an IP address or the name of a machine, with '
        'nothing around it; "b c": must be an IP address or the name of a machine, with nothing '
        "around it",
        "tls.key": "is one half: tls.certificate and tls.key need one another",
        "listener.port": "is also the port of the station",
    }
    assert caught.value.title == "config.toml has 5 mistakes"
    assert path.read_text() == HAND_MADE


def test_a_mistake_of_the_file_can_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[pacs]\nport = 'many'\n")
    assert save_config(path, read_or_example(path), {"pacs.port": 1}, NO_LOCKS).pacs.port == 1


def test_what_counts_is_what_the_locks_say(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    locks = Locks("locked.toml", {"pacs": {"host": "site"}})
    config = save_config(path, "", {"pacs.host": "mine", "pacs.port": 5}, locks)
    assert (config.pacs.host, config.pacs.port) == ("site", 5)
    assert load_config(path, NO_LOCKS) == Config(pacs={"host": "mine", "port": 5})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["[pacs\n", "a = 1\na = 2\n", "a = " + "[" * 5000, "a = " + "[" * 400 + "]" * 400],
    ids=["half", "twice", "too deep", "too deep for tomlkit"],
)
def test_a_file_that_is_not_toml_is_not_touched(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigInvalid, match="not TOML"):
        save_config(path, read_or_example(path), {"pacs.port": 5}, NO_LOCKS)
    assert path.read_text() == text


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, path = tmp_path / "shared.toml", tmp_path / "config.toml"
    real.write_text(HAND_MADE)
    path.symlink_to(real)
    save_config(path, HAND_MADE, {"pacs.port": 5}, NO_LOCKS)
    assert path.is_symlink()
    assert "port = 5" in real.read_text()


@pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")
def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFull):
        save_config(tmp_path / "file" / "config.toml", "", {"pacs.port": 5}, NO_LOCKS)
