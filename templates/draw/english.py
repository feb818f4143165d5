"""The same templates in English: what each text says stands beside it in ``english.toml``.

A template is drawn once, in Indonesian, and then put into English, so that both have the same
parts, tables and looks. Names in braces stay as they are: they are the templates' interface.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.text.run import Run

from templates.draw.paper import Paper

_MARK = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_WORDS = re.compile(r"[A-Z][a-z]|[a-z]\s[a-z]")
_COUNTS = re.compile(r"(?<=SEQ )\w+|(?<=\\c \")\w+")


def in_english(paper: Paper) -> Paper:
    """The drawing with all that a reader sees in English; KeyError for what english.toml lacks."""
    document = paper.document
    properties = document.core_properties
    properties.title, properties.language = _said(properties.title), "en-GB"
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.find(".//" + qn("w:lang")).set(qn("w:val"), "en-GB")
    for run in _runs(paper):
        run.text = _said(run.text)
    for part in _parts(paper):
        for field in part.iter(qn("w:instrText")):
            field.text = _COUNTS.sub(lambda kind: _said(kind[0]), field.text)
    return paper


def all_texts(paper: Paper) -> Iterator[str]:
    """What each piece of a drawing says."""
    return (run.text for run in _runs(paper))


def _runs(paper: Paper) -> Iterator[Run]:
    for part in _parts(paper):
        for each in part.iter(qn("w:r")):
            run = Run(each, paper.document)
            if run.text:
                yield run


def _parts(paper: Paper) -> Iterator[Any]:
    """The body, and what stands above and below it."""
    yield paper.document.element.body
    for section in paper.document.sections:
        for each in (section.header, section.footer):
            if not each.is_linked_to_previous:
                yield each._element


def _said(text: str) -> str:
    """A text in English; what says nothing by itself stays as it is."""
    return texts()[text] if text in texts() or _speaks(text) else text


def _speaks(text: str) -> bool:
    """Whether it has words of its own, outside its marks or quoted within them."""
    quoted = ("".join(found) for mark in _MARK.findall(text) for found in _QUOTED.findall(mark))
    own = _MARK.sub("", text)
    return bool(re.search(r"[^\W\d_]", own)) or any(map(_WORDS.search, quoted))


@cache
def texts() -> dict[str, str]:
    """What each Indonesian text is in English."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
