"""Writes the demo hospital's reports: their words, and a small PDF made by hand."""

from __future__ import annotations

from .casebook import INSTITUTION, DemoStudy

FINDINGS = {
    "head": (
        "Tampak lesi perdarahan intraparenkim di ganglia basalis kiri, ukuran sekitar "
        "16 x 25 x 19 mm, dengan edema perifokal.",
        "Sistem ventrikel dan sisterna dalam batas normal. Tidak tampak pergeseran garis tengah.",
        "Perdarahan intraparenkim ganglia basalis kiri stadium subakut dini.",
    ),
    "chest": (
        "Jantung membesar ke kiri, rasio kardiotoraks sekitar 58 persen.",
        "Corakan bronkovaskular normal. Sinus kostofrenikus kanan dan kiri lancip. Tulang intak.",
        "Kardiomegali. Pulmo tidak tampak kelainan.",
    ),
    "abdomen": (
        "Hepar: ukuran dan ekogenisitas normal, permukaan rata, vena tidak melebar.",
        "Ginjal kanan: ukuran normal, batas korteks dan medula jelas, tidak tampak batu. "
        "Kandung empedu: dinding tipis, tidak tampak batu.",
        "USG hepar, kandung empedu dan ginjal kanan dalam batas normal.",
    ),
}
"""By variant of a series: two findings and the impression."""

_WIDTH = 82  # characters in a line of the PDF


def pdf(study: DemoStudy, variant: str) -> bytes:
    """The report as a PDF of one A4 page (ISO 32000-1), with text that can be searched."""
    person, (first, second, impression) = study.person, FINDINGS[variant]
    lines = [
        (16, INSTITUTION),
        (10, "Instalasi Radiologi, Jalan Contoh 1, Jakarta"),
        (10, ""),
        (13, f"Hasil {study.description}"),
        (10, ""),
        (10, f"Nama: {person.api_name}     No. RM: {person.patient_id}"),
        (10, f"Tanggal lahir: {_day(person.birth_date)}     No. akses: {study.accession_number}"),
        (10, f"Tanggal pemeriksaan: {_day(study.date)}"),
        (10, ""),
        *(
            (10, line)
            for text in (first, "", second, "", "Kesan:", impression)
            for line in _fold(text)
        ),
        (10, ""),
        (10, "dr. Contoh Radiolog, Sp.Rad"),
    ]
    return _page(lines)


def _day(date: str) -> str:
    return f"{date[6:]}-{date[4:6]}-{date[:4]}"


def _fold(text: str) -> list[str]:
    """The text in lines of at most _WIDTH characters; one empty line for an empty text."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _page(lines: list[tuple[int, str]]) -> bytes:
    row, words = 790, []
    for size, text in lines:
        row -= size + 6
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        words.append(f"BT /F1 {size} Tf 56 {row} Td ({safe}) Tj ET")
    content = "\n".join(words).encode("latin-1", "replace")
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _file(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue, with its table of places."""
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
