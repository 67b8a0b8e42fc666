"""A made-up hospital to try everything with: PACS, patient API and CD publisher in one process.

`casebook` says whom and what there is, `head`, `chest`, `ultrasound` and `documents` draw it,
`objects` makes DICOM instances of it, `archive` looks them up, and `pacs`, `patient_api` and
`publisher` serve it. `hospital` opens and closes all of them.
"""

from .casebook import DemoAccession
from .hospital import Hospital, config_text

__all__ = ["DemoAccession", "Hospital", "config_text"]
