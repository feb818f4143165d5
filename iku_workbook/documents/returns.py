"""What a template can name of the returns: how many a year's figures come from, and which ones."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_date, format_number
from iku_workbook.periods import label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.indicators import Results
from iku_workbook.results.naming import names_of
from iku_workbook.results.rounding import PERCENT, places
from iku_workbook.results.status import Matrix
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

_FULL = 100
_GROUP = 8  # characters of a hash between two spaces, so that people can compare it on paper


def added_up(year: Year, say: Catalogue) -> str:
    """What the sums of the year count: "48 laporan dalam 4 triwulan"."""
    total = sum(len(each.accepted) for each in year.results.units)
    periods = say(f"document.periods-{year.definition.cadence}", count=len(year.periods))
    return say("document.returns", count=total, periods=periods)


def by_period(year: Year, day: datetime.date, say: Catalogue) -> list[dict[str, Any]]:
    """Each period so far: how many returns count, how many of them late or corrected, which."""
    found = year.standings(day)
    sent = Counter((each.unit, each.period) for each in year.returns)
    again = {key for key, times in sent.items() if times > 1}
    return [_period(year, each, found, again, say) for each in year.periods]


def _period(
    year: Year,
    results: Results,
    found: Matrix,
    again: set[tuple[str | None, str | None]],
    say: Catalogue,
) -> dict[str, Any]:
    names = names_of(year.definition.reporting)
    code = results.period.code
    counted = {
        each.unit.code: each.accepted[code] for each in results.units if code in each.accepted
    }
    waiting = {each.unit.code: each for each in results.units if each.status is Status.UNAPPROVED}
    there = [each.unit.code for each in results.there]
    late = [unit for unit in counted if found[unit, code].late]
    corrected = [unit for unit, each in counted.items() if each.corrects or (unit, code) in again]
    words = {"late": late, "corrected": corrected}
    said = {
        unit: [say(f"document.return-{word}") for word, units in words.items() if unit in units]
        for unit in counted
    }
    return {
        "nama": label(results.period, say.language),
        "diterima": format_number(len(counted), language=say.language),
        "jumlah": format_number(len(results.there), language=say.language),
        "persen": _share(len(counted), len(results.there), say),
        "terlambat": [names[unit] for unit in late],
        "diperbaiki": [names[unit] for unit in corrected],
        "belum": [names[unit] for unit in there if unit not in counted | waiting],
        "belum_disetujui": [names[unit] for unit in waiting],
        "laporan": [
            {"unit": names[unit], "keterangan": ", ".join(said[unit])} | _file(each, year, say)
            for unit, each in counted.items()
        ],
    }


def _file(each: Return, year: Year, say: Catalogue) -> dict[str, str]:
    """Which file a return is, and when it came."""
    return {
        "berkas": each.file,
        "nomor": str(each.number or say("document.no-figure")),
        "tanggal": _date(each.received, year, say),
        "sidik": grouped(each.sha256),
    }


def _share(part: int, whole: int, say: Catalogue) -> str:
    """So many percent; all only where it is all."""
    if not whole:
        return say("document.no-figure")
    percent = _FULL * part / whole
    decimals = places(percent, PERCENT, lambda shown: shown >= _FULL)
    return format_number(percent, decimals=decimals, language=say.language)


def _date(received: datetime.datetime | None, year: Year, say: Catalogue) -> str:
    if received is None:
        return say("document.no-figure")
    here = received.astimezone(year.definition.timezone.time)
    return format_date(here.date(), language=say.language)


def grouped(digest: str) -> str:
    """A hash in groups."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
