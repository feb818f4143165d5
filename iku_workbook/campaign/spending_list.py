"""The office's list of what its programmes have spent: ``spending.csv``, with the columns
``period,programme,spent``.

Each line is what a programme, by its id, has spent in one period alone, in whole rupiah; the year
is the sum of its periods. A line without a figure says nothing of its period.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from iku_workbook.campaign.csv_list import CsvList
from iku_workbook.definition import Definition
from iku_workbook.definition.programmes import MOST
from iku_workbook.errors import OperatorError, together
from iku_workbook.named_file import MEGABYTE
from iku_workbook.numbers import Ambiguous, UnreadableText, read_number
from iku_workbook.periods import periods_of
from iku_workbook.registry.spendings import Spent
from iku_workbook.suggest import nearest

COLUMNS = ("period", "programme", "spent")
_LARGEST = 4 * MEGABYTE
_MONEY = ("Rp", "rupiah")


def read_list(path: Path) -> CsvList:
    """The file as it stands; OperatorError for one of another kind."""
    return CsvList.of(path, COLUMNS, _LARGEST, needed=COLUMNS, bad="bad-spending")


def spent_in(path: Path, definition: Definition) -> Spent:
    """What the list says, by period and programme; nothing where there is none, and where the
    definition has no programmes. OperatorError that tells every line which cannot be.
    """
    if not definition.programmes or not path.exists():
        return {}
    found: dict[tuple[str, str], int] = {}
    wrong: list[OperatorError] = []
    seen: set[tuple[str, str]] = set()
    for place, cells in read_list(path).entries():
        key = cells.get("period", ""), cells.get("programme", "")
        text, about = cells.get("spent", ""), {"file": path.name, "line": place + 1}
        if not any((*key, text)):
            continue
        own = list(_mistakes(definition, key, about))
        if key in seen:
            own.append(OperatorError("spending-twice", **about, programme=key[1], period=key[0]))
        seen.add(key)
        try:
            amount = read_amount(text) if text else None
        except OperatorError as error:
            own.append(OperatorError(f"{error.code}-line", **about, **error.data))
        else:
            if amount is not None:
                found[key] = amount
        wrong += own
    if wrong:
        raise together(wrong)
    return found


def _mistakes(
    definition: Definition, key: tuple[str, str], about: dict[str, object]
) -> Iterator[OperatorError]:
    known = {
        "period": [each.code for each in periods_of(definition.year, definition.cadence)],
        "programme": [each.id for each in definition.programmes],
    }
    for name, said in zip(known, key, strict=True):
        if said not in known[name]:
            near = nearest(said, known[name]) or ", ".join(known[name])
            yield OperatorError(f"spending-{name}", **about, value=said, nearest=near)


def read_amount(text: str) -> int:
    """Whole rupiah as people type them: ``12500000``, ``Rp 12.500.000``; OperatorError for what is
    no such amount.
    """
    try:
        amount = read_number(text, whole=True, units=_MONEY)
    except (Ambiguous, UnreadableText):
        raise OperatorError("spending-amount", value=text) from None
    if not amount.is_integer() or amount > MOST:
        raise OperatorError("spending-amount", value=text)
    if amount < 0:
        raise OperatorError("spending-negative", value=text)
    return int(amount)
