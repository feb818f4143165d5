"""Fills in a Word template; everything but its placeholders stays as the office wrote it.

A template is a program in a small language, and may come from elsewhere: it runs in a sandbox, it
can name only what it is given, and what it is given goes in as text, whatever that text says.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from iku_workbook.definition.model import Paper
from iku_workbook.documents import emblem
from iku_workbook.documents.captions import number_captions
from iku_workbook.documents.charts import BEHIND, WIDTH, Chart, described, draw
from iku_workbook.documents.contents import fill_contents
from iku_workbook.documents.context import Facts
from iku_workbook.documents.emblem import Emblem
from iku_workbook.documents.paper_size import put_on
from iku_workbook.documents.sections import drop_empty_section
from iku_workbook.documents.unbroken import Unbroken
from iku_workbook.safe_text import printable

_LONGEST_PROPERTY = 255  # characters; python-docx refuses more
_CONTEXT_LINE = 3  # of the lines that docxtpl gives around a mistake, that of the mistake
# What an expression raises that means nothing for the values it is given, such as 'a' + 1.
_NONSENSE = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
_TABLE, _TABLE_GRID, _GRID_COLUMN = qn("w:tbl"), qn("w:tblGrid"), qn("w:gridCol")
_PARAGRAPH = qn("w:p")
_ROW, _CELL, _WIDTH, _VALUE = qn("w:tr"), qn("w:tc"), qn("w:w"), qn("w:val")
_OUTSIDE = """</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">"""
"""Between two runs of text, where a template names what is drawn."""
_CHART = f"""<w:drawing>
<wp:inline {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{{width}}" cy="{{height}}"/><wp:docPr id="0" name="chart" descr={{alt_text}}/>
<wp:cNvGraphicFramePr/><a:graphic {nsdecls("a")}><a:graphicData uri="{nsmap["c"]}">
<c:chart {nsdecls("c", "r")} r:id="{{relation}}"/></a:graphicData></a:graphic></wp:inline>
</w:drawing>"""
_LOOKS, _ASKED, _SPAN = qn("w:tcPr"), qn("w:tcW"), qn("w:gridSpan")
_BLOCKS = (_PARAGRAPH, _TABLE, qn("w:sdt"), qn("w:customXml"), qn("w:altChunk"))
_HOLD_BLOCKS = tuple(map(qn, ("w:tc", "w:hdr", "w:ftr", "w:footnote", "w:txbxContent")))


@dataclass(frozen=True, slots=True)
class TemplateMistake(Exception):
    """A template that cannot be filled in.

    code         of the message
    name, known  a name that does not exist, and those that do in its place
    near         the words near the mistake, for Word shows no line numbers
    reason       jinja2's own words
    """

    code: str
    name: str = ""
    known: tuple[str, ...] = ()
    near: str = ""
    reason: str = ""


class _Unknown(TemplateError):
    """A name that nobody provides; ``known``: what is there in its place, where it is a part."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


def render(template: bytes, facts: Facts, author: str, as_of: datetime.date) -> bytes:
    """The document; TemplateMistake for a template that is broken or names what does not exist."""
    try:
        return _rendered(template, facts, author, as_of)
    except (MemoryError, RecursionError) as error:
        raise TemplateMistake("template-too-much") from error


def _rendered(template: bytes, facts: Facts, author: str, as_of: datetime.date) -> bytes:
    document = _opened(template)
    put_on(document.docx, Paper(facts["kertas"]))
    try:
        document.render(
            _fitted(facts, document), _Environment(undefined=_Undefined), autoescape=True
        )
    except _Unknown as error:
        known = error.known or tuple(facts)
        raise TemplateMistake("template-unknown", name=error.name, known=known) from error
    except TemplateError as error:
        near = list(getattr(error, "docx_context", ()))[_CONTEXT_LINE:][:1]
        text = near[0].strip() if near else ""
        raise TemplateMistake("template-marks", near=text, reason=str(error)) from error
    except SyntaxError as error:
        # Python's own: the expression is nested deeper than it can be compiled. A part that is no
        # XML any more raises one of the XML library's kind.
        code = "template-too-much" if type(error) is SyntaxError else "template-crossed"
        raise TemplateMistake(code) from error
    except _NONSENSE as error:
        raise TemplateMistake("template-marks", near="", reason=str(error)) from error
    drop_empty_section(document.docx)
    number_captions(document.docx)
    fill_contents(document.docx)
    _sign(document, author, as_of, facts["dibuat_dengan"])
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _timeless(document: bytes) -> bytes:
    """The same without the time at which each part was written: the same facts give the same
    bytes, however often they are written out.
    """
    out = io.BytesIO()
    with ZipFile(io.BytesIO(document)) as made, ZipFile(out, "w", ZIP_DEFLATED) as timeless:
        for each in made.infolist():
            timeless.writestr(ZipInfo(each.filename), made.read(each), ZIP_DEFLATED)
    return out.getvalue()


def _opened(template: bytes) -> _Template:
    try:
        document = _Template(io.BytesIO(template))
        document.init_docx()
    except (PackageNotFoundError, BadZipFile, SyntaxError, OSError, *_NONSENSE) as error:
        raise TemplateMistake("template-broken") from error
    return document


def _sign(document: DocxTemplate, author: str, as_of: datetime.date, program: str) -> None:
    """Whose document it is, of when, and made by what: the template's own properties are those of
    its maker.
    """
    properties = document.core_properties
    properties.author = properties.last_modified_by = printable(author)[:_LONGEST_PROPERTY]
    properties.comments = program
    properties.created = properties.modified = datetime.datetime.combine(as_of, datetime.time())


def _fitted(value: Any, document: DocxTemplate) -> Any:
    """The facts with pictures that can be inserted, and texts without what XML cannot hold."""
    if isinstance(value, Unbroken):
        return Unbroken(printable(value))
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Chart | Emblem):
        return _Inserted(document, value)
    if isinstance(value, Mapping):
        return {key: _fitted(each, document) for key, each in value.items()}
    if isinstance(value, list):
        return [_fitted(each, document) for each in value]
    return value


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl, strict where it would silently correct, and whole where it leaves things open."""

    def render_xml_part(
        self, src_xml: str, part: Any, context: Facts, jinja_env: Any = None
    ) -> str:
        """Body, headers, footers and footnotes alike."""
        xml = super().render_xml_part(src_xml, part, context, jinja_env)
        # Without a declaration, which docxtpl leaves to the footnotes and lxml takes in bytes only.
        tree = self.fix_tables(self.xml_to_string(parse_xml(xml.encode())))
        return str(self.xml_to_string(tree))

    def fix_tables(self, xml: str) -> Any:
        """Marks that cross a paragraph's or table's bounds leave XML that is not well-formed."""
        parse_xml(xml)
        tree = super().fix_tables(xml)
        _make_whole(tree)
        for table in tree.iter(_TABLE):
            _share(table)
        for span in tree.iter(_SPAN):
            # docxtpl puts it before the width, and the standard asks for it behind.
            for width in span.itersiblings(_ASKED):
                width.addnext(span)
        return tree


def _make_whole(part: Any) -> None:
    """Take out what holds nothing any more, and put a paragraph where there has to be one.

    Word calls a cell without a paragraph damaged, LibreOffice prints its row shifted.
    """
    for outer, inner in ((_ROW, _CELL), (_TABLE, _ROW)):
        for element in list(part.iter(outer)):
            if next(element.iter(inner), None) is None:
                element.getparent().remove(element)
    for element in list(part.iter(*_HOLD_BLOCKS)):
        if not _ends_with_paragraph(element):
            element.append(OxmlElement("w:p"))


def _ends_with_paragraph(element: Any) -> bool:
    last = next(element.iterchildren(*_BLOCKS, reversed=True), None)
    return last is not None and last.tag != _TABLE and next(last.iter(_PARAGRAPH), None) is not None


def _share(table: Any) -> None:
    """Let the columns of a table whose template repeats some share its width as they asked for it.

    docxtpl makes those that come in addition as wide as the average, and not where they stand.
    """
    columns = table.findall(f"{_TABLE_GRID}/{_GRID_COLUMN}")
    rows = [row.findall(_CELL) for row in table.findall(_ROW)]
    fullest: list[Any] = max(rows, key=len, default=[])
    asked = [
        int(width.get(_WIDTH)) for cell in fullest for width in cell.iterfind(f"{_LOOKS}/{_ASKED}")
    ]
    given = [int(column.get(_WIDTH)) for column in columns]
    if len(asked) != len(given) or asked == given:
        return
    shares = [round(width * sum(given) / sum(asked)) for width in asked]
    for column, share in zip(columns, shares, strict=True):
        column.set(_WIDTH, str(share))
    for row in rows:
        at = 0
        for cell in row:
            span = cell.find(f"{_LOOKS}/{_SPAN}")
            over = int(span.get(_VALUE)) if span is not None else 1
            for width in cell.iterfind(f"{_LOOKS}/{_ASKED}"):
                width.set(_WIDTH, str(sum(shares[at : at + over])))
            at += over


class _Inserted:
    """A chart or an emblem that is drawn where a template shows it."""

    def __init__(self, document: DocxTemplate, shown: Chart | Emblem) -> None:
        self._document, self._shown = document, shown

    def __html__(self) -> str:
        part, shown = self._document.current_rendering_part, self._shown
        made = emblem.draw(shown, part) if isinstance(shown, Emblem) else _chart(shown, part)
        return _OUTSIDE.format(drawing=made)


def _chart(shown: Chart, shown_in: Any) -> str:
    """The drawing for a run of a part, with words for who cannot see it."""
    drawing = draw(shown)
    chart = _part(shown_in, "/word/charts/chart%d.xml", CONTENT_TYPE.DML_CHART, drawing.chart)
    relation = shown_in.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    book = _part(
        shown_in, "/word/embeddings/chart%d.xlsx", CONTENT_TYPE.SML_SHEET, drawing.workbook
    )
    chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, book, BEHIND)
    alt_text = quoteattr(printable(described(shown)))
    return _CHART.format(
        width=Mm(WIDTH), height=Mm(shown.height), alt_text=alt_text, relation=relation
    )


def _part(beside: Any, name: str, kind: str, data: bytes) -> Part:
    """A new part of a document, numbered on from those of its kind."""
    package = beside.package
    return Part(package.next_partname(name), kind, data, package)


class _Environment(ImmutableSandboxedEnvironment):
    """Names stand for texts, lists and tables of texts; nothing else has parts."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may look at a part of something."""
        return not isinstance(obj, _Inserted) and super().is_safe_attribute(obj, attr, value)


class _Undefined(StrictUndefined):
    """Remembers what was not there, where jinja2 itself only describes it."""

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = None
    ) -> None:
        known = tuple(obj) if isinstance(obj, Mapping) else ()
        super().__init__(hint, obj, name, lambda _: _Unknown(str(name), known))  # type: ignore[arg-type]
