"""The status of returns for programs: as JSON, and as a table (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from iku_workbook.codes import DISPUTED
from iku_workbook.report import closings
from iku_workbook.report import overtaken as overtakes
from iku_workbook.report.csv import BYTE_ORDER_MARK, inert
from iku_workbook.report.standing import WAITS, Overview
from iku_workbook.results.status import Standing
from iku_workbook.returns import Return, questions
from iku_workbook.safe_text import json_text

COLUMNS = (
    "unit",
    "name",
    "period",
    "status",
    "approved",
    "late",
    "nihil",
    "due",
    "received",
    "file",
    "contact",
    "awaiting_decision",
    "extended_by",
    "corrected",
)


def as_json(overview: Overview, room: Mapping[str, int] | None = None) -> str:
    """The matrix for programs: by unit and period, with counts by state, and the registry's room
    where it is known.
    """
    return "".join(json_pieces(overview, room))


def json_pieces(overview: Overview, room: Mapping[str, int] | None = None) -> Iterator[str]:
    """The same, unit by unit: of a country not all units fit in memory as objects and as text."""
    # Without indents: those take longer than everything else where there are thousands of units.
    yield json_text(_counts(overview))[:-1] + ', "units": {'
    owed, codes = _Owed(), [(each, each.code, json_text(each.code)) for each in overview.periods]
    for place, unit in enumerate(overview.definition.reporting):
        known = {"name": unit.name, "contact": overview.contacts.get(unit.code)}
        periods = ", ".join(
            f"{name}: {owed.text(overview.matrix[unit.code, code])}"
            for period, code, name in codes
            if unit.reports_in(period)
        )
        yield f"{', ' if place else ''}{json_text(unit.code)}: "
        yield f'{json_text(known)[:-1]}, "periods": {{{periods}}}}}'
    yield "}, " + json_text(_files(overview) | _also(overview, room))[1:] + "\n"


def _counts(overview: Overview) -> dict[str, object]:
    """As of which day, of which periods, and how many units are in each state."""
    codes = [period.code for period in overview.periods]
    counted = [*overview.counts(), *overview.among()]
    return {
        "as_of": overview.day.isoformat(),
        "periods": codes,
        "counts": {
            code: {name: numbers[place] for name, numbers in counted}
            for place, code in enumerate(codes)
        },
    }


def _files(overview: Overview) -> dict[str, object]:
    """What asks something of a person, or is to be known beside the matrix."""
    return {
        "awaiting": [
            {**_received(each), "codes": [one.code for one in questions(each)]}
            for each in overview.unsettled.awaiting
        ],
        "overruled": [_overruled(each) for each in overview.overruled],
        "disputed": _disputed(overview),
        "not_counted": overview.unsettled.not_counted(),
        "joined_later": overview.unsettled.joined_later(),
        "unexamined": [
            {**_received(each), "code": each.findings[0].code} for each in overview.unexamined
        ],
        "unplaced": [_unplaced(each) for each in overview.unplaced],
        "closed": [closings.as_object(each) for each in overview.closed],
        "overtaken": [overtakes.as_object(each) for each in overview.overtaken],
        "proof_code": str(overview.head) if overview.head else None,
    }


class _Owed(dict[tuple[object, ...], str]):
    """What is said of units of which nothing came: thousands say the same."""

    def text(self, standing: Standing) -> str:
        """How a unit stands, as JSON."""
        if standing.decided or standing.other or standing.extension or standing.newer:
            return json_text(_object(standing))
        key = (standing.status, standing.waits, standing.late, standing.asked, standing.due)
        if key not in self:
            self[key] = json_text(_object(standing))
        return self[key]


def as_csv(overview: Overview) -> str:
    """One row a unit and period, for a spreadsheet; no text in it is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for unit in overview.definition.reporting:
        for period in filter(unit.reports_in, overview.periods):
            known = _object(overview.matrix[unit.code, period.code])
            row = {
                "unit": unit.code,
                "name": unit.name,
                "period": period.code,
                "contact": overview.contacts.get(unit.code),
                **known,
            }
            writer.writerow([inert(row[column]) for column in COLUMNS])
    return BYTE_ORDER_MARK + out.getvalue()


def _also(overview: Overview, room: Mapping[str, int] | None) -> dict[str, object]:
    """Of which programmes it is not said what they spent, where there are any; and the room."""
    found: dict[str, object] = {"room": room} if room else {}
    if overview.definition.programmes:
        missing = {period.code: [*names] for period, names in overview.unspent.items()}
        found["spending_missing"] = missing
    return found


def _overruled(returned: Return) -> dict[str, object]:
    return {**_received(returned), "approved": returned.overruled}


def _disputed(overview: Overview) -> list[dict[str, object]]:
    """The returns on which decisions are not to be believed, with their numbers."""
    found = (each.decided for each in overview.matrix.values())
    return [
        {
            **_received(each),
            "decisions": [
                int(str(one.data["number"])) for one in each.findings if one.code == DISPUTED
            ],
        }
        for each in found
        if each is not None and each.disputed
    ]


def _received(returned: Return) -> dict[str, object]:
    """What tells one received file from the others."""
    return {
        "number": returned.number,
        "file": returned.file,
        "received": _time(returned),
        "unit": returned.unit,
        "period": returned.period,
    }


def _object(standing: Standing) -> dict[str, object]:
    decided, given = standing.decided, standing.extension
    return {
        "status": WAITS if standing.waits else str(standing.status),
        "approved": standing.approved,
        "late": standing.late,
        "nihil": standing.nihil,
        "corrected": standing.corrected,
        "approved_indicators": sorted(decided.approvals) if decided and standing.partly else [],
        "other": standing.other.file if standing.other else None,
        "awaiting_decision": standing.asked,
        "overruled": standing.newer.number if standing.newer else None,
        "received": _time(decided) if decided else None,
        "file": decided.file if decided else None,
        "due": standing.due.isoformat(),
        "extended_by": given.by if given is not None else None,
    }


def _unplaced(returned: Return) -> dict[str, object]:
    return {
        "number": returned.number,
        "file": returned.file,
        "received": _time(returned),
        "named": returned.named,
        "codes": [each.code for each in returned.findings],
    }


def _time(returned: Return) -> str | None:
    return returned.received.isoformat(timespec="seconds") if returned.received else None
