"""ONLYOFFICE as a real client: its Document Builder (``document-builder`` of PyPI) opens workbooks,
runs what a person does in its own JavaScript, computes and saves.

Without a licence it lays its mark over every sheet that is not protected: a picture at A1.
"""

import importlib.util
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from iku_workbook.formula.error_values import ExcelError
from tests.source import CHECKOUT

PACKAGE = "docbuilder"
PROTECTION = re.compile(rb"<sheetProtection[^>]*/>")

_IN_WORKBOOK = """
(function (typed, read) {
    function range(place) {
        var cut = place.lastIndexOf("!");
        return Api.GetSheet(place.slice(0, cut)).GetRange(place.slice(cut + 1));
    }
    // A text is typed after an apostrophe, whatever it looks like; not where texts alone stand.
    function entry(value, texts) {
        return typeof value === "string" && value && !texts ? "'" + value : value;
    }
    %s
    return JSON.stringify(read.map(function (place) {
        var shown = range(place).GetValue();
        return Array.isArray(shown) ? shown : [[shown]];
    }));
})(%%s, %%s)
"""
# Of formulas that are alike RecalculateAllFormulas computes the first alone; so each is typed anew.
_COMPUTE = (
    _IN_WORKBOOK
    % """
    read.forEach(function (place) {
        range(place).ForEach(function (cell) {
            var formula = cell.GetFormula();
            if (String(formula).charAt(0) === "=") {
                cell.SetNumberFormat("General");
                cell.SetValue(formula);
            }
        });
    });
    Object.keys(typed).forEach(function (place) {
        var texts = [];
        range(place).ForEach(function (cell) { texts.push(cell.GetNumberFormat() === "@"); });
        range(place).SetValue(typed[place].map(function (row, down) {
            return row.map(function (value, at) {
                return entry(value, texts[down * row.length + at]);
            });
        }));
    });
    Api.RecalculateAllFormulas();
"""
)
# Not by ForEach, within which what reads a cell is computed before the cell has its value.
_TYPE = (
    _IN_WORKBOOK
    % """
    Object.keys(typed).forEach(function (place) {
        var cells = [];
        range(place).ForEach(function (cell) { cells.push(cell); });
        typed[place].forEach(function (row, down) {
            row.forEach(function (value, at) {
                var cell = cells[down * row.length + at];
                if (value !== null && value !== "") {
                    cell.SetValue(entry(value, cell.GetNumberFormat() === "@"));
                }
            });
        });
    });
"""
)
Value = float | str | None


class Job(NamedTuple):
    """A workbook that is opened, what is done there, and where it is saved.

    script  an expression of JavaScript; what it comes to, as text, is the answer
    """

    source: Path
    script: str = "''"
    target: Path | None = None


def available() -> bool:
    """Whether the Document Builder is here."""
    return importlib.util.find_spec(PACKAGE) is not None


def needs_onlyoffice(test):
    """Marks a test that is skipped where ONLYOFFICE is missing."""
    missing = pytest.mark.skipif(not available(), reason="ONLYOFFICE's Document Builder is missing")
    return pytest.mark.client(missing(test))


def work(jobs: Iterable[Job]) -> list[str]:
    """Does the jobs one after the other in one process; what each script came to."""
    asked = [
        [str(each.source.resolve()), each.script, str(each.target.resolve() if each.target else "")]
        for each in jobs
    ]
    with tempfile.TemporaryDirectory(prefix="iku-onlyoffice-") as folder:
        answers = Path(folder, "answers.json")
        # What it prints of itself, its licence and its sheets' protection, says nothing here.
        subprocess.run(
            [sys.executable, "-m", "tests.onlyoffice", str(answers)],
            cwd=CHECKOUT,
            input=json.dumps(asked),
            text=True,
            check=True,
            capture_output=True,
        )
        return json.loads(answers.read_text(encoding="utf-8"))


def compute(
    path: Path, rounds: Iterable[Mapping[str, list[list[Value]]]], read: Iterable[str]
) -> list[list[list[list[Value]]]]:
    """As ``tests.libreoffice.Office.compute``, but that each round begins with the workbook as it
    is in the file: an error comes back as None, a truth as a number.
    """
    return _answers(_COMPUTE, path, rounds, read)


def typed(
    path: Path, rounds: Iterable[Mapping[str, list[list[Value]]]], read: Iterable[str]
) -> list[list[list[list[Value]]]]:
    """The same, but that it is typed cell by cell, and nothing computed but what reads a cell."""
    return _answers(_TYPE, path, rounds, read)


def _answers(script, path, rounds, read):
    with tempfile.TemporaryDirectory(prefix="iku-onlyoffice-") as folder:
        opened = Path(folder, "open.xlsx")
        opened.write_bytes(unlocked(path.read_bytes()))
        wanted = json.dumps([*read])
        answers = work([Job(opened, script % (json.dumps(each), wanted)) for each in rounds])
    return [
        [[[_shown(value) for value in row] for row in rows] for rows in json.loads(answer)]
        for answer in answers
    ]


def unlocked(data: bytes) -> bytes:
    """A workbook as its reader has it who has taken the protection off, which has no password."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", 8) as written:
        for each in source.infolist():
            written.writestr(each, PROTECTION.sub(b"", source.read(each)))
    return target.getvalue()


def _shown(value: Value) -> Value:
    if isinstance(value, bool):
        return float(value)
    return None if value in {*ExcelError} else value


def _main() -> None:
    import docbuilder

    builder, answers = docbuilder.CDocBuilder(), []
    for source, script, target in json.load(sys.stdin):
        if builder.OpenFile(source, ""):
            raise SystemExit(f"{source} is no workbook to ONLYOFFICE")
        answers.append(builder.GetContext().GetGlobal().Call("eval", script).ToString())
        if target and builder.SaveFile("xlsx", target):
            raise SystemExit(f"{target} cannot be written")
        builder.CloseFile()
    Path(sys.argv[1]).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    _main()
