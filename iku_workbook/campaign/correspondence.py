"""What a unit is to be told about one of its returns, wherever an office looks for it.

A person sends it; nothing is sent from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.periods import Period
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.extensions import Extension, last_day
from iku_workbook.registry.head import Head
from iku_workbook.replies.corrected_copy import has_copy
from iku_workbook.replies.letters import Term
from iku_workbook.replies.reply import letter_to, name_of, wants_reply
from iku_workbook.replies.whatsapp import whatsapp
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class Told:
    """A message about a return.

    copied    whether its corrected copy goes along
    contact   whom to call, as the office noted it; empty where it did not
    """

    returned: Return
    text: str
    copied: bool
    contact: str

    @property
    def whatsapp(self) -> str:
        """An address that opens WhatsApp with it, for the unit's number where that is known."""
        return whatsapp(self.text, self.contact)


def told_about(
    returned: Return,
    forms: Forms,
    *,
    closed: Closed | None,
    head: Head | None,
    term: Term | None,
    contact: str = "",
) -> Told | None:
    """What a unit is told about its return; None where there is nothing to say."""
    if not wants_reply(returned, closed):
        return None
    copied = has_copy(returned)
    whose = returned.unit or returned.named
    unit = forms.unit(forms.current, whose) if whose else None
    name = name_of(unit, returned.file, returned.sha256)
    attached = f"{name}.xlsx" if copied else None
    text = letter_to(returned, forms, attached, head, closed, term)
    return Told(returned, text, copied, contact)


def told_now(campaign: CampaignFolder, forms: Forms, returned: Return) -> Told | None:
    """The same of a return of a campaign, as the registry stands at this moment."""
    with campaign.registry() as registry:
        closed, head = registry.closed().get(returned.period or ""), registry.head()
        term = term_of(returned, forms, registry.extensions(), today(campaign.zone))
    contact = campaign.contacts().get(returned.unit or returned.named or "", "")
    return told_about(returned, forms, closed=closed, head=head, term=term, contact=contact)


def term_of(
    returned: Return,
    forms: Forms,
    extensions: Mapping[tuple[str, str], Extension],
    day: datetime.date,
) -> Term | None:
    """Until when a better return is wanted, as it is said on a day; None of one of no period."""
    whose, code = returned.unit or returned.named or "", returned.period
    if code is None:
        return None
    later = extensions.get((whose, code))
    return Term(last_day(Period.parse(code), forms.current.due_days, later), day)
