"""What a template can name of collecting and verifying one period's data: who sent what and when,
what was found and decided, and what is open. Naskah dinas call the paper on it *Berita Acara*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from iku_workbook.documents.returns import grouped
from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_date
from iku_workbook.periods import periods_of
from iku_workbook.registry.journal import RecordKind
from iku_workbook.report.grouping import groups
from iku_workbook.report.journal import sentence, who
from iku_workbook.report.labelled import labelled, naming
from iku_workbook.report.standing import state_of, state_of_return, words
from iku_workbook.results.naming import names_of
from iku_workbook.results.status import Standing
from iku_workbook.results.trail import all_returns
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

Facts = dict[str, Any]

_DECIDED = frozenset(
    {RecordKind.DECISION, RecordKind.CLOSING, RecordKind.EXTENSION, RecordKind.MENDED}
)


def verification_facts(year: Year, standings: Sequence[Standing], say: Catalogue) -> Facts:
    """The period that ``year`` goes up to, of which these are the units' ``standings``."""
    known = list(all_returns(year.trails, year.returns))
    received = [each for each in known if each[0].period == year.period.code]
    unplaced = [each for each, _ in known if _is_unplaced(each) and _is_of(each, year)]
    names = names_of(year.definition.reporting)
    return {
        "batas_waktu": format_date(year.due("", year.period), language=say.language),
        "ringkasan": _counts(standings, say),
        "terlambat": [names[each.unit.code] for each in standings if each.late],
        "unit": [_unit(year, each, names, say) for each in standings],
        "berkas": list(_files(year, received, say)),
        "temuan": [one for each in standings for one in _findings(year, each, names, say)],
        "keputusan": list(_decisions(year, say)),
        "tak_dikenal": [_number(each, say) for each in unplaced],
    }


def _is_unplaced(returned: Return) -> bool:
    """A file of which nobody can tell whose it is or of when, and that may be somebody's."""
    unknown = returned.unit is None or returned.period is None
    return unknown and returned.verdict is not Verdict.NO_RETURN


def _is_of(returned: Return, year: Year) -> bool:
    """Whether a file is of the period, or, where nobody can tell, came while its returns were
    collected: after it ended and before the next one did. What came before any period of the year
    had ended belongs to the first, what came after all to the last.
    """
    if returned.period is not None or returned.received is None:
        return returned.period in {None, year.period.code}
    came = returned.received.astimezone(year.definition.timezone.time).date()
    periods = periods_of(year.definition.year, year.definition.cadence)
    ended = [each for each in periods if each.end < came]
    return year.period == (ended[-1] if ended else periods[0])


def _counts(standings: Sequence[Standing], say: Catalogue) -> list[Facts]:
    """How many units stand how, in the order in which states are first met."""
    states = Counter(say(f"standing.{state_of(each)}") for each in standings)
    return [{"sebutan": state, "jumlah": say.show(count)} for state, count in states.items()]


def _unit(year: Year, standing: Standing, names: Mapping[str, str], say: Catalogue) -> Facts:
    returned, none = standing.decided, say("document.no-figure")
    approval = returned.approval if returned is not None else None
    said = [say("standing.late")] if standing.late else []
    if standing.extension is not None:
        said.append(say("document.given-until", until=standing.due))
    if approval is not None and standing.approved:
        said.append(say("document.approved-by", by=approval.by, at=approval.at.date()))
    return {
        "nama": names[standing.unit.code],
        "kode": standing.unit.code,
        "status": words(standing, say),
        "berkas": returned.file if returned is not None else none,
        "nomor": _number(returned, say) if returned is not None else none,
        "tanggal": _time(year, returned, say),
        "keterangan": "; ".join(said),
    }


def _files(
    year: Year, received: Sequence[tuple[Return, int | None]], say: Catalogue
) -> Iterator[Facts]:
    """Every file that came for the period, with the number of the one that stands in its place."""
    names, none = names_of(year.definition.units), say("document.no-figure")
    entries = (each for trail in year.trails for each in trail.entries)
    taken_in = {each.receipt: each for each in entries if each.kind is RecordKind.RECEIPT}
    for returned, better in received:
        entry, place = taken_in.get(returned.number), ""
        if better is not None:
            key = "trail_replaced" if returned.superseded else "trail_other_counts"
            place = say(f"results.{key}", number=str(better))
        yield {
            "unit": names.get(returned.unit or "", returned.unit or none),
            "berkas": returned.file,
            "nomor": _number(returned, say),
            "tanggal": _time(year, returned, say),
            "oleh": who(entry, say) if entry is not None else none,
            "hasil": state_of_return(returned, say)[1],
            "kedudukan": place,
            "sidik": grouped(returned.sha256),
        }


def _findings(
    year: Year, standing: Standing, names: Mapping[str, str], say: Catalogue
) -> Iterator[Facts]:
    """What is open in the return that gives the unit's status, and what the office let pass."""
    returned, unit = standing.decided, names[standing.unit.code]
    if returned is None:
        return
    open_ = [each for each in returned.findings if each.severity is not Severity.INFO]
    for group in groups([labelled(each, year.definition) for each in open_], say):
        state = say(f"document.finding-{group.severity}")
        for said in group.statements:
            facts = (said.places, said.message, state)
            yield _finding(unit, returned, group.code, facts, say)
    for each in returned.findings:
        if each.waived is not None:
            yield _waived(year, unit, returned, each, say)


def _waived(year: Year, unit: str, returned: Return, finding: Finding, say: Catalogue) -> Facts:
    [group] = groups([labelled(finding, year.definition)], say)
    [said], decided = group.statements, finding.waived
    assert decided is not None
    state = say("document.waived", by=decided.by, at=decided.at.date(), reason=decided.reason)
    return _finding(unit, returned, finding.code, (said.places, said.message, state), say)


def _finding(
    unit: str, returned: Return, code: str, said: tuple[str, str, str], say: Catalogue
) -> Facts:
    places, text, state = said
    return {
        "unit": unit,
        "nomor": _number(returned, say),
        "kode": code,
        "letak": places,
        "teks": text,
        "keadaan": state,
    }


def _decisions(year: Year, say: Catalogue) -> Iterator[Facts]:
    """What people decided about the period, in the order of the records."""
    names, named = names_of(year.definition.units), naming(year.definition)
    for trail in year.trails:
        for each in trail.entries:
            if each.kind in _DECIDED and each.period == year.period.code:
                yield {
                    "tanggal": say.show(each.at) if each.at else say("document.no-figure"),
                    "keputusan": sentence(each, say, named),
                    "unit": names.get(each.unit or "", "") or say("document.no-figure"),
                    "oleh": who(each, say),
                    "alasan": str(each.about.get("reason") or ""),
                }


def _number(returned: Return, say: Catalogue) -> str:
    return str(returned.number or say("document.no-figure"))


def _time(year: Year, returned: Return | None, say: Catalogue) -> str:
    if returned is None or returned.received is None:
        return say("document.no-figure")
    return str(say.show(returned.received.astimezone(year.definition.timezone.time)))
