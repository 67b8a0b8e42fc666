"""How large images are likely to be, by modality: for telling before anything is retrieved.

No archive tells sizes in a C-FIND. The table says what one image usually takes uncompressed, as a
CD wants it (PS3.11 D): rows x columns x bytes of what the machines of that kind write, with some
room for the header. A single series may be far off, so what is told from it is always "about".
"""

from __future__ import annotations

from .study import Series, Study

USUAL_BYTES = {
    "CT": 530_000,  # 512 x 512 x 2
    "MR": 270_000,  # from 256 x 256 to 512 x 512, x 2
    "PT": 90_000,  # from 128 x 128 to 400 x 400, x 2
    "NM": 500_000,  # many small frames in one object
    "CR": 10_000_000,  # 2140 x 1760 to 2500 x 2048, x 2
    "DX": 15_000_000,  # 3000 x 2500 x 2
    "PX": 8_000_000,
    "IO": 1_500_000,
    "MG": 28_000_000,  # 4096 x 3328 x 2
    "US": 6_000_000,  # a still has 1 MB, a loop many times that
    "IVUS": 60_000_000,
    "XA": 16_000_000,  # 512 x 512 x some 60 frames
    "RF": 4_000_000,
    "ES": 3_000_000,
    "XC": 6_000_000,
    "OP": 6_000_000,
    "OPT": 30_000_000,
    "SM": 200_000_000,
    "SC": 1_000_000,
    "OT": 1_500_000,
    "SEG": 5_000_000,
    "RTDOSE": 10_000_000,
    "RTSTRUCT": 3_000_000,
    "RTPLAN": 100_000,
    "DOC": 500_000,
    "SR": 20_000,
    "PR": 20_000,
    "KO": 10_000,
    "ECG": 200_000,
}
ANY_BYTES = 1_000_000


def bytes_of_series(series: Series) -> int | None:
    """About how many bytes; None where the archive does not tell how many images there are."""
    if series.instances is None:
        return None
    return series.instances * USUAL_BYTES.get(series.modality.upper(), ANY_BYTES)


def bytes_of_study(study: Study) -> int | None:
    """The same for a study: of its series where each is counted, else of its own count, as if all
    were of the modality whose images are the largest."""
    counted = [bytes_of_series(series) for series in study.series]
    if counted and None not in counted:
        return sum(one or 0 for one in counted)
    if study.instance_count is None:
        return None
    usual = [USUAL_BYTES.get(modality.upper(), ANY_BYTES) for modality in study.modalities]
    return study.instance_count * max(usual, default=ANY_BYTES)
