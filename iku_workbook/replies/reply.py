"""The reply to one return: a message, and a corrected copy where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Verdict
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.head import Head
from iku_workbook.replies.corrected_copy import corrected, has_copy, to_correct
from iku_workbook.replies.letters import Term, after_closing, corrections
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name

_LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class Reply:
    """The message, and the corrected copy if there is one; ``name`` is for their files."""

    name: str
    letter: str
    copy: bytes | None


def reply_to(
    returned: Return,
    read: Callable[[], bytes],
    forms: Forms,
    distinct: Callable[[str], str] = lambda name: name,
    head: Head | None = None,
    closed: Closed | None = None,
    term: Term | None = None,
) -> Reply | None:
    """The reply to a return; None where there is nothing to say to the unit.

    ``read`` gives the bytes as they were received, and is called only where a copy is made.
    ``distinct`` makes of a name one that no other reply bears; ``head`` is the registry's, and
    ``closed`` the closing of its period; ``term`` says until when a better return is wanted.
    """
    if not wants_reply(returned, closed):
        return None
    unit = _whose(returned, forms)
    name = distinct(name_of(unit, returned.file, returned.sha256))
    copy = corrected(read(), returned, forms) if has_copy(returned) else None
    letter = letter_to(returned, forms, f"{name}.xlsx" if copy else None, head, closed, term)
    return Reply(name, letter, copy)


def wants_reply(returned: Return, closed: Closed | None = None) -> bool:
    """Whether there is anything to say to the unit."""
    if returned.verdict in {Verdict.NOT_EXAMINED, Verdict.NO_RETURN} or returned.superseded:
        return False
    return bool(to_correct(returned.findings)) or (
        returned.awaits and closed is not None and closed.leaves_open(returned)
    )


def letter_to(
    returned: Return,
    forms: Forms,
    attached: str | None,
    head: Head | None = None,
    closed: Closed | None = None,
    term: Term | None = None,
) -> str:
    """The message alone, of a reply that is wanted; ``attached`` is the name of the copy that goes
    along, None for none; ``term`` says until when a better return is wanted.
    """
    definition, unit = forms.current, _whose(returned, forms)
    language = definition.language
    if closed is not None and not closed.leaves_open(returned):
        closed = None
    if closed is None or to_correct(returned.findings):
        about = (definition, returned, unit, attached, language)
        return corrections(*about, head, closed, term)
    return after_closing(definition, returned, unit, closed, language, head)


def _whose(returned: Return, forms: Forms) -> Unit | None:
    whose = returned.unit or returned.named
    return forms.unit(forms.current, whose) if whose else None


def name_of(unit: Unit | None, file: str, sha256: str) -> str:
    """The name of the files of a reply: the unit's, as its form's; for a file of no unit one of
    ours that reminds of what a stranger called it.
    """
    if unit is not None:
        return file_name(unit).removesuffix(".xlsx")
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:_LONGEST]
    return f"{slug}-{sha256[:8] or '0'}".lstrip("-")
