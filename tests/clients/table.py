"""docs/clients.md: what each client's save keeps of a form, read from the saved files."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.model import FieldType
from iku_workbook.returns import Return
from tests.clients import material
from tests.clients.features import FEATURES, Compared, Opened, compare, hidden
from tests.clients.programs import PROGRAMS, Program
from tests.clients.values import inputs_of
from tests.forms import check, known
from tests.libreoffice import office
from tests.source import CHECKOUT

PAGE = CHECKOUT / "docs" / "clients.md"
VALUES, RECALCULATION, VALIDATOR = "values", "recalculation", "**the checks say**"
BY_HAND = "try-by-hand.md"
INTRODUCTION = f"""# What other programs keep

A village opens its form with whatever program it has, and saves it. What that program does not know
is lost: protection, lists of choices, a chart. Nothing of that may cost the village its return, so
every client below is a test: it opens a filled form, saves it, and the checks must accept what it
saved, with the same values. What it dropped is a warning at most.

This page is written by `make clients-table` from the saved files themselves, and a test holds it
against them. Excel, WPS Office, Google Sheets and telephones could not be tried: they wait for
[somebody who has them]({BY_HAND}). So the checks rely on nothing but what every .xlsx column keeps:
values, formulas, and one identity out of three.

Genuine returns by the hundred, through each of them: `python -m tests.clients.genuine 500`.

"""
LEGEND = """
*kept*: nothing differs, however it is spelt. *changed*: some of it differs. *lost*: nothing of it
is left. Cached results are what a program shows before it computes; recalculation is what
LibreOffice shows in the saved file after an entry was typed into it. What .ods and .xls keep was
read after LibreOffice opened them once more; their values were read by python-calamine. LibreOffice
ran without a window. ONLYOFFICE is its Document Builder, the engine of its editors without their
window. The form has no notes.

Three of them compute forms and masters anew over random fillings, in which every cell must show
what our own engine says: `python -m tests.agreement`, where IronCalc needs no other program at all;
`--judge ONLYOFFICE` asks that one. It also alters masters and shows their figures:
`python -m tests.master.alterations`.

"""


@dataclass(frozen=True)
class Column:
    """What one client made of the form."""

    program: Program
    cells: dict[str, str]


def page(folder: Path) -> str:
    """The whole page; every client must be here."""
    columns = [_column(program, folder) for program in PROGRAMS]
    rows = [VALUES, RECALCULATION, *FEATURES, VALIDATOR]
    lines = ["| | " + " | ".join(each.program.label for each in columns) + " |"]
    lines.append("| --- |" + " --- |" * len(columns))
    lines += [
        f"| {row} | " + " | ".join(each.cells[row] for each in columns) + " |" for row in rows
    ]
    return INTRODUCTION + "\n".join(lines) + "\n" + LEGEND + "\n".join(_versions()) + "\n"


def documented() -> set[str]:
    """The clients and versions that the page in the repository was written with."""
    return {line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "- "}


def here() -> set[str]:
    """The clients and versions of this machine."""
    return set(_versions())


def _versions() -> Iterator[str]:
    yield from dict.fromkeys(f"- {each.name} {each.version()}" for each in PROGRAMS)


def _column(program: Program, folder: Path) -> Column:
    source = folder / "form.xlsx"
    source.write_bytes(material.good())
    saved = folder / f"{program.name.lower()}.{program.suffix}"
    program.save([(source, saved)])
    readable = saved
    if program.suffix != "xlsx":
        readable = saved.with_name(f"{saved.name}.xlsx")
        office().work(saved, save=[readable])
    before, after = Opened.of(source.read_bytes()), Opened.of(readable.read_bytes())
    cells = {name: _word(name, feature, before, after) for name, feature in FEATURES.items()}
    same = inputs_of(saved) == inputs_of(source)
    cells[VALUES] = "kept" if same else "**changed**"
    cells[RECALCULATION] = "works" if recalculates(saved) else "**fails**"
    [returned] = check(saved.read_bytes(), forms=known(material.definition()))
    cells[VALIDATOR] = verdict(returned)
    return Column(program, cells)


def _word(name: str, feature: Callable[[Opened], object], before: Opened, after: Opened) -> str:
    found: Compared = compare(feature(before), feature(after))
    if feature is hidden and found.word != "kept":
        return "hidden" if found.word == "changed" else "visible"
    return found.word


def verdict(returned: Return) -> str:
    """The verdict and the codes of what was found: ``accepted: LOCK-003 ×5``."""
    codes = Counter(each.code for each in returned.findings)
    said = ", ".join(code + (f" ×{count}" if count > 1 else "") for code, count in codes.items())
    return f"{returned.verdict}: {said}" if said else str(returned.verdict)


def recalculates(path: Path) -> bool:
    """Whether a result follows an input that somebody changes."""
    layout = material.LAYOUT
    of, (_, place) = next(
        (of, found)
        for of, found in layout.fields.items()
        if found[0].type is FieldType.INTEGER and _result_of(of)
    )
    typed = f"{place.sheet}!{place.address}"
    result = layout.computed[_result_of(of)][1]
    shown = f"{result.sheet}!{result.address}"
    [before] = office().work(path, read=[shown]).values()
    entered = float(material.values()[of]) * 2
    [after] = office().work(path, type_in={typed: entered}, read=[shown]).values()
    return isinstance(after, float) and after != before


def _result_of(field: str) -> str:
    """The first indicator's value that reads a field."""
    for block in material.LAYOUT.blocks:
        name = result_name(block.indicator.code, Role.VALUE)
        reads = {each.name: each.reads for each in material.LAYOUT.calculations}
        if field in reads.get(name, ()):
            return name
    return ""
