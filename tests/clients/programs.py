"""The programs that open a form and save it; each is skipped where it is missing."""

import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

import ironcalc
import openpyxl
import pytest

from tests import libreoffice, onlyoffice

HERE = Path(__file__).parent
PACKAGES = HERE.parent / "npm" / "node_modules"

Pairs = Sequence[tuple[Path, Path]]


@dataclass(frozen=True)
class Program:
    """A client and the kind of file that it saves.

    version  None where it is not installed
    save     opens the first path of each pair and saves it as the second
    """

    name: str
    suffix: str
    version: Callable[[], str | None]
    save: Callable[[Pairs], object]

    @property
    def label(self) -> str:
        """Its name, with the kind of file where that is not .xlsx."""
        return self.name if self.suffix == "xlsx" else f"{self.name} .{self.suffix}"


def _save_with_libreoffice(pairs: Pairs) -> None:
    for source, target in pairs:
        libreoffice.office().work(source, save=[target])


def _save_with_gnumeric(pairs: Pairs) -> None:
    for source, target in pairs:
        _run("ssconvert", "-T", "Gnumeric_Excel:xlsx2", source, target)


def _save_with_openpyxl(pairs: Pairs) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for source, target in pairs:
            openpyxl.load_workbook(source).save(target)


def _save_with_onlyoffice(pairs: Pairs) -> None:
    onlyoffice.work(onlyoffice.Job(source, target=target) for source, target in pairs)


def _save_with_ironcalc(pairs: Pairs) -> None:
    for source, target in pairs:
        book = ironcalc.load_from_xlsx(str(source))
        book.evaluate()
        target.unlink(missing_ok=True)  # it writes over nothing
        book.save_to_xlsx(str(target))


def _save_with_node(script: str) -> Callable[[Pairs], None]:
    def save(pairs: Pairs) -> None:
        _run("node", HERE / script, *chain.from_iterable(pairs))

    return save


@cache
def _libreoffice() -> str | None:
    if not libreoffice.available():
        return None
    return _run("soffice", "--version").split()[1]


@cache
def _gnumeric() -> str | None:
    if not shutil.which("ssconvert"):
        return None
    return _run("ssconvert", "--version").split("'")[1]


def _installed(name: str) -> Callable[[], str | None]:
    def installed() -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    return installed


def _package(name: str) -> Callable[[], str | None]:
    def version() -> str | None:
        about = PACKAGES / name / "package.json"
        if not (shutil.which("node") and about.is_file()):
            return None
        return str(json.loads(about.read_text(encoding="utf-8"))["version"])

    return version


def _run(*command: object) -> str:
    run = subprocess.run([str(each) for each in command], check=True, capture_output=True)
    return (run.stdout or run.stderr).decode()


PROGRAMS = (
    Program("LibreOffice", "xlsx", _libreoffice, _save_with_libreoffice),
    Program("LibreOffice", "ods", _libreoffice, _save_with_libreoffice),
    Program("LibreOffice", "xls", _libreoffice, _save_with_libreoffice),
    Program("Gnumeric", "xlsx", _gnumeric, _save_with_gnumeric),
    Program("ONLYOFFICE", "xlsx", _installed("document-builder"), _save_with_onlyoffice),
    Program("IronCalc", "xlsx", _installed("ironcalc"), _save_with_ironcalc),
    Program("ExcelJS", "xlsx", _package("exceljs"), _save_with_node("exceljs.mjs")),
    Program("SheetJS", "xlsx", _package("xlsx"), _save_with_node("sheetjs.mjs")),
    Program("openpyxl", "xlsx", lambda: openpyxl.__version__, _save_with_openpyxl),
)


def saved(program: Program, data: bytes, folder: Path) -> Path:
    """A workbook after the program saved it; skips the test where the program is missing."""
    if program.version() is None:
        pytest.skip(f"{program.name} is missing")
    source = folder / "source.xlsx"
    target = folder / f"{program.name.lower()}.{program.suffix}"
    source.write_bytes(data)
    program.save([(source, target)])
    return target
