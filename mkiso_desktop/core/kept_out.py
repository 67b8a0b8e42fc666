"""Keeps out of this process what libraries load, if it is installed, for work not done here.

`sys.modules[name] = None` is Python's own word for "there is no such module": whoever imports it
goes on without, as he does where it is not installed.
"""

from __future__ import annotations

import sys
from typing import Final

DECODERS: Final = ("gdcm", "numpy", "PIL", "pylibjpeg", "openjpeg", "rle")
"""pydicom and pynetdicom look for them: 35 MB, and gdcm calls abort() for some broken images. Here
pixels are decoded in processes of their own (steps.transcode, steps.painter)."""
BY_THE_WAY: Final = (
    "httpx._main",  # its command line, with click, rich and Pygments: 7 MB
    "requests",  # by which pydicom would download examples: 7 MB
)


def keep_out(*names: str) -> None:
    """For the whole process, before anything imports them; what is loaded already stays."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
