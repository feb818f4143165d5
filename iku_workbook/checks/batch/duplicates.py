"""One village's file or figures under another's name: asked about, never refused.

Two villages may say the same by chance, so only returns with enough telling figures are compared:
zeros, choices and blanks are what many villages share.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence

from iku_workbook.checks.batch.submissions import values_of
from iku_workbook.checks.known_forms import Forms
from iku_workbook.checks.received import Content, Received, Seen
from iku_workbook.findings import Finding
from iku_workbook.inputs import Values
from iku_workbook.layout import Layout
from iku_workbook.returns import Return

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
            yield index, Finding("DUP-004", each.file, data=data)
        said = _said(values_of(content), forms.layout_of(content))
        if said is None:
            continue
        key = (content.period.code, said)
        unit, file = seen.contents.setdefault(key, (content.unit.code, each.file))
        if unit != content.unit.code:
            data = {"other": file, "unit": unit}
            yield index, Finding("DUP-003", each.file, data=data)


def remember(seen: Seen, returned: Return, forms: Forms) -> None:
    """Add what a return said to what later ones are compared with."""
    unit = forms.unit(forms.current, returned.unit or "")
    if unit is None or not returned.values:
        return
    said = _said(returned.values, forms.layout(forms.current, unit.kind))
    if said is not None:
        key = (str(returned.period), said)
        seen.contents.setdefault(key, (unit.code, returned.file))


def _named(file: str, content: Content, forms: Forms) -> str | None:
    """The other unit whose code the file's name begins with, as issued workbooks are named."""
    begins = _CODE.match(file.replace("\\", "/").rpartition("/")[2])
    code = begins[0].removesuffix(".xlsx") if begins else ""
    definition = forms.definition(content.digest)
    other = forms.unit(definition, code) if definition and code != content.unit.code else None
    return other.title if other else None


def _said(values: Values, layout: Layout) -> str | None:
    """A digest of everything that was filled in, None where that tells too little."""
    told = 0
    for name, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            told += len(value)
        elif value not in (None, "", 0) and name in layout.fields:
            told += not layout.fields[name][0].codelist
    if told < _TELLING:
        return None
    everything = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(everything.encode()).hexdigest()
