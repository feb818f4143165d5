"""Budgets and what was spent of them, beside the achievement of what they serve.

PermenPANRB 53/2014 asks an accountability report for the realised budget and for an analysis of how
efficiently resources were used, and gives no formula for it. Here stand, for each objective, the
mean achievement of its indicators, how much was spent of what was to be spent until then, and the
former less the latter in percentage points: above 0 more was achieved than spent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition.objectives import Aim, aims, text_of
from iku_workbook.definition.programmes import Programme
from iku_workbook.definition.targets import written
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, short_label
from iku_workbook.results.achievement import mean
from iku_workbook.results.rounding import PERCENT, of_achievement
from iku_workbook.results.year import Year

_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole rupiah of one programme or of several; None where nobody has said any.

    budget   of the year
    planned  what is to be spent of it until the period; None where that is not said
    spent    in the year so far, where it is known
    missing  of how many programmes and periods so far nobody has said what was spent
    """

    budget: int | None
    planned: int | None
    spent: int | None
    missing: int

    @property
    def share(self) -> float | None:
        """How much of the year's budget was spent, in percent."""
        return _percent(self.spent, self.budget)

    @property
    def rest(self) -> int | None:
        """What is left of the year's budget; below 0 where more was spent."""
        if self.budget is None or self.spent is None:
            return None
        return self.budget - self.spent

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "budget": self.budget,
            "planned": self.planned,
            "spent": self.spent,
            "share": self.share,
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class ProgrammeMoney:
    """A programme's money.

    objective  its text; empty where it serves none
    periods    what was spent in each period of the year so far; None where nobody has said
    """

    programme: Programme
    objective: str
    amounts: Amounts
    periods: Mapping[Period, int | None]

    @property
    def is_over(self) -> bool:
        """Whether more was spent than the year's budget."""
        rest = self.amounts.rest
        return rest is not None and rest < 0


@dataclass(frozen=True, slots=True)
class Efficiency:
    """An objective's achievement beside the money of the programmes that serve it.

    achievement  the mean of its indicators, in percent; None where none has any
    """

    aim: Aim
    programmes: Sequence[ProgrammeMoney]
    amounts: Amounts
    achievement: float | None
    places: int

    @property
    def used(self) -> float | None:
        """How much was spent of what was to be spent until then, in percent; None where that is
        not known, or not all that was spent.
        """
        return None if self.amounts.missing else _percent(self.amounts.spent, self.amounts.planned)

    @property
    def difference(self) -> float | None:
        """The one less the other, in percentage points."""
        if self.achievement is None or self.used is None:
            return None
        return self.achievement - self.used


@dataclass(frozen=True, slots=True)
class Money:
    """The money of all programmes, and of the objectives that they serve, in order."""

    period: Period
    programmes: Sequence[ProgrammeMoney]
    total: Amounts
    objectives: Sequence[Efficiency]

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "programmes": [
                {
                    "id": each.programme.id,
                    "name": each.programme.name,
                    "objective": each.objective or None,
                    "indicators": [*each.programme.indicators],
                    **each.amounts.as_json(),
                    "over_budget": each.is_over,
                    "periods": {period.code: spent for period, spent in each.periods.items()},
                }
                for each in self.programmes
            ],
            "money": self.total.as_json(),
            "efficiency": [
                {
                    "objective": each.aim.text,
                    "achievement": each.achievement,
                    **each.amounts.as_json(),
                    "used": each.used,
                    "difference": each.difference,
                }
                for each in self.objectives
            ],
        }

    def sentence(self, say: Catalogue) -> str:
        """How much was spent of all budgets."""
        spent, budget = (
            "–" if each is None else rupiah(each, say)
            for each in (self.total.spent, self.total.budget)
        )
        share = self.total.share
        shown = "–" if share is None else f"{written(share, PERCENT, say.language)}%"
        return say("results.money_spent", spent=spent, budget=budget, share=shown)

    def notes(self, say: Catalogue) -> Iterator[str]:
        """Sentences: what nobody has said, and where more was spent than there was."""
        for names, periods in self._missing().items():
            shown = ", ".join(short_label(each, say.language) for each in periods)
            named = {"periods": shown, "names": "; ".join(names)}
            yield say("results.spending_missing", **named)
        for each in self.programmes:
            rest, name = each.amounts.rest, each.programme.name
            if each.amounts.budget is None:
                yield say("results.budget_missing", name=name)
            elif rest is not None and rest < 0:
                yield say("results.over_budget", name=name, over=rupiah(-rest, say))

    def _missing(self) -> dict[tuple[str, ...], list[Period]]:
        """The programmes of which nobody has said what they spent, and in which periods: those of
        the same programmes together.
        """
        found: dict[tuple[str, ...], list[Period]] = {}
        for period in self.period.year_to_date:
            lacking = (each for each in self.programmes if each.periods[period] is None)
            if names := tuple(each.programme.name for each in lacking):
                found.setdefault(names, []).append(period)
        return found


def rupiah(amount: int, say: Catalogue) -> str:
    """An amount as people write it: Rp12.500.000."""
    return f"Rp{written(float(amount), 0, say.language)}"


def money(year: Year) -> Money | None:
    """The money of a year up to its period; None where a definition has no programmes."""
    definition = year.definition
    if not definition.programmes:
        return None
    found = [_of_programme(year, each) for each in definition.programmes]
    return Money(year.period, found, _sum(found), tuple(_efficiencies(year, found)))


def money_sentences(year: Year, say: Catalogue) -> list[str]:
    """How much was spent, and what has to be known of it; nothing where there are no programmes."""
    found = money(year)
    if found is None:
        return []
    whose = [say("results.money_own", name=year.definition.agency.name)] if year.campaigns else []
    return [found.sentence(say), *whose, *found.notes(say)]


def _of_programme(year: Year, programme: Programme) -> ProgrammeMoney:
    definition, period, spent = year.definition, year.period, year.spent
    periods = {each: spent.get((each.code, programme.id)) for each in period.year_to_date}
    known = [each for each in periods.values() if each is not None]
    amounts = Amounts(
        programme.of_year(definition.year),
        programme.planned(period, definition.cadence),
        sum(known) if known else None,
        len(periods) - len(known),
    )
    objective = text_of(definition.objectives, programme.objective)
    return ProgrammeMoney(programme, objective, amounts, periods)


def _sum(programmes: Sequence[ProgrammeMoney]) -> Amounts:
    """Of several together; what is to be spent only where it is said of each of them."""

    def added(key: str) -> list[int]:
        found = (getattr(each.amounts, key) for each in programmes)
        return [each for each in found if each is not None]

    budgets, planned, spent = (added(key) for key in ("budget", "planned", "spent"))
    return Amounts(
        sum(budgets) if budgets else None,
        sum(planned) if programmes and len(planned) == len(programmes) else None,
        sum(spent) if spent else None,
        sum(each.amounts.missing for each in programmes),
    )


def _efficiencies(year: Year, programmes: Sequence[ProgrammeMoney]) -> Iterator[Efficiency]:
    bands = year.definition.achievement.bands
    for aim in aims(year.definition.objectives, year.definition.indicators):
        own = [each for each in programmes if each.objective == aim.text]
        if own:
            found = (year.results.indicators[code].achievement for code in aim.indicators)
            percent, _ = mean(found)
            places = PERCENT if percent is None else of_achievement(percent, bands)
            yield Efficiency(aim, own, _sum(own), percent, places)


def _percent(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole * _WHOLE
