"""Issues the workbooks of many units from one form, quickly and always with the same bytes.

A form is an .xlsx with tokens where units differ (name, code, identity, seal). It is cut at its
tokens once; what stands between them is deflated then and never again, and a unit's own texts go
between as stored blocks (RFC 1951, 3.2.4), so issuing a workbook costs little more than copying it.
Names and dates in the archive are fixed: same inputs, same bytes.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.definition.targets import period_aimed
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period, form_label
from iku_workbook.unit_words import head_of, officer_of
from iku_workbook.workbook.seal import Identity, identify, identity_text
from iku_workbook.workbook.writing.context import AIMED, FIGURE, IN_CHART

_TOKEN = re.compile("\ue000([a-z_0-9]+)\ue001".encode())
_IS_FIGURE = re.compile("|".join(each.format("[0-9]+") for each in (FIGURE, IN_CHART)))
_FIGURES = re.compile(f"<t[^>]*>(\ue000(?:{_IS_FIGURE.pattern})\ue001)</t>".encode())
_TEXTS = re.compile(rb"<si>(.*?)</si>", re.DOTALL)  # rich ones too: cells count them all
_SHARED = re.compile(rb' t="s"><v>([0-9]+)</v>')
_SHEETS = b"xl/worksheets/"
_NUMBER = re.compile(r"-?[0-9.]+(?:E[+-][0-9]+)?")
# An empty result as XlsxWriter stores it: without the type that tells an empty text from no value.
_EMPTY_RESULT = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(><f>[^<]*</f><v></v></c>)')
# XlsxWriter calls every height that it is given a person's own. Such a row would not grow with what
# is typed into it, and a long text would be cut, on screen and on paper.
_OWN_HEIGHT = re.compile(rb'(<row [^>]* ht="[0-9.]+") customHeight="1"')
# Parts whose texts may hold _xHHHH_ for a character (ECMA-376 part 1, 22.9.2.19).
_WITH_ESCAPES = frozenset({b"xl/sharedStrings.xml", b"docProps/custom.xml"})
_LIKE_AN_ESCAPE = re.compile(rb"_(?=x[0-9A-Fa-f]{4}_)")
_END = b"\x03\x00"  # an empty last block
_DOS_DATE = (1980 - 1980) << 9 | 1 << 5 | 1  # the first day that the zip format knows
_UTF8_NAMES = 0x800
_LOCAL, _CENTRAL, _LAST = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text between tokens, as it is and deflated; ``token`` is what follows it, if anything."""

    text: bytes
    deflated: bytes
    token: str | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of the archive, cut at its tokens. What is the same for every unit is known once.

    checksum  the CRC-32 of what stands before the first token, which is most of it
    entry     its entry in the archive, as :func:`_entry` gives it; None where there are tokens
    """

    name: bytes
    pieces: tuple[_Piece, ...]
    checksum: int
    entry: tuple[bytes, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form with tokens, cut at them so that each unit's workbook is made quickly."""

    parts: tuple[_Part, ...]

    @classmethod
    def prepare(cls, data: bytes) -> Form:
        """Cut an .xlsx with tokens, as :func:`build_form` writes it, into its pieces."""
        with zipfile.ZipFile(BytesIO(data)) as archive:
            named = {name: archive.read(name) for name in archive.namelist()}
        texts = _TEXTS.findall(named.get("xl/sharedStrings.xml", b""))
        found = {at: _FIGURES.fullmatch(text) for at, text in enumerate(texts)}
        figures = {at: each[1] for at, each in found.items() if each}
        ready = {name: _with_figures(name, part, figures) for name, part in named.items()}
        return cls(tuple(_part(name, part) for name, part in ready.items()))

    def issue(self, texts: Mapping[str, str]) -> bytes:
        """The workbook of one unit: ``texts`` holds a text for every token's name."""
        escaped = {name: escape(text, quote=False).encode() for name, text in texts.items()}
        literal = {name: _LIKE_AN_ESCAPE.sub(b"_x005F_", text) for name, text in escaped.items()}
        figures = {name: _content(texts[name]) for name in texts if _IS_FIGURE.match(name)}
        body, directory = bytearray(), bytearray()
        in_sheets = {**escaped, **figures}
        for part in self.parts:
            own = literal if part.name in _WITH_ESCAPES else escaped
            own = in_sheets if part.name.startswith(_SHEETS) else own
            header, deflated = part.entry or _entry(part, own)
            offset = len(body)
            body += _LOCAL + header + part.name + deflated
            directory += _CENTRAL + struct.pack("<H", 20) + header
            directory += struct.pack("<HHHLL", 0, 0, 0, 0, offset) + part.name
        count, size = len(self.parts), len(directory)
        return bytes(
            body
            + directory
            + _LAST
            + struct.pack("<HHHHLLH", 0, 0, count, count, size, len(body), 0)
        )


def token_texts(definition: Definition, unit: Unit, period: Period, key: bytes) -> dict[str, str]:
    """The text that replaces each token in a unit's workbook."""
    identity = identify(
        key,
        code=definition.code,
        digest=definition.digest,
        unit=unit.code,
        period=period.code,
        modern=definition.modern,
    )
    return token_texts_of(identity, identity.seal(key), unit, definition)


def token_texts_of(
    identity: Identity, seal: str, unit: Unit, definition: Definition
) -> dict[str, str]:
    """The same for an identity that was sealed before, on a form of ``definition``."""
    modern = definition.modern
    own = _own_targets(definition, unit, Period.parse(identity.period)) if modern else {}
    return {
        **identity._asdict(),
        **own,
        **(_signing(definition, unit) if modern else {}),
        "unit_title": unit.title if modern else unit.first_title,
        "seal": seal,
        "carried": identity_text(identity, seal),
    }


def _own_targets(definition: Definition, unit: Unit, period: Period) -> dict[str, str]:
    """What stands in the place of the tokens for a unit's own targets."""
    found = {}
    for at, indicator in enumerate(definition.indicators):
        if indicator.code in definition.shared_out:
            target = unit.target(indicator.code, period)
            aimed = Period.parse(period_aimed(unit.targets.get(indicator.code, {}), period))
            figure = "" if target is None else f"{target:.16G}"
            found[IN_CHART.format(at)] = figure
            found[FIGURE.format(at)] = figure or catalogue(definition.language)("form.no_target")
            found[AIMED.format(at)] = form_label(aimed, definition.language)
    return found


def _signing(definition: Definition, unit: Unit) -> dict[str, str]:
    """What stands by the signatures of a unit; dots where somebody writes it by hand."""
    say = catalogue(definition.language)
    return {
        "place": unit.place or say("form.blank"),
        "head_of": head_of(definition, unit),
        "head_name": unit.head_name or say("form.name_line"),
        "officer_of": officer_of(definition, unit),
        "officer_name": unit.officer_name or say("form.name_line"),
    }


def _with_figures(name: str, part: bytes, figures: Mapping[int, bytes]) -> bytes:
    """A sheet whose cells with a figure's token alone are ready to hold a number."""
    if not figures or not name.encode().startswith(_SHEETS):
        return part
    return _SHARED.sub(lambda found: figures.get(int(found[1]), found[0]), part)


def _content(text: str) -> bytes:
    """The rest of a cell's markup: a number, a text, or nothing."""
    if not text:
        return b">"
    if _NUMBER.fullmatch(text):
        return f"><v>{text}</v>".encode()
    return f' t="inlineStr"><is><t>{escape(text, quote=False)}</t></is>'.encode()


def _part(name: str, content: bytes) -> _Part:
    content = _OWN_HEIGHT.sub(rb"\1", content)
    cut = _TOKEN.split(_EMPTY_RESULT.sub(rb'\1 t="str"\2', content))
    texts, tokens = cut[::2], [token.decode() for token in cut[1::2]]
    pieces = tuple(
        _Piece(text, _deflate(text), token)
        for text, token in zip(texts, [*tokens, None], strict=True)
    )
    part = _Part(name.encode(), pieces, zlib.crc32(texts[0]))
    return part if tokens else replace(part, entry=_entry(part, {}))


def _deflate(text: bytes) -> bytes:
    """Complete blocks that end on a byte and need nothing that came before them."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(text) + compressor.flush(zlib.Z_FULL_FLUSH)


def _entry(part: _Part, texts: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    """The fields that both of an entry's headers share, and its deflated content."""
    deflated = bytearray()
    crc, size = part.checksum, 0
    for at, piece in enumerate(part.pieces):
        crc = zlib.crc32(piece.text, crc) if at else crc
        size += len(piece.text)
        deflated += piece.deflated
        if piece.token is not None:
            text = texts[piece.token]
            crc, size = zlib.crc32(text, crc), size + len(text)
            deflated += struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text
    deflated += _END
    header = struct.pack(
        "<HHHHHLLLHH",
        20,
        _UTF8_NAMES,
        zipfile.ZIP_DEFLATED,
        0,
        _DOS_DATE,
        crc,
        len(deflated),
        size,
        len(part.name),
        0,
    )
    return header, bytes(deflated)


def file_name(unit: Unit) -> str:
    """``35.27.01.2001-noreh.xlsx``: the code tells units apart, the name is for people."""
    ascii_name = unicodedata.normalize("NFKD", unit.name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    return f"{unit.code}-{slug}.xlsx" if slug else f"{unit.code}.xlsx"


def letter_beside(form: str) -> str:
    """The name of the message that goes out with the form of this name."""
    return f"{form.removesuffix('.xlsx')}.txt"
