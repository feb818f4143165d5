"""Finds a text that a unit has changed to another unit's: who filled the form in, a number.

Which texts tell a unit's hand no definition says. A text that one other unit alone has used for the
period, in place of the unit's own, does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.checks.batch.submissions import Found, Submissions
from iku_workbook.checks.received import Seen
from iku_workbook.definition.field_types import Holds
from iku_workbook.inputs import Values
from iku_workbook.layout import Layout

_ANSWERS = frozenset(
    ("ada", "aman", "baik", "belum", "cukup", "kosong", "lancar", "lengkap", "nihil", "normal")
) | {"sangat", "semua", "sesuai", "sudah", "tak", "telah", "tidak", "ya"}
"""What everyday answers begin with: ``Tidak ada``, ``Sudah lengkap``."""
ANOTHERS = "DUP-015"
"""The code of a text that is another unit's."""


def check_texts(submissions: Submissions) -> Iterator[Found]:
    """Warn of a text that was the unit's own before, and is another unit's now."""
    layout, seen, titles = submissions.layout, submissions.seen, dict[str, str]()
    for submission, content in enumerate(submissions.contents):
        unit, period, values = content.unit.code, content.period.code, dict(content.values)
        for name, text in _texts(content.values, layout):
            other = seen.only_teller(period, name, text)
            if other not in (None, unit) and seen.tells(period, name, unit):
                titles = titles or {each.code: each.title for each in layout.definition.units}
                field, place = layout.fields[name]
                title = titles.get(str(other), other)
                yield submissions.find(
                    submission, ANOTHERS, place, name, found=text, label=field.label, unit=title
                )
                del values[name]  # in doubt, and so not the unit's own
        remember_texts(seen, unit, period, values, layout)


def remember_texts(seen: Seen, unit: str, period: str, values: Values, layout: Layout) -> None:
    """Add a unit's texts to what was said before."""
    for name, text in _texts(values, layout):
        seen.add_text(period, name, text, unit)


def _texts(values: Values, layout: Layout) -> Iterator[tuple[str, str]]:
    for name, (field, _) in layout.fields.items():
        text = values.get(name)
        if field.type.record.holds is Holds.TEXT and isinstance(text, str) and _tells(text):
            yield name, text


def _tells(text: str) -> bool:
    """Whether it is no everyday answer, which two units may give by chance."""
    words = re.findall(r"\w+", text.casefold())
    return bool(words) and (words[0] not in _ANSWERS or any(map(str.isdigit, text)))
