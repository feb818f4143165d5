"""The documents, their anchors, and where the repository cites them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.source import CHECKOUT

DESIGN = CHECKOUT / "docs" / "design"
DOCUMENTS = {
    path.name: path
    for path in (
        CHECKOUT / "CONTRIBUTING.md",
        *sorted((CHECKOUT / "docs").glob("*.md")),
        *sorted(DESIGN.glob("[!R]*.md")),  # README.md leads to the others
    )
}
PAGES = (
    *(CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md")),
    *(CHECKOUT / folder / "README.md" for folder in ("samples", "benchmarks")),
    *sorted((CHECKOUT / "docs").rglob("*.md")),
)
CODE = ("iku_workbook", "tests", "benchmarks", "samples", "templates")
SET_ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


class Mention(NamedTuple):
    """A document named in a file: where, by which path, and the anchor, "" where none is."""

    place: str
    path: str
    anchor: str


MENTION = re.compile(r"(?<![\w{}*./-])([\w./-]*?[\w-]+\.md)\b(?![\"])(?:#([\w-]+))?")


def anchors(text: str) -> list[str]:
    """Every anchor of a page: those that are set, and those that its headings make."""
    headings = HEADING.findall(FENCED.sub("", text))
    return [*SET_ANCHOR.findall(text), *map(slug, headings)]


def slug(heading: str) -> str:
    """The anchor that Markdown viewers make of a heading: "The whole" is the-whole."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


@cache
def sources() -> tuple[Path, ...]:
    """Every file of code that may cite a document."""
    found = [path for folder in CODE for path in (CHECKOUT / folder).rglob("*.py")]
    found += (CHECKOUT / "Makefile", CHECKOUT / "setup.cfg")
    return tuple(sorted(path for path in found if path.is_file()))


def mentions() -> Iterator[Mention]:
    """Every document that code names, in the order of the files."""
    for path in sources():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for named in MENTION.finditer(line):
                place = f"{path.relative_to(CHECKOUT)}:{number}"
                yield Mention(place, named[1], named[2] or "")
