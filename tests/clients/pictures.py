"""Draws docs/pictures anew: python -m tests.clients.pictures (or make pictures).

Each is a page as LibreOffice prints it, cut to what stands on it; the report as Chromium shows it.
"""

import datetime
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.findings import Decision, Finding
from iku_workbook.inputs import Values
from iku_workbook.master import write_master
from iku_workbook.periods import Period
from iku_workbook.replies.corrected_copy import corrected
from iku_workbook.report import html, standing
from iku_workbook.results.status import standings
from iku_workbook.results.year import consolidate_year
from iku_workbook.returns import Return
from samples.year import PERIOD, RETURNS, invented_values, sample_key
from tests import browser, libreoffice
from tests.clients import material
from tests.clients.paper import TOOLS, run
from tests.documents import material as documents
from tests.forms import check, filled, known
from tests.source import CHECKOUT

PICTURES = CHECKOUT / "docs" / "pictures"
SHARP = 200  # dots an inch, before a picture is made as small as WIDTH
WIDTH = 1000  # pixels
MARGIN = 12  # pixels of white around it
COLOURS = 48
FOOT = 0.68  # inches of the page below its content
DOCUMENT_FOOT = 0.85  # of a document's page, whose footer has two lines
MASTER_SHEETS = {"capaian": "Capaian", "matriks": "Matriks", "rantai-hitung": "Alur perhitungan"}
DOCUMENTS = ("lampiran", "lkjip")
LONG = {"kegiatan"}  # pages of which the upper half says enough
TO_MEND = {"status_desa": "Mandiri", "dokumen_selesai": 49, "nomor_perdes": None}
KNOWN = datetime.date(2024, 10, 8)  # the day that the master workbook is of
LARGEST = 150 * 1024  # bytes


def main() -> int:
    """Draws every picture; 2 where a tool is missing, 1 where a picture came out too large."""
    missing = [tool for tool in ("soffice", "convert", *TOOLS) if not shutil.which(tool)]
    if missing:
        print(f"Missing: {', '.join(missing)}. Install them with: make clients", file=sys.stderr)
        return 2
    PICTURES.mkdir(exist_ok=True)
    large = 0
    with TemporaryDirectory(prefix="iku-pictures-") as folder:
        for name, pdf, page in _pages(Path(folder)):
            picture = PICTURES / f"{name}.png"
            _draw(pdf, page, picture)
            size = picture.stat().st_size
            large += size > LARGEST
            print(f"{picture.name}: {size / 1024:.0f} KB")
        if browser.available():
            for name, page in (("laporan", _report()), ("keadaan", _standing())):
                large += _draw_page(Path(folder), page, PICTURES / f"{name}.png") > LARGEST
    return int(large > 0)


def _pages(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Each picture's name, the PDF that it is in, and its page."""
    books = {
        "good": filled(
            invented_values()[_busy()], material.definition(), _busy(), previous=_earlier()
        ),
        "troubled": filled(
            {**material.values(), **TO_MEND}, material.definition(), previous=material.EARLIER
        ),
        "master": _master(),
        "copy": _copy(),
    }
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    files = [folder / f"{name}.xlsx" for name in books]
    for kind in DOCUMENTS:
        files.append(folder / f"{kind}.docx")
        files[-1].write_bytes(documents.made(kind))
    good, troubled, master, copy, decree, report = libreoffice.to_pdf(files, folder)
    yield "petunjuk", good, 1
    yield "isian", good, 2
    yield "isian-perlu-diperbaiki", troubled, 2
    yield "kegiatan", good, 3
    yield "iku", good, 4
    yield "pengesahan", good, 5
    yield "master", master, 1
    for name, sheet in MASTER_SHEETS.items():
        yield name, master, _first_page(master, sheet)
    yield "perbaikan", copy, 1
    yield "lampiran", decree, 2
    yield "lkjip", report, 3


def _first_page(pdf: Path, sheet: str) -> int:
    """The first page of a master's sheet, which begins with its name."""
    printed = run("pdftotext", "-layout", pdf, "-").split("\f")
    return 1 + next(at for at, text in enumerate(printed) if text.strip().startswith(sheet))


def _busy() -> str:
    """The unit with most rows in its registers."""
    found = invented_values()
    registers = [table.register.id for table in material.LAYOUT.tables]
    return max(found, key=lambda code: sum(len(found[code][of]) for of in registers))


def _earlier() -> Values:
    """A quarter before, a little less of everything that is counted."""
    values = invented_values()[_busy()]
    return {
        of: round(value * 0.9) if isinstance(value, int) else value
        for of, value in values.items()
        if not isinstance(value, list)
    }


def _copy() -> bytes:
    """What goes back for a return with something to mend."""
    definition = material.definition()
    wrong = {"status_desa": "Sangat Maju", "dokumen_selesai": "45 dokumen", "nomor_perdes": None}
    event = {**material.values()["kegiatan"][0], "tanggal": datetime.date(2024, 4, 17)}
    values = {**material.values(), **wrong, "kegiatan": [event]}
    data = filled(values, definition, previous=material.EARLIER)
    forms = known(definition)
    [returned] = check(data, forms=forms)
    return corrected(data, returned, forms) or b""


def _report() -> str:
    """The report on a quarter's returns."""
    definition = material.definition()
    names = {unit.code: unit.name for unit in definition.units}
    return html.render(_returns({"35.27.01.2003": TO_MEND}), "id", names)


def _standing() -> str:
    """How every unit stands a few days after the first quarter's returns were due."""
    definition = material.definition()
    day = datetime.datetime(2024, 4, 5, 9, 12).astimezone()
    returns = [
        replace(
            each,
            received=day + datetime.timedelta(days=number),
            approval=Decision("Kasi PMD", day) if number < 2 else None,
        )
        for number, each in enumerate(_returns({"35.27.01.2003": TO_MEND})[:10])
    ]
    lost = Finding("FILE-008", "laporan triwulan.xlsx")
    unplaced = Return(lost.file, "", None, None, (lost,), {}, {}, received=day, number=4)
    today = datetime.date(2024, 4, 16)
    periods = [Period.parse(code, definition.cadence) for code in (PERIOD, "2024-Q2")]
    matrix = standings(definition, returns, periods, today)
    contacts = {"35.27.01.2003": "Sekretaris desa, 0812 0000 0000"}
    overview = standing.Overview(definition, periods, matrix, today, contacts, [unplaced])
    return standing.as_html(overview, "id")


def _draw_page(folder: Path, text: str, picture: Path) -> int:
    """A page as a browser shows its beginning; gives the picture's bytes."""
    page, drawn = folder / f"{picture.stem}.html", folder / f"{picture.stem}-page.png"
    page.write_text(text, encoding="utf-8")
    browser.visit(page, [("picture", str(drawn))], width=WIDTH)
    few = ["+dither", "-colors", COLOURS, "-strip", "-define", "png:exclude-chunks=date,time"]
    run("convert", drawn, *few, f"PNG8:{picture}")
    return picture.stat().st_size


def _returns(changes: Mapping[str, Values] = MappingProxyType({})) -> list[Return]:
    """All sample returns, some units' with other values."""
    definition = material.definition()
    files = [
        filled({**each, **changes.get(code, {})}, definition, code)
        for code, each in invented_values().items()
    ]
    return check(*files, forms=known(definition))


def _master() -> bytes:
    """The master workbook of three quarters, while one unit mends its return for the last."""
    definition = material.definition()
    days = [each for each in sorted(RETURNS.iterdir()) if each.name <= KNOWN.isoformat()]
    forms = Forms(definition, sample_key(), lambda _: None)
    returns = validate(gather([str(each) for each in days]), forms)
    year = consolidate_year(definition, returns, Period.parse("2024-Q3"))
    return write_master(year, as_of=KNOWN)


def _draw(pdf: Path, page: int, picture: Path) -> None:
    """One page without its footer, cut to its content, as wide as all pictures, in few colours."""
    drawn = pdf.with_name(f"{picture.stem}-page")
    run("pdftoppm", "-png", "-r", SHARP, "-f", page, "-l", page, "-singlefile", pdf, drawn)
    inches = DOCUMENT_FOOT if picture.stem in DOCUMENTS else FOOT
    foot = "47%" if picture.stem in LONG else f"{SHARP * inches:.0f}"
    cut = ["-gravity", "South", "-chop", f"0x{foot}", "-trim", "+repage"]
    frame = ["-resize", f"{WIDTH - 2 * MARGIN}x", "-bordercolor", "white", "-border", MARGIN]
    few = ["+dither", "-colors", COLOURS, "-strip", "-define", "png:exclude-chunks=date,time"]
    run("convert", f"{drawn}.png", *cut, *frame, *few, f"PNG8:{picture}")


if __name__ == "__main__":
    sys.exit(main())
