"""The limits of what a field accepts in a period, as values and as a sentence."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from iku_workbook.definition.field_types import TEXT_LIMIT, Bound, Holds
from iku_workbook.definition.model import Field
from iku_workbook.messages import Catalogue, Phrase
from iku_workbook.periods import Period

_MIDST = 14  # days after a period's start: a day of the month that can be no month
_DOZEN = 12
_UNDIVIDED = 1250  # with a mark between its thousands some computers read 1.25
_SHARE, _NEAR = 0.7654, 1_000  # of the way from the least to the greatest value, if that is short
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value that a field accepts, and which of them people are told."""

    least: Bound
    greatest: Bound
    least_stated: bool
    greatest_stated: bool

    def allow(self, value: Bound) -> bool:
        """Whether a stored value lies within them."""
        return self.least <= value <= self.greatest  # type: ignore[operator]  # one kind

    def in_cell(self, field: Field) -> tuple[float, float]:
        """Both as the field's cells hold them."""
        size = field.type.record.size
        return size(self.least), size(self.greatest)


def bounds(field: Field, period: Period, *, in_register: bool) -> Bounds | None:
    """A field's bounds as stored values, None for text and choices.

    A date in a register defaults to the period; any other date has the bounds that it is given.
    """
    record = field.type.record
    if record.limits is None:
        return None
    by_period = in_register and record.holds is Holds.DATE
    low, high = (period.start, period.end) if by_period else record.limits
    stated = by_period or record.limits_stated
    return Bounds(
        low if field.minimum is None else field.minimum,
        high if field.maximum is None else field.maximum,
        stated or field.minimum is not None,
        stated or field.maximum is not None,
    )


def expects(field: Field, limits: Bounds | None) -> Phrase:
    """What a cell accepts: "Bilangan bulat 0 sampai 2.000"."""
    what = Phrase(f"form.expects_{field.type}", {"limit": TEXT_LIMIT})
    if limits is None:
        return what
    least, greatest = (worded(field, each) for each in (limits.least, limits.greatest))
    if limits.least_stated and limits.greatest_stated:
        return Phrase("form.between", {"what": what, "least": least, "greatest": greatest})
    if limits.least_stated:
        return Phrase("form.at_least", {"what": what, "least": least})
    if limits.greatest_stated:
        return Phrase("form.at_most", {"what": what, "greatest": greatest})
    return what


def wants(field: Field, limits: Bounds | None) -> Phrase:
    """What a cell accepts, as forms ask since they may change: of dates not the least, but from
    when on.
    """
    wanted = expects(field, limits)
    if limits is None or field.type.record.holds is not Holds.DATE:
        return wanted
    keys = {"form.at_least": "form.from_day", "form.at_most": "form.until_day"}
    return Phrase(keys.get(wanted.key, wanted.key), wanted.data)


def asks(field: Field, limits: Bounds | None, period: Period) -> Phrase:
    """What a cell accepts, and how it is typed on a computer that refuses the usual spelling: a
    date or a decimal reads otherwise under other regional settings.
    """
    wanted, spelt = wants(field, limits), spelling(field, limits, period)
    if spelt is None:
        return wanted
    return Phrase("form.asks", {"wanted": wanted, "spelling": spelt})


def spelling(field: Field, limits: Bounds | None, period: Period) -> Phrase | None:
    """The way out for whoever is refused."""
    if limits is None:
        return None
    shown = example(field, limits, period)
    if isinstance(shown, datetime.date):
        return Phrase("form.spelling_date", {"example": shown.isoformat()})
    if field.type.record.whole:
        figures = {"example": str(_UNDIVIDED)}
        return Phrase("form.spelling_integer", figures) if limits.allow(_UNDIVIDED) else None
    point = written(field, shown)
    comma = point.replace(".", ",")
    if point == comma:
        return None
    return Phrase("form.spelling_decimal", {"point": point, "comma": comma})


def example(field: Field, limits: Bounds, period: Period) -> Bound:
    """A value that a field of numbers or dates accepts, to show how such a one is typed."""
    record = field.type.record
    if record.holds is Holds.DATE:
        return _allowed(limits, period.start + datetime.timedelta(days=_MIDST))
    if record.whole:
        return _allowed(limits, _DOZEN)
    places = _MOST_PLACES if field.decimals is None else min(field.decimals, _MOST_PLACES)
    least, greatest = limits.least, limits.greatest
    assert not isinstance(least, datetime.date)
    assert not isinstance(greatest, datetime.date)
    if limits.least_stated and limits.greatest_stated and greatest - least <= _NEAR:
        return _allowed(limits, round(least + (greatest - least) * _SHARE, places))
    return _allowed(limits, round(_DOZEN + 0.5, places))


def _allowed(limits: Bounds, value: Bound) -> Bound:
    """The value, or a bound where it lies outside them."""
    if limits.allow(value):
        return value
    return limits.least if limits.least_stated else limits.greatest


def written(field: Field, value: float) -> str:
    """A number as it is typed with a decimal point, and no other mark."""
    figures = f"{value:.{_MOST_PLACES}f}".rstrip("0").rstrip(".")
    return figures + "%" if field.type.record.percent else figures


def worded(field: Field, value: object) -> object:
    """A stored value as it stands in a sentence: 85 percent with its sign."""
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    return (
        Phrase("form.percent", {"value": value})
        if is_number and field.type.record.percent
        else value
    )


def expectation(field: Field, limits: Bounds | None, say: Catalogue) -> str:
    """What a cell accepts, in words."""
    return say.show(expects(field, limits))


def in_words(field: Field, value: object, say: Catalogue) -> str:
    """A stored value as people write it: 85 percent as "85%"."""
    return say.show(worded(field, value))
