"""What stands on paper: a workbook's pages as LibreOffice prints them, read by poppler's tools."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.libreoffice import needs_libreoffice

TOOLS = ("pdfinfo", "pdftotext", "pdftoppm")


@cache
def _missing() -> str:
    """What is missing for pages as Excel would lay them out; "" if nothing is."""
    lacking = [tool for tool in (*TOOLS, "fc-match") if not shutil.which(tool)]
    if lacking:
        return f"missing: {', '.join(lacking)}"
    font = run("fc-match", "-f", "%{family}", "Calibri")
    return "" if font in {"Calibri", "Carlito"} else "missing: a font as wide as Calibri (Carlito)"


def needs_paper(test):
    """Marks a test that is skipped where pages cannot be printed and read."""
    return needs_libreoffice(pytest.mark.skipif(bool(_missing()), reason=_missing())(test))


def pages(path: Path) -> list[str]:
    """The text of each page, squeezed."""
    text = run("pdftotext", "-raw", path, "-")
    return [squeezed(page) for page in text.split("\f")[:-1]]


def squeezed(text: str) -> str:
    """A text without what paper spells otherwise.

    Words break where lines do, marks come in letters of another font, decimals as the language has
    them.
    """
    return re.sub(r"[\s✓✗•!]", "", text).replace(",", ".")


def size(path: Path) -> tuple[float, float]:
    """Width and height of the first page, in points."""
    found = re.search(r"Page size: +([\d.]+) x ([\d.]+)", run("pdfinfo", path))
    assert found
    return float(found[1]), float(found[2])


def run(*command: object) -> str:
    """What a tool says."""
    words = [str(each) for each in command]
    return subprocess.run(words, check=True, capture_output=True).stdout.decode()
