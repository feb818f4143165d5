"""What a document says of programmes, their budgets and what was spent: as texts, in rupiah."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iku_workbook.definition.model import Indicator
from iku_workbook.documents.indicator import figure, signed
from iku_workbook.messages import Catalogue
from iku_workbook.results.money import (
    Amounts,
    Efficiency,
    ProgrammeMoney,
    money,
    money_sentences,
    rupiah,
)
from iku_workbook.results.rounding import PERCENT
from iku_workbook.results.year import Year

Facts = dict[str, Any]
_NOTHING = Amounts(None, None, None, 0)


def programme_facts(year: Year, say: Catalogue) -> Facts:
    """The programmes, their sum, the objectives that they serve, and what has to be known; lists
    without entries and sums without figures where there are no programmes.
    """
    found = money(year)
    if found is None:
        return {
            "program": [],
            "anggaran": _amounts(_NOTHING, say),
            "efisiensi": [],
            "catatan_anggaran": [],
        }
    return {
        "program": [
            _programme(each, number, say) for number, each in enumerate(found.programmes, start=1)
        ],
        "anggaran": _amounts(found.total, say),
        "efisiensi": [_efficiency(each, say) for each in found.objectives],
        "catatan_anggaran": money_sentences(year, say)[1:],
    }


def supporting(programmes: Sequence[Facts], indicator: Indicator, objective: str) -> list[Facts]:
    """Those of the programmes that serve an indicator: that name it, or name none and serve its
    objective.
    """
    return [
        each
        for each in programmes
        if indicator.code in each["indikator"]
        or (not each["indikator"] and objective and each["sasaran"] == objective)
    ]


def _programme(each: ProgrammeMoney, number: int, say: Catalogue) -> Facts:
    return {
        "nomor": str(number),
        "nama": each.programme.name,
        "sasaran": each.objective,
        "indikator": list(each.programme.indicators),
        "keterangan": each.programme.note,
        **_amounts(each.amounts, say),
        "per_periode": [_money(spent, say) for spent in each.periods.values()],
    }


def _amounts(amounts: Amounts, say: Catalogue) -> Facts:
    """A sum that lacks a part bears a star."""
    star = " *" if amounts.missing and amounts.spent is not None else ""
    share = figure(amounts.share, PERCENT, say)
    return {
        "anggaran": _money(amounts.budget, say),
        "rencana": _money(amounts.planned, say),
        "realisasi": f"{_money(amounts.spent, say)}{star}",
        "serapan": f"{share}{star}" if amounts.share is not None else share,
        "sisa": _money(amounts.rest, say),
    }


def _efficiency(each: Efficiency, say: Catalogue) -> Facts:
    return {
        "sasaran": each.aim.text,
        "program": [one.programme.name for one in each.programmes],
        "capaian": figure(each.achievement, each.places, say),
        **_amounts(each.amounts, say),
        "serapan_rencana": figure(each.used, PERCENT, say),
        "selisih": signed(each.difference, PERCENT, say),
    }


def _money(amount: int | None, say: Catalogue) -> str:
    return figure(None, None, say) if amount is None else rupiah(amount, say)
