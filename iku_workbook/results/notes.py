"""The notes beside an indicator's result: provisional, no target, above 100% and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from iku_workbook.definition.model import Indicator
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period, label
from iku_workbook.registry.head import Head
from iku_workbook.results.achievement import grade_begun
from iku_workbook.results.indicators import IndicatorResult, Results
from iku_workbook.results.naming import first_of, names_of, over_time_in_words
from iku_workbook.results.reconcile import Reconciled
from iku_workbook.results.year import Year

_WHOLE = 100


def notes(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> tuple[str, ...]:
    """Sentences, none where the figure speaks for itself."""
    if not result.due:
        return (_not_due(indicator, result, say),)
    found = []
    if result.provisional and result.reported < result.expected:
        counts = {"reported": result.reported, "expected": result.expected}
        if result.unapproved:
            counts["unapproved"] = result.unapproved
            found.append(say("results.note_provisional_unapproved", **counts))
        else:
            found.append(say("results.note_provisional", **counts))
    elif result.provisional:
        found.append(say("results.note_earlier"))
    if result.carried:
        found.append(_carried(result, say))
    if result.provisional and result.range is None:
        found.append(say("results.note_no_range"))
    ends = {name: _formatted(*end, say) for name, end in result.ends(indicator).items()}
    if ends:
        found.append(say("results.note_range", **ends))
    if result.bands:
        found.append(say("results.note_bands", least=result.bands[0], greatest=result.bands[1]))
    if result.value is not None and result.places.recomputed > result.places.value:
        value = _formatted(result.value, result.places.recomputed, say)
        found.append(say("results.note_rounded", value=value))
    if result.grade is not None:
        found.append(say("results.note_grade", grade=shown_grade(result, say)))
    found += _of_how_many(indicator, result, say)
    if aimed := grade_begun(result.target, indicator.grades):
        found.append(say("results.note_target_grade", grade=aimed))
    if result.value is None:
        found.append(_none(indicator, result, say))
    elif indicator.scale == _WHOLE and result.value > _WHOLE:
        found.append(say("results.note_above"))
    if over_time := over_time_in_words(indicator, say):
        found.append(over_time)
    if result.target is None and result.year_target is None:
        found.append(say("results.note_no_target"))
    return tuple(found)


def _not_due(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> str:
    """Why it has no result in this period; of an index, because what it reads has none."""
    if indicator.cadence is not None:
        return say(f"results.note_not_due_{indicator.cadence.value}")
    return say("results.note_not_due_index", lacking=_lacking(result, say))


def _none(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> str:
    """Why it has no result yet."""
    if indicator.index is not None:
        if result.lacking:
            return say("results.note_lacking", lacking=_lacking(result, say))
        return say("results.note_none_index")
    if indicator.value is None:
        return say("results.note_none")
    return say("results.note_no_weight" if result.with_value else "results.note_blank")


def _lacking(result: IndicatorResult, say: Catalogue) -> str:
    """What an index reads and nobody knows: "nilai IKU-1, capaian IKU-2"."""
    return ", ".join(say(f"results.read_{each.figure}", code=each.code) for each in result.lacking)


def counted(result: IndicatorResult, say: Catalogue) -> str:
    """How many returns it is of, "9 dari 12"; a dash in a period in which it has no result."""
    if not result.due:
        return "–"
    return say("results.of", count=result.reported, total=result.expected)


def _of_how_many(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> Iterator[str]:
    """How many units' values are in it, where that is not all of them."""
    if indicator.value is not None and result.with_value and result.with_value < result.expected:
        over_units = indicator.value.over_units.value
        counts = {"count": result.with_value, "expected": result.expected}
        yield say(f"results.note_with_value_{over_units}", **counts)


def shown_band(result: IndicatorResult, say: Catalogue) -> str | None:
    """The word for an achievement, which says where that may still change."""
    if result.band is None or not result.provisional:
        return result.band
    return say("results.provisional_band", band=result.band)


def shown_grade(result: IndicatorResult, say: Catalogue) -> str | None:
    """The word for a value, which says where that may still change."""
    if result.grade is None or not result.provisional:
        return result.grade
    return say("results.provisional_band", band=result.grade)


def settled_band(result: IndicatorResult, say: Catalogue) -> str:
    """The word for an achievement once it is certain; before that, between which it will be. Empty
    where there is none.
    """
    if result.bands is None:
        return shown_band(result, say) or ""
    return say("results.band_open", least=result.bands[0], greatest=result.bands[1])


def _carried(result: IndicatorResult, say: Catalogue) -> str:
    """How many count with what they said before, and till when that was."""
    until = [label(Period.parse(code), say.language) for code in sorted({*result.carried.values()})]
    return say("results.note_carried", count=len(result.carried), periods=", ".join(until))


def gaps(results: Results, say: Catalogue) -> tuple[str, ...]:
    """A sentence for every period of the year so far that some unit has no accepted return for, or
    one that was an answer to another question.
    """
    names = names_of(each.unit for each in results.units)
    found = []
    for period in results.period.year_to_date:
        owing = (each for each in results.units if each.unit.reports_in(period))
        lacking = [each for each in owing if period.code not in each.accepted]
        for key, unapproved in (("results.gap", False), ("results.gap_unapproved", True)):
            own = [
                names[each.unit.code]
                for each in lacking
                if (period.code in each.unapproved) is unapproved
            ]
            if own:
                named = ", ".join(first_of(own, say))
                found.append(say(key, period=label(period, say.language), units=named))
    return (*found, *doubtful(results, say))


def doubtful(results: Results, say: Catalogue) -> Iterator[str]:
    """A sentence for every period of which some unit's answers were to another question, and for
    every one of which a decision has to be made anew.
    """
    names = names_of(each.unit for each in results.units)
    questions = {"results.asked": "outdated", "results.disputed": "disputed"}
    for (key, asks), period in product(questions.items(), results.period.year_to_date):
        asked = [
            names[each.unit.code]
            for each in results.units
            if getattr(each.accepted.get(period.code), asks, False)
        ]
        if asked:
            named = ", ".join(first_of(asked, say))
            yield say(key, period=label(period, say.language), units=named)


def known(head: Head | None, say: Catalogue) -> str:
    """Up to which receipt and which decision results know what was recorded; empty where they are
    of files.
    """
    lasts = {"receipt": head.receipt, "decision": head.decision} if head is not None else {}
    found = [
        say(f"results.known_{kind}", number=str(last.number), at=last.at)
        for kind, last in lasts.items()
        if last is not None
    ]
    return say("results.known", records=", ".join(found)) if found else ""


def disagreements(year: Year, say: Catalogue) -> tuple[str, ...]:
    """A sentence for every reconciliation whose sides are complete and differ, and one for each
    that cannot be decided yet, with the units that it waits for.
    """
    differ = tuple(
        say(
            "results.disagreement",
            label=each.reconciliation.label,
            above=each.above.name if each.above else year.definition.agency.name,
            left_label=each.reconciliation.left.label,
            left=each.left,
            right_label=each.reconciliation.right.label,
            right=each.right,
        )
        for each in year.reconciled
        if each.agrees is False
    )
    return (*differ, *_undecided(year, say))


def _undecided(year: Year, say: Catalogue) -> Iterator[str]:
    """One for each reconciliation, however many units it is made for."""
    names = names_of(year.definition.units)
    for reconciliation in year.definition.reconciliations:
        open_ = [
            each
            for each in year.reconciled
            if each.reconciliation is reconciliation and each.agrees is None
        ]
        lacking = {unit.code: names[unit.code] for each in open_ for unit in each.lacking}
        if open_:
            yield say(
                "results.undecided" if lacking else "results.undecided_empty",
                label=reconciliation.label,
                above=", ".join(first_of(_above(year, open_, names), say)),
                units=", ".join(first_of([*lacking.values()], say)),
            )


def _above(year: Year, compared: Sequence[Reconciled], names: Mapping[str, str]) -> list[str]:
    whole = year.definition.agency.name
    return [names[each.above.code] if each.above else whole for each in compared]


def _formatted(value: float, decimals: int, say: Catalogue) -> str:
    return format_number(value, decimals=decimals, language=say.language)
