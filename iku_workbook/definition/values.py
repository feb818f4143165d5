"""The types of single values in a definition: texts, codes, ids, numbers, dates, formulas.

A refused value raises a pydantic error whose type is the code of a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, LiteralString, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic import Field as Key
from pydantic_core import PydanticCustomError

from iku_workbook.definition.misread import truth
from iku_workbook.messages import LANGUAGES
from iku_workbook.serials import EARLIEST_DATE
from iku_workbook.zones import IANA, Zone

LINE_LIMIT = 300
PROSE_LIMIT = 5000
LONGEST_CODE = 40

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_CODE - 1}}}")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}")
_TELEPHONE = re.compile(r"(?:\+|0|62)[0-9 ().-]+")  # with a country's code, or within Indonesia
_DIGITS_OF_A_NUMBER = range(8, 16)  # E.164 has at most 15
_INDICATOR_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")

Item = TypeVar("Item")


class Record(BaseModel):
    """Base of all parts of a definition: frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, str_strip_whitespace=True, allow_inf_nan=False
    )


def bound_text(value: float | date) -> str:
    """A minimum or maximum (number or date) as it was written."""
    return value.isoformat() if isinstance(value, date) else f"{value:g}"


def refuse(code: LiteralString, **data: object) -> PydanticCustomError:
    """A pydantic error that becomes the mistake ``code``; ``at`` is the key or item at fault."""
    return PydanticCustomError(code, code, data)


def _prose(value: str) -> str:
    if _NOT_IN_XML.search(value):
        raise refuse("text-character")
    if len(value) > PROSE_LIMIT:
        raise refuse("text-too-long", limit=PROSE_LIMIT)
    return value


def _line(value: str) -> str:
    if re.search(r"[\n\r\t]", value):
        raise refuse("text-lines")
    if len(value) > LINE_LIMIT:
        raise refuse("text-too-long", limit=LINE_LIMIT)
    return _prose(value)


def _filled(value: str) -> str:
    if not value:
        raise refuse("text-empty")
    return value


def _code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise refuse("bad-code", value=value)
    return value


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise refuse("bad-id", value=value)
    return value


def _indicator_code(value: str) -> str:
    if not _INDICATOR_CODE.fullmatch(value):
        raise refuse("bad-indicator-code", value=value)
    return value


def _email(value: str) -> str:
    if value and not _EMAIL.fullmatch(value):
        raise refuse("bad-email", value=value)
    return value


def _telephone(value: str) -> str:
    digits = sum(each.isdigit() for each in value)
    if value and not (_TELEPHONE.fullmatch(value) and digits in _DIGITS_OF_A_NUMBER):
        raise refuse("bad-telephone", value=value)
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise refuse("not-allowed", value=value, allowed=", ".join(LANGUAGES))
    return value


def _positive(value: float) -> float:
    if value <= 0:
        raise refuse("not-positive", value=f"{value:g}")
    return value


def _formula(value: object) -> object:
    """A number or TRUE may stand without quotes: ``formula: 1``."""
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int | float) else value


def _required(value: object) -> bool | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip():
        if truth(value):
            raise refuse("yes-or-no")
        return value.strip()
    raise refuse("expected-required")


def _bound(
    value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> float | date:
    try:
        # In JSON a date is a text; in YAML a text between quotes is not a date.
        written = info.mode == "json" and isinstance(value, str)
        bound: float | date = date.fromisoformat(str(value)) if written else handler(value)
    except ValueError:
        raise refuse("expected-bound") from None
    if isinstance(bound, date) and bound < EARLIEST_DATE:
        raise refuse("date-too-early", value=bound.isoformat(), minimum=EARLIEST_DATE.isoformat())
    return bound


def _some(values: tuple[Item, ...]) -> tuple[Item, ...]:
    if not values:
        raise refuse("list-empty")
    return values


class Choice(str):
    """A choice that was called otherwise in an earlier definition: ``was`` has its former names."""

    was: tuple[str, ...] = ()

    @classmethod
    def renamed(cls, label: str, was: tuple[str, ...]) -> Choice:
        """A choice with its former names."""
        choice = cls(label)
        choice.was = was
        return choice


def former_names(choice: str) -> tuple[str, ...]:
    """What a choice was called in earlier definitions."""
    return choice.was if isinstance(choice, Choice) else ()


def _choice(value: object) -> object:
    """A choice: its text, or ``{label, was}``."""
    if isinstance(value, Choice) or not isinstance(value, Mapping):
        return value
    for key in value:
        if key not in ("label", "was"):
            raise refuse("unknown-key", key=str(key), nearest="label, was", at=key)
    if "label" not in value:
        raise refuse("missing-key", key="label")
    return value["label"]


def _keep_former_names(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    label = handler(_choice(value))
    if isinstance(value, Choice):
        return value
    if not isinstance(value, Mapping) or value.get("was") is None:
        return label
    return Choice.renamed(label, tuple(map(handler, _several(value["was"]))))


def _several(value: object) -> Sequence[object]:
    """One value, or a list of them."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _as_written(choices: tuple[str, ...]) -> list[object]:
    """Choices in canonical JSON: a choice without a former name is its text alone."""
    return [
        {"label": str(each), "was": list(former_names(each))} if former_names(each) else each
        for each in choices
    ]


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """Spreadsheets compare text without case, so two entries may not differ by case alone."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value.casefold() in seen:
            raise refuse("duplicate-entry", value=value, at=index)
        seen.add(value.casefold())
    return values


def between(least: int, most: int) -> AfterValidator:
    """A whole number from ``least`` to ``most``."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise refuse("out-of-range", value=str(value), minimum=str(least), maximum=str(most))
        return value

    return AfterValidator(check)


some = AfterValidator(_some)
Prose = Annotated[str, AfterValidator(_prose)]
"""Text of several lines, possibly empty."""
Line = Annotated[str, AfterValidator(_line)]
"""Text on one line, possibly empty."""
Label = Annotated[Line, AfterValidator(_filled)]
"""Text on one line that is not empty."""
Text = Annotated[Prose, AfterValidator(_filled)]
"""Text of several lines that is not empty."""
Code = Annotated[str, AfterValidator(_code)]
"""Appears in file names: ASCII letters, digits, ``-``, ``_`` and ``.``, at most 40."""
Id = Annotated[str, AfterValidator(_id)]
"""Becomes a defined name: ASCII letters, digits and ``_``, a letter first."""
IndicatorCode = Annotated[str, AfterValidator(_indicator_code)]
"""Becomes part of a defined name, with ``-`` as ``_``."""
Email = Annotated[Line, AfterValidator(_email)]
"""One e-mail address, possibly empty."""
Telephone = Annotated[Line, AfterValidator(_telephone)]
"""One telephone number as people write it, possibly empty: ``0812-3456-7890``."""
Language = Annotated[str, AfterValidator(_language)]
"""What workbooks and documents are written in: a language that has a catalogue of messages."""
Formula = Annotated[Text, BeforeValidator(_formula)]
"""A formula's text, without ``=``; :mod:`iku_workbook.formula` reads it."""
Required = Annotated[bool | str, PlainValidator(_required)]
Bound = Annotated[float | date, WrapValidator(_bound)]
Positive = Annotated[float, AfterValidator(_positive)]
Choices = Annotated[
    tuple[Annotated[Label, WrapValidator(_keep_former_names)], ...],
    some,
    AfterValidator(distinct),
    PlainSerializer(_as_written, when_used="json"),
]
"""What a field can be answered with: ``[Ya, {label: Tidak, was: Belum}]``."""
FormerIds = Annotated[tuple[Id, ...], BeforeValidator(_several)]
"""The ids that something had in earlier definitions: one, or a list."""


def _zone(value: object) -> object:
    """A zone by its own name or by that of the time zone database."""
    return IANA.get(value, value) if isinstance(value, str) else value


NamedZone = Annotated[Zone | None, Key(strict=False, alias="timezone"), BeforeValidator(_zone)]
