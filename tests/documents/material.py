"""The sample year as it was known on a day, and the documents made of it, read back."""

import datetime
import io
from dataclasses import replace
from functools import cache

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from iku_workbook import resources
from iku_workbook.documents.context import context
from iku_workbook.documents.render import render
from iku_workbook.findings import Finding
from iku_workbook.periods import Period
from iku_workbook.registry.journal import JournalEntry, RecordKind
from iku_workbook.results.trail import Trail
from iku_workbook.results.year import consolidate_year
from samples.year import story
from tests.clients import material
from tests.results.year import returned

KINDS = (
    *("lampiran", "perjanjian-kinerja", "rencana-aksi", "lkjip", "berita-acara"),
    *("lkjip-lengkap", "sampul"),
)
DAY = datetime.date(2024, 7, 12)
LATE = ("35.27.01.2010", "35.27.01.2011")
"""Nothing had come from them for the second quarter."""


@cache
def definition():
    return material.definition()


@cache
def year(period="2024-Q2"):
    """What the sample villages had returned by ``DAY``."""
    return tuple(
        returned(code, each.code, values)
        for each in Period.parse(period).year_to_date
        for day, answers in story(each.code).items()
        if day <= DAY
        for code, values in answers.items()
    )


def results(shown=None, returns=None, period="2024-Q2"):
    """The results of the year up to this period."""
    shown, returns = shown or definition(), year(period) if returns is None else returns
    return consolidate_year(shown, returns, Period.parse(period))


def facts(shown=None, returns=None, period="2024-Q2"):
    """Everything that a template can name."""
    return context(results(shown, returns, period), DAY)


def verified_facts():
    """The same with a finding that is open, and a decision on record."""
    doubt = Finding("HIST-001", "", "Isian", "C7", data={"label": "IDM", "percent": 60})
    sent = returned("35.27.01.2001", "2024-Q2", {}, doubt)
    about = {"verdict": None, "until": None, "definition": None, "written": None}
    about |= {"version": None, "indicators": None}
    done = (RecordKind.DECISION, 1, None, "Kasi PMD", "approve")
    decided = JournalEntry(1, *done, sent.unit, sent.period, 1, sent.file, about)
    trail = Trail(definition().code, [decided], {1: sent}, {1: 1})
    return context(replace(results(returns=(sent,)), trails=(trail,)), DAY)


def template(kind, language="id"):
    """The shipped template in a language."""
    folder = "" if language == "id" else f"{language}/"
    return resources.template(f"{folder}{kind}.docx").read_bytes()


def filled(data, said=None):
    """A template's bytes filled in, as bytes."""
    return render(data, said or facts(), definition().agency.name, DAY)


@cache
def made(kind):
    """A document of the shipped definition and the invented year, as bytes."""
    return filled(template(kind))


def opened(data):
    return Document(io.BytesIO(data))


def changed(data, change):
    """A template after a person has edited it in Word: python-docx does what they do."""
    document, out = opened(data), io.BytesIO()
    change(document)
    document.save(out)
    return out.getvalue()


def paragraphs(document):
    """Every paragraph of the body in reading order, those in tables within tables too."""
    return [Paragraph(each, document) for each in document.element.body.iter(qn("w:p"))]


def table(document, *heads):
    """The first table whose first row begins with these words."""
    return next(
        each
        for each in document.tables
        if [cell.text for cell in each.rows[0].cells][: len(heads)] == list(heads)
    )


def texts(document):
    return [each.text for each in paragraphs(document) if each.text.strip()]


def numbering(document, paragraph):
    """How a paragraph is numbered (``decimal``, ``lowerLetter``), and in which list."""
    properties = paragraph._p.pPr
    if properties is None or properties.numPr is None:
        return None
    number = properties.numPr.numId.val
    root = document.part.numbering_part.element
    [num] = root.xpath(f'w:num[@w:numId="{number}"]/w:abstractNumId/@w:val')
    [shape] = root.xpath(f'w:abstractNum[@w:abstractNumId="{num}"]/w:lvl/w:numFmt/@w:val')
    return shape, number


def written(value, decimals=2):
    """A number as Indonesians write it, worked out apart from the package."""
    if value is None:
        return "-"
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
