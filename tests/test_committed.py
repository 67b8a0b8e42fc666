"""What is committed says nothing about the machine it was written on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = [".ci", "docs", "mkiso_desktop", "packaging", "resources", "tests"]
# Each pattern has a bracket in its word, so that it does not find itself.
FORBIDDEN = {
    "a path of somebody's machine": r"(?<![\w.~}/])/(?:w[o]rk|r[o]ot|h[o]me|U[s]ers)/\w",
    "a path of somebody's Windows": r"(?i)\b[a-z]:\\+U[s]ers\\",
    "the host of a package registry": r"https?://\S*(?:/s[i]mple/|\.w[h]l\b|\.d[e]b\b|/p[o]ol/)",
    "an index of packages": r"--(?:extra-)?ind[e]x-url|\bPIP_IND[E]X_URL\b|--trusted-h[o]st",
    "a private key": r"-----BEG[I]N [A-Z ]*PRIV[A]TE KEY",
}


def findings(name: str, text: str) -> list[str]:
    return [
        f"{name}: {what}: {found[0][:60]}"
        for what, pattern in FORBIDDEN.items()
        for found in re.finditer(pattern, text)
    ]


def files() -> list[Path]:
    own = [path for path in ROOT.iterdir() if path.is_file()]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [path for path in own + below if "__pycache__" not in path.parts]


def test_nothing_tells_of_the_machine_it_was_written_on() -> None:
    home = str(Path.home().expanduser())
    wrong: list[str] = []
    for path in files():
        text = path.read_bytes().decode("utf-8", "replace")
        wrong += findings(str(path.relative_to(ROOT)), text)
        if len(home) > 5 and home in text:
            wrong.append(f"{path.name}: {home}")
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "cd /" + "work/main",
        "'/" + "home/ana/disc'",
        "C:\\\\" + "Users\\ana",
        "https://mirror.example/" + "simple/ x",
        "pip --extra-" + "index-url x",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
    ],
)
def test_what_must_not_be_committed_is_found(text: str) -> None:
    assert findings("a", text)


@pytest.mark.parametrize("text", ["~/work/x", "${root}/work/x", "a/home/b", "https://his.local/x"])
def test_ordinary_paths_are_left_alone(text: str) -> None:
    assert not findings("a", text)
