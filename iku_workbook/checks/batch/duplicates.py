"""Finds returns received twice, returns that contradict each other, and copied returns.

Two villages may say the same by chance, so only returns with enough telling figures are compared:
zeros, choices and blanks are what many villages share. That is asked about, never refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from iku_workbook.checks.batch.submissions import Found, Submissions
from iku_workbook.checks.batch.texts import ANOTHERS, remember_texts
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import names_of
from iku_workbook.checks.received import Newer, Seen
from iku_workbook.inputs import Values
from iku_workbook.layout import Layout
from iku_workbook.periods import Period
from iku_workbook.returns import Return

_TELLING = 3  # figures, texts, dates or events from which an accident is unlikely


def check_received_twice(submissions: Submissions) -> Iterator[Found]:
    """The same bytes again are counted once; two different returns of one unit are a question.

    Where something is known of their order it is asked only of such as would count.
    """
    seen, period = submissions.seen, submissions.period.code
    newer = seen.newer
    first: list[int] = []
    said: dict[str, Values] = {}
    for submission, each in enumerate(submissions.received):
        if newer is not None and submission in submissions.unsound:
            continue
        content = submissions.contents[submission]
        unit = content.unit.code
        earlier = seen.files(unit, period).get(each.sha256)
        if earlier is None:
            seen.add_file(unit, period, each.sha256, each.file)
            said[each.sha256] = content.all_values()
            first.append(submission)
        elif newer is None:
            yield submissions.find(submission, "DUP-001", other=earlier)
    for submission in first:
        own = submissions.received[submission].sha256
        files = seen.files(submissions.contents[submission].unit.code, period)
        others = [
            file
            for sha256, file in files.items()
            if sha256 != own and _is_asked(newer, list(files), said, own, sha256)
        ]
        if others:
            yield submissions.find(submission, "DUP-002", other=", ".join(others))


def _is_asked(
    newer: Newer | None, order: Sequence[str], said: Mapping[str, Values], one: str, other: str
) -> bool:
    """Whether a person is asked about two contents: but for such as say the same, or where the
    later in the order of receiving is the newer.
    """
    if newer is None:
        return True
    if one in said and said.get(other) == said[one]:
        return False
    earlier, later = sorted((one, other), key=order.index)
    return newer(later, earlier) is not True


def check_file_names(submissions: Submissions) -> Iterator[Found]:
    """Warn where a file's name tells another unit than its form is for."""
    names = names_of(submissions.layout.definition)
    for submission, content in enumerate(submissions.contents):
        other = names.told_against(submissions.received[submission].file, content.unit)
        if other is not None:
            yield submissions.find(
                submission, "DUP-004", named=other.title, unit=content.unit.title
            )


def check_saved_before(submissions: Submissions) -> Iterator[Found]:
    """Tell of a return that was saved before the one that counts since an earlier run."""
    saved_after = submissions.seen.saved_after
    if saved_after is None:
        return
    for submission, content in enumerate(submissions.contents):
        own = submissions.received[submission].sha256
        other = saved_after(content.unit.code, content.period.code, own)
        if other is not None:
            yield submissions.find(
                submission, "DUP-014", other=other.file, own=other.own, saved=other.saved
            )


def check_same_entries(submissions: Submissions) -> Iterator[Found]:
    """Entries that another unit's return for the period has too, one by one."""
    for submission, content in enumerate(submissions.contents):
        digest = _digest(content.all_values(), submissions.layout)
        if digest is None:
            continue
        own = submissions.received[submission].file
        period = content.period.code
        unit, file = submissions.seen.first_with(period, digest, content.unit.code, own)
        if unit != content.unit.code:
            yield submissions.find(submission, "DUP-003", other=file, unit=unit)


def remember(seen: Seen, returns: Iterable[Return], forms: Forms) -> None:
    """Add returns, in whatever order, to ``seen``, with which later ones are compared for
    duplicates: of two with the same entries the one that was received first counts as such.
    """
    entered = (each for returned in returns for each in _remembered(seen, returned, forms))
    for _, *entries in sorted(entered):
        seen.first_with(*entries)


def _remembered(
    seen: Seen, returned: Return, forms: Forms
) -> Iterator[tuple[int, str, str, str, str]]:
    """A return's number and entries, where these tell enough; its texts are added to ``seen``."""
    unit = forms.unit(forms.current, returned.unit or "")
    if unit is None or not returned.values:
        return
    layout = forms.layout(forms.current, unit.kind, Period.parse(str(returned.period)))
    doubted = {each.field for each in returned.findings if each.code == ANOTHERS}
    own = {name: value for name, value in returned.values.items() if name not in doubted}
    remember_texts(seen, unit.code, str(returned.period), own, layout)
    digest = _digest(returned.values, layout)
    if digest is not None:
        yield returned.number or 0, str(returned.period), digest, unit.code, returned.file


def _digest(values: Values, layout: Layout) -> str | None:
    """The SHA-256 of everything that was filled in, None where that tells too little."""
    telling = 0
    for name, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            telling += len(value)
        elif value not in (None, "", 0) and name in layout.fields:
            telling += not layout.fields[name][0].codelist
    if telling < _TELLING:
        return None
    everything = json.dumps({**values}, sort_keys=True, default=str)
    return hashlib.sha256(everything.encode()).hexdigest()
