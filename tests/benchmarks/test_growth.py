"""Whether an instance of a large study takes longer than one of a small study: no step may look
at all the others again. Run alone: pytest -m slow -s tests/benchmarks/test_growth.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

import pytest

from mkiso_desktop.engine.job import JobState
from tests.engine.test_engine import a_config
from tests.engine.test_engine import running as open_engine
from tests.peers import free_port, orthanc
from tests.peers.archive import STATION_AE
from tests.peers.process import LOOPBACK
from tests.samples import write_study

from .rounds import interleaved
from .test_pipeline import by_engine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3000),
    pytest.mark.skipif(sys.platform != "linux", reason="as the other benchmarks"),
]
SIZES = (500, 5000, 20_000)
SERIES_OF = 250


def test_time_per_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = free_port()
    with orthanc({STATION_AE: (LOOPBACK, ours)}) as archive:
        for size in SIZES:
            shape = {"series": size // SERIES_OF, "instances": SERIES_OF, "rows": 64}
            files = write_study(tmp_path / f"{size}", accession_number=f"N{size}", **shape)  # type: ignore[arg-type]
            archive.store(files)
            for file in files:
                file.write_bytes(b"")
        config = a_config(tmp_path, (archive.host, archive.port, archive.ae_title), ours)
        walks: list[dict[JobState, float]] = []
        with open_engine(config, lanes=1) as engine:
            contestants = {f"{size}": by_engine(engine, size, walks, f"N{size}") for size in SIZES}
            seconds = interleaved(contestants, tmp_path / "rounds")
    each = {size: median(seconds[f"{size}"]) / size for size in SIZES}
    with capsys.disabled():
        print(f"\nTime per instance of 8 kB, medians of {len(seconds['500'])} rounds")
        for size, one in each.items():
            print(f"  {size:6} instances {one * 1e6:7.0f} us each, {one / each[500]:.2f} of 500's")
