"""What is not settled about results, in sentences: who awaits a decision, who left or joined."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.results.naming import names_of
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.safe_text import short


def open_questions(definition: Definition, unsettled: Unsettled, say: Catalogue) -> tuple[str, ...]:
    """A sentence for every return that awaits a decision, and for every unit that left or joined.

    Whatever stands in it is made safe to show.
    """
    names = names_of(definition.reporting)
    found = [
        say(
            "results.awaiting",
            unit=short(names[str(each.unit)]),
            period=_named(str(each.period), say),
            file=short(each.file),
            number=str(each.number),
        )
        for each in unsettled.awaiting
    ]
    gone: dict[tuple[str, str], list[str]] = {}
    for left in unsettled.left:
        gone.setdefault((left.unit, left.name), []).append(_named(left.period, say))
    new: dict[tuple[str, str], list[str]] = {}
    for one in unsettled.joined:
        new.setdefault((one.unit.code, one.unit.name), []).append(_named(one.period, say))
    for key, units in (("results.not_counted", gone), ("results.joined", new)):
        for (code, name), periods in units.items():
            data = {"code": short(code), "unit": short(name), "periods": ", ".join(periods)}
            found.append(say(key, **data))
    return tuple(found)


def _named(period: str, say: Catalogue) -> str:
    return label(Period.parse(period), say.language)
