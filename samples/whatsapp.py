"""What a year of WhatsApp leaves in an inbox: files of every kind, under whatever names.

``fill`` writes as many as are asked for into a folder, the same on every machine, and says what
must be told of each line. Nine villages of the sample quarter return their forms; three send
nothing but photographs and papers, which only their names give to them. Every figure is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from samples.desk import ACCEPTED, NO_RETURN, REJECTED, packed
from samples.year import QUARTER

BAD = Path(__file__).parent / "bad"
RETURN, SILENT = 9, 3
"""How many villages return forms, and how many nothing but other files."""

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_OPEN_XML = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}
_APPLE_DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(140)

Content = Callable[["Village", bytes], bytes]
"""The bytes of a file: of a village, and with what makes them differ from those of its kind."""


@dataclass(frozen=True)
class Village:
    """A village as names of files spell it, and the form that it returns."""

    code: str
    name: str
    form: bytes


@dataclass(frozen=True)
class Told:
    """What must be told of one line: the verdict, a code that says why, and whose file it is.

    unit   of the form itself
    named  the unit that the name alone tells
    """

    verdict: str
    code: str | None = None
    unit: str | None = None
    named: str | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of file: its name, of ``{code}``, ``{name}`` and ``{n}``, what is in it and what it
    comes to; of an archive, what its members come to.
    """

    name: str
    content: Content
    verdict: str = REJECTED
    code: str | None = None
    members: Mapping[str, tuple[str, str | None]] | None = None


def _form(village: Village, _: bytes) -> bytes:
    return village.form


def _of(data: bytes) -> Content:
    return lambda _, mark: data + mark


def _zipped(parts: Mapping[str, bytes]) -> Content:
    return lambda _, mark: packed({**parts, "docProps/mark.txt": mark})


def _archive(*names: str) -> Content:
    """An archive with the village's form under each of the names that is a form's."""

    def content(village: Village, mark: bytes) -> bytes:
        inside = {".jpg": b"\xff\xd8\xff\xe0" + mark, "._": _APPLE_DOUBLE, "in.zip": _INNER}
        return packed(
            {
                name: next((data for sign, data in inside.items() if sign in name), village.form)
                for name in (each.format(code=village.code, name=village.name) for each in names)
            }
        )

    return content


def _sample(case: str) -> Content:
    [path] = (each for each in (BAD / case).iterdir() if each.suffix != ".json")
    data = path.read_bytes()
    return lambda village, mark: data


_INNER = packed({"catatan.txt": b"di dalam arsip"})
_MAIL = b"From: desa@contoh.id\r\nSubject: Laporan\r\nMIME-Version: 1.0\r\n\r\nTerlampir."
_FORM = (ACCEPTED, None)

FORMS = (
    *(
        Kind(name, _form, ACCEPTED)
        for name in (
            "{code}-{name}.xlsx",
            "{code}-{name} (1).xlsx",
            "{name}.xlsx (1)",
            "{code}-{name}",
            "{name}.xlsx.bin",
            "DOC-20240405-WA{n}.",
            "{name}.XLSX",
            "Salinan dari {name}.xlsx",
            "{name}.xlsx.xlsx",
            "{name} renamed.zip",
            "{name}.docx",
            "{name}.xls",
            "{name}.txt",
            "\U0001f4c4 laporan {n}.xlsx",
            "laporan \u202exslx.{n}",
            "Desa {name}/TW I/isian.xlsx",
            "Laporan Triwulan I Tahun 2024 Desa {name} Kec. Sreseh " + "final " * 20 + ".xlsx",
        )
    ),
    Kind("{name} arsip.zip", _archive("{name}.xlsx"), members={"{name}.xlsx": _FORM}),
    Kind(
        "Desa {name} mac.zip",
        _archive("TW I/isian.xlsx", "__MACOSX/TW I/._isian.xlsx"),
        members={
            "TW I/isian.xlsx": _FORM,
            "__MACOSX/TW I/._isian.xlsx": (NO_RETURN, "FILE-047"),
        },
    ),
    Kind("arsip {n}", _archive("isian"), members={"isian": _FORM}),
)
OTHERS = (
    Kind("IMG-20240405-WA{n}.jpg", _of(b"\xff\xd8\xff\xe0\0\x10JFIF"), code="FILE-011"),
    Kind("foto isian {name}.jpeg", _of(b"\xff\xd8\xff\xe1\0\x10Exif"), code="FILE-011"),
    Kind("Screenshot_20240405_{name}.png", _of(b"\x89PNG\r\n\x1a\n"), code="FILE-011"),
    Kind("STK-20240405-WA{n}.webp", _of(b"RIFF\0\0\0\0WEBPVP8 "), code="FILE-011"),
    Kind("IMG_{n}.HEIC", _of(b"\0\0\0\x18ftypheic\0\0\0\0"), code="FILE-011"),
    Kind("{name}.gif", _of(b"GIF89a\1\0\1\0"), code="FILE-011"),
    Kind("pindaian {n}.bmp", _of(b"BM\x9a\0\0\0\0\0"), code="FILE-011"),
    Kind("fax {name}.tif", _of(b"II*\0\x08\0\0\0"), code="FILE-011"),
    Kind("foto saya jadi.xlsx {n}", _of(b"\xff\xd8\xff\xdb"), code="FILE-011"),
    Kind("{name}.pdf", _of(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), code="FILE-008"),
    Kind("CamScanner {n}.pdf", _of(b"%PDF-1.4\n1 0 obj\n"), code="FILE-008"),
    Kind("{code} isian.pdf.xlsx", _of(b"%PDF-1.5\n"), code="FILE-008"),
    Kind(
        "Surat {name}.docx", _zipped({**_OPEN_XML, "word/document.xml": b"<w/>"}), code="FILE-007"
    ),
    Kind("Surat {n}.doc", _of(_OLE2 + "WordDocument".encode("utf-16-le")), code="FILE-007"),
    Kind(
        "paparan {n}.pptx", _zipped({**_OPEN_XML, "ppt/presentation.xml": b"<p/>"}), code="FILE-007"
    ),
    Kind("notulen {n}.rtf", _of(b"{\\rtf1\\ansi "), code="FILE-007"),
    Kind(
        "notulen {n}.odt",
        _zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        code="FILE-007",
    ),
    Kind("catatan {n}.pages", _zipped({"Index/Document.iwa": b"\0"}), code="FILE-007"),
    Kind("isian {name}.numbers", _zipped({"Index/Tables/DataList.iwa": b"\0"}), code="FILE-049"),
    Kind("Desa {name}.rar", _of(b"Rar!\x1a\x07\x01\0"), code="FILE-014"),
    Kind("Desa {name}.7z", _of(b"7z\xbc\xaf\x27\x1c"), code="FILE-014"),
    Kind("cadangan {n}.gz", _of(b"\x1f\x8b\x08\0"), code="FILE-014"),
    Kind("cadangan {n}.tar", _of(bytes(257) + b"ustar\0" + bytes(100)), code="FILE-014"),
    Kind(
        "kiriman {n}.zip",
        _archive("{name}/in.zip", "{name}/foto.jpg"),
        members={
            "{name}/in.zip": (REJECTED, "FILE-014"),
            "{name}/foto.jpg": (REJECTED, "FILE-011"),
        },
    ),
    Kind("PTT-20240405-WA{n}.opus", _of(b"OggS\0\2"), code="FILE-043"),
    Kind("AUD-20240405-WA{n}.m4a", _of(b"\0\0\0\x1cftypM4A \0\0"), code="FILE-043"),
    Kind("AUD-20240405-WA{n}.amr", _of(b"#!AMR\n"), code="FILE-043"),
    Kind("lagu {n}.mp3", _of(b"ID3\3\0\0"), code="FILE-043"),
    Kind("VID-20240405-WA{n}.mp4", _of(b"\0\0\0\x20ftypisom\0\0"), code="FILE-043"),
    Kind("VID-20240405-{n}.3gp", _of(b"\0\0\0\x18ftyp3gp5\0\0"), code="FILE-043"),
    Kind("rekaman {name}.webm", _of(b"\x1aE\xdf\xa3\x9f"), code="FILE-043"),
    Kind("rekaman {n}.wav", _of(b"RIFF\0\0\0\0WAVEfmt "), code="FILE-043"),
    Kind("catatan {name}.txt", _of(b"Dokumen selesai: 48\r\n"), code="FILE-010"),
    Kind("rekap {n}.csv", _of(b"desa;jumlah\r\n"), code="FILE-010"),
    Kind(
        "WhatsApp Chat dengan {name} {n}.txt",
        _of(b"05/04/24 09.12 - Operator: baik\n"),
        code="FILE-010",
    ),
    Kind("Operator {n}.vcf", _of(b"BEGIN:VCARD\r\nVERSION:3.0\r\n"), code="FILE-010"),
    Kind("undangan {n}.ics", _of(b"BEGIN:VCALENDAR\r\n"), code="FILE-010"),
    Kind("lampiran {n}.html", _of(b"<!DOCTYPE html><html>"), code="FILE-009"),
    Kind("lampiran {name}.xls.htm", _of(b"<html xmlns:x='urn'>"), code="FILE-009"),
    Kind("isian {n}.xlsx.lnk", _of(b"L\0\0\0\1\x14\2\0\0\0\0\0"), code="FILE-044"),
    Kind("isian {n}.url", _of(b"[InternetShortcut]\r\nURL=https://contoh.id/"), code="FILE-044"),
    Kind(
        "isian {n}.gsheet",
        _of(b'{"url": "https://docs.google.com/", "doc_id": "x"}'),
        code="FILE-044",
    ),
    Kind("laporan {n}.eml", _of(_MAIL), code="FILE-045"),
    Kind(
        "laporan {n}.msg", _of(_OLE2 + "__substg1.0_0037001F".encode("utf-16-le")), code="FILE-045"
    ),
    Kind("Undangan Pernikahan {n}.apk", _zipped({"AndroidManifest.xml": b"\3\0"}), code="FILE-046"),
    Kind("formulir {n}.xlsx.exe", _of(b"MZ\x90\0\3\0\0\0"), code="FILE-046"),
    Kind("Thumbs.db", _of(_OLE2), NO_RETURN, "FILE-047"),
    Kind("desktop.ini", _of(b"[.ShellClassInfo]\r\n"), NO_RETURN, "FILE-047"),
    Kind(".DS_Store", _of(b"\0\0\0\1Bud1"), NO_RETURN, "FILE-047"),
    Kind("._{code}-{name}.xlsx", _of(_APPLE_DOUBLE), NO_RETURN, "FILE-047"),
    Kind("~${code}-{name}.xlsx", _of(b"\x08Operator" + bytes(150)), NO_RETURN, "FILE-040"),
    Kind(
        ".~lock.{name}.xlsx#", _of(b",operator,komputer,05.04.2024 09:12,"), NO_RETURN, "FILE-040"
    ),
    Kind("{name} kosong {n}.xlsx", lambda _, mark: b"", code="FILE-001"),
    Kind("{name} rusak {n}.xlsx", _of(bytes(64)), code="FILE-002"),
    Kind("{name} terpotong {n}.xlsx", lambda village, _: village.form[:9000], code="FILE-012"),
    Kind(
        "{name} terunduh {n}.xlsx.crdownload",
        lambda village, _: village.form[:5000],
        code="FILE-012",
    ),
    Kind("rahasia {n}.xlsx", _sample("password"), code="FILE-003"),
    Kind("daftar aset {n}.xlsx", _sample("another-workbook"), code="FORM-001"),
    Kind("Book1 {n}.xlsx", _sample("blank-workbook"), code="FORM-001"),
)


def villages() -> tuple[list[Village], list[Village]]:
    """Those that return forms, and those that send nothing but other files."""
    found = [
        Village(
            path.stem.partition("-")[0], path.stem.partition("-")[2].capitalize(), path.read_bytes()
        )
        for path in sorted(QUARTER.iterdir())
    ]
    return found[:RETURN], found[RETURN:]


def fill(folder: Path, files: int) -> dict[str, Told]:
    """Write so many files into a folder, and what must be told of each by its name: of a file, and
    of every member of an archive.
    """
    returning, silent = villages()
    told: dict[str, Told] = {}
    for number, (kind, n) in zip(range(files), _rounds(), strict=False):
        own = returning if kind in FORMS else silent
        village = own[(number if kind in FORMS else n) % len(own)]
        name = kind.name.format(code=village.code, name=village.name, n=f"{n:04}")
        if name.startswith((".", "~", "Thumbs", "desktop")) or (n and "{n}" not in kind.name):
            name = f"minggu {n:02}/{name}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(kind.content(village, f" {number}".encode()))
        told |= dict(_told(kind, name, village))
    return told


def _rounds() -> Iterator[tuple[Kind, int]]:
    """Each kind once, and again, and again."""
    for n in count():
        for kind in (*FORMS, *OTHERS):
            yield kind, n


def _told(kind: Kind, name: str, village: Village) -> Iterator[tuple[str, Told]]:
    if kind.members is None:
        yield (
            name,
            _line(
                kind.verdict,
                kind.code,
                village,
                named="{name}" in kind.name or "{code}" in kind.name,
            ),
        )
        return
    for member, (verdict, code) in kind.members.items():
        named = "{name}" in kind.name or "{name}" in member
        inside = member.format(code=village.code, name=village.name)
        yield f"{name}/{inside}", _line(verdict, code, village, named=named)


def _line(verdict: str, code: str | None, village: Village, *, named: bool) -> Told:
    if verdict == ACCEPTED:
        return Told(verdict, unit=village.code)
    return Told(verdict, code, named=village.code if named and verdict == REJECTED else None)
