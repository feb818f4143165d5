"""What a reader of a document has to know about all its figures, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.results.campaigns import Campaigns, Contribution
from iku_workbook.results.naming import names_of
from iku_workbook.results.notes import disagreements, doubtful
from iku_workbook.results.year import Year


def awaiting(year: Year, say: Catalogue) -> list[str]:
    """A sentence for every return that takes an accepted one's place only when a person says so."""
    names = names_of(year.definition.reporting)
    return [
        say(
            "document.awaiting",
            unit=names[str(each.unit)],
            period=label(Period.parse(str(each.period)), say.language),
            file=each.file,
            number=str(each.number),
        )
        for each in year.unsettled.awaiting
    ]


def remarks(year: Year, say: Catalogue) -> list[str]:
    """What is doubtful, not counted, new on the list, not added up, or does not agree."""
    return [
        *doubtful(year.results, say),
        *_of_the_list(year, say),
        *(_of_campaigns(year.campaigns, say) if year.campaigns else ()),
        *disagreements(year, say),
    ]


def _of_the_list(year: Year, say: Catalogue) -> Iterator[str]:
    for left in year.unsettled.left:
        yield say(
            "document.not-counted", unit=left.name, code=left.unit, period=_named(left.period, say)
        )
    for new in year.unsettled.joined:
        yield say(
            "document.joined",
            unit=new.unit.name,
            code=new.unit.code,
            period=_named(new.period, say),
        )


def _named(period: str, say: Catalogue) -> str:
    return label(Period.parse(period), say.language)


def _of_campaigns(campaigns: Campaigns, say: Catalogue) -> Iterator[str]:
    for each in campaigns.added:
        if each.state is not Contribution.ADDED:
            yield say(f"document.added-{each.state}", name=each.name, folder=each.folder)
    if campaigns.left_out:
        names = [f"{name} ({code})" for code, name in campaigns.left_out]
        yield say("document.left-out", names=", ".join(names))
    for form in campaigns.misplaced:
        period = _named(form.period, say)
        yield say("document.misplaced", unit=form.unit, period=period, file=form.file)
