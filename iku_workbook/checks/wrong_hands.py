"""One village's file or figures under another's name: asked about, never refused.

Two villages may say the same by chance, so only returns with enough telling figures are compared:
zeros, choices and blanks are what many villages share.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from iku_workbook.checks.forms import Forms
from iku_workbook.checks.received import Content, Received, Seen
from iku_workbook.findings import Finding, Severity
from iku_workbook.layout import Layout

_TELLING = 3  # figures, texts, dates or events from which an accident is unlikely
_CODE = re.compile(r"[^\s()_-]+")


def wrong_hands(
    received: Sequence[Received], seen: Seen, forms: Forms
) -> Iterator[tuple[int, Finding]]:
    """Warnings that name both files, or both units."""
    for index, each in enumerate(received):
        content = each.content
        if content is None:
            continue
        named = _named(each.file, content, forms)
        if named is not None:
            data = {"named": named, "unit": content.unit.title}
            yield index, Finding("DUP-004", Severity.WARNING, each.file, data=data)
        said = _said(content, forms.layout_of(content))
        if said is None:
            continue
        key = (content.period.code, said)
        unit, file = seen.contents.setdefault(key, (content.unit.code, each.file))
        if unit != content.unit.code:
            data = {"other": file, "unit": unit}
            yield index, Finding("DUP-003", Severity.WARNING, each.file, data=data)


def _named(file: str, content: Content, forms: Forms) -> str | None:
    """The other unit whose code the file's name begins with, as issued workbooks are named."""
    begins = _CODE.match(file.replace("\\", "/").rpartition("/")[2])
    code = begins[0].removesuffix(".xlsx") if begins else ""
    definition = forms.definition(content.digest)
    other = forms.unit(definition, code) if definition and code != content.unit.code else None
    return other.title if other else None


def _said(content: Content, layout: Layout) -> str | None:
    """A digest of everything that was filled in, None where that tells too little."""
    choices = {name for name, (field, _) in layout.fields.items() if field.codelist}
    answers = [
        value
        for name, value in content.values.items()
        if value not in (None, "", 0) and name not in choices
    ]
    events = [row.values for rows in content.events.values() for row in rows]
    if len(answers) + len(events) < _TELLING:
        return None
    everything = repr(
        (sorted(content.values.items(), key=str), [list(row.items()) for row in events])
    )
    return hashlib.sha256(everything.encode()).hexdigest()
